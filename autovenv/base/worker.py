"""The helper's work in a second process: PowerShell kills the first one, which it started, at a ^C."""

from __future__ import annotations

import os
import sys


def apart() -> None:
    """Return in a new process. This one waits for it, whatever ^C says, and ends with its exit code.

    The terminal tells every process of a ^C, and PowerShell kills its own some milliseconds later. A bash or an installer would go on
    behind it, and the plan that says "interrupted" would never be stored. Windows has no fork: there the work ends with the helper.
    """
    if sys.platform == "win32":
        return
    import _signal as signal  # type: ignore[import-not-found]  # signal itself imports enum: 2 ms

    # A ^C that comes while they part waits for the worker; this one never hears of any.
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    worker = os.fork()
    if worker == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT,))
        return
    _, status = os.waitpid(worker, 0)
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 1)
