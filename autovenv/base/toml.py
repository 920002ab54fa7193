"""TOML of projects, in bounded time: files are read before anybody approved of them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NAMES = 4000  # dots on one line: for a dotted key tomllib takes time by the square of its names


def loads(text: str) -> dict[str, Any]:
    """Return the data of a TOML text. Raises tomllib.TOMLDecodeError (a ValueError), and RecursionError for what is nested too deeply."""
    import tomllib

    if text.count(".") > _NAMES and any(line.count(".") > _NAMES for line in text.split("\n")):
        raise RecursionError(f"more than {_NAMES} names in one key")
    return tomllib.loads(text)
