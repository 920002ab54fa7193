"""Text of a project on a terminal: nothing in it may move the cursor, change a colour or hide a line."""

from __future__ import annotations


def visible(text: str) -> str:
    """Return text with control characters, and those that reorder or hide text, as escapes."""
    return "".join(character if character == " " or character.isprintable() else _escape(character) for character in text)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode()
