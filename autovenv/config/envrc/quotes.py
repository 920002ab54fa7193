r"""The meaning of `$'…'`."""

from __future__ import annotations

_PLAIN = {
    "a": b"\a", "b": b"\b", "e": b"\x1b", "E": b"\x1b", "f": b"\f", "n": b"\n", "r": b"\r", "t": b"\t", "v": b"\v",
    "\\": b"\\", "'": b"'", '"': b'"', "?": b"?",
}  # fmt: skip
_OCTAL = "01234567"
_HEX = "0123456789abcdefABCDEF"


def dollar_quote(text: str) -> str | None:
    r"""Return what the inside of `$'…'` stands for, None for what only bash knows: `\u`, which depends on the locale, and `\c`."""
    made = bytearray()
    at = 0
    while at < len(text):
        letter = text[at]
        at += 1
        if letter != "\\":
            made += letter.encode("utf-8", "surrogateescape")
            continue
        letter = text[at]
        if letter in _PLAIN:
            made += _PLAIN[letter]
            at += 1
        elif letter in _OCTAL:
            digits = _digits(text, at, 3, _OCTAL)
            made.append(int(digits, 8) & 0xFF)
            at += len(digits)
        elif letter == "x" and (digits := _digits(text, at + 1, 2, _HEX)):
            made.append(int(digits, 16))
            at += 1 + len(digits)
        else:
            return None
    if 0 in made or 1 in made or 0x7F in made:
        return None
    return made.decode("utf-8", "surrogateescape")


def _digits(text: str, at: int, most: int, known: str) -> str:
    end = at
    while end < len(text) and end < at + most and text[end] in known:
        end += 1
    return text[at:end]
