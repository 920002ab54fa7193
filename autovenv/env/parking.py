"""Making room for an environment: the one that stands in its place is parked beside it. Nothing that was installed is ever removed."""

from __future__ import annotations

import os

from autovenv.base.files import names_in, remove_file, remove_tree
from autovenv.env import ownership, paths, version_match
from autovenv.env.environment import ABSENT, FILLING, HEALTHY, inspect
from autovenv.env.faults import PLACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from autovenv.env.environment import Environment

NEW = "-new-"
OLD = "-old-"
_TOKEN_DIGITS = 16


def new_token() -> str:
    """Return what follows "-new-" or "-old-" in the name of a directory that is on its way in or out."""
    return os.urandom(_TOKEN_DIGITS // 2).hex()


def swap_in(incoming: str, path: str, existing: Environment) -> str:
    """Put `incoming` at path, and return where what stands there is parked ("" if nothing does). Raises OSError.

    Where renaming fails, path is as it was. A directory that is there and empty is filled: it may be a mount point.
    """
    if existing.state == ABSENT:
        if os.path.isdir(path):
            _fill(path, incoming)
        else:
            os.rename(incoming, path)
        return ""
    aside = f"{path}{OLD}{new_token()}"
    try:
        os.rename(path, aside)
        os.rename(incoming, path)
    except BaseException:
        if os.path.lexists(aside) and not os.path.lexists(path):
            os.rename(aside, path)
        raise
    place = parking_place(path, existing)
    os.rename(aside, place)
    return place


def _fill(path: str, incoming: str) -> None:
    """Move what is in `incoming` into the directory at path; pyvenv.cfg comes last, since it makes it an environment."""
    import shutil

    marker = os.path.join(path, FILLING)
    with open(marker, "wb"):
        pass
    configuration = os.path.basename(paths.configuration_path(incoming))
    for name in sorted(os.listdir(incoming), key=lambda name: name == configuration):
        remove_tree(os.path.join(path, name))  # of a filling that was cut off
        shutil.move(os.path.join(incoming, name), os.path.join(path, name))
    remove_file(marker)
    os.rmdir(incoming)


def parking_place(path: str, existing: Environment) -> str:
    """Return where what stands at path can be parked: .venv.cpython3.12 for one that works, .venv.broken else, with a number if need be."""
    place = version_match.parked_path(path, version_match.of(existing)) if existing.state == HEALTHY else ""
    place = place or f"{path}.broken"
    free, number = place, 1
    while os.path.lexists(free):
        number += 1
        free = f"{place}-{number}"
    return free


def parked(path: str, asked: version_match.Wanted, state: str) -> str:
    """Return the environment of that kind that was parked for path and is whole, or was renamed with its project; "" if there is none."""
    place = version_match.parked_path(path, asked)
    if not place or os.path.islink(place) or not os.path.isdir(place):
        return ""
    home = os.path.realpath(path)
    there = inspect(place, os.environ, meant_for=home)
    whole = there.state == HEALTHY and ownership.owned_path(there.id, state) == home
    renamed = there.fault == PLACE and ownership.was_renamed(there, state)
    return place if (whole or renamed) and version_match.of(there) == asked else ""


def parked_beside(path: str) -> tuple[str, ...]:
    """Return the environments that are parked for path, sorted: directories called as parking_place calls them."""
    parent, base = os.path.split(path)
    found = (name for name in names_in(parent) if name.startswith(f"{base}.") and _is_parked(name[len(base) + 1 :]))
    return tuple(one for one in (os.path.join(parent, name) for name in found) if os.path.isdir(one) and not os.path.islink(one))


def _is_parked(ending: str) -> bool:
    kind, _, number = ending.partition("-")
    implementation = kind.rstrip("t").rstrip("0123456789.")
    numbers = kind.rstrip("t")[len(implementation) :]
    named = kind == "broken" or (implementation.isalpha() and "." in numbers)
    return named and (number.isdigit() or "-" not in ending)


def on_its_way_out(path: str) -> str:
    """Return the name for what stands at path while it is being removed: what a kill leaves of it, the next creation clears away."""
    return f"{path}{NEW}{new_token()}"


def clear_left_overs(path: str) -> None:
    """Put away what creations and replacements that were killed left beside path. To be called with path's lock held."""
    for name in _left_overs(path, NEW):
        _remove_quietly(name)
    for name in _left_overs(path, OLD):
        # It was on its way to be parked, and may hold what somebody installed.
        os.rename(name, parking_place(path, inspect(name, os.environ, meant_for=os.path.realpath(path))))


def _left_overs(path: str, mark: str) -> Iterator[str]:
    parent, base = os.path.split(path)
    try:
        names = os.listdir(parent)
    except OSError:
        return
    for name in names:
        token = name.removeprefix(base + mark)
        if name.startswith(base + mark) and len(token) == _TOKEN_DIGITS and not token.strip("0123456789abcdef"):
            yield os.path.join(parent, name)


def _remove_quietly(path: str) -> None:
    try:
        remove_tree(path)
    except OSError:
        pass  # a process that outlived its parent still writes there: the next creation takes it away
