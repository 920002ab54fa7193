"""The source of a project's packages, a file and the commands that install it: the first row of a table that matches. Nothing is run.

A shell that comes to a project waits for it: of locks and requirements, only what decides is looked for.
"""

from __future__ import annotations

import os

from autovenv.base.files import names_in
from autovenv.base.parents import upward
from autovenv.base.toml_scan import string_at
from autovenv.base.value import replace, value
from autovenv.deps import counting, files
from autovenv.deps.reader import Reader
from autovenv.deps.scan import data_of, text_of
from autovenv.env.kinds import tool_of, workspace_of
from autovenv.env.kinds.evidence import table
from autovenv.plan.facts import PLAIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from autovenv.env.tool import Tool

_GROUP = "dev"

_LOCKS = (("uv.lock", "uv"), ("poetry.lock", "poetry"), ("pdm.lock", "pdm"))
_REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")


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
        """What people call it: the file's name, or the command, without the passwords of its URLs."""
        if not self.said:
            return os.path.basename(self.file)
        from autovenv.base.redaction import without_passwords

        return f"`{os.fsdecode(without_passwords(os.fsencode(self.typed)))}`"

    @property
    def typed(self) -> str:
        """The commands as people type them, quoted where a shell needs it."""
        import shlex  # 5 ms, and no shell waits for it where the project says no command of its own

        return ", ".join(map(shlex.join, self.commands))


def source_of(root: str, tool: Tool | None = None, within: str = "") -> Source | None:
    """Return what the project in the directory root installs, None where there is nothing.

    `tool` is the one that the project is known to be managed with: what it has of its own comes first. `within` is the directory that no
    file of the project leads out of, "" where its user has consented. Raises nothing.
    """
    reader = Reader(within)
    if tool is not None and tool.makes_alone:  # nobody else fills its environments
        return _own_file(root, tool, reader)
    own = _own_lock(root, tool, reader) if tool is not None else None
    return own or next(filter(None, (row(root, reader) for row in _ROWS)), None)


def _source(tool: str, commands: tuple[tuple[str, ...], ...], reader: Reader, *paths: str, hint: str = "") -> Source:
    """Return what is installed by these commands as the files at `paths` say, the first of which decides."""
    read = files.read_by(commands, os.path.dirname(paths[0]), reader) if commands else ()
    packages = counting.packages_of(paths, reader) if commands else 0
    return Source(tool, paths[0], tuple(dict.fromkeys((paths[0], *read))), commands, packages, hint)


def _synced(root: str, name: str, file: str, reader: Reader) -> Source:
    """Return what the tool of that name installs by its own command, as `file` says."""
    tool = tool_of(name)
    assert tool is not None
    commands = ((name, *tool.sync),)
    # The lock of a workspace lies above the member that it is for.
    read = files.read_by(commands, root, reader)
    return Source(name, file, tuple(dict.fromkeys((file, *read))), commands, counting.packages_of((file,), reader))


def _own_lock(root: str, tool: Tool, reader: Reader) -> Source | None:
    """Return the tool's own lock: that of a workspace, or of the directory whose Pipfile counts, may lie above."""
    if tool.name == "pipenv":
        project = next((one for one in upward(root) if os.path.isfile(os.path.join(one, tool.project))), root)
        return _pipenv(project, reader)
    for directory in dict.fromkeys((workspace_of(tool.name, root), root)):
        lock = os.path.join(directory, tool.lock)
        if tool.lock and os.path.isfile(lock):
            return _synced(root, tool.name, lock, reader)
    return None


def _own_file(root: str, tool: Tool, reader: Reader) -> Source | None:
    if tool.name == "conda":
        from autovenv.env.kinds.conda import FILES

        name = next((one for one in FILES if os.path.isfile(os.path.join(root, one))), "")
        return _source("conda", (("conda", *tool.sync, "--file", name),), reader, os.path.join(root, name)) if name else None
    lock = os.path.join(root, tool.lock or tool.project)
    if os.path.isfile(lock):
        return _synced(root, tool.name, lock, reader)
    project = next((one for one in (tool.project, "pyproject.toml") if os.path.isfile(os.path.join(root, one))), "")
    hint = f"there is no {tool.lock}: `{tool.name} lock`"
    return _source(tool.name, (), reader, os.path.join(root, project), hint=hint) if project else None


def _locked(root: str, reader: Reader) -> Source | None:
    for lock, name in _LOCKS:
        path = os.path.join(root, lock)
        if os.path.isfile(path):
            return _synced(root, name, path, reader)
    pylock = os.path.join(root, "pylock.toml")
    return _synced(root, "pdm", pylock, reader) if string_at(pylock, b"created-by") == "pdm" else None


def _pipenv(root: str, reader: Reader) -> Source | None:
    pipfile = os.path.join(root, "Pipfile")
    if not os.path.isfile(pipfile):
        return None
    for name in ("Pipfile.lock", "pylock.toml"):
        if os.path.isfile(os.path.join(root, name)):
            return _synced(root, "pipenv", os.path.join(root, name), reader)
    return _source("pipenv", (), reader, pipfile, hint="Pipfile is not locked: `pipenv lock`")


def _pylock(root: str, reader: Reader) -> Source | None:
    # PEP 751: pylock.toml, or pylock.<name>.toml.
    named = [name for name in names_in(root) if name.startswith("pylock.") and name.endswith(".toml")]
    name = next(iter(sorted(named, key=lambda name: (name != "pylock.toml", name != f"pylock.{_GROUP}.toml", name))), "")
    file = os.path.join(root, name)
    return _source(PLAIN, (("uv", "pip", "sync", name),), reader, file) if name and os.path.isfile(file) else None


def _requirements(root: str, reader: Reader) -> Source | None:
    there = [name for name in _REQUIREMENTS if os.path.isfile(os.path.join(root, name))]
    if _REQUIREMENTS[0] not in there and os.path.isfile(os.path.join(root, "requirements.in")):
        hint = "requirements.in is not compiled: `autovenv lock` does that"
        return _source(PLAIN, (), reader, os.path.join(root, "requirements.in"), hint=hint)
    if not there:
        return None
    hashed = {name: "--hash=" in text_of(os.path.join(root, name)) for name in there}
    commands = tuple(("uv", "pip", "install", *(("--require-hashes",) if hashed[name] else ()), "-r", name) for name in there)
    return _source(PLAIN, commands, reader, *(os.path.join(root, name) for name in there))


def _project(root: str, reader: Reader) -> Source | None:
    pyproject = os.path.join(root, "pyproject.toml")
    data = data_of(pyproject)
    built = "build-system" in data or any(os.path.isfile(os.path.join(root, name)) for name in ("setup.py", "setup.cfg"))
    if "project" in data or (built and "poetry" in table(data, "tool")):
        # As uv has it: without a build system it is no package, and what it depends on is all there is to install.
        what = ("-e", ".") if built else ("-r", "pyproject.toml")
        groups = ("--group", _GROUP) if _GROUP in table(data, "dependency-groups") else ()
        found = _source(PLAIN, (("uv", "pip", "install", *what, *groups),), reader, pyproject)
        return replace(found, packages=_declared(data, built=built))
    setup = next((name for name in ("setup.py", "setup.cfg") if os.path.isfile(os.path.join(root, name))), "")
    return _source(PLAIN, (("uv", "pip", "install", "-e", "."),), reader, os.path.join(root, setup)) if setup else None


def _declared(data: dict[str, Any], *, built: bool) -> int:
    """Return how many packages pyproject.toml names, the project itself included where it is one; 0 where that isn't known."""
    project, groups = table(data, "project"), table(data, "dependency-groups")
    named, dynamic = (project.get("dependencies", []), groups.get(_GROUP, [])), project.get("dynamic", [])
    # What is dynamic, or in a table of poetry's own, only a build tells.
    known = "project" in data and all(isinstance(one, list) for one in (*named, dynamic)) and "dependencies" not in dynamic
    return sum(map(len, named)) + built if known else 0


_ROWS: tuple[Callable[[str, Reader], Source | None], ...] = (_locked, _pipenv, _pylock, _requirements, _project)
