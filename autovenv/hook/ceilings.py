"""The user's ceilings, left where the hooks find them: they walk up without a process."""

from __future__ import annotations

import os

from autovenv.base.files import read_small, remove_file, write_atomic

_LIMIT = 1 << 16  # bytes


def leave(ceilings: tuple[str, ...], state: str) -> None:
    """Write the ceilings into the state directory, on one line as PATH is written; no ceilings, no file.

    A name that such a line can't hold is heeded by the helper alone.
    """
    path = os.path.join(state, "ceilings")
    held = [one.rstrip("/") or "/" for one in ceilings if os.path.isabs(one) and os.pathsep not in one and "\n" not in one]
    wanted = os.fsencode(os.pathsep.join(held) + "\n") if held else b""
    try:
        stored = read_small(path, _LIMIT)
    except OSError:
        stored = b""
    if not wanted and stored:
        remove_file(path)
    elif wanted != stored:
        write_atomic(path, wanted)
