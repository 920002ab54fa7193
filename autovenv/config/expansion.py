"""Expansion of `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME-default}`, as `.env` and autovenv.toml have it. Nothing is run."""

from __future__ import annotations

from autovenv.base.errors import EvaluationError
from autovenv.base.variables import LETTERS, is_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ROOM = 1 << 20  # characters that variables may add to one file: `B=$A$A`, `C=$B$B`, … doubles with each line
_DEPTH = 32  # defaults within defaults


class Expander:
    """The expansion of one file's values. What it adds up to has a limit, whatever refers to what."""

    def __init__(self, earlier: Mapping[str, str], lookup: Callable[[str], str | None]) -> None:
        """`earlier` is asked for a variable first (it may grow meanwhile), then `lookup`; what neither knows is empty."""
        self._earlier = earlier
        self._lookup = lookup
        self._room = _ROOM
        self.lost = False  # the last value refers to a variable that is not set, and may be no reference: `$2y$10$abc`, `pa$word`

    def expand(self, raw: str, escapes: Mapping[str, str], where: str) -> tuple[str, tuple[str, ...]]:
        """Return raw with its escapes (the letter after a backslash to what it means; `$$` to what it means) and variables replaced.

        The second value names what was left as it is though it looks like more than that. Raises EvaluationError at `where`
        (file:line) for a default that is not closed, and for expansion without bounds.
        """
        self._raw, self._escapes, self._where = raw, escapes, where
        self._at = 0
        self._odd: list[str] = []
        self._kept = 0  # dollars that stand for themselves
        self._unset: list[str] = []
        text = self._text(0, live=True)
        # A variable has capitals, and a value that has one has seldom a mere dollar beside it.
        self.lost = bool(self._unset) and not self._odd and (self._kept > 0 or any(name != name.upper() for name in self._unset))
        return text, tuple(dict.fromkeys(self._odd))

    def _text(self, depth: int, *, live: bool) -> str:
        """Return the text up to the end; in a default (depth > 0) up to its `}`, which is passed. One that is not live is not used."""
        raw, pieces = self._raw, []
        while self._at < len(raw):
            letter = raw[self._at]
            if letter == "\\" and raw[self._at + 1 : self._at + 2] in self._escapes:
                pieces.append(self._escapes[raw[self._at + 1]])
                self._at += 2
            elif letter == "$":
                pieces.append(self._dollar(depth, live=live))
            else:
                self._at += 1
                if letter == "}" and depth:
                    return "".join(pieces)
                if letter == "`":
                    self._odd.append("`…`")
                pieces.append(letter)
        if depth:
            raise EvaluationError(self._where, "a ${ of this value is never closed; \\$ is a dollar")
        return "".join(pieces)

    def _dollar(self, depth: int, *, live: bool) -> str:
        """Return what the `$` at this position stands for, and pass it."""
        raw, at = self._raw, self._at
        after = raw[at + 1 : at + 2]
        if after == "$" and "$$" in self._escapes:
            self._at += 2
            return self._escapes["$$"]
        begin = end = at + (2 if after == "{" else 1)
        while end < len(raw) and raw[end] in LETTERS:
            end += 1
        name, sign = raw[begin:end], raw[end : end + 1]
        if is_name(name) and (after != "{" or sign == "}"):
            self._at = end + (after == "{")
            known = self._value(name, live=live)
            if known is None and live and after != "{":
                self._unset.append(name)
            return known or ""
        colon = raw[end : end + 2] == ":-"
        if after != "{" or not is_name(name) or not (colon or sign == "-"):
            self._kept += 1
            if after and after in "({":
                self._odd.append("$(…)" if after == "(" else "${" + name + "…}")
            self._at += 1
            return "$"
        if depth >= _DEPTH:
            raise EvaluationError(self._where, f"more than {_DEPTH} defaults within each other")
        known = self._value(name, live=live)
        wanted = known is None or (colon and known == "")
        self._at = end + 1 + colon
        default = self._text(depth + 1, live=live and wanted)
        return default if wanted else known or ""

    def _value(self, name: str, *, live: bool) -> str | None:
        if not live:
            return None  # nothing depends on it
        text = self._earlier.get(name)
        if text is None:
            text = self._lookup(name)
        self._room -= len(text or "")
        if self._room < 0:
            raise EvaluationError(self._where, f"the variables that this file refers to come to more than {_ROOM >> 20} MiB")
        return text
