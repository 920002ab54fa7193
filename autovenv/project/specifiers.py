"""PEP 440 version specifiers. `packaging` knows them; it is loaded only when there is one."""

from __future__ import annotations

from autovenv.base.escape import quoted
from autovenv.base.library import load
from autovenv.project.errors import RequestError
from autovenv.project.simple_specifiers import Ranges, parse, release_of
from autovenv.project.version import spell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from packaging.specifiers import SpecifierSet


def _packaging() -> ModuleType:
    try:
        return load("packaging.specifiers")
    except ImportError:
        raise RequestError("the library `packaging` is missing, which reads >=3.12 and the like: install autovenv again") from None


def _contains(one: Ranges | SpecifierSet, text: str) -> bool:
    """Return whether a version satisfies the clauses, pre-releases not left out."""
    if not isinstance(one, Ranges):
        return one.contains(text, prereleases=True)
    release = release_of(text)
    if release is not None:
        return one.holds(release)
    # A pre-release, which only packaging can place.
    full = _packaging().SpecifierSet(",".join(f"{clause.operator}{clause.version}" for clause in one))
    return bool(full.contains(text, prereleases=True))


def _sets(specifier: str) -> list[Ranges | SpecifierSet]:
    simple = [parse(alternative) for alternative in specifier.split("||")]
    if all(simple):
        return [one for one in simple if one is not None]
    refused = RequestError(f"{quoted(specifier)} is not a version specifier (PEP 440): write it like >=3.12,<3.14")
    if not (specifier.isascii() and specifier.isprintable()):
        raise refused  # `===` would take it
    module = _packaging()
    sets: list[Ranges | SpecifierSet] = []
    for alternative in specifier.split("||"):
        try:
            sets.append(module.SpecifierSet(alternative.strip()))
        except module.InvalidSpecifier:
            raise refused from None
    return sets


def check(specifier: str) -> None:
    """Raise RequestError if specifier is not one of PEP 440 (or several with `||` between, as Poetry has them); "" is one."""
    if specifier:
        _sets(specifier)


def wants_pre(specifier: str) -> bool:
    """Return whether the specifier names a pre-release itself (PEP 440: only then is one meant). Raises RequestError."""
    return any(one.prereleases for one in _sets(specifier))


def satisfies(specifier: str, version: tuple[int, ...], pre: str) -> bool:
    """Return whether that version satisfies the specifier. Raises RequestError if the specifier is none.

    Alternatives with `||` between them are satisfied by any of them: Poetry has them, PEP 440 has not.
    """
    text = spell(version, ".dev0" if pre == "dev" else pre)
    return any(_contains(one, text) for one in _sets(specifier))


def _around(numbers: set[int]) -> set[int]:
    return {0} | {n + d for n in numbers for d in (-1, 0, 1) if n + d >= 0}


def meet(specifiers: tuple[str, ...], prefix: tuple[int, ...]) -> bool:
    """Return whether some release that begins with prefix satisfies every specifier. Raises RequestError.

    What they let through is made of stretches that begin and end at versions they name: a point on and on either side of each is enough.
    """
    sets = [_sets(specifier) for specifier in specifiers]
    named: list[tuple[int, ...]] = []
    for one in (one for alternatives in sets for one in alternatives):
        for clause in one:
            dotted = clause.version.removesuffix(".*").split(".")
            named.append(tuple(int("".join(c for c in part if c in "0123456789")[:4] or "0") for part in [*dotted, "0", "0"][:3]))
    choices = [{prefix[i]} if i < len(prefix) else _around({release[i] for release in named}) for i in range(3)]
    if not prefix:
        choices[0] &= {2, 3, 4}
    return any(
        all(any(_contains(one, f"{major}.{minor}.{patch}") for one in alternatives) for alternatives in sets)
        for major in choices[0]
        for minor in choices[1]
        for patch in choices[2]
    )
