"""Making room for an environment: the one that stands in its place is parked beside it, or discarded once the new one is there."""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.files import remove_tree
from autovenv.env import ownership, wanted
from autovenv.env.environment import ABSENT, HEALTHY, inspect

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


def swap_in(incoming: str, path: str, standing: Environment, state: str) -> None:
    """Rename `incoming` to path; what stands there is parked if it is whole, else discarded. Raises AutovenvError, OSError.

    Where renaming fails, path is as it was.
    """
    if standing.state == ABSENT:
        os.rename(incoming, path)
        return
    aside = f"{path}{OLD}{new_token()}"
    try:
        os.rename(path, aside)
        os.rename(incoming, path)
    except BaseException:
        if os.path.lexists(aside) and not os.path.lexists(path):
            os.rename(aside, path)
        raise
    if standing.state == HEALTHY:
        _park(aside, path, standing, state)
    else:
        _discard(aside, standing, path, state)


def parking_place(path: str, standing: Environment, state: str) -> str:
    """Return where the environment that stands at path can be parked. Raises AutovenvError if something that is not ours is there."""
    place = wanted.parked_path(path, wanted.of(standing))
    if not place:
        raise AutovenvError(f"{path} can't be kept aside: its version is not known")
    there = inspect(place, os.environ)
    if there.state != ABSENT and (os.path.islink(place) or not ownership.owned_path(there.id, state)):
        raise AutovenvError(f"{place} is in the way, and autovenv did not make it: move it elsewhere")
    return place


def parked(path: str, asked: wanted.Wanted, state: str) -> str:
    """Return the environment of that kind that was parked for path and is whole; "" if there is none."""
    place = wanted.parked_path(path, asked)
    if not place or os.path.islink(place) or not os.path.isdir(place):
        return ""
    home = os.path.realpath(path)
    there = inspect(place, os.environ, meant_for=home)
    whole = there.state == HEALTHY and wanted.of(there) == asked and ownership.owned_path(there.id, state) == home
    return place if whole else ""


def clear_left_overs(path: str, state: str) -> None:
    """Remove what creations and replacements that were killed left beside path. To be called with path's lock held."""
    for name in _left_overs(path, NEW):
        _remove_quietly(name)
    for name in _left_overs(path, OLD):
        there = inspect(name, os.environ, meant_for=os.path.realpath(path))
        place = wanted.parked_path(path, wanted.of(there))
        if there.state == HEALTHY and place and not os.path.lexists(place) and ownership.owned_path(there.id, state):
            # It was on its way to be parked, and may hold what somebody installed.
            os.rename(name, place)
        else:
            _remove_quietly(name)


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


def _park(aside: str, path: str, standing: Environment, state: str) -> None:
    place = parking_place(path, standing, state)
    earlier = inspect(place, os.environ)
    if earlier.state != ABSENT:
        remove_tree(place)
        ownership.forget(earlier.id, state)
    os.rename(aside, place)


def _discard(aside: str, standing: Environment, path: str, state: str) -> None:
    _remove_quietly(aside)
    # A copy carries the id of the environment that it was copied from, which may live on.
    if ownership.owned_path(standing.id, state) == os.path.realpath(path):
        ownership.forget(standing.id, state)


def _remove_quietly(path: str) -> None:
    try:
        remove_tree(path)
    except OSError:
        pass  # a process that outlived its parent still writes there: the next creation takes it away
