"""Whether programs run that were started with an environment active."""

from __future__ import annotations

import os


def is_in_use(path: str) -> bool:
    """Tell whether a program of this user's was started with the environment at path active. Where the system doesn't tell, it may be.

    The shell itself is none: it activated the environment after its start.
    """
    try:
        processes = [name for name in os.listdir("/proc") if name.isdecimal()]
    except OSError:
        return True
    sought = b"VIRTUAL_ENV=" + os.fsencode(path)
    return not processes or any(sought in _variables(process) for process in processes)


def _variables(process: str) -> list[bytes]:
    try:
        with open(f"/proc/{process}/environ", "rb") as file:
            return file.read().split(b"\0")
    except OSError:
        return []  # another user's, or it has ended
