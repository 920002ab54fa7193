"""TOML of projects, in bounded time: files are read before anybody approved of them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# tomllib goes through the names of a header again for each name below it, and through those of a dotted key for each of them: its steps
# are at most the dots of the line that has most, times all dots and lines. So many take two seconds; what people write takes a tenth.
_STEPS = 1 << 23


def loads(text: str) -> dict[str, Any]:
    """Return the data of a TOML text. Raises tomllib.TOMLDecodeError (a ValueError), and RecursionError for what is nested too deeply."""
    import tomllib

    dots = [line.count(".") for line in text.split("\n")]
    if max(dots) * (sum(dots) + len(dots)) > _STEPS:
        raise RecursionError("too many names in its keys")
    return tomllib.loads(text)
