"""The test whether an existing environment satisfies a request. It is apart from choose.py, since nearly every call needs it."""

from __future__ import annotations

from autovenv.project import specifiers
from autovenv.project.request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.plan.facts import Answer


def answers(request: Request, implementation: str, version: tuple[int, ...], pre: str, freethreaded: bool) -> Answer:
    """Return how an existing environment of that Python answers a request: "yes", "no", or "patch".

    "patch" is the right minor line, but another patch or pre-release than the pin has: it stays, with a warning. `implementation`
    is as pyvenv.cfg or the interpreter spell it, in any case. Raises RequestError for a specifier that is none.
    """
    if request.kind in ("any", "system", "path") or (request.kind == "environment" and not request.version):
        return "yes"
    if implementation.lower() != request.implementation:
        return "no"
    if request.kind == "directory":
        return "yes"
    if freethreaded != request.freethreaded:
        return "no"
    if request.kind == "specifier":
        if specifiers.satisfies(request.specifier, version, pre):
            return "yes"
        return "patch" if specifiers.meet((request.specifier,), version[:2]) else "no"
    if request.version[:2] != version[: len(request.version[:2])]:
        return "no"
    if len(request.version) < 3:
        return "yes"  # of that line, be it a pre-release: what is there stays
    return "yes" if (request.version, request.pre) == (version[:3], pre) else "patch"
