"""System calls of the daemon: the FIFO, processes and signals. Windows has no daemon: each prompt finds out by itself what changed."""

from __future__ import annotations

import os
import stat
import sys

from autovenv.base.errors import AutovenvError
from autovenv.base.files import remove_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

if sys.platform == "win32":
    POSSIBLE = False

    def knock(path: str, message: bytes) -> bool:  # noqa: ARG001
        """Return False: no daemon reads it."""
        return False

    def listen(path: str) -> int:  # noqa: ARG001
        """Raise AutovenvError."""
        raise AutovenvError("there is no daemon on Windows: each prompt finds out by itself what changed")

    def start(command: list[str], environ: Mapping[str, str]) -> int:  # noqa: ARG001
        """Raise AutovenvError."""
        return listen("")

    def has_ended(process: int) -> bool:  # noqa: ARG001
        """Return True."""
        return True

    def end(process: int, *, hard: bool = False, group: bool = False) -> None:
        """Do nothing: there is no daemon."""

    def at_the_end(handle: Callable[[], None]) -> None:
        """Do nothing: there is no daemon."""
else:
    POSSIBLE = True

    def knock(path: str, message: bytes) -> bool:
        """Write message into the FIFO at path; return whether a process reads it. Never waits."""
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)  # fails at once if nobody reads
        except OSError:
            return False
        try:
            if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
                return False
            os.write(descriptor, message)
        except OSError:
            return True  # the reader is stopped and the FIFO is full: it checks everything when it goes on
        finally:
            os.close(descriptor)
        return True

    def listen(path: str) -> int:
        """Create a FIFO at path, replacing what is there, and return its open descriptor. Raises OSError."""
        remove_file(path)
        os.mkfifo(path, 0o600)
        # Open for writing, too: otherwise select would return at once, again and again, after the last writer closed it.
        return os.open(path, os.O_RDWR | os.O_NONBLOCK)

    def start(command: list[str], environ: Mapping[str, str]) -> int:
        """Start a process in a new session, with /dev/null as input and output, and return its id. Raises OSError."""
        return os.posix_spawn(
            command[0],
            command,
            environ,
            file_actions=((os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDWR, 0), (os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)),
            setsid=True,
        )

    def has_ended(process: int) -> bool:
        """Tell whether a child process has ended; if so, reap it."""
        try:
            return os.waitpid(process, os.WNOHANG)[0] != 0
        except ChildProcessError:
            return True

    def end(process: int, *, hard: bool = False, group: bool = False) -> None:
        """Send SIGTERM (`hard`: SIGKILL) to a process, or to its process group. Raises OSError."""
        import signal

        (os.killpg if group else os.kill)(process, signal.SIGKILL if hard else signal.SIGTERM)

    def at_the_end(handle: Callable[[], None]) -> None:
        """Call handle at SIGTERM, SIGINT and SIGHUP."""
        import signal

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda _number, _frame: handle())
