"""The configuration files of a directory: pyproject.toml's [tool.autovenv], autovenv.toml, .envrc, and .env where the user wants it."""

from __future__ import annotations

import os

from autovenv.base.files import read_small
from autovenv.base.parents import upward
from autovenv.base.value import replace, value
from autovenv.project.marks import DOTENV, ENVRC, PYPROJECT, TOML
from autovenv.project.root import configures, is_configured, is_python_project

_LIMIT = 1 << 20  # bytes
_MOST = 32  # directories that inherit, one from the other


@value
class Files:
    """A root's configuration files in the order in which they are applied: (path, kind), kind as in trust/source.py's Source."""

    root: str
    names: tuple[str, ...] = ()  # of its own files, as people know them
    own: tuple[tuple[str, str], ...] = ()
    inherited: tuple[tuple[str, str], ...] = ()  # from directories above, the topmost first
    looked_for: tuple[str, ...] = ()  # paths whose presence or absence decided that
    python: bool = True  # the root has marks of a Python project
    error: str = ""  # why these are not all


def files_in(root: str, ceilings: tuple[str, ...] = (), *, dotenv: bool = False, heirs: int = 0, home: str = "") -> Files:
    """Return root's files. `dotenv`: a .env is loaded where there is no .envrc.

    A file that says `inherit = true` has those of the nearest configured directory above before it; `heirs` is how many do already.
    """
    names = {name: os.path.join(root, name) for name in (PYPROJECT, TOML, ENVRC, DOTENV)}
    own: list[tuple[str, str]] = []
    if configures(names[PYPROJECT]):
        own.append((names[PYPROJECT], "toml"))
    if os.path.lexists(names[TOML]):
        own.append((names[TOML], "toml"))
    there = os.path.lexists(names[ENVRC])
    if there:
        own.append((names[ENVRC], "envrc"))
    if dotenv and not there and os.path.lexists(names[DOTENV]):
        own.append((names[DOTENV], "dotenv"))
    looked_for = _candidates(root, dotenv=dotenv)
    inherited: tuple[tuple[str, str], ...] = ()
    error = ""
    heir = next((path for path, kind in own if kind == "toml" and _inherits(path)), "")
    if heir and heirs == _MOST:
        error = f"{heir}: more than {_MOST} directories inherit, one from the other"
    elif heir:
        above, passed = _above(root, ceilings, dotenv=dotenv, heirs=heirs + 1)
        inherited, looked_for, error = above.inherited + above.own, looked_for + passed + above.looked_for, above.error
    python = is_python_project(root, ceilings, home)
    return Files(root, tuple(os.path.basename(path) for path, _ in own), tuple(own), inherited, looked_for, python, error)


def without(files: Files, name: str) -> Files:
    """Return files without root's own file of that name, which somebody else handles; it is watched all the same."""
    path = os.path.join(files.root, name)
    return replace(files, own=tuple(one for one in files.own if one[0] != path))


def _inherits(path: str) -> bool:
    from autovenv.config.toml import inherits

    try:
        return inherits(path, read_small(path, _LIMIT))
    except OSError:
        return False


def _above(root: str, ceilings: tuple[str, ...], *, dotenv: bool, heirs: int) -> tuple[Files, tuple[str, ...]]:
    passed: list[str] = []
    for directory in upward(os.path.dirname(root), ceilings):
        if directory == root:
            break
        if is_configured(directory, dotenv=dotenv):
            return files_in(directory, ceilings, dotenv=dotenv, heirs=heirs), tuple(passed)
        passed += _candidates(directory, dotenv=dotenv)
    return Files(""), tuple(passed)


def _candidates(directory: str, *, dotenv: bool) -> tuple[str, ...]:
    """Return the paths of all that would be directory's configuration."""
    return tuple(os.path.join(directory, name) for name in (PYPROJECT, TOML, ENVRC, *((DOTENV,) if dotenv else ())))
