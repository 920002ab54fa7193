"""Files that decide what is installed, as text or TOML, where they can be read. What is wrong with them, the tools themselves say."""

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
