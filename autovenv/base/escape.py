"""Foreign text on a terminal, of a project or a program: nothing in it may move the cursor, change a colour or hide a line."""

from __future__ import annotations

_SHOWN = 60  # characters of what stands in quotes


def visible(text: str) -> str:
    """Return text with control characters, and those that reorder or hide text, as escapes."""
    return text if text.isprintable() else "".join(map(_visible, text))


def quoted(text: str) -> str:
    """Return text in quotes, cut to 60 characters, what does not print as escapes."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _visible(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()
