"""Where changes of a project's inputs show: directories to watch, and the paths in them that matter."""

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
    """Directories, and paths of which an event is worth a look; both are real ones: no part of them is a link, save for the last one."""

    directories: frozenset[str]
    paths: frozenset[str]
    unwatchable: bool = False  # there are others, of which watchfiles can't be told: their path is no text


def watch_list_of(root: str, inputs: Sequence[Input]) -> WatchList:
    """Return where changes of a project show.

    What is not there yet shows in the nearest directory that is. The project itself may be renamed, made anew, or a link that is swung
    to another place: that shows in the directories that hold it and each link on the way to it. What lies deep in an environment is left
    to the sweep: whoever installs writes too much there.
    """
    directories: set[str] = set()
    paths: set[str] = set()
    unwatchable = False
    for path in dict.fromkeys([*_chain(root), *(one.path for one in inputs)]):
        above, name = _nearest(path)
        if not _is_text(above):
            unwatchable = True
            continue
        if _is_deep(above) or above == "/proc" or above.startswith("/proc/"):
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
    """Return the nearest real directory that exists above path, and what is to appear or change in it."""
    above, name = os.path.split(path)
    while not os.path.isdir(above):
        up, name = os.path.split(above)
        if up == above:
            break
        above = up
    return os.path.realpath(above), name


def _is_deep(directory: str) -> bool:
    """Tell whether directory lies in an environment, below its top."""
    above = os.path.dirname(directory)
    return os.path.exists(os.path.join(above, _ENVIRONMENT)) or os.path.exists(os.path.join(os.path.dirname(above), _ENVIRONMENT))


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
