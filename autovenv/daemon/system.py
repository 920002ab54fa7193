"""What the daemon needs of the system beyond files. Not on Windows: there each prompt finds out by itself what changed, as without it."""

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
        """Return False: nobody hears."""
        return False

    def listen(path: str) -> int:  # noqa: ARG001
        """Raise AutovenvError."""
        raise AutovenvError("not on Windows: there is no daemon; each prompt finds out by itself what changed")

    def start(command: list[str], environ: Mapping[str, str]) -> int:  # noqa: ARG001
        """Raise AutovenvError."""
        return listen("")

    def has_ended(process: int) -> bool:  # noqa: ARG001
        """Return True."""
        return True

    def end(process: int, *, hard: bool = False, group: bool = False) -> None:
        """Do nothing: there is none."""

    def at_the_end(handle: Callable[[], None]) -> None:
        """Do nothing: nobody says so."""
else:
    POSSIBLE = True

    def knock(path: str, message: bytes) -> bool:
        """Write message into the FIFO at path; return whether somebody hears it. Nothing here ever waits."""
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)  # without a reader this fails at once
        except OSError:
            return False
        try:
            if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
                return False
            os.write(descriptor, message)
        except OSError:
            return True  # it is stopped, and its FIFO is full: it looks at everything when it goes on
        finally:
            os.close(descriptor)
        return True

    def listen(path: str) -> int:
        """Make a FIFO at path, in the place of what was there, and return its descriptor. Raises OSError."""
        remove_file(path)
        os.mkfifo(path, 0o600)
        # For writing, too: else it would read as ended whenever the last writer went, and be ready for ever.
        return os.open(path, os.O_RDWR | os.O_NONBLOCK)

    def start(command: list[str], environ: Mapping[str, str]) -> int:
        """Start a process of its own session, with nothing to read or write, and return its id. Raises OSError."""
        return os.posix_spawn(
            command[0],
            command,
            environ,
            file_actions=((os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDWR, 0), (os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)),
            setsid=True,
        )

    def has_ended(process: int) -> bool:
        """Tell whether a child has ended, and let go of it then."""
        try:
            return os.waitpid(process, os.WNOHANG)[0] != 0
        except ChildProcessError:
            return True

    def end(process: int, *, hard: bool = False, group: bool = False) -> None:
        """Tell a process, or its group, to end; `hard`: whatever it is at. Raises OSError."""
        import signal

        (os.killpg if group else os.kill)(process, signal.SIGKILL if hard else signal.SIGTERM)

    def at_the_end(handle: Callable[[], None]) -> None:
        """Have handle called when somebody tells this process to end."""
        import signal

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda _number, _frame: handle())
