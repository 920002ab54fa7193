"""pipenv: in the project, or below WORKON_HOME by name and path; checked with pipenv 2026.10."""

from __future__ import annotations

import os

from autovenv.base.parents import upward
from autovenv.base.paths import home_directory, workon_home
from autovenv.env import venv_file
from autovenv.env.kinds import directory_names
from autovenv.env.kinds.evidence import Evidence, table
from autovenv.env.tool import Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.env.kinds.found import Found
    from autovenv.env.layout import Layout


def _as_locked(words: tuple[str, ...]) -> tuple[str, ...]:
    # `install` may lock again; `sync` installs what is locked.
    return words if set(words[1:]) - {"--dev", "-d"} else ("sync", *words[1:])


TOOL = Tool(
    "pipenv",
    active="PIPENV_ACTIVE",
    project="Pipfile",
    lock="Pipfile.lock",
    installs=("install", "sync"),
    as_locked=_as_locked,
    sync=("sync", "--dev"),
    get="uv tool install pipenv",
    misleading=("PIPENV_IGNORE_VIRTUALENVS", "PIPENV_ACTIVE"),
    quiet=(("PIPENV_NOSPIN", "1"), ("PIPENV_VERBOSITY", "-1")),
)

_INSTALL = ("pipenv", "install")
_LEVELS = 10
_UNFIT = ' &$`!*@"()[]\\\r\n\t'


def environment_name(pipfile: str, python: str = "") -> str:
    """Return the name of the environment of a Pipfile, an absolute path; `python` is PIPENV_PYTHON."""
    project = os.path.basename(os.path.dirname(pipfile))
    suffix = f"-{os.path.basename(python) if os.path.isabs(python) else python}" if python else ""
    return f"{directory_names.replaced(project, _UNFIT)}-{directory_names.token('sha256', pipfile, 6)}{suffix}"


def find(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:  # noqa: ARG001
    """Return where the environment is. One in the project is autovenv's to make: pipenv takes it as it is."""
    evidence = Evidence(environ)
    pipfile = _pipfile(evidence, root)
    if not pipfile:
        return evidence.found(error=f"no Pipfile in {root} or above: `pipenv install` makes one")
    project = os.path.dirname(pipfile)
    own = os.path.join(project, ".venv")
    collection = _collection(evidence, environ)
    name = evidence.variable("PIPENV_CUSTOM_VENV_NAME") or environment_name(pipfile, evidence.variable("PIPENV_PYTHON") or "")
    path = os.path.normpath(os.path.join(collection, name))
    if evidence.exists(own) and not evidence.is_directory(own):
        # What the file says is pipenv's own way to choose; it reads names as virtualenvwrapper does.
        target, problem = venv_file.target(own, {**environ, "WORKON_HOME": collection})
        evidence.text(own)
        return evidence.found(target, f"named in the file {own}", tool=_INSTALL, led=True, error=problem)
    wanted, how = _in_project(evidence, pipfile)
    if wanted:
        return evidence.found(own, how, make=layout.create)
    if wanted is None and not evidence.exists(path) and evidence.is_directory(own):
        return evidence.found(own, "pipenv takes the project's .venv", make=layout.create)
    return evidence.found(path, f"pipenv's environment of {pipfile}", tool=_INSTALL)


def _pipfile(evidence: Evidence, root: str) -> str:
    given = evidence.variable("PIPENV_PIPFILE") or ""
    if given:
        return os.path.abspath(os.path.join(root, evidence.expanded(given)))
    levels = _LEVELS
    if evidence.variable("PIPENV_NO_INHERIT"):
        levels = 1
    elif (depth := evidence.variable("PIPENV_MAX_DEPTH") or "").isdecimal():
        levels = int(depth)
    # It looks from its working directory, which the system names without links; the Pipfile itself may be one.
    for directory in [*upward(evidence.real(root))][:levels]:
        if evidence.exists(os.path.join(directory, "Pipfile")):
            return os.path.join(directory, "Pipfile")
    return ""


def _collection(evidence: Evidence, environ: Mapping[str, str]) -> str:
    # Without WORKON_HOME the two tools differ, but on Windows.
    if evidence.variable("WORKON_HOME") or os.name == "nt":
        return workon_home(environ)
    data = evidence.expanded(evidence.variable("XDG_DATA_HOME") or "")
    return os.path.join(data or os.path.join(home_directory(environ), ".local", "share"), "virtualenvs")


def _in_project(evidence: Evidence, pipfile: str) -> tuple[bool | None, str]:
    """Return whether the environment is to be in the project, None if nobody said, and who said it."""
    given = evidence.switch("PIPENV_VENV_IN_PROJECT")
    if given is None:
        refused = evidence.switch("PIPENV_NO_VENV_IN_PROJECT")
        given = None if refused is None else not refused
    if given is not None:
        return given, "PIPENV_VENV_IN_PROJECT is set"
    value = table(evidence.toml(pipfile), "pipenv").get("venv_in_project")
    return (None if value is None else bool(value)), f"venv_in_project in {pipfile}"
