"""Stale parts of the state directory: plans of deleted directories, files of ended shells, older formats."""

from __future__ import annotations

import os
import sys
import time

from autovenv.base.files import names_in, remove_empty, remove_tree
from autovenv.base.value import value
from autovenv.plan.store import DAY_SECONDS, FOLDER, SWEPT, plans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

OLDER, PLANS, SHELL = "older", "plans", "shell"


@value
class Leftover:
    """A file or directory that can go."""

    kind: str  # OLDER: of another version; PLANS: of a directory that is gone; SHELL: of a shell that has ended
    path: str


def leftovers(state: str) -> list[Leftover]:
    """Return what can go. Nothing of it holds a decision of the user's."""
    found = [Leftover(OLDER, os.path.join(state, name)) for name in names_in(state) if _is_older(name, plans(state))]
    if os.name != "nt":  # there the drive is not in the path of a stored plan
        found += [Leftover(PLANS, path) for path in _of_gone_directories(plans(state))]
    sessions = os.path.join(state, "sessions")
    found += [
        Leftover(SHELL, os.path.join(sessions, name))
        for name in names_in(sessions)
        if not name.endswith(".once") and has_ended(name, os.path.join(sessions, name))
    ]
    return found


def sweep(state: str) -> None:
    """Remove them. Whoever stores a plan calls it, once a day. What can't be removed stays."""
    mark = os.path.join(state, SWEPT)
    try:
        os.close(os.open(mark, os.O_WRONLY | os.O_CREAT, 0o600))
        os.utime(mark)
        for one in leftovers(state):
            remove(one, state)
    except OSError:
        return


def remove(one: Leftover, state: str) -> None:
    """Remove it, and directories that are empty then. Raises OSError."""
    remove_tree(one.path)
    remove_empty(os.path.dirname(one.path), plans(state))


def has_ended(session: str, path: str) -> bool:
    """Tell whether the shell of a session has ended.

    Its name begins with its process id; that may be one of another container's, so a file of today stays.
    """
    process = session.partition("-")[0]
    try:
        if sys.platform == "win32" or not process.isdigit() or time.time() - os.lstat(path).st_mtime < DAY_SECONDS:
            return False
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _is_older(name: str, current: str) -> bool:
    return name in {"plans", "stamps"} or (name.startswith("plans-") and name != os.path.basename(current))


def _of_gone_directories(top: str) -> Iterator[str]:
    for place, directories, _ in os.walk(top):
        if FOLDER in directories:
            directories.remove(FOLDER)
            if not os.path.isdir(place.removeprefix(top) or "/"):
                yield os.path.join(place, FOLDER)
