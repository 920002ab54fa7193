"""A process of its own behind the prompt: a new session, no terminal, no descriptors but a lock's and those of nothing."""

from __future__ import annotations

import os
import sys

from autovenv.base.errors import AutovenvError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

if sys.platform == "win32":
    POSSIBLE = False

    def start(arguments: Sequence[str], environ: Mapping[str, str], held: int) -> int:  # noqa: ARG001
        """Raise AutovenvError: a lock can't be handed on there, so a job that was killed would look like one that begins."""
        raise AutovenvError("not on Windows: nothing is installed behind the prompt; `autovenv sync` installs in the foreground")

    def become_detached() -> int:
        """Return the descriptor of the lock."""
        return -1
else:
    POSSIBLE = True
    _HELD = 9
    _MOST = 1 << 16  # descriptors

    def start(arguments: Sequence[str], environ: Mapping[str, str], held: int) -> int:
        """Start a job; return its process id. `held` is the descriptor of a lock, which becomes the job's. Raises OSError."""
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "__main__.py")
        return os.posix_spawn(
            sys.executable,
            (sys.executable, "-I", "-S", program, *arguments),
            environ,
            file_actions=(
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDWR, 0),
                (os.POSIX_SPAWN_DUP2, 0, 1),
                (os.POSIX_SPAWN_DUP2, 0, 2),
                (os.POSIX_SPAWN_DUP2, held, _HELD),
            ),
            setsid=True,
        )

    def become_detached() -> int:
        """Close what the shell had open, hold no directory, and return the descriptor of the lock, which no program is to inherit."""
        os.closerange(3, _HELD)
        os.closerange(_HELD + 1, _MOST)
        os.set_inheritable(_HELD, False)
        os.chdir("/")
        return _HELD
