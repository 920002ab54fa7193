"""The words of a pin file, with their lines: what editors, Windows PowerShell 5.1 and asdf leave in one is taken, the rest refused."""

from __future__ import annotations

import os
import sys

from autovenv.base.files import TooLargeError
from autovenv.base.value import value
from autovenv.plan.inputs import read_watched
from autovenv.project.errors import RequestError
from autovenv.project.marks import TOOL_VERSIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.plan.inputs import Input

LIMIT = 4096  # bytes
TOOL_LIMIT = 65536  # bytes: that file belongs to every tool, and is no shorter for being asked about one
_BLANKS = {ord(c): " " for c in "\t\v\f\xa0"}
_OPERATORS = "<>=!~"


@value
class Word:
    """One version text and the line (from 1) it stands on."""

    text: str
    line: int


def read_words(path: str) -> tuple[tuple[Word, ...], Input]:
    """Return the version texts of a pin file, in order, and the file as an input.

    Raises OSError if it can't be read, RequestError (its message begins with ":" and goes behind the path) if it is no text of that sort.
    """
    tools = os.path.basename(path) == TOOL_VERSIONS
    limit = TOOL_LIMIT if tools else LIMIT
    try:
        content, read = read_watched(path, limit)
    except TooLargeError:
        raise RequestError(f": larger than {limit // 1024} KiB: a version is a few letters, remove the rest") from None
    words: list[Word] = []
    for number, line in enumerate(_lines(content), 1):
        words.extend(Word(text, number) for text in (_tool_line(line, number) if tools else split(_uncommented(line))))
    return tuple(words), read


def variable_words(text: str) -> tuple[Word, ...]:
    """Return the version texts in the value of a variable; all are of line 0."""
    return tuple(Word(word, 0) for word in split(text))


def _lines(content: bytes) -> list[str]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError:
            raise RequestError(": broken UTF-16: write it as UTF-8") from None
    else:
        # Bytes that are no UTF-8 may stand in a comment; in a word they are refused like every other foreign character.
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _uncommented(line: str) -> str:
    line = line.translate(_BLANKS)
    if line.startswith("#"):
        return ""
    return line.partition(" #")[0]


def _tool_line(line: str, number: int) -> list[str]:
    # asdf: `#` begins a comment anywhere. Its `ref:…` and `path:…` are no lists: they are left whole, to be refused.
    name, *versions = _blank_split(line.partition("#")[0].translate(_BLANKS)) or [""]
    if name != "python":
        return []
    if not versions:
        raise RequestError(f":{number}: python without a version: name one, or remove the line")
    return _joined(versions)


def _blank_split(text: str) -> list[str]:
    return [word for word in text.split(" ") if word]


def split(text: str) -> list[str]:
    """Return the version texts on a line: words, `a:b` being two; `>=3.12, <3.13` is one, blanks and all."""
    words = []
    for word in _joined(_blank_split(text.translate(_BLANKS))):
        drive = sys.platform == "win32" and word[1:3] == ":/"
        words.extend([word] if drive else [part for part in word.split(":") if part])
    return words


def _joined(words: list[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        last = joined[-1] if joined else ""
        open_end = last.endswith(",") or (last != "" and not last.strip(_OPERATORS))
        if last and last[0] in _OPERATORS and (open_end or word[0] == ","):
            joined[-1] = last + word
        else:
            joined.append(word)
    return joined
