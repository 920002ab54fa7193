"""The projects that the daemon knows: the watched ones with their inputs and directories, the others by name only."""

from __future__ import annotations

import os

from autovenv.base.mounts import is_shared, shares
from autovenv.base.parents import is_below
from autovenv.base.value import value
from autovenv.daemon import known
from autovenv.daemon.watch_list import watch_list_of
from autovenv.plan.inputs import holds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from autovenv.daemon.known import Known
    from autovenv.daemon.watch_list import WatchList

MOST_WATCHED = 200  # projects


@value
class Watched:
    """A project whose directories are watched."""

    known: Known
    watch_list: WatchList


class Projects:
    """All known projects, the one used last first."""

    def __init__(self, state: str) -> None:
        """`state` is the state directory. `load` reads the projects."""
        self._state = state
        self._shares = shares()
        self._used: dict[str, int] = {}  # when a helper last planned each: nanoseconds since the epoch
        self.watched: dict[str, Watched] = {}
        self.by_path: dict[str, list[str]] = {}
        self.unwatchable: list[str] = []  # projects with an input that watchfiles can't watch: its path is not UTF-8

    @property
    def swept(self) -> int:
        """The number of projects that are checked from time to time only."""
        return len(self._used) - len(self.watched)

    def load(self, most: int) -> None:
        """Read all projects again. At most `most` of them are watched."""
        self._shares = shares()
        here = ((root, used) for root, used in known.all_known(self._state) if not is_shared(root, self._shares))
        self._used = dict(sorted(here, key=lambda one: one[1], reverse=True))
        self.watched = {}
        for root in list(self._used)[:most]:
            self._take(root)
        self._index()

    def reload(self, root: str, most: int) -> bool:
        """Read one project again; return whether it is known."""
        if not self._take(root):
            self._used.pop(root, None)
            self.watched.pop(root, None)
            self._index()
            return False
        while len(self.watched) > max(most, 1):
            del self.watched[min(self.watched, key=lambda one: self._used[one])]
        self._index()
        return True

    def roots(self) -> frozenset[str]:
        """Return the roots of all known projects."""
        return frozenset(self._used)

    def directories(self) -> frozenset[str]:
        """Return the directories in which changes of watched projects show."""
        return frozenset().union(*(one.watch_list.directories for one in self.watched.values()))

    def changed(self, roots: Iterable[str] | None = None) -> list[str]:
        """Return the watched projects whose plan no longer holds. If roots are given, check only these."""
        return [
            root for root in (self.watched if roots is None else roots) if root in self.watched and not _holds(self.watched[root].known)
        ]

    def changed_elsewhere(self) -> list[str]:
        """Return the projects that are not watched and whose plan no longer holds."""
        found = []
        for root in self._used.keys() - self.watched.keys():
            one = known.read(root, self._state)
            if one is not None and not _holds(one):
                found.append(root)
        return found

    def under_way(self) -> list[str]:
        """Return the watched projects whose plan holds while a job runs. Another process may have the job's id by now."""
        return [root for root, one in self.watched.items() if any(given.path.startswith("/proc/") for given in one.known.inputs)]

    def _take(self, root: str) -> bool:
        # On a share, changes may not be reported and reading may hang: such a project is left to its shells.
        one = None if is_shared(root, self._shares) else known.read(root, self._state)
        if one is None or (self._shares and any(is_below(given.path, share) for given in one.inputs for share in self._shares)):
            return False
        self._used[root] = one.used_ns
        before = self.watched.get(root)
        same = before is not None and before.known.inputs == one.inputs
        self.watched[root] = Watched(one, before.watch_list if same and before is not None else watch_list_of(root, one.inputs))
        return True

    def refresh_watch_list(self, root: str) -> None:
        """Compute a project's watch list again: one of its directories came or went."""
        one = self.watched.get(root)
        if one is not None:
            self.watched[root] = Watched(one.known, watch_list_of(root, one.known.inputs))
            self._index()

    def refresh_missing(self) -> None:
        """Compute the watch list again of each project that misses a directory."""
        for root, one in self.watched.items():
            if not all(map(os.path.isdir, one.watch_list.directories)):
                self.watched[root] = Watched(one.known, watch_list_of(root, one.known.inputs))
        self._index()

    def _index(self) -> None:
        self.by_path = {}
        self.unwatchable = [root for root, one in self.watched.items() if one.watch_list.unwatchable]
        for root, one in self.watched.items():
            for path in one.watch_list.paths:
                self.by_path.setdefault(path, []).append(root)


def _holds(one: Known) -> bool:
    return not os.path.isdir(one.root) or all(map(holds, one.inputs))
