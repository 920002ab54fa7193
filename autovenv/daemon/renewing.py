"""Have a project planned again, in a process of its own."""

from __future__ import annotations

import os
import sys

from autovenv import PROTOCOL
from autovenv.daemon.system import end

DONE, RETIRED, LEFT = 0, 3, 5  # exit codes, as hook/renewal.py has them
NOT_NOW = 256  # none of them: there was no room for another process
_PATIENCE_SECONDS = 60.0  # an environment may have to be made


def renew(root: str, state: str) -> int:
    """Plan a project again and return the exit code, or NOT_NOW; one that hangs is killed, with all that it started in its session."""
    import subprocess

    helper = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "hook", "__main__.py")
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", helper, "renew", PROTOCOL, root],
            env={**os.environ, "AUTOVENV_STATE": state},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return NOT_NOW
    try:
        return process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        end(process.pid, hard=True, group=True)
        return process.wait()
