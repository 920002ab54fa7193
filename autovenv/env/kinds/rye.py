"""rye: .venv in the root of the workspace, as its source has it (pyproject.rs, sync.rs)."""

from __future__ import annotations

import os

from autovenv.base.parents import upward
from autovenv.env.kinds.evidence import Evidence, table
from autovenv.env.kinds.uv import is_one_of
from autovenv.env.tool import Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.env.kinds.found import Found
    from autovenv.env.layout import Layout

TOOL = Tool(
    "rye",
    table="tool.rye",
    lock="requirements.lock",
    settings="requirements-dev.lock",
    sync=("sync", "--no-lock"),
    get="curl -sSf https://rye.astral.sh/get | bash",
    dot_venv=True,
    workspace=True,
    makes_alone=True,
)


def find(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:  # noqa: ARG001
    """Return where the environment is. It is rye's to make: rye refuses one that has no mark of its own."""
    evidence = Evidence(environ)
    project = next((one for one in upward(root) if evidence.exists(os.path.join(one, "pyproject.toml"))), "")
    if not project:
        return evidence.found(error=f"no pyproject.toml in {root} or above: `rye init` makes one")
    for directory in upward(project):
        rye = table(evidence.toml(os.path.join(directory, "pyproject.toml"), b"tool", b"rye", b"workspace"), "tool", "rye")
        if "workspace" in rye:
            if not _is_member(project, directory, table(rye, "workspace")):
                return evidence.found(error=f"{project} is no member of rye's workspace {directory}")
            return evidence.found(
                os.path.join(directory, ".venv"),
                f"rye's .venv of the workspace {directory}",
                tool=_sync(evidence, directory),
                workspace=directory if directory != project else "",
            )
    return evidence.found(os.path.join(project, ".venv"), f"rye's .venv of the project {project}", tool=_sync(evidence, project))


def _sync(evidence: Evidence, directory: str) -> tuple[str, ...]:
    """Return the command that makes the environment: it obeys a lock that is there."""
    return ("rye", *(TOOL.sync if evidence.exists(os.path.join(directory, TOOL.lock)) else TOOL.sync[:1]))


def _is_member(project: str, workspace: str, given: Mapping[str, object]) -> bool:
    """Tell whether project belongs to the workspace: all below it do, where it lists no members."""
    members = given.get("members")
    if project == workspace or not isinstance(members, list):
        return True
    parts = os.path.relpath(project, workspace).split(os.sep)
    return is_one_of(parts, members)
