"""The daemon's life: a lock keeps it the only one, a FIFO wakes it, a signal ends it, and it ends by itself when nobody needs it."""

from __future__ import annotations

import os
import select
import time
from itertools import takewhile

from autovenv import __version__
from autovenv.base.errors import AutovenvError
from autovenv.base.files import remove_file
from autovenv.base.locks import HeldError, Lock
from autovenv.base.program import program
from autovenv.base.report import fault, report
from autovenv.daemon import status_file
from autovenv.daemon.files import DaemonFiles, prepare
from autovenv.daemon.log import Log
from autovenv.daemon.start import GAVE_UP
from autovenv.daemon.status_file import DaemonStatus
from autovenv.daemon.system import at_the_end, listen
from autovenv.daemon.wake import MESSAGE_END, VERSION_END

ALREADY_RUNNING = 4
"""Exit code: another daemon runs."""
IDLE_SECONDS = 4 * 3600  # the daemon ends this long after the last project was planned
_MOMENT_SECONDS = 0.2  # asking whether the lock is held takes the lock for less
_LARGEST = 1 << 16  # bytes
_LONGEST_VERSION = 64  # bytes: what is longer was not written by a helper
_MUCH = 4096  # bytes: if so many waited, the FIFO may have been full (it holds 64 KiB on Linux, 8 on macOS)


class Ended(BaseException):
    """The daemon has to end; the message says why."""


class Life:
    """The daemon's FIFO, log and status, and the reasons for which it ends."""

    def __init__(self, place: DaemonFiles) -> None:
        """Create the FIFO. The directories of `place` must exist. Raises OSError."""
        self.place = place
        self.log = Log(place.log)
        self._main = os.path.join(program().package, "__init__.py")
        self._program = _identity(self._main)
        self._busy = self._looked = time.monotonic()
        self._half = b""
        self._fifo = listen(place.wake)
        self._own = os.fstat(self._fifo).st_ino
        self._published: DaemonStatus | None = None
        self._trouble = ""

    def wait(self, seconds: float) -> list[str]:
        """Return the roots that helpers planned since the last call ("" means all), or nothing after `seconds`. Raises Ended."""
        woken, _, _ = select.select([self._fifo], [], [], seconds)
        now = time.monotonic()
        if woken or now - self._looked >= 1:
            self._looked = now
            self._end_if_useless(now)
        return self._read() if woken else []

    def was_useful(self) -> None:
        """Note that the daemon was needed now."""
        self._busy = time.monotonic()

    def publish_status(self, now: DaemonStatus) -> None:
        """Write the status file if the status changed. If that can't be written, the next call tries again."""
        if now.trouble and now.trouble != self._trouble:
            self.log.write(now.trouble)
        self._trouble = now.trouble
        if now != self._published:
            try:
                status_file.write(self.place.status, now)
            except OSError:
                return
            self._published = now

    def leave(self, reason: str) -> None:
        """Log why the daemon ends, and remove its FIFO. If another daemon has taken its place, leave that one's files alone."""
        self.log.write(f"ends: {reason}")
        if self._has_its_place():
            self.publish_status(DaemonStatus(ended=reason))
            remove_file(self.place.wake)

    def _read(self) -> list[str]:
        self.was_useful()
        read = os.read(self._fifo, _LARGEST)
        *messages, self._half = (self._half + read).split(MESSAGE_END)
        self._half = self._half[-_LARGEST:]
        roots: dict[str, None] = {"": None} if len(read) >= _MUCH else {}
        for message in messages:
            version, _, root = message.partition(VERSION_END)
            given = version.decode("ascii", "replace") if len(version) <= _LONGEST_VERSION else ""
            if _number(given) > _number(__version__):
                raise Ended(f"version {given} is in use by now")
            roots[os.fsdecode(root)] = None
        return list(roots)

    def _end_if_useless(self, now: float) -> None:
        if not self._has_its_place():
            raise Ended("its state directory is gone, or another daemon has taken its place")
        if _identity(self._main) != self._program:
            raise Ended("the program was changed")
        if now - self._busy > IDLE_SECONDS:
            raise Ended("no project was planned for a long time")

    def _has_its_place(self) -> bool:
        try:
            return os.stat(self.place.wake).st_ino == self._own
        except OSError:
            return False


def live(state: str) -> int:
    """Run as this user's daemon and return the exit code: ALREADY_RUNNING if one runs already."""
    place = None
    try:
        place = prepare(state)
        lock = Lock(place.lock, _MOMENT_SECONDS)
        with lock:
            os.ftruncate(lock.descriptor, 0)
            os.write(lock.descriptor, f"{os.getpid()} {__version__}".encode())
            return _live(state, place)
    except HeldError:
        return ALREADY_RUNNING
    except AutovenvError as problem:
        text = problem.message
    except OSError as problem:
        text = f"{problem.filename or state}: {problem.strerror or problem}"
    except ImportError as problem:
        text = f"{problem.name} is not installed"
    except Exception as problem:  # noqa: BLE001 - a bug is reported; without this, shells would start it again and again
        report(problem, state)
        text = f"a bug: {fault(problem)}"
    if place is not None:
        Log(place.log).write(f"{GAVE_UP}: {text}")
        _note_the_end(place, f"{GAVE_UP}: {text}")
    return 1


def _note_the_end(place: DaemonFiles, reason: str) -> None:
    try:
        status_file.write(place.status, DaemonStatus(ended=reason))
    except OSError:
        pass


def _live(state: str, place: DaemonFiles) -> int:
    at_the_end(_end)
    life = None
    try:
        if not _is_wanted():
            raise Ended("it is turned off (daemon = false, or AUTOVENV_DAEMON=0)")
        life = Life(place)
        life.log.write(f"version {__version__} begins, process {os.getpid()}")
        from autovenv.daemon.loop import Loop

        Loop(state, life).run()
    except Ended as end:
        reason = str(end)
    except KeyboardInterrupt:
        reason = "it was stopped"  # watchfiles raises this at any signal
    at_the_end(lambda: None)  # it is ending already: further signals do nothing
    if life is not None:
        life.leave(reason)
    else:
        Log(place.log).write(f"does not start: {reason}")
        _note_the_end(place, reason)
    return 0


def _is_wanted() -> bool:
    """Tell whether the configuration has a daemon; one that can't be read has: its commands say what is wrong with it."""
    from autovenv.base.settings import read_settings

    try:
        return read_settings(os.environ).daemon
    except AutovenvError:
        return True


def _end() -> None:
    raise Ended("it was stopped")


def _identity(path: str) -> tuple[int, int]:
    """Return a value that differs once another file is at path."""
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_ino


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, takewhile(str.isdecimal, version.split("."))))
