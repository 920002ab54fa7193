"""Patterns of file names as bash has them, matched against a whole text; `*` takes slashes, too."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    # Tells whether one character fits; None stands for `*`.
    Piece = Callable[[str], bool] | None

_CLASSES: dict[str, Callable[[str], bool]] = {
    "alpha": str.isalpha, "digit": str.isdigit, "alnum": str.isalnum, "upper": str.isupper, "lower": str.islower, "space": str.isspace,
}  # fmt: skip


class PatternError(ValueError):
    """A pattern of a kind that is not known here."""


def matches(pattern: str, text: str) -> bool:
    """Tell whether pattern, written once or several times over, is all of text: `a` matches `aaa`, as in direnv's PATH_rm.

    Raises PatternError for extended patterns (`@(a|b)`) and for classes of characters that are not known.
    """
    pieces = _pieces(pattern)
    if not pieces:
        return not text
    reached, new = {0}, {0}
    while new:
        new = {end for start in new for end in _ends(pieces, text, start)} - reached
        reached |= new
    return len(text) in reached and bool(text or all(piece is None for piece in pieces))


def _ends(pieces: list[Piece], text: str, start: int) -> set[int]:
    """Return where in text a match of all pieces that begins at start can end."""
    at = {start}
    for piece in pieces:
        at = set(range(min(at), len(text) + 1)) if piece is None else {one + 1 for one in at if one < len(text) and piece(text[one])}
        if not at:
            break
    return at


def _pieces(pattern: str) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char in "|()":
            raise PatternError(pattern)
        if char == "*":
            pieces.append(None)
        elif char == "?":
            pieces.append(lambda _: True)
        elif char == "[" and (end := _closing(pattern, at)):
            pieces.append(_one_of(pattern[at:end]))
            at = end + 1
        else:
            if char == "\\" and at < len(pattern):
                char = pattern[at]
                at += 1
            pieces.append(char.__eq__)
    return pieces


def _closing(pattern: str, at: int) -> int:
    """Return where the `]` of a set is whose `[` is before `at`, 0 if it has none: the bracket is a plain character then."""
    at += pattern[at : at + 1] in ("!", "^")
    at += pattern[at : at + 1] == "]"  # a member, here
    while at < len(pattern) and pattern[at] != "]":
        if pattern.startswith("[:", at):
            at = max(at, pattern.find(":]", at + 2) + 1)
        at += 1
    return at if at < len(pattern) else 0


def _one_of(inner: str) -> Piece:
    wanted = inner[:1] not in ("!", "^")
    inner = inner if wanted else inner[1:]
    tests: list[Callable[[str], bool]] = []
    while inner:
        if inner.startswith(("[:", "[.", "[=")):
            name, found, rest = inner[2:].partition(":]")
            if not found or name not in _CLASSES:
                raise PatternError(inner)
            tests.append(_CLASSES[name])
            inner = rest
        elif len(inner) > 2 and inner[1] == "-":
            tests.append(_between(inner[0], inner[2]))
            inner = inner[3:]
        else:
            inner = inner[1:] if inner[0] == "\\" and len(inner) > 1 else inner
            tests.append(inner[0].__eq__)
            inner = inner[1:]
    return lambda char: any(test(char) for test in tests) is wanted


def _between(first: str, last: str) -> Callable[[str], bool]:
    return lambda char: first <= char <= last
