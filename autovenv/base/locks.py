"""One at a time, across processes: an advisory lock on a file. It ends with its process, however that ends."""

from __future__ import annotations

import os
import sys
import time

from autovenv.base.errors import AutovenvError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

_POLL_SECONDS = 0.01

# The modules are imported where a lock is taken: most looks take none, and wait for each import.
if sys.platform == "win32":

    def take(descriptor: int) -> bool:
        """Lock the open file; return whether nobody else had it."""
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def release(descriptor: int) -> None:
        """Let go of the lock: closing the file does it."""

    def is_held(path: str) -> bool:  # noqa: ARG001
        """Return False: no lock that is asked about is taken there (jobs/detached.py)."""
        return False
else:

    def take(descriptor: int) -> bool:
        """Lock the open file; return whether nobody else had it."""
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(descriptor: int) -> None:
        """Let go of the lock."""
        import fcntl

        # Closing it would not do where a program that was started has it too, and has left something running.
        fcntl.flock(descriptor, fcntl.LOCK_UN)

    def is_held(path: str) -> bool:
        """Tell whether somebody holds the lock at path. For that moment nobody else can take it."""
        import fcntl

        try:
            descriptor = os.open(path, os.O_RDONLY)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False  # a file system without locks
        finally:
            os.close(descriptor)
        return False


class HeldError(AutovenvError):
    """Another process has held a lock for longer than somebody is willing to wait."""


class Lock:
    """`with Lock(path, seconds) as waited:` holds the lock; `waited` is True if another process had it first.

    The file stays: to remove it would let a third process lock a file that nobody else sees. Raises HeldError after `seconds`.
    """

    def __init__(self, path: str, seconds: float) -> None:
        """`path` is a file in a directory that exists; it is made if missing."""
        self.path = path
        self.seconds = seconds
        self._descriptor = -1
        self._handed_on = False

    @property
    def descriptor(self) -> int:
        """The open file of a lock that is held. A program that is started with it (env/process.py) holds the lock as long as it runs."""
        return self._descriptor

    def hand_on(self) -> None:
        """Leave the lock to a program that was started with its descriptor. Not on Windows."""
        self._handed_on = True

    def __enter__(self) -> bool:
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        end = time.monotonic() + self.seconds
        waited = False
        try:
            while not take(self._descriptor):
                waited = True
                if time.monotonic() > end:
                    raise HeldError(f"another autovenv has held {self.path} for {self.seconds:g} s: try again when it is done")
                time.sleep(_POLL_SECONDS)
        except BaseException:
            os.close(self._descriptor)
            raise
        return waited

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        if not self._handed_on:
            release(self._descriptor)
        os.close(self._descriptor)
