"""The daemon's log: dated lines in one file of bounded size. They hold paths, and no value of a variable."""

from __future__ import annotations

import os
import time

from autovenv.base.escape import visible
from autovenv.base.files import write_atomic

MOST = 128 * 1024  # bytes


class Log:
    """A file of dated lines. When it grows too large, its older half is removed. A line that can't be written is lost."""

    def __init__(self, path: str) -> None:
        """Append to the file at `path`, whose directory must exist."""
        self._path = path

    def write(self, line: str) -> None:
        """Add a line."""
        text = f"{time.strftime('%Y-%m-%d %H:%M:%S')} {visible(line)}\n".encode("utf-8", "backslashreplace")
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
            try:
                os.write(descriptor, text)
                size = os.fstat(descriptor).st_size
            finally:
                os.close(descriptor)
            if size > MOST:
                self._shorten()
        except OSError:
            return

    def _shorten(self) -> None:
        with open(self._path, "rb") as file:
            file.seek(-MOST // 2, os.SEEK_END)
            kept = file.read()
        write_atomic(self._path, kept[kept.find(b"\n") + 1 :])
