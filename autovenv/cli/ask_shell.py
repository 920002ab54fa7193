"""A question to a shell on PATH: it is started, and the last line that it prints is the answer.

Standard library only: install.sh runs this from its source tree.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

from autovenv.base.programs import find_program

_SECONDS = 10.0  # a shell that takes longer to start is not asked


def ask_shell(command: list[str], environ: Mapping[str, str]) -> str | None:
    """Return the last line that command, a shell's name and its arguments, prints; None if it can't be run or fails."""
    program = find_program(command[0], environ)
    if not program:
        return None
    try:
        asked = subprocess.run(
            [program, *command[1:]], env=dict(environ), stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return os.fsdecode(asked.stdout.rpartition(b"\n")[2]) if asked.returncode == 0 else None
