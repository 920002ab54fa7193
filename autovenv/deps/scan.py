"""Single facts of a TOML file by a scan of its lines: a parser costs a shell that waits 16 ms.

What a scan misses (a table that is written as `project.name = …`, a line inside of a string) makes a line for people less exact, or
leaves a row of the table out; what is installed, the tools themselves read.
"""

from __future__ import annotations

from autovenv.base.files import read_small

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = 16 << 20  # bytes


def text_of(path: str) -> str:
    """Return the text of a file, "" where it can't be read."""
    try:
        return read_small(path, _LARGEST).decode(errors="replace")
    except OSError:
        return ""


def has_table(path: str, name: str) -> bool:
    """Tell whether a TOML file has the table [name], or one below it."""
    return any(found == name or found.startswith(f"{name}.") for found in map(_table, text_of(path).splitlines()) if found)


def string_of(path: str, key: str) -> str:
    """Return the value of a key above all tables, if it is a string on one line; else ""."""
    for line in text_of(path).splitlines():
        if line.startswith("["):
            break
        name, equals, behind = line.partition("=")
        given = behind.strip()
        if equals and name.strip() == key and given[:1] in ("'", '"'):
            return given[1:].partition(given[0])[0]
    return ""


def dependency_groups(path: str) -> tuple[str, ...]:
    """Return the names of the dependency groups of a pyproject.toml (PEP 735)."""
    return tuple(_keys(text_of(path), "dependency-groups"))


def _keys(text: str, table: str) -> Iterator[str]:
    inside = False
    for line in text.splitlines():
        found = _table(line)
        inside = found == table if found else inside
        key, equals, _ = line.partition("=")
        name = key.strip().strip("'\"")
        if inside and equals and name and all(letter.isalnum() or letter in "._-" for letter in name):
            yield name


def _table(line: str) -> str:
    """Return the name of the table that a line begins; "" for another line."""
    bare = line.partition("#")[0].strip()
    if not line.startswith("[") or not bare.endswith("]"):
        return ""
    return bare.strip("[]").replace('"', "").replace("'", "").replace(" ", "")
