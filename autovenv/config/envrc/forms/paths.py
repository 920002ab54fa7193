"""PATH_add, path_add, PATH_rm, path_rm, MANPATH_add, load_prefix: variables that hold lists of directories."""

from __future__ import annotations

import os

from autovenv.base.errors import EvaluationError
from autovenv.base.variables import LONGEST, is_name
from autovenv.config.envrc.forms.lookup import expand_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Place, Scope

_PATTERN = frozenset("*?[\\|()")


def add_to_path(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """PATH_add d…: the first directory stands first afterwards."""
    return _add(scope, "PATH", arguments, place)


def add(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """path_add VAR d…: the same for another variable."""
    return _add(scope, _variable("path_add", arguments, place), arguments[1:], place)


def remove_from_path(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """PATH_rm d…: every entry that is one of these. Raises BashNeededError for a pattern."""
    return _remove(scope, "PATH", arguments, place)


def remove(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """path_rm VAR d…: the same for another variable."""
    return _remove(scope, _variable("path_rm", arguments, place), arguments[1:], place)


def add_to_manpath(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """MANPATH_add d: where MANPATH was empty, what the system has stays behind d.

    direnv asks `man -w` for that. An empty entry, which means the same to man-db and mandoc, needs no process, and keeps up with PATH.
    """
    for directory in arguments[:1] or ("",):
        _put(scope, "MANPATH", expand_path(scope, directory) + os.pathsep + (scope.get("MANPATH") or ""), place)
    return 0


def load_prefix(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """load_prefix d: what `make install` with that prefix made can be run, read, compiled against and linked."""
    prefix = expand_path(scope, arguments[0] if arguments else "")
    for pages in ("man", "share/man"):
        add_to_manpath(scope, (os.path.join(prefix, pages),), place)
    for name, directory in (
        ("CPATH", "include"), ("LD_LIBRARY_PATH", "lib"), ("LIBRARY_PATH", "lib"), ("PATH", "bin"), ("PKG_CONFIG_PATH", "lib/pkgconfig"),
    ):  # fmt: skip
        _add(scope, name, (os.path.join(prefix, directory),), place)
    return 0


def entries(text: str) -> list[str]:
    """Return the entries of a list of directories; one separator at the end, or an empty text, holds none."""
    found = text.split(os.pathsep)
    return found if found[-1] else found[:-1]


def _add(scope: Scope, name: str, directories: tuple[str, ...], place: Place) -> int:
    known = entries(scope.get(name) or "")
    _put(scope, name, os.pathsep.join([*(expand_path(scope, one) for one in directories), *known]), place)
    return 0


def _remove(scope: Scope, name: str, directories: tuple[str, ...], place: Place) -> int:
    for one in directories:
        if not _PATTERN.isdisjoint(one):
            raise place.needs_bash(f"the pattern {one}")
    if name == "PATH":
        scope.need(name)  # which entries it has decides which ones go: also where none of them does
    kept = [entry for entry in entries(scope.get(name) or "") if not any(_is_of(one, entry) for one in directories)]
    _put(scope, name, os.pathsep.join(kept), place)
    return 0


def _is_of(one: str, entry: str) -> bool:
    """Tell whether an entry is one, written once or several times over: direnv matches `+(one)`."""
    return entry == one * max(1, len(entry) // (len(one) or 1))


def _put(scope: Scope, name: str, text: str, place: Place) -> None:
    if len(text) > LONGEST:
        raise EvaluationError(str(place), f"{name} would be longer than {LONGEST + 1 >> 10} KiB: no program could be started with it")
    scope.assign(name, text, place)
    if name not in scope.exported:
        scope.export(name)


def _variable(command: str, arguments: tuple[str, ...], place: Place) -> str:
    name = arguments[0] if arguments else ""
    if not is_name(name):
        raise EvaluationError(str(place), f"{command} needs a variable name first, not {name!r}")
    return name
