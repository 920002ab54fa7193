"""Run a program that makes environments: its output goes to a log, it reads nothing, and it does not outlive an interrupt.

Where there is posix_spawn it is used directly: `import subprocess` alone costs 10 ms, half of what uv takes to make an environment.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


if sys.platform == "win32":

    def run(command: Sequence[str], environ: Mapping[str, str], log: str, directory: str = "", held: int = -1) -> int:  # noqa: ARG001
        """Return the exit code of command, an absolute path and its arguments; its output is added to the file log. Raises OSError.

        It starts in `directory`, else in the log's. `held` is for other systems: here a lock ends with who took it.
        """
        import subprocess

        with open(log, "ab") as output:
            child = subprocess.Popen(
                command,
                env=dict(environ),
                cwd=directory or os.path.dirname(log),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                creationflags=subprocess.CREATE_NO_WINDOW,
            )
            try:
                return child.wait()
            except BaseException:
                child.kill()
                child.wait()
                raise
else:
    _HELD = 9  # a descriptor; sh hands those of one digit on
    _KILL = 9  # signal.SIGKILL; the signal module imports enum

    def run(command: Sequence[str], environ: Mapping[str, str], log: str, directory: str = "/", held: int = -1) -> int:
        """Return the exit code of command, an absolute path and its arguments (127: it is not there); its output is added to the file log.

        It starts in `directory`. That is / where environments are made: a project's uv.toml, setup.cfg (which ensurepip's pip obeys) or
        venv.py must not lead it. posix_spawn has no directory to give, and changing our own would be seen by other threads: sh does it,
        for a millisecond. `held` is the descriptor of a lock (base/locks.py) that the program shall hold as long as it runs: one that
        outlives us, since we were killed, goes on writing.
        """
        # A group of its own: what the command started in turn (pip, an interpreter that is asked for its version) ends with it.
        child = os.posix_spawn(
            "/bin/sh",
            ("sh", "-c", 'cd "$1" && shift && exec "$@"', "sh", directory, *command),
            environ,
            file_actions=(
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
                *(((os.POSIX_SPAWN_DUP2, held, _HELD),) if held >= 0 else ()),
            ),
            setpgroup=0,
        )
        try:
            _, status = os.waitpid(child, 0)
        except BaseException:
            try:
                os.killpg(child, _KILL)
            except ProcessLookupError:  # interrupted before the child has made its group
                os.kill(child, _KILL)
            os.waitpid(child, 0)
            raise
        return os.waitstatus_to_exitcode(status)
