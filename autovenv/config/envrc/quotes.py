r"""The meaning of `$'…'`."""

from __future__ import annotations

_PLAIN = {
    "a": b"\a", "b": b"\b", "e": b"\x1b", "E": b"\x1b", "f": b"\f", "n": b"\n", "r": b"\r", "t": b"\t", "v": b"\v",
    "\\": b"\\", "'": b"'", '"': b'"', "?": b"?",
}  # fmt: skip
_OCTAL = "01234567"
_HEX = "0123456789abcdefABCDEF"
_DIGITS = {"x": 2, "u": 4, "U": 8}


def dollar_quote(text: str) -> tuple[str, bool] | None:
    """Return what the inside of `$'…'` stands for, and whether that depends on the encoding of bash's locale.

    None is for what is not understood here.
    """
    made = bytearray()
    encoded = False
    at = 0
    while at < len(text):
        letter = text[at]
        if letter != "\\":
            made += letter.encode("utf-8", "surrogateescape")
            at += 1
            continue
        letter = text[at + 1]
        at += 2
        if letter in _PLAIN:
            made += _PLAIN[letter]
        elif letter in _OCTAL:
            digits = _digits(text, at - 1, 3, _OCTAL)
            at += len(digits) - 1
            made.append(int(digits, 8) & 0xFF)
        elif letter in _DIGITS:
            digits = _digits(text, at, _DIGITS[letter], _HEX)
            at += len(digits)
            code = int(digits or "0", 16)
            if not digits or code > 0x10FFFF or 0xD800 <= code < 0xE000:
                return None
            if letter == "x":
                made.append(code)
            else:
                encoded = encoded or code > 0x7F
                made += chr(code).encode()
        elif letter == "c" and text[at : at + 1].isascii() and text[at : at + 1].isalpha():
            made.append(ord(text[at]) & 0x1F)
            at += 1
        else:
            return None
    if 0 in made or 1 in made or 0x7F in made:
        return None
    return made.decode("utf-8", "surrogateescape"), encoded


def _digits(text: str, at: int, most: int, known: str) -> str:
    end = at
    while end < len(text) and end < at + most and text[end] in known:
        end += 1
    return text[at:end]
