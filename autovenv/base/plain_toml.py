"""TOML that is written plainly, as most files are, without tomllib: its import alone costs a shell that waits 16 ms.

What is odd (escapes, strings of several lines, floats, dates, a table that is opened in two ways …) and what is wrong is left to tomllib.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BARE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
_DIGITS = "0123456789"
_CONTROL = bytes((*range(9), *range(11, 32), 127))  # all but tab and newline
_LONGEST = 18  # digits of a number
_DEEPEST = 16  # names in a key, and arrays and inline tables within each other: tomllib's own limit is that of Python's stack
_IMPLIED, _OPENED, _ARRAY, _DOTTED = range(4)  # what made a table: [it.below], [it], [[it]], it.below = …


class _OddError(ValueError):
    """Only tomllib can tell."""


def plain(text: str) -> dict[str, Any] | None:
    """Return what tomllib.loads() returns for a document that is written plainly, None for any other; in linear time."""
    text = text.replace("\r\n", "\n") + "\n"
    raw = text.encode("utf-8", "surrogatepass")
    if '"""' in text or "'''" in text or len(raw.translate(None, _CONTROL)) < len(raw):
        return None
    try:
        return _document(text)
    except (ValueError, IndexError):  # of str.index(), and at the end of the text
        return None


def _document(text: str) -> dict[str, Any]:
    data: dict[str, Any] = {}
    here = data
    made: dict[int, int] = {}  # what made each table and array, by its id(); those that are values are left out
    at = 0
    while at < len(text):
        at = _blank(text, at)
        if text[at] == "[":
            brackets = 2 if text[at + 1] == "[" else 1
            names, at = _key(text, at + brackets, "]")
            if brackets == 2 and text[at] != "]":
                raise _OddError
            at += brackets - 1
            here = _opened(data, names, made, several=brackets == 2)
        elif text[at] not in "#\n":
            at = _pair(text, at, here, made, 0)
        at = _blank(text, at)
        if text[at] == "#":
            at = text.index("\n", at)
        if text[at] != "\n":
            raise _OddError
        at += 1
    return data


def _opened(here: dict[str, Any], names: list[str], made: dict[int, int], *, several: bool) -> dict[str, Any]:
    """Return the table of a header below `here`: a new one, or one that was only implied until now."""
    *above, last = names
    for name in above:
        below = here.get(name)
        if below is None:
            below = here[name] = {}
            made[id(below)] = _IMPLIED
        how = made.get(id(below), _DOTTED)
        if how == _DOTTED:
            raise _OddError
        here = below[-1] if how == _ARRAY else below
    table: dict[str, Any] = {}
    there: Any = here.get(last)
    if several and there is None:
        here[last] = [table]
        made[id(here[last])] = _ARRAY
    elif several and made.get(id(there)) == _ARRAY:
        there.append(table)
    elif there is None:
        here[last] = table
    elif not several and made.get(id(there)) == _IMPLIED:
        table = there
    else:
        raise _OddError
    made[id(table)] = _OPENED
    return table


def _pair(text: str, at: int, here: dict[str, Any], made: dict[int, int], depth: int) -> int:
    """Put a key and its value, which begin at `at`, into a table; return where they end."""
    (*above, last), at = _key(text, at, "=")
    given, at = _value(text, _blank(text, at), made, depth)
    for name in above:
        if name not in here:
            here[name] = {}
            made[id(here[name])] = _DOTTED
        here = here[name]
        if made.get(id(here)) != _DOTTED:
            raise _OddError
    if last in here:
        raise _OddError
    here[last] = given
    return at


def _key(text: str, at: int, stop: str) -> tuple[list[str], int]:
    """Return the names of a dotted key, and the place behind the character that ends it."""
    end = text.index(stop, at)
    name = text[at:end].strip(" \t")
    if name and not name.strip(_BARE):
        return [name], end + 1
    names: list[str] = []
    while len(names) < _DEEPEST:
        at = end = _blank(text, at)
        if text[at] in "\"'":
            name, at = _string(text, at)
        else:
            while text[end] in _BARE:
                end += 1
            if end == at:
                raise _OddError
            name, at = text[at:end], end
        names.append(name)
        at = _blank(text, at) + 1
        if text[at - 1] == stop:
            return names, at
        if text[at - 1] != ".":
            raise _OddError
    raise _OddError


def _value(text: str, at: int, made: dict[int, int], depth: int) -> tuple[Any, int]:
    """Return the value that begins at `at`, and where it ends: what may follow, the caller knows."""
    if text[at] in "\"'":
        return _string(text, at)
    if text[at] in "[{":
        if depth == _DEEPEST:
            raise _OddError
        return (_array if text[at] == "[" else _inline_table)(text, at + 1, made, depth + 1)
    if text.startswith("true", at):
        return True, at + 4
    if text.startswith("false", at):
        return False, at + 5
    first = end = at + (text[at] == "-")
    while text[end] in _DIGITS:
        end += 1
    if not 0 < end - first <= _LONGEST or (text[first] == "0" and end - first > 1):
        raise _OddError
    return int(text[at:end]), end


def _string(text: str, at: int) -> tuple[str, int]:
    end = text.index(text[at], at + 1)
    given = text[at + 1 : end]
    if "\n" in given or (text[at] == '"' and "\\" in given):
        raise _OddError
    return given, end + 1


def _array(text: str, at: int, made: dict[int, int], depth: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while True:
        at = _blank(text, at, lines=True)
        if text[at] == "]":
            return found, at + 1
        given, at = _value(text, at, made, depth)
        found.append(given)
        at = _blank(text, at, lines=True)
        if text[at] == ",":
            at += 1
        elif text[at] != "]":
            raise _OddError


def _inline_table(text: str, at: int, made: dict[int, int], depth: int) -> tuple[dict[str, Any], int]:
    table: dict[str, Any] = {}
    at = _blank(text, at)
    if text[at] == "}":
        return table, at + 1
    while True:
        at = _blank(text, _pair(text, at, table, made, depth)) + 1
        if text[at - 1] == "}":
            return table, at
        if text[at - 1] != ",":
            raise _OddError


def _blank(text: str, at: int, *, lines: bool = False) -> int:
    """Return the place behind blanks; behind ends of lines and comments, too, with `lines`."""
    while True:
        if text[at] in " \t" or (lines and text[at] == "\n"):
            at += 1
        elif lines and text[at] == "#":
            at = text.index("\n", at)
        else:
            return at
