"""A process group apart from the terminal: how bash is found, started, looked at and ended."""

from __future__ import annotations

import errno
import os
import sys
import time

from autovenv.base.programs import programs
from autovenv.base.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_INT, _TERM, _KILL = 2, 15, 9  # the signal module imports enum
_BRIEF, _GRACE = 0.1, 1.0  # seconds between the first two, and before the last
_DYING = 0.25  # seconds that what was killed may take; there are containers where nobody reaps it
_SHOWN = 80  # characters of a command


@value
class Started:
    """A program that runs, leader of a session of its own."""

    pid: int

    def ended(self, *, wait: bool = False) -> int | None:
        """Return its exit code, negative for a signal, None while it runs (`wait`: do so until it has ended). Ask no more after that."""
        if sys.platform == "win32":
            raise NotImplementedError
        pid, status = os.waitpid(self.pid, 0 if wait else os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if pid else None


def find_bash(environ: Mapping[str, str], directory: str) -> str:
    """Return the path of a bash on PATH or where systems have it, "" if there is none. What lies in `directory`, the project's, is none."""
    path = os.pathsep.join((environ.get("PATH", ""), "/usr/local/bin", "/usr/bin", "/bin"))
    return next(programs("bash", path, directory), "")


def start(command: tuple[str, ...], environ: Mapping[str, str], descriptors: Mapping[int, int]) -> Started:
    """Start command, an absolute path and its arguments: nothing to read, and only these descriptors (its number -> ours).

    A session of its own: a ^C at the terminal reaches us, and we end it as a whole; nobody in it can stop to wait for the terminal.
    Raises OSError.
    """
    if sys.platform == "win32":
        raise NotImplementedError
    silent = (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
    actions = (silent, *((os.POSIX_SPAWN_DUP2, ours, its) for its, ours in descriptors.items()))
    try:
        return Started(os.posix_spawn(command[0], command, environ, file_actions=actions, setsid=True))
    except NotImplementedError:  # an older macOS
        return Started(os.posix_spawn(command[0], command, environ, file_actions=actions, setpgroup=0))


def end(program: Started) -> None:
    """End the program and all that it started, and wait for it. Those of another session are spared."""
    if sys.platform == "win32":
        raise NotImplementedError
    try:
        # As a terminal does it, first: bash says `Terminated` of a child that ended by the second one.
        _signal(program.pid, _INT)
        _await(program.pid, _BRIEF)
        _signal(program.pid, _TERM)
        _await(program.pid, _GRACE)
    finally:  # also at a second ^C
        _signal(program.pid, _KILL)
        _reap(program.pid, 0)
        _await(program.pid, _DYING)


def _await(group: int, limit: float) -> None:
    """Wait until the group is gone, at most `limit` seconds."""
    if sys.platform == "win32":
        raise NotImplementedError
    until = time.monotonic() + limit
    while time.monotonic() < until and _is_there(group):
        _reap(group, os.WNOHANG)  # a dead one that nobody has asked about counts as being there
        time.sleep(0.005)


def _signal(group: int, number: int) -> None:
    if sys.platform == "win32":
        raise NotImplementedError
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):  # macOS gives the second one where only dead ones are left
        pass


def _reap(pid: int, options: int) -> None:
    try:
        os.waitpid(pid, options)
    except ChildProcessError:
        pass


def _is_there(group: int) -> bool:
    if sys.platform == "win32":
        raise NotImplementedError
    try:
        os.killpg(group, 0)
    except OSError as problem:
        return problem.errno == errno.EPERM
    return True


def waits_for(pid: int) -> str:
    """Return the command that bash, process pid, waits for: the youngest of its children that is no bash; "" where nobody can tell."""
    try:
        return _by_proc(pid)
    except OSError:
        return _by_ps(pid)


def _by_proc(pid: int) -> str:
    found = ""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        children = file.read().split()
    for child in children:
        try:
            with open(f"/proc/{child}/cmdline", "rb") as file:
                words = file.read().rstrip(b"\0").split(b"\0")
        except OSError:
            continue
        below = _by_proc(int(child))
        # A subshell has bash's own command line.
        ours = b"--noprofile" in words[:2]
        found = below if ours and below else ("" if ours else _command(words)) or found
    return found


def _command(words: list[bytes]) -> str:
    line = " ".join([os.path.basename(os.fsdecode(words[0])), *map(os.fsdecode, words[1:])])
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"


def _by_ps(pid: int) -> str:
    import subprocess

    try:
        done = subprocess.run(["/bin/ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, check=False, timeout=2)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    rows = [line.split(None, 2) for line in done.stdout.splitlines()]
    family, found = {str(pid).encode()}, ""
    for row in rows:  # in the order of their age, but for numbers that came round
        if len(row) == 3 and row[1] in family:
            family.add(row[0])
            found = found if b"--noprofile" in row[2] else _command(row[2].split())
    return found
