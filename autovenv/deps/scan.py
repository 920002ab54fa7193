"""Single facts of the files that decide what is installed. The tools themselves read what is installed, and say what is wrong with it.

Of a lock, which may be large, only lines are looked at.
"""

from __future__ import annotations

from autovenv.base.files import read_small

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LARGEST = 16 << 20  # bytes


def text_of(path: str) -> str:
    """Return the text of a file, "" where it can't be read."""
    try:
        return read_small(path, _LARGEST).decode(errors="replace")
    except OSError:
        return ""


def data_of(path: str) -> dict[str, Any]:
    """Return the data of a TOML file; nothing where it can't be read or is broken: the tools themselves say so."""
    from autovenv.base.toml import BrokenTomlError, loads

    try:
        return loads(read_small(path, _LARGEST))
    except (OSError, BrokenTomlError):
        return {}


def string_of(path: str, key: str) -> str:
    """Return the value of a key above all tables, if it is a string on one line; else ""."""
    for line in text_of(path).splitlines():
        if line.startswith("["):
            break
        name, equals, behind = line.partition("=")
        given = behind.strip()
        if equals and name.strip() == key and given[:1] in ("'", '"'):
            return given[1:].partition(given[0])[0]
    return ""
