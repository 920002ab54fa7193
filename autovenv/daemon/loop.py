"""The daemon's main loop: it watches for changes, and has each plan made again that no longer holds."""

from __future__ import annotations

import time

from autovenv.base.errors import FAILED
from autovenv.daemon import replan
from autovenv.daemon.life import Ended
from autovenv.daemon.projects import MOST_WATCHED, Projects
from autovenv.daemon.status_file import DaemonStatus
from autovenv.daemon.watcher import FullError, Watcher

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from autovenv.daemon.life import Life

_AT_WORK_SECONDS, _IDLE_SECONDS = 0.05, 2.0  # between two looks: while somebody works, and otherwise
_WORK_SECONDS = 120.0  # somebody works for this long after the last change
_QUIET_SECONDS, _LONGEST_SECONDS = 0.04, 1.0  # a checkout writes many files: wait until it rests this long; the most to wait
_SWEEP_SECONDS = 1800.0  # between two checks of everything
_BLIND_SECONDS = 60.0  # the same, if some changes are not reported
_JUMP_SECONDS = 20.0  # if a look comes later than this, the machine slept or the daemon was stopped (SIGSTOP)
_FIRST_SECONDS, _LAST_SECONDS = 0.25, 600.0  # before a plan that does not hold is made again: the first time, and at most
_EACH_SECONDS, _AT_ONCE = 6.0, 100  # seconds between two plans of one project in the long run; so many may come at once
_REBUILD_SECONDS = 1.0
_NAMED = 3  # directories in one line


class Loop:
    """The loop's state. It is lost when the daemon ends, and nobody needs it then."""

    def __init__(self, state: str, life: Life) -> None:
        """`state` is the state directory."""
        self._state = state
        self._life = life
        self._projects = Projects(state)
        self._watcher = Watcher()
        self._watch_limit = MOST_WATCHED
        self._limit_reason = ""  # why fewer than MOST_WATCHED are watched
        self._due: dict[str, tuple[float, float]] = {}  # the times of the first and the last change of a project
        self._retry: dict[str, tuple[float, float]] = {}  # the time before which a project is not planned, and the last wait in seconds
        self._paid_until: dict[str, float] = {}  # each plan moves this time on by _EACH_SECONDS: too far ahead, too many plans
        self._needs_shell: set[str] = set()  # left to the shells until a helper has planned them
        self._heard = self._swept = self._built = time.monotonic()
        self._clock_offset = 0.0  # wall clock minus monotonic clock, which stands still while the machine sleeps
        self._stale = False  # other directories are watched than should be
        self._lost = False  # a change may have been missed

    def run(self) -> None:
        """Work until Ended is raised."""
        self._clock_offset = time.time() - time.monotonic()
        self._start_over()
        self._mark(self._projects.under_way())
        while True:
            before = time.monotonic()
            roots = self._life.wait(self._pause(before))
            self._take(roots)
            self._hear(before)
            self._replan_what_rests()
            if (self._stale or self._lost) and time.monotonic() - self._built >= _REBUILD_SECONDS:
                (self._start_over if self._lost else self._rebuild)()

    def _pause(self, now: float) -> float:
        """Return how long to wait for the next look, in seconds."""
        if now - self._heard < _WORK_SECONDS:
            return _AT_WORK_SECONDS
        due = min((self._retry.get(root, (0.0, 0.0))[0] for root in self._due), default=now + _IDLE_SECONDS)
        return min(max(due - now, _AT_WORK_SECONDS), _IDLE_SECONDS)

    def _take(self, roots: list[str]) -> None:
        """Read the projects that helpers planned: those plans are the newest."""
        if not roots:
            return
        self._heard = time.monotonic()
        if "" in roots:
            self._needs_shell.clear()  # any of them may have been planned by a helper
            self._start_over()
            return
        for root in roots:
            self._needs_shell.discard(root)
            self._retry.pop(root, None)
            self._due.pop(root, None)
            if self._projects.reload(root, self._watch_limit):
                self._mark(self._projects.changed([root]))
        self._stale = self._stale or self._is_elsewhere()

    def _hear(self, before: float) -> None:
        paths = self._watcher.look()
        now = time.monotonic()
        offset = time.time() - now
        slept = abs(offset - self._clock_offset) > _JUMP_SECONDS or now - before > _JUMP_SECONDS
        self._clock_offset = offset
        blind = self._watcher.trouble or self._watcher.refused or self._projects.unwatchable
        if slept or now - self._swept > (_BLIND_SECONDS if blind else _SWEEP_SECONDS):
            self._start_over()
            return
        if paths is None:  # names that break the watch may come and go: rebuild it later, not each time at once
            self._heard = now
            self._lost = True
            return
        if not paths:
            return
        found = {root for path in paths for root in self._projects.by_path.get(path, ())}
        if found:
            self._heard = now
        self._mark(self._projects.changed(found))
        for root in {one for path in paths for one in self._projects.by_path.get(path, ()) if not path.startswith(f"{one}/")}:
            self._projects.refresh_watch_list(root)
        # A directory that was removed and created anew is not watched any more.
        self._stale = self._stale or bool(paths & self._watcher.directories) or self._is_elsewhere()

    def _start_over(self) -> None:
        """Read all known projects again, watch them, and check every plan: this finds the changes that were missed."""
        self._watch_limit, self._limit_reason = MOST_WATCHED, ""
        self._projects.load(self._watch_limit)
        for gone in (self._retry.keys() | self._paid_until.keys() | self._needs_shell | self._due.keys()) - self._projects.roots():
            self._retry.pop(gone, None)
            self._paid_until.pop(gone, None)
            self._due.pop(gone, None)
            self._needs_shell.discard(gone)
        self._rebuild()
        self._mark(self._projects.changed_elsewhere())
        self._swept = time.monotonic()

    def _rebuild(self) -> None:
        self._built = time.monotonic()
        self._stale = self._lost = False
        self._projects.refresh_missing()
        while not self._watched():
            self._watch_limit //= 2
            self._projects.load(self._watch_limit)
        if self._limit_reason and not self._projects.watched:
            self._watcher.trouble = self._limit_reason  # nothing is heard at all
        self._stale = not self._watcher.trouble and self._is_elsewhere()  # a directory went meanwhile
        self._life.publish_status(DaemonStatus(len(self._projects.watched), self._projects.swept, self._trouble()))
        self._mark(self._projects.changed())

    def _watched(self) -> bool:
        """Watch the directories of the watched projects; return False if they are too many."""
        try:
            self._watcher.watch(self._projects.directories())
        except FullError as problem:
            self._limit_reason = str(problem)
            return not self._projects.watched
        return True

    def _is_elsewhere(self) -> bool:
        """Tell whether a directory should be watched and is not."""
        return not self._projects.directories() <= self._watcher.directories | self._watcher.refused | self._watcher.closed

    def _trouble(self) -> str:
        if self._watcher.trouble:
            return f"{self._watcher.trouble}: changes are seen every {_BLIND_SECONDS:.0f} seconds"
        lines = []
        for what, where in (("a file name in", self._watcher.refused), ("a path of", self._projects.unwatchable)):
            if where:
                more = f" and {len(where) - _NAMED} more" if len(where) > _NAMED else ""
                names = f"{', '.join(sorted(where)[:_NAMED])}{more}"
                lines.append(f"{what} {names} is not UTF-8: changes there are seen every {_BLIND_SECONDS:.0f} seconds")
        if self._limit_reason:
            lines.append(f"{self._limit_reason}: of projects used long ago changes are seen every {_SWEEP_SECONDS / 60:.0f} minutes")
        return "; ".join(lines)

    def _mark(self, roots: Iterable[str]) -> None:
        now = time.monotonic()
        for root in roots:
            if root not in self._needs_shell:
                self._due[root] = (self._due.get(root, (now, now))[0], now)

    def _replan_what_rests(self) -> None:
        now = time.monotonic()
        for root, (first, last) in list(self._due.items()):
            if now < self._retry.get(root, (0.0, 0.0))[0] or (now - last < _QUIET_SECONDS and now - first < _LONGEST_SECONDS):
                continue
            paid_until = max(self._paid_until.get(root, now), now)
            if paid_until - now > _EACH_SECONDS * _AT_ONCE:
                continue  # its files change all the time
            self._paid_until[root] = paid_until + _EACH_SECONDS
            del self._due[root]
            self._replan(root)

    def _replan(self, root: str) -> None:
        code = replan.replan(root, self._state)
        if code == replan.OUTDATED:
            raise Ended("the program was changed")
        if code == replan.DISABLED:
            raise Ended("it is turned off (daemon = false)")
        if code in {replan.NOT_STARTED, FAILED}:
            # After a helper that failed no prompt asks again: the daemon finds out that a disk has room again.
            if root not in self._retry:
                why = "can't start a process" if code == replan.NOT_STARTED else "can't be planned"
                self._life.log.write(f"{why}, tried again later: {root}")
            self._put_off(root)
            return
        if code == replan.NOT_SETTLED:
            self._retry[root] = (time.monotonic() + replan.REST_SECONDS, 0.0)
            self._mark([root])
            return
        known = self._projects.reload(root, self._watch_limit)
        if code != replan.DONE or not known:
            self._needs_shell.add(root)
            self._life.log.write(f"{'planning hangs, ' if code == replan.HUNG else ''}left to its shells: {root}")
            return
        self._life.was_useful()
        self._life.log.write(f"planned: {root}")
        self._stale = self._stale or self._is_elsewhere()
        if self._projects.changed([root]):
            self._put_off(root)
        else:
            self._retry.pop(root, None)

    def _put_off(self, root: str) -> None:
        """Plan a project once more, after twice the wait of the time before."""
        wait = min(max(self._retry.get(root, (0.0, 0.0))[1] * 2, _FIRST_SECONDS), _LAST_SECONDS)
        self._retry[root] = (time.monotonic() + wait, wait)
        self._mark([root])
