"""The log of programs that are run: at most half a megabyte, the newest of it, and no value of a variable of their environment."""

from __future__ import annotations

import os

from autovenv.base.redaction import Redactor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 512 * 1024  # bytes
_KEPT = 256 * 1024  # bytes of the end, where there would be more
_LONGEST = 64 * 1024  # bytes of a line
_CUT = b"(what was printed before is left out)\n"


class Log:
    """An open log. What can't be written, on a full disk, is left out: no program fails for its log."""

    def __init__(self, path: str, environ: Mapping[str, str]) -> None:
        """`environ` is that of the program whose output is added. Raises OSError where the log can't be opened."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        self._size = os.lseek(self._file, 0, os.SEEK_END)
        self._redact = Redactor(environ)
        self._rest = b""

    def write(self, piece: bytes) -> None:
        """Add output, up to the last end of a line: a value may be cut in two."""
        whole, end, self._rest = (self._rest + piece).rpartition(b"\n")
        if len(self._rest) > _LONGEST:
            end, self._rest = end + self._rest, b""
        if whole or end:
            self._add(whole + end)

    def close(self) -> None:
        """Add what is left."""
        if self._rest:
            self._add(self._rest)
        os.close(self._file)

    def _add(self, text: bytes) -> None:
        text = b"".join(map(self._redact, text.splitlines(keepends=True)))[-_KEPT:]
        try:
            if self._size + len(text) > _MOST:
                os.lseek(self._file, -min(self._size, _KEPT), os.SEEK_END)
                text = _CUT + os.read(self._file, _KEPT).partition(b"\n")[2] + text
                os.ftruncate(self._file, 0)
                os.lseek(self._file, 0, os.SEEK_SET)
            self._size = os.fstat(self._file).st_size + os.write(self._file, text)
        except OSError:
            pass
