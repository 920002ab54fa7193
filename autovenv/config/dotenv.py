r"""The dialect of `.env` files: python-dotenv's grammar with expansion, and nothing that is ever run.

    file     ::= (blank | comment | entry)*         a byte order mark and CRLF are taken
    entry    ::= ["export "] KEY ("=" | ": ") value
    value    ::= 'literal \' \\'                   over several lines, too
               | "escapes \n \t \r \\ \" \$ \`, expansion"   likewise
               | text, trimmed, up to " #"; \$, expansion
    expansion::= $NAME | ${NAME} | ${NAME:-value} | ${NAME-value}

What another tool would run, `$(…)` and backticks, stays as it is written, with a warning; so does a `${…}` of another form.
"""

from __future__ import annotations

from autovenv.base.errors import EvaluationError
from autovenv.base.escape import quoted
from autovenv.base.value import value
from autovenv.base.variables import is_name
from autovenv.config.expansion import Expander

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from autovenv.config.envrc.scope import Scope

_MOST = 10  # warnings: a file of another kind has one a line
_NAMED = 30  # characters: what is longer is no misspelt name, but perhaps a line of a key that should have been quoted
_SINGLE = {"'": "'", "\\": "\\"}
# "\`" is not python-dotenv's: a backtick without the warning, and the way to write one that bash reads alike.
_DOUBLE = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "$": "$", "`": "`"}
_BARE = {"$": "$"}


@value
class Dotenv:
    """What a file holds. Of a name that is there twice the last value counts."""

    pairs: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]  # "file:line: what"; not escaped


def parse(content: bytes, path: str, lookup: Callable[[str], str | None]) -> Dotenv:
    """Return what the content of a `.env` file holds; `path` is named in errors and warnings.

    `lookup` gives a variable of the environment, None if it is not set; variables of earlier lines come first. Bytes that are not
    UTF-8 are lone surrogates in the values (PEP 383). Raises EvaluationError, naming file and line, for a quote or a `${` that is
    not closed, a NUL byte, and expansion without bounds.
    """
    text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    if "\0" in text:
        raise EvaluationError(f"{path}:{text.count(chr(10), 0, text.index(chr(0))) + 1}", "a NUL byte: this is no text")
    return _Reader(text, path, lookup).read()


def apply(content: bytes, path: str, scope: Scope) -> None:
    """Set and export what the content of a `.env` file holds; warnings become the scope's messages. Raises EvaluationError as `parse`."""
    found = parse(content, path, scope.get)
    for name, text in found.pairs:
        scope.assign(name, text)
        scope.export(name)
    for line in found.warnings:
        scope.say(line)


class _Reader:
    """One pass over a file."""

    def __init__(self, text: str, path: str, lookup: Callable[[str], str | None]) -> None:
        self._text = text
        self._path = path
        self._at = 0
        self._line = 1
        self._found: dict[str, str] = {}
        self._warnings: list[str] = []
        self._expander = Expander(self._found, lookup)

    def read(self) -> Dotenv:
        while self._at < len(self._text):
            self._entry()
        more = len(self._warnings) - _MOST
        warnings = [*self._warnings[:_MOST], f"{self._path}: {more} more lines of this sort"] if more > 0 else self._warnings
        return Dotenv(tuple(self._found.items()), tuple(warnings))

    def _end(self, at: int) -> int:
        """Return where the line that holds position `at` ends."""
        found = self._text.find("\n", at)
        return len(self._text) if found < 0 else found

    def _entry(self) -> None:
        """Read a line, or the lines of one value."""
        begin, end, first = self._at, self._end(self._at), self._line
        line = self._text[begin:end]
        stripped = line.lstrip()
        if not stripped or stripped[0] == "#":
            self._at, self._line = end + 1, first + 1
            return
        key, offset = _key(stripped)
        if offset < 0:
            self._warn(first, f"{_shown(key)} has no value: it is left out")
            self._at, self._line = end + 1, first + 1
            return
        given = stripped[offset:]
        quote = given.lstrip()[:1]
        if quote and quote in "'\"":
            opened = end - len(given.lstrip())
            closed = self._closing(opened, quote)
            end = self._end(closed)
            raw, tail = self._text[opened + 1 : closed], self._text[closed + 1 : end].lstrip()
        else:
            quote, raw, tail = "", _uncommented(given).strip(), ""
        self._at, self._line = end + 1, first + self._text.count("\n", begin, end) + 1
        if not is_name(key):
            self._warn(first, f"{_shown(key)} is not a valid variable name: it is left out")
        elif tail and tail[0] != "#":
            self._warn(first, f"{key} is left out: more text follows its closing quote")
        else:
            self._found[key] = self._value(raw, quote, f"{self._path}:{first}")
            if quote != "'" and "$" in raw and self._expander.lost:
                self._warn(first, f"{key} refers to a variable that is not set, so a part of it is empty; in single quotes a $ is a $")

    def _value(self, raw: str, quote: str, where: str) -> str:
        if quote == "'":
            return _unescaped(raw) if "\\" in raw else raw
        if not ("$" in raw or "\\" in raw or "`" in raw):
            return raw
        text, odd = self._expander.expand(raw, _DOUBLE if quote else _BARE, where)
        for what in odd:
            self._warnings.append(f"{where}: {what} stays as it is written: a .env file runs nothing")
        return text

    def _closing(self, opened: int, quote: str) -> int:
        """Return where the quote that was opened is closed: the next one with an even number of backslashes in front."""
        at = opened
        while True:
            at = self._text.find(quote, at + 1)
            if at < 0:
                raise EvaluationError(f"{self._path}:{self._line}", f"the {quote} of this value is never closed")
            slash = at
            while slash - 1 > opened and self._text[slash - 1] == "\\":
                slash -= 1
            if (at - slash) % 2 == 0:
                return at

    def _warn(self, line: int, what: str) -> None:
        self._warnings.append(f"{self._path}:{line}: {what}")


def _key(line: str) -> tuple[str, int]:
    """Return a line's key, and where what follows its `=` or `:` begins; -1 if there is none. The line has no blanks in front."""
    begin = 0
    if line.startswith("export") and line[6:7].isspace():
        after = line[6:].lstrip()
        if after and after[0] not in "=:":  # else it is a variable of that name
            begin = len(line) - len(after)
    end = begin
    while end < len(line) and line[end] != "=" and not line[end].isspace():
        end += 1
    key = line[begin:end]
    if key.endswith(":") and line[end : end + 1] != "=":
        return key[:-1], end
    at = end
    while at < len(line) and line[at].isspace():
        at += 1
    if line[at : at + 1] == "=" or (line[at : at + 1] == ":" and (at + 1 == len(line) or line[at + 1].isspace())):
        return key, at + 1
    return key, -1


def _shown(key: str) -> str:
    return quoted(key) if len(key) <= _NAMED else f"a word of {len(key)} characters"


def _uncommented(text: str) -> str:
    """Return what stands before the first `#` that follows a blank."""
    at = text.find("#", 1)
    while at > 0:
        if text[at - 1].isspace():
            return text[:at]
        at = text.find("#", at + 1)
    return text


def _unescaped(raw: str) -> str:
    pieces, at = [], 0
    while (slash := raw.find("\\", at)) >= 0:
        known = _SINGLE.get(raw[slash + 1 : slash + 2])
        pieces.append(raw[at:slash])
        pieces.append("\\" if known is None else known)
        at = slash + (1 if known is None else 2)
    return "".join([*pieces, raw[at:]])
