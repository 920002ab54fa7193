"""The meaning of a version text, in every form that pyenv, uv, rye, asdf and the tags of wheels have taught people to write.

A form that is not known is an error. It never becomes some other Python.
"""

from __future__ import annotations

import sys

from autovenv.base.escape import quoted
from autovenv.base.value import value
from autovenv.project.errors import RequestError
from autovenv.project.version import Version, parse_compact, parse_version

__all__ = ["Request", "RequestError", "is_distribution", "parse_request"]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_NAME = frozenset(_LETTERS + "0123456789._-")
_TOKEN = _NAME | frozenset("+@<>=!~,*:/")
_OPERATORS = "<>=!~"
_LONG = (("cpython", "cpython"), ("python", "cpython"), ("pypy", "pypy"), ("graalpy", "graalpy"))  # may have - or @ behind them
_SHORT = (("py", "cpython"), ("cp", "cpython"), ("pp", "pypy"), ("gp", "graalpy"), ("v", "cpython"))
_SYSTEMS = ("linux", "macos", "darwin", "windows", "freebsd")
# The families of pyenv's `install --list` whose directories are named by a number of their own, not by the Python in them.
_FAMILIES = (
    *("activepython", "anaconda", "cinder", "graalpy", "graalpython", "ironpython", "jython", "mambaforge", "micropython"),
    *("miniconda", "miniforge", "nogil", "pypy", "pyston", "stackless"),
)
_OWN_IMPLEMENTATION = ("graalpy", "ironpython", "jython", "micropython", "pypy")


@value
class Request:
    """What is asked for. `text` is as written.

    kind is "version" (a prefix of a version, maybe with `pre` ("rc1", "dev"), `freethreaded`, and in `name` the build of a PyPy),
    "specifier" (PEP 440, in `specifier`), "latest", "any", "system", "directory" (exactly the pyenv directory `name`), "environment"
    (one called `name`; of `3.12.1/envs/foo` the version, too), or "path" (`name`: an executable).
    """

    text: str
    kind: str
    implementation: str = "cpython"
    version: tuple[int, ...] = ()
    pre: str = ""
    freethreaded: bool = False
    specifier: str = ""
    name: str = ""


def parse_request(text: str) -> Request:
    """Return what text asks for. Raises RequestError: its message is one printable line that quotes the text."""
    text = text.strip(" \t")
    if text[:1] and text[0] in _OPERATORS:
        return _specifier(text)
    if not text or not _TOKEN.issuperset(text):
        raise _unknown(text)
    if text in ("latest", "system"):
        return Request(text, text)
    if text in ("any", "default"):
        return Request(text, "any")
    drive = sys.platform == "win32" and text[0] in _LETTERS and text[1:3] == ":/"
    if text.startswith(("/", "./")) or drive:
        return _path(text)
    if "/" in text:
        return _environment_of_version(text)
    return _version(text) or _directory(text) or _name(text)


def _unknown(text: str) -> RequestError:
    return RequestError(f"{quoted(text)} is no Python that autovenv knows: write 3.12, 3.12.1, >=3.12, pypy3.10 or an environment's name")


def _specifier(text: str) -> Request:
    joined = text.replace(" ", "").replace("\t", "")
    if not _TOKEN.issuperset(joined):
        raise _unknown(text)
    from autovenv.project import specifiers

    specifiers.check(joined)
    return Request(text, "specifier", specifier=joined)


def _path(text: str) -> Request:
    parts = text.split("/")
    if ".." in parts or parts[-1] in ("", ".") or "*" in text or ":" in text[2:]:
        raise _unknown(text)
    return Request(text, "path", implementation="", name=text)


def _environment_of_version(text: str) -> Request:
    parts = text.split("/")
    if len(parts) != 3 or parts[1] != "envs" or not _is_name(parts[2]):
        raise _unknown(text)
    base = _version(parts[0]) or _directory(parts[0])
    if base is None or not _is_name(parts[0]):
        raise _unknown(text)
    return Request(text, "environment", base.implementation, base.version, base.pre, base.freethreaded, name=text)


def _found(text: str, implementation: str, version: Version, name: str = "") -> Request:
    return Request(text, "version", implementation, version.release, version.pre, version.freethreaded, name=name)


def _version(text: str) -> Request | None:
    lower = text.lower()
    version = parse_version(lower) or parse_compact(lower)
    if version:
        return _found(text, "cpython", version, lower if version.pre == "dev" else "")
    if "@" in lower:
        return _at(text, lower)
    for prefix, implementation in _LONG:
        if lower == prefix and prefix != "python":
            return Request(text, "version", implementation)
        if lower.startswith(prefix):
            return _after(text, implementation, lower[len(prefix) :])
    for prefix, implementation in _SHORT:
        if lower.startswith(prefix) and lower[len(prefix) : len(prefix) + 1].isdigit():
            rest = lower[len(prefix) :]
            version = parse_version(rest) or parse_compact(rest)
            return _found(text, implementation, version) if version else None
    return None


def _at(text: str, lower: str) -> Request | None:
    # cpython@3.12; rye's cpython-x86_64-linux@3.12.1
    left, _, right = lower.partition("@")
    parts = left.split("-")
    implementation = dict(_LONG).get(parts[0], "")
    version = parse_version(right) or parse_compact(right)
    platform = len(parts) == 1 or (len(parts) == 3 and parts[1] != "" and parts[2] in _SYSTEMS)
    return _found(text, implementation, version) if implementation and version and platform else None


def _after(text: str, implementation: str, rest: str) -> Request | None:
    if not rest.startswith("-"):
        version = parse_version(rest) or parse_compact(rest)
        if version:
            return _found(text, implementation, version)
        # pyenv's pypy3.10-7.3.15: the build is the name of its directory
        python, _, build = rest.partition("-")
        version = parse_version(python)
        if implementation == "pypy" and version and parse_version(build.removeprefix("v")):
            return _found(text, implementation, version, text.lower())
        return None
    # uv's key: cpython-3.12.1-linux-x86_64-gnu
    parts = rest[1:].split("-")
    version = parse_version(parts[0])
    if version and parts[1:] and len(parts) <= 4 and parts[1] in _SYSTEMS and all(parts):
        return _found(text, implementation, version)
    if implementation == "graalpy":
        return None  # graalpy-24.2.2 counts GraalPy's own releases
    version = parse_version(rest[1:])
    return _found(text, implementation, version) if version else None


def is_distribution(name: str) -> bool:
    """Return whether a pyenv directory of that name is of a family that numbers its own releases (miniconda3-4.7.12, graalpy-24.2.2)."""
    if not _is_name(name):
        return False
    for family in _FAMILIES:
        rest = name[len(family) :]
        if not name.startswith(family):
            continue
        tail = rest.lstrip("0123456789.")
        numbered = any(c.isdigit() for c in rest) or rest.endswith(("-dev", "-latest"))
        if (tail[:1] == "-" and numbered) or (rest.isdigit() and tail == ""):
            return True
    return name == "mambaforge"


def _directory(text: str) -> Request | None:
    if not is_distribution(text):
        return None
    own = [known for known in _OWN_IMPLEMENTATION if text.startswith(known)]
    return Request(text, "directory", own[0] if own else "cpython", name=text)


def _is_name(text: str) -> bool:
    return bool(text) and _NAME.issuperset(text) and text[0] not in ".-"


def _name(text: str) -> Request:
    if not _is_name(text):
        raise _unknown(text)
    # What looks like a version and is none is a mistake, not a name: 3.12.1.1, python3.12foo. 3.12-web and 2fast are names.
    rest = text
    for prefix, _ in (*_LONG, *_SHORT):
        if text.lower().startswith(prefix):
            rest = text[len(prefix) :].removeprefix("-")
            break
    if rest[:1].isdigit():
        tail = rest.lstrip("0123456789.")
        number = rest[: len(rest) - len(tail)]
        worded = any(c in _LETTERS for c in tail)
        if not worded or (tail[0] not in "-_" and "." in number):
            raise _unknown(text)
    return Request(text, "environment", implementation="", name=text)
