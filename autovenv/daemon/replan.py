"""Plan a project again in another process."""

from __future__ import annotations

import os

from autovenv import PROTOCOL
from autovenv.base.program import program
from autovenv.daemon.system import end

# Exit codes of hook/replan.py.
DONE = 0  # the plan is stored
OUTDATED = 3  # another version of the program was installed meanwhile
NEEDS_SHELL = 5  # a shell has to do it; nothing was stored
NOT_SETTLED = 6  # an environment has to be changed, once the project has rested for a while
DISABLED = 7  # the configuration says daemon = false
NOT_STARTED, HUNG = 256, 257  # no exit codes: no process could be started; it did not end by itself
REST_SECONDS = 2  # an environment is changed only if its project rested for this long
_PATIENCE_SECONDS = 60.0  # enough to create an environment
_END_SECONDS = 2.0


def replan(root: str, state: str) -> int:
    """Plan a project again and return the exit code, NOT_STARTED or HUNG. If it hangs, it is ended with what it started."""
    import subprocess

    own = program()
    try:
        process = subprocess.Popen(
            [own.python, "-I", "-S", os.path.join(own.package, "hook", "__main__.py"), "replan", PROTOCOL, root],
            env={**os.environ, "AUTOVENV_STATE": state},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return NOT_STARTED
    try:
        try:
            return process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        for hard in (False, True):
            _signal(process.pid, hard=hard)
            try:
                process.wait(_END_SECONDS)
                break
            except subprocess.TimeoutExpired:
                continue
    except BaseException:  # the daemon ends
        _signal(process.pid)
        raise
    return HUNG


def _signal(process: int, *, hard: bool = False) -> None:
    """Send SIGTERM to the process and its group (it ends what it started, then), or SIGKILL."""
    try:
        end(process, hard=hard, group=True)
    except OSError:  # it has ended just now
        pass
