"""The directories to watch for changes of a project's inputs, and the paths in them that matter."""

from __future__ import annotations

import os

from autovenv.base.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from autovenv.plan.inputs import Input

_ENVIRONMENT = "pyvenv.cfg"


@value
class WatchList:
    """Directories to watch, and the paths whose events matter. No part of them is a link, except the last part of a path."""

    directories: frozenset[str]
    paths: frozenset[str]
    unwatchable: bool = False  # an input lies in a directory whose path is not UTF-8: watchfiles can't watch it


def watch_list_of(root: str, inputs: Sequence[Input]) -> WatchList:
    """Return the watch list of a project.

    If an input does not exist yet, the nearest existing directory above it is watched. The project itself may be renamed or created anew,
    or a link on the way to it may be changed. So the directories that hold it and these links are watched, too. What lies deep in an
    environment is not watched, since installers write too much there: the sweep checks it.
    """
    directories: set[str] = set()
    paths: set[str] = set()
    unwatchable = False
    for path in dict.fromkeys([*_chain(root), *(one.path for one in inputs if not one.path.startswith("/proc/"))]):
        above, name = _nearest(path)
        if not _is_text(above):
            unwatchable = True
            continue
        if _is_deep(above):
            continue
        directories.add(above)
        paths.add(os.path.join(above, name))
        if path == root and _is_text(os.path.realpath(path)):
            paths.add(os.path.realpath(path))
    return WatchList(frozenset(directories), frozenset(paths), unwatchable)


def _chain(root: str) -> list[str]:
    """Return root, and each link on the way to it."""
    found, here = [root], root
    while (above := os.path.dirname(here)) != here:
        here = above
        if os.path.islink(here):
            found.append(here)
    return found


def _nearest(path: str) -> tuple[str, str]:
    """Return the nearest existing directory above path, links resolved, and the name in it that may appear or change."""
    above, name = os.path.split(path)
    while not os.path.isdir(above):
        up, name = os.path.split(above)
        if up == above:
            break
        above = up
    return os.path.realpath(above), name


def _is_deep(directory: str) -> bool:
    """Tell whether directory lies in an environment and is not its top."""
    above = os.path.dirname(directory)
    return os.path.exists(os.path.join(above, _ENVIRONMENT)) or os.path.exists(os.path.join(os.path.dirname(above), _ENVIRONMENT))


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
