"""The daemon's status in one small file. The daemon writes it at each change; `status` reads it, also when no daemon runs."""

from __future__ import annotations

import os

from autovenv.base.files import read_small, write_atomic
from autovenv.base.value import value

_FORMAT = "autovenv daemon 1"
_LARGEST = 1 << 16  # bytes


@value
class DaemonStatus:
    """What the daemon does, or why it ended."""

    watched: int = 0  # projects whose directories are watched
    swept: int = 0  # projects that are checked from time to time
    trouble: str = ""  # one line: what it can't do, and what is slower because of that
    ended: str = ""  # why it ended; "" while it runs


def write(path: str, status: DaemonStatus) -> None:
    """Replace the status file. Raises OSError."""
    fields = (_FORMAT, str(status.watched), str(status.swept), status.trouble, status.ended)
    write_atomic(path, b"\0".join(os.fsencode(field.replace("\0", " ")) for field in fields))


def read(path: str) -> DaemonStatus:
    """Return what the last daemon wrote, or an empty status if that can't be read."""
    try:
        form, watched, swept, trouble, ended = map(os.fsdecode, read_small(path, _LARGEST).split(b"\0"))
        return DaemonStatus(int(watched), int(swept), trouble, ended) if form == _FORMAT else DaemonStatus()
    except (OSError, ValueError):
        return DaemonStatus()
