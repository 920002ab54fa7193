"""Reading a file such that a later change of it will be seen: its content together with the mtime that belongs to it."""

from __future__ import annotations

import errno
import os
import stat
import time

from autovenv.base.files import read_small
from autovenv.plan.freshness import unchanged
from autovenv.plan.plan import Input

_TRIES = 3


def watched(path: str) -> Input:
    """Return path as an input: "unchanged" with its mtime (links followed), or "absent"."""
    try:
        found = os.stat(path)
    except OSError:
        return Input("absent", path)
    return unchanged(path, found.st_mtime_ns, time.time_ns())


def noticed(path: str) -> Input:
    """Return whether path is there as an input: its content and its time say nothing."""
    return Input("present" if os.path.lexists(path) else "absent", path)


def read_watched(path: str, limit: int) -> tuple[bytes, Input]:
    """Return the content of a regular file of at most `limit` bytes, and the file as an input of what is made from it.

    The mtime is of before the reading, and the same after it; of a file that never holds still the input is racy. Raises OSError
    (EINVAL: not a regular file) and base.files.TooLargeError.
    """
    content, before, still = b"", os.stat(path), False
    for _ in range(_TRIES):
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        now = time.time_ns()
        content = read_small(path, limit)
        after = os.stat(path)
        still = (before.st_mtime_ns, before.st_size, before.st_ino) == (after.st_mtime_ns, after.st_size, after.st_ino)
        if still:
            return content, unchanged(path, before.st_mtime_ns, now)
        before = after
    return content, Input("unchanged", path, before.st_mtime_ns, racy=True)
