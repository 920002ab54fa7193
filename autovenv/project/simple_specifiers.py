"""The specifiers that nearly every project has (`>=3.11,<4`, `~=3.12`, `==3.12.*`) without the library that knows all of PEP 440.

`packaging` costs 24 ms to import, which a shell waits for. What is not plainly one of these is left to it; a test holds the two together.
"""

from __future__ import annotations

from autovenv.base.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_OPERATORS = ("~=", "==", "!=", "<=", ">=", "<", ">")  # the longer ones first


@value
class Clause:
    """One comparison with a final release, all of it digits: `wild` is a trailing `.*`."""

    operator: str
    version: str
    release: tuple[int, ...]
    wild: bool

    def holds(self, release: tuple[int, ...]) -> bool:
        """Return whether a final release satisfies the clause (PEP 440, "Version specifiers")."""
        if self.operator == "~=":
            return release >= _padded(self.release) and release[: len(self.release) - 1] == self.release[:-1]
        if self.operator in ("==", "!="):
            same = release[: len(self.release)] == self.release if self.wild else release == _padded(self.release)
            return same == (self.operator == "==")
        bound = _padded(self.release)
        return {"<=": release <= bound, ">=": release >= bound, "<": release < bound, ">": release > bound}[self.operator]


class Ranges:
    """Clauses that all have to hold; of packaging's SpecifierSet what autovenv uses."""

    prereleases = False

    def __init__(self, clauses: tuple[Clause, ...]) -> None:
        """Take what `parse` found."""
        self.clauses = clauses

    def __iter__(self) -> Iterator[Clause]:
        """Give each clause; its `version` is as written."""
        return iter(self.clauses)

    def holds(self, release: tuple[int, ...]) -> bool:
        """Return whether a final release satisfies every clause."""
        return all(clause.holds(_padded(release)) for clause in self.clauses)


def release_of(text: str) -> tuple[int, ...] | None:
    """Return the numbers of a final release (3.12.1), or None for anything else (3.13.0rc1)."""
    parts = text.split(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts) or len(parts) > 4:
        return None
    return tuple(int(part) for part in parts)


def parse(specifier: str) -> Ranges | None:
    """Return the specifier's clauses, or None where packaging has to judge."""
    clauses = []
    for text in specifier.split(","):
        bare = text.strip(" ")
        operator = next((one for one in _OPERATORS if bare.startswith(one)), "")
        version = bare[len(operator) :].strip(" ")
        wild = version.endswith(".*") and operator in ("==", "!=")
        release = release_of(version.removesuffix(".*") if wild else version)
        if not operator or release is None or (operator == "~=" and len(release) < 2):
            return None
        clauses.append(Clause(operator, version, release, wild))
    return Ranges(tuple(clauses))


def _padded(release: tuple[int, ...]) -> tuple[int, ...]:
    return release + (0,) * (4 - len(release))
