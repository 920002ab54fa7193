"""The version part of a request or of a directory's name: `3`, `3.12`, `3.12.1`, `3.14rc1`, `3.13t`, `3.12-dev`, `3.12.x`, `312`."""

from __future__ import annotations

from autovenv.base.value import value

_PRE = (("alpha", "a"), ("beta", "b"), ("rc", "rc"), ("a", "a"), ("b", "b"), ("c", "rc"))
_DIGITS = "0123456789"
_LONGEST_NUMBER = 4


@value
class Version:
    """A release of one to three numbers, "rc1"/"b2"/"a3"/"dev" or "", and whether it runs without the global lock."""

    release: tuple[int, ...]
    pre: str = ""
    freethreaded: bool = False


def _number(text: str, at: int) -> int:
    # The index behind the number that begins at `at`; `at` itself if none does (or one that nobody writes: 03, 123456).
    end = at
    while end < len(text) and text[end] in _DIGITS:
        end += 1
    good = end - at == 1 or (1 < end - at <= _LONGEST_NUMBER and text[at] != "0")
    return end if good else at


def _suffix(rest: str, release: tuple[int, ...]) -> Version | None:
    pre = ""
    unsigned = rest.removeprefix("-")
    for spelt, short in _PRE:
        end = _number(unsigned, len(spelt))
        if unsigned.startswith(spelt) and end > len(spelt):
            pre = short + unsigned[len(spelt) : end]
            rest = unsigned[end:]
            break
    freethreaded = False
    for mark in ("+freethreaded", "t"):
        if rest.startswith(mark):
            freethreaded, rest = True, rest[len(mark) :]
            break
    if rest == "-dev" and not pre and len(release) == 2:
        pre, rest = "dev", ""
    if rest or ((pre or freethreaded) and len(release) < 2):
        return None
    # 3.14rc1 is short for 3.14.0rc1: CPython has no pre-releases but those of a .0
    return Version((*release, 0) if pre and pre != "dev" and len(release) == 2 else release, pre, freethreaded)


def parse_version(text: str) -> Version | None:
    """Return what a dotted version says, None if it is not one. `3.12.x` and `3.12.*` are 3.12.

    Letters are lower case, and the first number has one digit.
    """
    release: tuple[int, ...] = ()
    at = 0
    while len(release) < 3:
        end = _number(text, at)
        if end == at or (not release and end > 1):
            return None
        release = (*release, int(text[at:end]))
        if text[end:] in (".x", ".*") and len(release) < 3:
            return Version(release)
        if end == len(text) or text[end] != ".":
            return _suffix(text[end:], release)
        at = end + 1
    return None


def parse_compact(text: str) -> Version | None:
    """Return what a version without dots says (`312`, `27`, `313t`, the tags of PEP 425), None if it is not one."""
    end = 0
    while end < len(text) and text[end] in _DIGITS:
        end += 1
    if end not in (2, 3) or text[0] not in "23" or text[end : end + 1] == ".":
        return None
    return parse_version(f"{text[0]}.{text[1:]}")


def spell(release: tuple[int, ...], pre: str = "", *, freethreaded: bool = False) -> str:
    """Return a version as people and pyenv write it: 3.12.1, 3.14.0rc1, 3.13.1t, 3.12-dev."""
    numbers = ".".join(map(str, release))
    mark = "t" if freethreaded else ""
    return f"{numbers}{mark}-dev" if pre == "dev" else f"{numbers}{pre}{mark}"
