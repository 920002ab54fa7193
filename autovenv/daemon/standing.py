"""How the daemon stands, in one small file that it writes when that changes: `status` reads it, and needs no daemon for it."""

from __future__ import annotations

import os

from autovenv.base.files import read_small, write_atomic
from autovenv.base.value import value

_FORMAT = "autovenv daemon 1"
_LARGEST = 1 << 16  # bytes


@value
class Standing:
    """What the daemon does, or why it does not."""

    watched: int = 0  # projects whose changes it hears of at once
    swept: int = 0  # projects that it looks at from time to time
    trouble: str = ""  # one line: what it can't do, and what becomes of that
    ended: str = ""  # why it ended; "" as long as it lives


def write(path: str, standing: Standing) -> None:
    """Put standing in the place of what was known before. Raises OSError."""
    fields = (_FORMAT, str(standing.watched), str(standing.swept), standing.trouble, standing.ended)
    write_atomic(path, b"\0".join(os.fsencode(field.replace("\0", " ")) for field in fields))


def read(path: str) -> Standing:
    """Return what the last daemon wrote; where that can't be read, that nothing is known."""
    try:
        form, watched, swept, trouble, ended = map(os.fsdecode, read_small(path, _LARGEST).split(b"\0"))
        return Standing(int(watched), int(swept), trouble, ended) if form == _FORMAT else Standing()
    except (OSError, ValueError):
        return Standing()
