"""What is installed into a project's environment, and from which file: the first row of a table that matches. Nothing is run.

A shell that comes to a project waits for it: of locks and requirements, only what decides is looked for.
"""

from __future__ import annotations

import os

from autovenv.base.files import names_in
from autovenv.base.parents import upward
from autovenv.base.value import value
from autovenv.deps import counting, files
from autovenv.deps.scan import data_of, string_of, text_of
from autovenv.env.kinds import tool_of
from autovenv.env.kinds.evidence import table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from autovenv.env.tool import Tool

PIP = "pip"  # the tool of requirements and of a bare pyproject.toml; uv does its work
_GROUP = "dev"

_LOCKS = (("uv.lock", "uv"), ("poetry.lock", "poetry"), ("pdm.lock", "pdm"))
_REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
_CONDA = ("environment.yml", "environment.yaml")
_OWN_FILE = ("conda", "hatch", "pixi", "rye")  # nobody else fills their environments


@value
class Source:
    """What a project installs."""

    tool: str  # a module's name in env/kinds, or "pip"; "" for a command of the project's own
    file: str  # absolute: the one that decides
    files: tuple[str, ...]  # absolute, there or not: a change of one of them is a drift
    commands: tuple[tuple[str, ...], ...]  # as people type them, in order; () where something has to be done first
    packages: int = 0  # as far as they can be counted by a scan; 0: not known
    hint: str = ""  # one line: what has to be done first
    said: str = ""  # where the project says a command of its own, which may be any program: "sync in autovenv.toml:3"

    @property
    def name(self) -> str:
        """What people call it: the file's name, or the command."""
        if not self.said:
            return os.path.basename(self.file)
        import shlex

        return f"`{shlex.join(self.commands[0])}`"


def source_of(root: str, tool: Tool | None = None) -> Source | None:
    """Return what the project in the directory root installs, None where there is nothing.

    `tool` is the one that the project is known to be managed with: what it has of its own comes first. Raises nothing.
    """
    if tool is not None and tool.name in _OWN_FILE:
        return _own_file(root, tool)
    own = _own_lock(root, tool) if tool is not None else None
    return own or next(filter(None, (row(root) for row in _ROWS)), None)


def _source(tool: str, file: str, commands: tuple[tuple[str, ...], ...], packages: int = 0, hint: str = "") -> Source:
    read = files.read_by(commands, os.path.dirname(file)) if commands else ()
    return Source(tool, file, tuple(dict.fromkeys((file, *read))), commands, packages, hint)


def _synced(root: str, name: str, file: str) -> Source:
    """Return what the tool of that name installs by its own command, as `file` says."""
    tool = tool_of(name)
    assert tool is not None
    commands = ((name, *tool.sync),)
    # The lock of a workspace lies above the member that it is for.
    read = files.read_by(commands, root)
    return Source(name, file, tuple(dict.fromkeys((file, *read))), commands, counting.packages_of(file))


def _own_lock(root: str, tool: Tool) -> Source | None:
    """Return the tool's own lock: that of a workspace, or of the directory whose Pipfile counts, may lie above."""
    if tool.name == "pipenv":
        project = next((one for one in upward(root) if os.path.isfile(os.path.join(one, tool.project))), root)
        return _pipenv(project)
    for directory in (root, *(upward(os.path.dirname(root)) if tool.name in ("uv", "pdm") else ())):
        lock = os.path.join(directory, tool.lock)
        if tool.lock and os.path.isfile(lock):
            workspace = directory == root or "workspace" in table(data_of(os.path.join(directory, "pyproject.toml")), "tool", tool.name)
            return _synced(root, tool.name, lock) if workspace else None
    return None


def _own_file(root: str, tool: Tool) -> Source | None:
    if tool.name == "conda":
        name = next((one for one in _CONDA if os.path.isfile(os.path.join(root, one))), "")
        file = os.path.join(root, name)
        return _source("conda", file, (("conda", *tool.sync, "--file", name),), counting.packages_of(file)) if name else None
    lock = os.path.join(root, tool.lock or tool.project)
    if os.path.isfile(lock):
        return _synced(root, tool.name, lock)
    project = next((one for one in (tool.project, "pyproject.toml") if os.path.isfile(os.path.join(root, one))), "")
    return _source(tool.name, os.path.join(root, project), (), hint=f"there is no {tool.lock}: `{tool.name} lock`") if project else None


def _locked(root: str) -> Source | None:
    for lock, name in _LOCKS:
        path = os.path.join(root, lock)
        if os.path.isfile(path):
            return _synced(root, name, path)
    pylock = os.path.join(root, "pylock.toml")
    return _synced(root, "pdm", pylock) if string_of(pylock, "created-by") == "pdm" else None


def _pipenv(root: str) -> Source | None:
    pipfile = os.path.join(root, "Pipfile")
    if not os.path.isfile(pipfile):
        return None
    for name in ("Pipfile.lock", "pylock.toml"):
        if os.path.isfile(os.path.join(root, name)):
            return _synced(root, "pipenv", os.path.join(root, name))
    return _source("pipenv", pipfile, (), hint="Pipfile is not locked: `pipenv lock`")


def _pylock(root: str) -> Source | None:
    # PEP 751: pylock.toml, or pylock.<name>.toml.
    named = [name for name in names_in(root) if name.startswith("pylock.") and name.endswith(".toml")]
    name = next(iter(sorted(named, key=lambda name: (name != "pylock.toml", name != f"pylock.{_GROUP}.toml", name))), "")
    file = os.path.join(root, name)
    return _source(PIP, file, (("uv", "pip", "sync", name),), counting.packages_of(file)) if name and os.path.isfile(file) else None


def _requirements(root: str) -> Source | None:
    there = [name for name in _REQUIREMENTS if os.path.isfile(os.path.join(root, name))]
    if _REQUIREMENTS[0] not in there and os.path.isfile(os.path.join(root, "requirements.in")):
        file = os.path.join(root, "requirements.in")
        return _source(PIP, file, (), hint="requirements.in is not compiled: `autovenv lock` does that")
    if not there:
        return None
    hashed = {name: "--hash=" in text_of(os.path.join(root, name)) for name in there}
    commands = tuple(("uv", "pip", "install", *(("--require-hashes",) if hashed[name] else ()), "-r", name) for name in there)
    paths = [os.path.join(root, name) for name in there]
    return _source(PIP, paths[0], commands, sum(map(counting.packages_of, paths)))


def _project(root: str) -> Source | None:
    pyproject = os.path.join(root, "pyproject.toml")
    data = data_of(pyproject)
    built = "build-system" in data or any(os.path.isfile(os.path.join(root, name)) for name in ("setup.py", "setup.cfg"))
    if "project" in data or (built and "poetry" in table(data, "tool")):
        # As uv has it: without a build system it is no package, and what it depends on is all there is to install.
        what = ("-e", ".") if built else ("-r", "pyproject.toml")
        groups = ("--group", _GROUP) if _GROUP in table(data, "dependency-groups") else ()
        return _source(PIP, pyproject, (("uv", "pip", "install", *what, *groups),))
    setup = next((name for name in ("setup.py", "setup.cfg") if os.path.isfile(os.path.join(root, name))), "")
    return _source(PIP, os.path.join(root, setup), (("uv", "pip", "install", "-e", "."),)) if setup else None


_ROWS: tuple[Callable[[str], Source | None], ...] = (_locked, _pipenv, _pylock, _requirements, _project)
