"""The choice of an installed interpreter for a request. Each one passed over is named, with the reason.

None is ever taken for want of the one that was asked for.
"""

from __future__ import annotations

import os

from autovenv.base.programs import is_program
from autovenv.base.value import replace, value
from autovenv.project import specifiers
from autovenv.project.request import Request
from autovenv.project.version import spell
from autovenv.python.executables import version_of_name
from autovenv.python.install_hint import command_for, fitting_minor
from autovenv.python.interpreter import Interpreter, display, is_named_apart
from autovenv.python.probe import exact_version, known_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autovenv.project.requires_python import Requires
    from autovenv.python.installed import Installed

SOURCES = ("pyenv", "uv", "mise", "asdf", "homebrew", "framework", "registry", "path")
_NEWEST = Request("latest", "latest")
_PRE_ORDER = ("dev", "a", "b", "rc")


@value
class Choice:
    """The interpreter, or None; (path, reason) of every other candidate.

    If there is none, `nearest` is the version of the nearest installed one ("" if there is none) and `hint` the command that gets
    what was asked for ("" where no command does).
    """

    interpreter: Interpreter | None
    passed_over: tuple[tuple[str, str], ...]
    nearest: str
    hint: str


def choose(request: Request | None, requires: Requires | None, installed: Installed, environ: Mapping[str, str], state: str) -> Choice:
    """Return the interpreter for a request; without one, the newest final release. What is taken satisfies `requires`, too.

    `state` is the state directory: the patch version of a `python3.12` on PATH is asked for once and kept there. Raises RequestError
    for a specifier that is none.
    """
    asked = request or _NEWEST
    if asked.kind == "path":
        return _checked(asked, requires, _given(asked, installed, state))
    if asked.kind == "system":
        system = exact_version(installed.system, state) if installed.system else None
        return _checked(asked, requires, Choice(system, (), "", ""))
    if asked.kind == "environment":
        if not asked.version:
            return Choice(None, (), "", command_for(asked, requires, environ))
        asked = replace(asked, kind="version", name="", text=asked.name.partition("/")[0])
    passed: list[tuple[str, str]] = []
    taken = None
    if asked.kind == "any":  # no constraint; the usual one is still preferred
        taken = _best(_NEWEST, requires, installed.interpreters, state, passed)
        passed = passed if taken else []
    taken = taken or _best(asked, requires, installed.interpreters, state, passed)
    if taken:
        return Choice(taken, tuple(passed), "", "")
    return Choice(None, tuple(passed), _nearest(asked, requires, installed.interpreters, state), command_for(asked, requires, environ))


def fits(one: Interpreter, requires: Requires | None, state: str) -> Interpreter | None:
    """Return an interpreter that a program's name led to, its version known; None where it is no Python for `requires`, or for anything."""
    known = exact_version(one, state)
    return known if known.version >= (3,) and not _unfit(Request("any", "any"), requires, known) else None


def _given(request: Request, installed: Installed, state: str) -> Choice:
    if not is_program(request.name):
        return Choice(None, ((request.name, "it is not there, or not an executable file"),), "", "")
    real = os.path.realpath(request.name)
    known = next((one for one in installed.interpreters if os.path.realpath(one.path) == real), None)
    if known:
        return Choice(replace(exact_version(known, state), path=request.name), (), "", "")
    said = version_of_name(os.path.basename(request.name)) or version_of_name(os.path.basename(real))
    implementation, release, freethreaded = (said[0], said[1].release, said[1].freethreaded) if said else ("cpython", (), False)
    return Choice(Interpreter(request.name, implementation, release, "", freethreaded, "path", ""), (), "", "")


def _checked(asked: Request, requires: Requires | None, choice: Choice) -> Choice:
    # A given executable is no choice between several, but what the project requires holds for it, too.
    taken = choice.interpreter
    why = _unfit(asked, requires, taken) if taken and taken.version else ""
    return Choice(None, ((taken.path, why),), display(taken), "") if taken and why else choice


def _best(
    asked: Request, requires: Requires | None, candidates: tuple[Interpreter, ...], state: str, passed: list[tuple[str, str]]
) -> Interpreter | None:
    left = []
    for one in candidates:
        why = _mismatch(asked, one)
        if why:
            passed.append((one.path, why))
        else:
            left.append(one)
    # One minor line after the other, newest first: an interpreter of unknown patch is asked for it only if that can decide.
    for minor in sorted({one.version[:2] for one in left}, reverse=True):
        line = [exact_version(one, state) for one in left if one.version[:2] == minor]
        fit = []
        for one in line:
            why = _mismatch(asked, one) or _unfit(asked, requires, one)
            if why:
                passed.append((one.path, why))
            else:
                fit.append(one)
        if fit:
            best = max(fit, key=_rank(asked))
            passed.extend((one.path, f"{display(best)} from {best.source} comes first") for one in fit if one is not best)
            passed.extend((one.path, f"{display(best)} is newer") for one in left if one.version[:2] < minor)
            return best
    return None


def _rank(asked: Request) -> Callable[[Interpreter], tuple[bool, tuple[int, ...], bool, tuple[int, int], int]]:
    def rank(one: Interpreter) -> tuple[bool, tuple[int, ...], bool, tuple[int, int], int]:
        letters = one.pre.rstrip("0123456789")
        order = (_PRE_ORDER.index(letters) if letters in _PRE_ORDER else len(_PRE_ORDER), int(one.pre[len(letters) :] or "0"))
        exact = asked.pre == "dev" and one.name == spell(asked.version, asked.pre, freethreaded=asked.freethreaded)
        return (exact, one.version, not one.pre, order, -SOURCES.index(one.source))

    return rank


def _mismatch(asked: Request, one: Interpreter) -> str:
    # Why an interpreter is not what was asked for, as far as that is known without its patch version.
    if asked.kind == "directory":
        return "" if one.name == asked.name else f"it is not {asked.name}"
    if is_named_apart(one):
        return f"{one.name} is taken only where it is asked for by that name"
    if not one.version:
        return "its version is not known"
    if asked.kind == "any":
        return ""
    if one.implementation != asked.implementation:
        return f"it is {one.implementation}, not {asked.implementation}"
    if one.freethreaded != asked.freethreaded:
        return "it is free-threaded: that is taken only where asked for (3.13t)" if one.freethreaded else "it is not free-threaded"
    if asked.kind != "version":
        return ""
    known = min(len(asked.version), len(one.version))
    if one.version[:known] != asked.version[:known]:
        return f"it is {display(one)}, not {asked.text}"
    if asked.name and asked.pre != "dev" and one.name.lower() != asked.name:
        return f"it is not the build {asked.name}"
    if asked.pre in ("dev", one.pre):
        return ""
    return f"it is a pre-release, {display(one)}: that is taken only where asked for" if one.pre else f"it is {display(one)}, the release"


def _unfit(asked: Request, requires: Requires | None, one: Interpreter) -> str:
    # Why an interpreter, all that can be known of it being known, does not do.
    if asked.kind == "version" and len(one.version) < len(asked.version):
        return "its patch version could not be found out"
    if asked.kind == "specifier":
        if not _satisfies(asked.specifier, one, one.pre):
            return f"it does not satisfy {asked.specifier}"
        if one.pre and not specifiers.wants_pre(asked.specifier):
            return f"it is a pre-release, {display(one)}: that is taken only where asked for"
    if asked.kind == "latest" and one.pre:
        return f"it is a pre-release, {display(one)}: that is taken only where asked for"
    # As pip judges requires-python: a pre-release counts as the release that it comes before.
    if requires and not _satisfies(requires.specifier, one, ""):
        return f"it does not satisfy {requires.specifier} ({requires.source})"
    return ""


def _satisfies(specifier: str, one: Interpreter, pre: str) -> bool:
    if len(one.version) > 2:
        return specifiers.satisfies(specifier, one.version, pre)
    # The patch is unknown: only what every release of the minor satisfies is sure.
    return all(specifiers.satisfies(specifier, (*one.version, patch), "") for patch in (0, 99))


def _nearest(asked: Request, requires: Requires | None, candidates: tuple[Interpreter, ...], state: str) -> str:
    if asked.kind == "directory":
        return ""
    target = asked.version if len(asked.version) > 1 else fitting_minor(asked, requires) or (99, 99)
    kind = (asked.implementation, asked.freethreaded)
    alike = [one for one in candidates if one.version and (one.implementation, one.freethreaded) == kind and not is_named_apart(one)]

    def distance(one: Interpreter) -> tuple[int, bool, bool, int, tuple[int, ...]]:
        major, minor, patch = (*one.version, 0, 0)[:3]
        patches = abs(patch - target[2]) if len(target) > 2 else 0
        newest_first = tuple(-number for number in one.version)
        # As one number: of 9.9 the newest is the nearest, and not what has the same minor.
        lines = abs((major - target[0]) * 1000 + minor - target[1])
        return lines, len(one.version) < 3, bool(one.pre), patches, newest_first

    if not alike:
        return ""
    line = min(alike, key=distance).version[:2]
    # One that is known by its name alone is not run for that.
    return display(min((known_version(one, state) for one in alike if one.version[:2] == line), key=distance))
