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
    return not processes or any(
        not active.isdisjoint(_words(process, "environ")) or any(path.startswith(programs) for path in _commands(process))
        for process in processes
    )


def _commands(process: str) -> list[bytes]:
    """Return the paths of what a process runs: its program, and the script in the second word, whose interpreter may lie elsewhere."""
    found = [word for word in _words(process, "cmdline")[:2] if b"/" in word]
    try:
        here = os.fsencode(os.readlink(f"/proc/{process}/cwd")) if any(not os.path.isabs(word) for word in found) else b"/"
    except OSError:
        here = b"/"
    return [os.path.normpath(os.path.join(here, word)) for word in found]


def _words(process: str, name: str) -> list[bytes]:
    try:
        with open(f"/proc/{process}/{name}", "rb") as file:
            return file.read().split(b"\0")
    except OSError:
        return []  # another user's process, or one that has ended
