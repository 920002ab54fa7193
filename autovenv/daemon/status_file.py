"""What the daemon tells of itself, in one small file that it writes when that changes: `status` reads it, and needs no daemon for it."""

from __future__ import annotations

import os

from autovenv.base.files import read_small, write_atomic
from autovenv.base.value import value

_FORMAT = "autovenv daemon 1"
_LARGEST = 1 << 16  # bytes


@value
class DaemonStatus:
    """What the daemon does, or why it does not."""

    watched: int = 0  # projects whose changes it hears of at once
    swept: int = 0  # projects that it looks at from time to time
    trouble: str = ""  # one line: what it can't do, and what becomes of that
    ended: str = ""  # why it ended; "" as long as it lives


def write(path: str, status: DaemonStatus) -> None:
    """Put status in the place of what was known before. Raises OSError."""
    fields = (_FORMAT, str(status.watched), str(status.swept), status.trouble, status.ended)
    write_atomic(path, b"\0".join(os.fsencode(field.replace("\0", " ")) for field in fields))


def read(path: str) -> DaemonStatus:
    """Return what the last daemon wrote; where that can't be read, that nothing is known."""
    try:
        form, watched, swept, trouble, ended = map(os.fsdecode, read_small(path, _LARGEST).split(b"\0"))
        return DaemonStatus(int(watched), int(swept), trouble, ended) if form == _FORMAT else DaemonStatus()
    except (OSError, ValueError):
        return DaemonStatus()
