"""uv: UV_PROJECT_ENVIRONMENT or .venv, in the root of the workspace; checked with uv 0.13."""

from __future__ import annotations

import os

from autovenv.base.parents import upward
from autovenv.env.kinds.evidence import Evidence, table
from autovenv.env.tool import Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.env.kinds.found import Found
    from autovenv.env.layout import Layout


def _as_locked(words: tuple[str, ...]) -> tuple[str, ...]:
    return words if {"--frozen", "--locked"} & set(words) else (words[0], "--frozen", *words[1:])


_MOST_PATTERNS = 1000
_LONGEST_PATTERN = 4096  # characters

TOOL = Tool(
    "uv",
    table="tool.uv",
    lock="uv.lock",
    settings="uv.toml",
    dot_venv=True,
    workspace=True,
    installs=("sync",),
    as_locked=_as_locked,
    sync=("sync", "--frozen", "--inexact"),
    get="pipx install uv",
    misleading=("UV_SYSTEM_PYTHON", "UV_PYTHON", "UV_TARGET", "UV_PREFIX"),
    quiet=(("UV_PYTHON_DOWNLOADS", "never"),),
)


def find(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:  # noqa: ARG001
    """Return where the environment is. uv would make it as autovenv does."""
    evidence = Evidence(environ)
    project = _project(evidence, root)
    workspace = _workspace(evidence, project)
    given = evidence.variable("UV_PROJECT_ENVIRONMENT") or ""
    path = os.path.normpath(os.path.join(workspace, given or ".venv"))
    of = "the project" if workspace == root else f"{'the workspace' if workspace != project else 'the project'} {workspace}"
    return evidence.found(
        path,
        f"UV_PROJECT_ENVIRONMENT={given} in {of}" if given else f"uv's .venv of {of}",
        make=layout.create,
        own_place=os.path.dirname(path) if given else "",
        default=not given,
        workspace=workspace if workspace != project else "",
    )


def _project(evidence: Evidence, root: str) -> str:
    for directory in upward(root):
        if evidence.exists(os.path.join(directory, "pyproject.toml")):
            return directory
    return root


def _workspace(evidence: Evidence, project: str) -> str:
    """Return the root of the workspace that project is a member of, else project itself."""
    for directory in upward(project):
        data = evidence.toml(os.path.join(directory, "pyproject.toml"), b"tool", b"uv", b"workspace")
        uv = table(data, "tool", "uv")
        if "workspace" not in uv:
            continue
        if directory == project:
            return project
        workspace, parts = table(uv, "workspace"), os.path.relpath(project, directory).split(os.sep)
        included = is_one_of(parts, workspace.get("members")) and not is_one_of(parts, workspace.get("exclude"))
        return directory if included else project
    return project


def is_one_of(parts: list[str], patterns: object) -> bool:
    """Tell whether the parts of a path fit one of a workspace's patterns: `*` stays in its part, `**` is any number of parts.

    Nobody has consented to the file that they stand in: of a thousand with wildcards, and of a long one, no more is looked at.
    """
    left = _MOST_PATTERNS
    for pattern in patterns if isinstance(patterns, list) else ():
        if not isinstance(pattern, str):
            continue
        wanted = [part for part in pattern.replace(os.sep, "/").split("/") if part not in ("", ".")]
        if wanted == parts:
            return True
        if left and len(pattern) <= _LONGEST_PATTERN and any(one in pattern for one in "*?["):
            left -= 1
            if _fits(parts, wanted):
                return True
    return False


def _fits(parts: list[str], pattern: list[str]) -> bool:
    import fnmatch

    behind = {0}  # the numbers of parts that what was looked at of the pattern can stand for: there are few, however many `**` there are
    for wanted in pattern:
        if wanted == "**":
            behind = set(range(min(behind), len(parts) + 1))
        else:
            behind = {at + 1 for at in behind if at < len(parts) and fnmatch.fnmatchcase(parts[at], wanted)}
        if not behind:
            return False
    return len(parts) in behind


def workspace_of(root: str) -> str:
    """Return the root of the workspace that the project in root is a member of, else root itself."""
    return _workspace(Evidence({}), root)
