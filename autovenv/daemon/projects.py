"""The projects that the daemon knows: those planned lately with their inputs and places, of the others no more than their name."""

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
    """A project whose changes are heard of."""

    known: Known
    watch_list: WatchList


class Projects:
    """All projects that are known, the one last used first."""

    def __init__(self, state: str) -> None:
        """Know none yet."""
        self._state = state
        self._shares = shares()
        self._used: dict[str, int] = {}  # when a helper last planned each, nanoseconds since the epoch
        self.watched: dict[str, Watched] = {}
        self.by_path: dict[str, list[str]] = {}
        self.unwatchable: list[str] = []  # those of which something lies where watchfiles can't be told of

    @property
    def swept(self) -> int:
        """How many projects are only looked at from time to time."""
        return len(self._used) - len(self.watched)

    def load(self, most: int = MOST_WATCHED) -> None:
        """Read anew what helpers have left. `most`: so many are watched."""
        self._shares = shares()
        here = ((root, used) for root, used in known.all_known(self._state) if not is_shared(root, self._shares))
        self._used = dict(sorted(here, key=lambda one: one[1], reverse=True))
        self.watched = {}
        for root in list(self._used)[:most]:
            self._take(root)
        self._index()

    def reload(self, root: str, most: int = MOST_WATCHED) -> bool:
        """Read anew what a helper has left of one project; return whether it is known."""
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
        """Return all that are known."""
        return frozenset(self._used)

    def directories(self) -> frozenset[str]:
        """Return the directories in which changes of watched projects show."""
        return frozenset().union(*(one.watch_list.directories for one in self.watched.values()))

    def changed(self, roots: Iterable[str] | None = None) -> list[str]:
        """Return those of watched projects, or of these, whose plan no longer holds."""
        return [
            root for root in (self.watched if roots is None else roots) if root in self.watched and not _holds(self.watched[root].known)
        ]

    def changed_elsewhere(self) -> list[str]:
        """Return the projects that are not watched, and whose plan no longer holds."""
        found = []
        for root in self._used.keys() - self.watched.keys():
            one = known.read(root, self._state)
            if one is not None and not _holds(one):
                found.append(root)
        return found

    def under_way(self) -> list[str]:
        """Return the watched projects whose plan holds as long as a job's process lives: another one may have its number by now."""
        return [root for root, one in self.watched.items() if any(given.path.startswith("/proc/") for given in one.known.inputs)]

    def _take(self, root: str) -> bool:
        # Of changes on a share nothing may be heard, and a look may hang: such a project is its shells' own.
        one = None if is_shared(root, self._shares) else known.read(root, self._state)
        if one is None or (self._shares and any(is_below(given.path, share) for given in one.inputs for share in self._shares)):
            return False
        self._used[root] = one.used_ns
        before = self.watched.get(root)
        same = before is not None and before.known.inputs == one.inputs
        self.watched[root] = Watched(one, before.watch_list if same and before is not None else watch_list_of(root, one.inputs))
        return True

    def refresh_watch_list(self, root: str) -> None:
        """Find out anew where changes of a project show: a directory of its went, or came."""
        one = self.watched.get(root)
        if one is not None:
            self.watched[root] = Watched(one.known, watch_list_of(root, one.known.inputs))
            self._index()

    def refresh_missing(self) -> None:
        """Find out anew where changes of those projects show of which a directory is gone."""
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
