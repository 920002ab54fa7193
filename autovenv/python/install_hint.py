"""The command that gets a Python which is not installed."""

from __future__ import annotations

import os
import time

from autovenv.base.paths import pyenv_root
from autovenv.project import specifiers
from autovenv.project.request import Request, is_distribution
from autovenv.project.version import spell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.project.requires_python import Requires

_NEWEST_MINOR = 14  # the newest Python 3 that had a final release when this was written: where a command has to name one, it is preferred
_OLDEST_MINOR = 6
_LAST_PATCH = 99  # no line has had as many releases


def newest_minor(now: float) -> int:
    """Return the newest minor of Python 3 with a final release at `now` (seconds since the epoch): one each October (PEP 602)."""
    today = time.gmtime(now)
    return today.tm_year - 2011 - (today.tm_mon < 11)


def command_for(request: Request, requires: Requires | None, environ: Mapping[str, str]) -> str:
    """Return what to type to get what is asked for: pyenv's command where pyenv is installed, else uv's; "" if neither has it."""
    pyenv = _has_pyenv(environ)
    if request.kind in ("path", "system"):
        return ""
    if request.kind == "environment" and not request.version:
        return f"pyenv virtualenv {request.name}" if pyenv else ""
    if request.kind == "directory" or (pyenv and is_distribution(request.name)):
        return f"pyenv install {request.name}"
    wanted = _spelt(request, requires, pyenv=pyenv)
    if wanted is None:
        return ""
    return f"pyenv install {wanted or '3'}" if pyenv else f"uv python install {wanted}".rstrip()


def wanted_from_uv(request: Request | None, requires: Requires | None) -> str:
    """Return what uv calls the Python that is asked for ("3.13", "pypy3.10"), any without a request; "" where it is none that uv has."""
    asked = request or Request("any", "any")
    if asked.kind in ("path", "system", "directory") or (asked.kind == "environment" and not asked.version) or is_distribution(asked.name):
        return ""
    wanted = _spelt(asked, requires, pyenv=False)
    return "" if wanted is None else wanted or spell((3, newest_minor(time.time())))


def _has_pyenv(environ: Mapping[str, str]) -> bool:
    root = pyenv_root(environ)
    return any(
        os.path.exists(os.path.join(root, *below)) for below in (("bin", "pyenv"), ("libexec", "pyenv"), ("versions",), ("pyenv-win",))
    )


def fitting_minor(request: Request, requires: Requires | None) -> tuple[int, ...]:
    """Return the newest released minor line that has what is asked for, () if none has. Raises RequestError for a broken specifier."""
    limits = _limits(request, requires)
    asked = request.version[:2]
    later = range(_NEWEST_MINOR + 1, newest_minor(time.time()) + 1)
    lines = ((3, minor) for minor in (*range(_NEWEST_MINOR, _OLDEST_MINOR - 1, -1), *later))
    return next((line for line in lines if line[: len(asked)] == asked and specifiers.meet(limits, line)), ())


def _limits(request: Request, requires: Requires | None) -> tuple[str, ...]:
    return tuple(text for text in (request.specifier, requires.specifier if requires else "") if text)


def _release(line: tuple[int, ...], limits: tuple[str, ...]) -> tuple[int, ...]:
    """Return the minor line whose newest release a tool gets; where that does not do (`==3.12` is 3.12.0), the newest that does, or ()."""

    def fits(patch: int) -> bool:
        return all(specifiers.satisfies(text, (*line, patch), "") for text in limits)

    return line if fits(_LAST_PATCH) else next(((*line, patch) for patch in range(_LAST_PATCH, -1, -1) if fits(patch)), ())


def _spelt(request: Request, requires: Requires | None, *, pyenv: bool) -> str | None:
    prefix, limits = request.version, _limits(request, requires)
    if limits and len(prefix) < 3 and request.implementation == "cpython" and not request.pre:
        # Neither tool reads a specifier the way it is meant here; the newest minor that fits is what both can get.
        line = prefix if len(prefix) > 1 else fitting_minor(request, requires)
        prefix = _release(line, limits) if line else ()
        return spell(prefix, freethreaded=request.freethreaded) if prefix else None
    implementation = "" if request.implementation == "cpython" else request.implementation
    pre = "" if request.pre == "dev" and not pyenv else request.pre
    return implementation + spell(prefix, pre, freethreaded=request.freethreaded) if prefix else implementation
