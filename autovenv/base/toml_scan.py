"""Single facts of TOML files by a scan of their lines, since tomllib takes 16 ms to import. What is no valid TOML, others say."""

from __future__ import annotations

from autovenv.base.files import read_small, read_start

_LIMIT = 1 << 20  # bytes
_BOM = b"\xef\xbb\xbf"
_QUOTES = (b'"', b"'")


def lines_of(path: str) -> list[bytes]:
    """Return the lines of a file without BOM and the spaces before them, those within a string of several lines empty.

    No line where the file can't be read, or is larger than 1 MiB.
    """
    try:
        return _lines(read_small(path, _LIMIT))
    except OSError:
        return []


def has_table(lines: list[bytes], tables: tuple[bytes, ...]) -> bool:
    """Tell whether one of a TOML file's lines begins one of `tables` ("[tool.uv"), a table below it, or an array of such tables."""
    headers = [b"[" + line.lstrip(b"[ \t") for line in lines if line[:1] == b"["]
    return any(line.startswith(table) and line[len(table) :].lstrip()[:1] in b"]." for line in headers for table in tables)


def string_at(path: str, key: bytes) -> str:
    """Return the value of a key above all tables, if it is a string on one line; else "". Of a large file the beginning is read."""
    try:
        lines = _lines(read_start(path, _LIMIT))
    except OSError:
        return ""
    for line in lines:
        if line.startswith(b"["):
            break
        name, equals, behind = line.partition(b"=")
        given = behind.strip()
        if equals and name.strip() == key and given[:1] in _QUOTES:
            return given[1:].partition(given[:1])[0].decode(errors="replace")
    return ""


def _lines(content: bytes) -> list[bytes]:
    lines = [line.lstrip() for line in content.removeprefix(_BOM).splitlines()]
    if b'"""' not in content and b"'''" not in content:
        return lines
    closing, found = b"", []
    for line in lines:
        found.append(b"" if closing else line)
        closing = _open_behind(line, closing)
    return found


def _open_behind(line: bytes, closing: bytes) -> bytes:
    """Return what ends the string that is open behind a line, b"" where none is; `closing` is the same before it."""
    at = 0
    while at < len(line):
        if closing:
            at = _end(line, at, closing)
            if at < 0:
                return closing if len(closing) > 1 else b""  # a string of one line that is not closed is no TOML
            closing = b""
            continue
        one = line[at : at + 1]
        if one == b"#":
            return b""
        if one in _QUOTES:
            closing = one * 3 if line.startswith(one * 3, at) else one
        at += len(closing) or 1
    return closing if len(closing) > 1 else b""


def _end(line: bytes, at: int, closing: bytes) -> int:
    """Return the place behind the end of a string, -1 where it goes on; only in one of double quotes a backslash hides what follows."""
    while True:
        found = line.find(closing, at)
        if found < 0:
            return -1
        before = found
        while closing[:1] == b'"' and before > at and line[before - 1 : before] == b"\\":
            before -= 1
        if (found - before) % 2 == 0:
            return found + len(closing)
        at = found + 1
