"""Find programs that run from an environment, or were started while it was active."""

from __future__ import annotations

import os


def is_in_use(path: str) -> bool:
    """Tell whether a program of this user was started from the environment at path, or while it was active.

    True if the system does not tell (macOS). A shell that activated the environment after its own start does not count.
    """
    try:
        processes = [name for name in os.listdir("/proc") if name.isdecimal()]
    except OSError:
        return True
    names = {os.fsencode(one) for one in (path, os.path.realpath(path))}
    active = {b"VIRTUAL_ENV=" + name for name in names}
    programs = tuple(name + b"/bin/" for name in names)
    return (
        not processes
        or any(
            not active.isdisjoint(_words(process, "environ"))
            # The second word is a script's: its first line may name an interpreter elsewhere.
            or any(word.startswith(programs) for word in _words(process, "cmdline")[:2])
            for process in processes
        )
    )


def _words(process: str, name: str) -> list[bytes]:
    try:
        with open(f"/proc/{process}/{name}", "rb") as file:
            return file.read().split(b"\0")
    except OSError:
        return []  # another user's process, or one that has ended
