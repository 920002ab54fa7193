"""A table of a TOML file, and the line that each of its keys stands on: tomllib keeps no positions."""

from __future__ import annotations

from autovenv.base.errors import EvaluationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_DEPTH = 8  # names in a dotted key; what is deeper has the line of its beginning


def table_in(path: str, content: bytes, names: Sequence[str]) -> dict[str, Any] | None:
    """Return the table of these names, one within the other, in a TOML file's content; None where there is none.

    Raises EvaluationError, naming file and line, for what is no TOML, and for a value of that name that is no table.
    """
    from autovenv.base.toml import BrokenTomlError, loads

    try:
        data: Any = loads(content)
    except BrokenTomlError as problem:
        raise EvaluationError(problem.where(path), problem.message) from None
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    if data is not None and not isinstance(data, dict):
        where = f"{path}:{Lines(content.decode('utf-8-sig')).of(tuple(names))}"
        raise EvaluationError(where, f"{'.'.join(names)} takes a table")
    return data


class Lines:
    """Where the keys of a TOML text stand. What looks like a key within a text of several lines is taken for one."""

    def __init__(self, text: str) -> None:
        """`text` is valid TOML."""
        self._first: dict[tuple[str, ...], int] = {}
        above: tuple[str, ...] = ()
        for number, line in enumerate(text.split("\n"), 1):
            bare = line.strip()
            if bare.startswith("["):
                here = above = _dotted(bare.strip("[").partition("]")[0])
            elif "=" in bare and not bare.startswith("#"):
                here = (above + _dotted(bare.partition("=")[0]))[:_DEPTH]
            else:
                continue
            for length in range(1, len(here) + 1):
                self._first.setdefault(here[:length], number)

    def of(self, key: tuple[str, ...]) -> int:
        """Return the line (from 1) of a dotted key, or of the value that holds it; 1 where it is not found."""
        for length in range(len(key), 0, -1):
            if key[:length] in self._first:
                return self._first[key[:length]]
        return 1


def _dotted(text: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in text.split(".", _DEPTH))[:_DEPTH]
