"""The log of programs that autovenv runs: the newest half megabyte of their output, without the values of their variables."""

from __future__ import annotations

import os

from autovenv.base.redaction import Redactor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 512 * 1024  # bytes
_KEPT = 256 * 1024  # bytes at the end that stay when it would grow larger
_LONGEST = 64 * 1024  # bytes of one line
_CUT = b"(what was printed before is left out)\n"


class Log:
    """An open log. Output that can't be written (a full disk) is lost: no program fails because of its log."""

    def __init__(self, path: str, environ: Mapping[str, str]) -> None:
        """`environ` has the variables of the program whose output is added. Raises OSError if the log can't be opened."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        self._size = os.lseek(self._file, 0, os.SEEK_END)
        self._redact = Redactor(environ)
        self._rest = b""

    def write(self, piece: bytes) -> None:
        """Add output up to its last newline, and keep the rest for later: a value may be cut in two."""
        whole, end, self._rest = (self._rest + piece).rpartition(b"\n")
        if len(self._rest) > _LONGEST:
            end, self._rest = end + self._rest, b""
        if whole or end:
            self._add(whole + end)

    def close(self) -> None:
        """Add the rest and close the file."""
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
