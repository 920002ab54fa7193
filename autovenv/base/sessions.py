"""The hooked shells that are open, as the state directory knows them.

Below sessions/, <session> has the time of that shell's last look: without it, the shell looks again at its next prompt. <session>.orders
holds what `autovenv on`, `off`, `reload` told it, <session>.once what it was allowed with `--once`.
"""

from __future__ import annotations

import os

from autovenv.base.files import remove_file


def folder(state: str) -> str:
    """Return the directory of all sessions."""
    return os.path.join(state, "sessions")


def wake(state: str, session: str = "") -> None:
    """Have the shell of that session, or every open shell, look again at its next prompt. Raises nothing."""
    try:
        names = [session] if session else [name for name in os.listdir(folder(state)) if "." not in name]
    except OSError:
        return  # no shell has looked yet
    for name in names:
        try:
            remove_file(os.path.join(folder(state), name))
        except OSError:
            continue  # a directory, say: no shell's
