"""pipenv: in the project, or below WORKON_HOME by name and path; checked with pipenv 2026.10."""

from __future__ import annotations

import os

from autovenv.base.files import write_atomic
from autovenv.base.parents import upward
from autovenv.base.paths import workon_home
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
    removal="pipenv --rm",
    dot_venv=True,
    misleading=("PIPENV_IGNORE_VIRTUALENVS", "PIPENV_ACTIVE"),
    quiet=(("PIPENV_NOSPIN", "1"), ("PIPENV_VERBOSITY", "-1")),
)

_INSTALL = ("pipenv", "install")
_LEVELS = 10
_YES = ("1", "true", "yes", "on")
_NO = ("0", "false", "no", "off")
_UNFIT = ' &$`!*@"()[]\\\r\n\t'


def environment_name(pipfile: str, python: str = "") -> str:
    """Return the name of the environment of a Pipfile, an absolute path; `python` is PIPENV_PYTHON."""
    project = os.path.basename(os.path.dirname(pipfile))
    suffix = f"-{os.path.basename(python) if os.path.isabs(python) else python}" if python else ""
    return f"{directory_names.replaced(project, _UNFIT)}-{directory_names.token('sha256', pipfile, 6)}{suffix}"


def find(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:  # noqa: ARG001
    """Return where the environment is. One that is not there is autovenv's to make: pipenv takes it, in the project or outside."""
    evidence = Evidence(environ)
    pipfile = _pipfile(evidence, root)
    if not pipfile:
        return evidence.found(error=f"no Pipfile in {root} or above: `pipenv install` makes one")
    project = os.path.dirname(pipfile)
    own = os.path.join(project, ".venv")
    collection = _collection(evidence, root, environ)
    name = evidence.variable("PIPENV_CUSTOM_VENV_NAME") or environment_name(pipfile, evidence.variable("PIPENV_PYTHON") or "")
    path = evidence.below(collection, name)
    if evidence.exists(own) and not evidence.is_directory(own):
        named = (evidence.text(own) or "").strip()
        if "\n" in named or "\0" in named:
            return evidence.found(error=f"the file {own} names no environment")
        if named:
            # pipenv's own way to read it: of several parts it is a path below the project, else a name.
            parts = [part for part in named.split("/") if part not in ("", ".")]
            below = project if len(parts) > 1 or named.startswith("/") or named.endswith(os.sep) else collection
            target = os.path.normpath(os.path.join(below, named))
            return evidence.found(target, f"named in the file {own}", tool=_INSTALL, led=True)
    else:
        wanted, how = _in_project(evidence, pipfile)
        if wanted:
            return evidence.found(own, how, make=layout.create, default=True)
        if wanted is None and not evidence.exists(path) and evidence.is_directory(own):
            return evidence.found(own, "pipenv takes the project's .venv", make=layout.create, default=True)
    make = layout.create and not evidence.exists(path)
    return evidence.found(path, f"pipenv's environment of {pipfile}", make=make, tool=_INSTALL, own_place=collection)


def finish(path: str, root: str, environ: Mapping[str, str]) -> None:
    """Link an environment that autovenv made for the project in `root` back to it, as pipenv does. Raises OSError."""
    pipfile = _pipfile(Evidence(environ), root)
    write_atomic(os.path.join(path, ".project"), os.fsencode(os.path.dirname(pipfile) or root), 0o644)


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


def _collection(evidence: Evidence, root: str, environ: Mapping[str, str]) -> str:
    # Without WORKON_HOME pipenv and virtualenvwrapper differ, but on Windows; a relative one is that of the working directory here.
    given = evidence.variable("WORKON_HOME")
    if not given and os.name == "nt":
        return workon_home(environ)
    if given:
        return os.path.join(root, evidence.expanded(given))
    data = evidence.variable("XDG_DATA_HOME")
    return os.path.join(root, evidence.expanded(data or os.path.join("~", ".local", "share")), "virtualenvs")


def _in_project(evidence: Evidence, pipfile: str) -> tuple[bool | None, str]:
    """Return whether the environment is to be in the project, None if nobody said, and who said it."""
    for variable, meant in (("PIPENV_VENV_IN_PROJECT", True), ("PIPENV_NO_VENV_IN_PROJECT", False)):
        said = evidence.variable(variable)
        if said is not None:
            if said.lower() in _YES or said.lower() in _NO:
                return (said.lower() in _YES) is meant, f"{variable} is set"
            break
    value = table(evidence.toml(pipfile), "pipenv").get("venv_in_project")
    return (None if value is None else bool(value)), f"venv_in_project in {pipfile}"
