"""Foreign text in a message: on one line, without anything that moves a cursor."""

from __future__ import annotations

_SHOWN = 60


def quoted(text: str) -> str:
    """Return text in quotes, cut to 60 characters, everything that does not print escaped."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def printable(text: str) -> str:
    """Return text (a path, a message) as it is, save for characters that do not print: those are escaped."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
