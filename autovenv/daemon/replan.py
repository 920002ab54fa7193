"""Have a project planned again, in a process of its own."""

from __future__ import annotations

import os

from autovenv import PROTOCOL
from autovenv.base.program import program
from autovenv.daemon.system import end

# What hook/replan.py exits with.
DONE = 0  # the plan is stored
OUTDATED = 3  # another version of the program is installed by now
NEEDS_SHELL = 5  # a shell has to do it; nothing was stored
NOT_SETTLED = 6  # an environment is to be changed, once the project has rested for a while
DISABLED = 7  # the configuration says daemon = false
NOT_STARTED = 256  # none of them: there was no room for another process
_PATIENCE_SECONDS = 60.0  # an environment may have to be made


def replan(root: str, state: str) -> int:
    """Plan a project again and return the exit code, or NOT_STARTED; one that hangs is killed, with all that it started in its session."""
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
        return process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        end(process.pid, hard=True, group=True)
        return process.wait()
    except BaseException:
        end(process.pid, group=True)  # the daemon ends
        raise
