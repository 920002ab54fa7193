"""Run a program that makes environments: its output goes to a log, it reads nothing, and it does not outlive an interrupt.

Where there is posix_spawn it is used directly: `import subprocess` alone costs 10 ms, half of what uv takes to make an environment.
"""

from __future__ import annotations

import os
import sys

from autovenv.base.files import remove_file
from autovenv.env.log import Log

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


if sys.platform == "win32":

    def run(command: Sequence[str], environ: Mapping[str, str], log: str, directory: str = "", held: int = -1) -> int:  # noqa: ARG001
        """Return the exit code of command, an absolute path and its arguments; its output is added to the file log. Raises OSError.

        It starts in `directory`, else in the log's. `held` is for other systems: here a lock ends with who took it.
        """
        import subprocess

        with open(f"{log}.new", "w+b") as output:
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
            finally:
                output.seek(0)
                kept = Log(log, environ)
                for line in output:
                    kept.write(line)
                kept.close()
                output.close()
                remove_file(f"{log}.new")
else:
    _HELD = 9  # a descriptor; sh hands those of one digit on
    _KILL = 9  # signal.SIGKILL; the signal module imports enum
    _LOOK_MS = 200  # a program that ends with something left running has not closed its output
    _PIECE = 65536  # bytes
    _LAST_PIECES = 16  # of what such a one has still printed

    def run(command: Sequence[str], environ: Mapping[str, str], log: str, directory: str = "/", held: int = -1) -> int:
        """Return the exit code of command, an absolute path and its arguments (127: it is not there); its output is added to the file log.

        It starts in `directory`. That is / where environments are made: a project's uv.toml, setup.cfg (which ensurepip's pip obeys) or
        venv.py must not lead it. posix_spawn has no directory to give, and changing our own would be seen by other threads: sh does it,
        for a millisecond. `held` is the descriptor of a lock (base/locks.py) that the program shall hold as long as it runs: one that
        outlives us, since we were killed, goes on writing, until it prints something: nobody reads that.
        """
        kept = Log(log, environ)
        reading, writing = os.pipe()
        try:
            try:
                child = _spawn(command, environ, directory, writing, held)
            finally:
                os.close(writing)
            try:
                status = _copied(reading, kept, child)
            except BaseException:
                try:
                    os.killpg(child, _KILL)
                except ProcessLookupError:  # interrupted before the child has made its group
                    os.kill(child, _KILL)
                os.waitpid(child, 0)
                raise
        finally:
            os.close(reading)
            kept.close()
        return os.waitstatus_to_exitcode(status)

    def _spawn(command: Sequence[str], environ: Mapping[str, str], directory: str, output: int, held: int) -> int:
        # A group of its own: what the command started in turn (pip, an interpreter that is asked for its version) ends with it.
        return os.posix_spawn(
            "/bin/sh",
            ("sh", "-c", 'cd "$1" && shift && exec "$@"', "sh", directory, *command),
            environ,
            file_actions=(
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, output, 1),
                (os.POSIX_SPAWN_DUP2, output, 2),
                *(((os.POSIX_SPAWN_DUP2, held, _HELD),) if held >= 0 else ()),
            ),
            setpgroup=0,
        )

    def _copied(reading: int, log: Log, child: int) -> int:
        """Copy a program's output until it has ended, and return its status."""
        import select

        asked = select.poll()
        asked.register(reading, select.POLLIN)
        while True:
            if asked.poll(_LOOK_MS):
                piece = os.read(reading, _PIECE)
                if not piece:
                    return os.waitpid(child, 0)[1]
                log.write(piece)
                continue
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                for _ in range(_LAST_PIECES):
                    if asked.poll(0):
                        log.write(os.read(reading, _PIECE))
                return status
