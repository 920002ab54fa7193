"""A process apart from the one that a shell knows: what kills that one at a ^C leaves the work its time to end."""

from __future__ import annotations

import os
import sys


def apart() -> None:
    """Return in a new process. This one waits for it, whatever ^C says, and ends with its exit code.

    PowerShell sends no signal at a ^C, which the terminal does; it kills the program that it started some milliseconds later. A bash or
    an installer would go on behind it, and the plan that says "interrupted" would never be stored. Not on Windows, where a program has no
    such twin: there the work ends with the program.
    """
    if sys.platform == "win32":
        return
    worker = os.fork()
    if worker == 0:
        return
    while True:
        try:
            _, status = os.waitpid(worker, 0)
        except KeyboardInterrupt:
            continue
        os._exit(max(os.waitstatus_to_exitcode(status), 0) if os.WIFEXITED(status) else 1)
