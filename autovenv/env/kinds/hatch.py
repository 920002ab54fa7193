"""hatch: below its data directory by name and path, or where its configuration says; checked with hatch 1.18."""

from __future__ import annotations

import os
import sys

from autovenv.base.parents import upward
from autovenv.base.paths import home_directory
from autovenv.env.kinds import directories, directory_names
from autovenv.env.kinds.evidence import Evidence, table
from autovenv.env.tool import Tool
from autovenv.project.marks import PYPROJECT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.env.kinds.found import Found
    from autovenv.env.layout import Layout

TOOL = Tool(
    "hatch",
    makes_alone=True,
    interpreter="HATCH_PYTHON",
    table="tool.hatch",
    settings="hatch.toml",
    # `env create` leaves one that is there as it is; whatever is run, hatch installs first what its environment lacks.
    sync=("run", "python", "--version"),
    installs_first=True,
    creates=("env", "create"),
    get="uv tool install hatch",
    quiet=(("HATCH_INTERACTIVE", "0"),),
    removal="hatch env remove",
)

_MARKS = (PYPROJECT, "setup.py")


def project_token(project: str, platform: str = sys.platform) -> str:
    """Return what hatch calls the directory of a project's environments."""
    return directory_names.token("sha256", project.casefold() if platform in ("win32", "darwin") else project)


def find(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:  # noqa: ARG001
    """Return where the environment is: that called layout.name, else HATCH_ENV, else "default"."""
    evidence = Evidence(environ)
    here = evidence.real(root)
    project = next((one for one in upward(here) if any(evidence.exists(os.path.join(one, mark)) for mark in _MARKS)), here)
    pyproject = evidence.toml(os.path.join(project, PYPROJECT)) or {}
    own = evidence.toml(os.path.join(project, "hatch.toml")) or {}
    name = layout.name or evidence.variable("HATCH_ENV") or "default"
    tool = (TOOL.name, *TOOL.creates) if name == "default" else (TOOL.name, *TOOL.creates, name)
    table_of = _options(table(own, "envs") if "envs" in own else table(pyproject, "tool", "hatch", "envs"), name)
    by_user = evidence.variable("HATCH_ENV_TYPE_VIRTUAL_PATH")
    given = by_user or table_of.get("path")
    if isinstance(given, str) and given:
        path = os.path.normpath(os.path.join(project, given))
        return evidence.found(
            path,
            f"hatch's environment {name} has a path of its own",
            tool=tool,
            led=not by_user,
            own_place=os.path.dirname(path) if by_user else "",
        )
    if table_of.get("type", "virtual") != "virtual":
        return evidence.found(error=f"hatch's environment {name} is of type {table_of['type']!r}: only hatch knows where it is")
    identity = project_token(project)
    called = table(pyproject, "project").get("name")
    if isinstance(called, str) and not directory_names.is_project_name(called):
        return evidence.found(error=f"{os.path.join(project, PYPROJECT)}: {called!r} is no name of a project")
    # A file without [project] only keeps environments: they go by the directory's name.
    title = directory_names.canonical(called if isinstance(called, str) else os.path.basename(project))
    directory, own_place = _directory(evidence, project, environ)
    last = title if name == "default" else name
    # In the project, or among virtualenvwrapper's, hatch keeps them side by side.
    real = os.path.realpath(directory) if "\0" not in directory else directory
    flat = directory == os.path.join(home_directory(environ), ".virtualenvs") or project in [*upward(real)][1:]
    below = (last,) if flat else (title, identity, last)
    path = evidence.below(directory, *below)
    return evidence.found(path, f"hatch's environment {name}", tool=tool, own_place=own_place, levels=len(below))


def _options(envs: Mapping[str, object], name: str) -> dict[str, object]:
    """Return what is configured for an environment: its own options, then those of its template, as a rule "default"."""
    options: dict[str, object] = {}
    passed: list[str] = []
    while name not in passed:
        passed.append(name)
        own = table(envs, name)
        options = {**own, **options}
        template = own.get("template", "default")
        name = template if isinstance(template, str) and own.get("detached") is not True else name
    return options


def _directory(evidence: Evidence, project: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the directory of hatch's environments, and as it is written: "" where a file says it that the project may have brought."""
    user = evidence.variable("HATCH_CONFIG") or os.path.join(directories.configuration("hatch", environ), "config.toml")
    by_user = os.path.isabs(user)
    dirs = table(evidence.toml(os.path.join(project, user)), "dirs")
    given = table(dirs, "env").get("virtual")
    if isinstance(given, str):
        given = os.path.normpath(_expanded(evidence, given))
        return os.path.normpath(os.path.join(project, given)), given if by_user else ""
    data = evidence.variable("HATCH_DATA_DIR") or dirs.get("data")
    data = _expanded(evidence, data) if isinstance(data, str) and data else directories.data("hatch", environ)
    directory = os.path.join(data, "env", "virtual")
    return os.path.join(project, directory), directory if by_user else ""


def _expanded(evidence: Evidence, path: str) -> str:
    """Return path with `~` and variables replaced, as hatch does; a variable that is not set stays as it is written."""
    if "$" in path:
        import re

        # os.path.expandvars looks into this process's variables.
        path = re.sub(r"\$(\w+|\{[^}]*\})", lambda found: evidence.variable(found[1].strip("{}")) or found[0], path, flags=re.ASCII)
    return evidence.expanded(path)
