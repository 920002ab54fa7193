"""Find programs that were started while an environment was active."""

from __future__ import annotations

import os


def is_in_use(path: str) -> bool:
    """Tell whether a program of this user was started while the environment at path was active. True if the system does not tell (macOS).

    A shell that activated the environment after its own start does not count.
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
        return []  # another user's process, or one that has ended
