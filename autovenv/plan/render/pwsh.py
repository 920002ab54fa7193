"""PowerShell 7 (and Windows PowerShell 5.1).

The only thing that PowerShell tells about a path in microseconds is GetLastWriteTimeUtc, in ticks of 100 ns, of a link itself and
not of what it leads to. So each input of a plan becomes a few paths with the ticks that each must have.
"""

from __future__ import annotations

import os
import stat
import time

from autovenv.base.variables import is_exported
from autovenv.plan.inputs import Input, is_racy
from autovenv.plan.plan import Plan
from autovenv.plan.render.variables import MARKS_BY_NAME, facts, needed, needed_names, path_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

HOOK = "autovenv.ps1"
SEPARATOR = ", "  # of words in a list

TICKS_OF_1970 = 621_355_968_000_000_000  # .NET counts 100 ns since the year 1
NOTHING = 504_911_232_000_000_000  # what GetLastWriteTimeUtc says of a path that is not there (1601-01-01)
PRESENT = -1  # whatever it says but NOTHING
NEVER = -2  # nothing that it says: look again at the next prompt

_LINKS = 40  # as many as Linux follows (path_resolution(7))

# PowerShell takes each of these for a single quote, so each has to be doubled inside one.
_QUOTES = "'‘’‚‛"  # noqa: RUF001 - these very characters


def quote(text: str) -> str:
    """Return text as one literal word of PowerShell."""
    return "'" + "".join(character * 2 if character in _QUOTES else character for character in text) + "'"


def stored(plan: Plan, identity: str, stamps: Sequence[str], *, young: bool = False) -> str:
    """Return the plan as functions for the hook. That it is offered comes last, so that a torn file has no plan.

    Looks at the links among the plan's inputs as they are now.
    """
    del young  # .NET tells an mtime exactly
    given = [(name, text) for name, text in plan.set if _settable(name)]
    taken = [name for name in plan.unset if _settable(name)]
    enter = [f"__autovenv_set {quote(name)} {quote(text)}" for name, text in given]
    enter += [f"__autovenv_set {quote(name)} $null" for name in taken]
    enter += path_calls(plan, quote)
    leave = [f"__autovenv_give_back {quote(name)} {quote(text)}" for name, text in given]
    leave += [f"__autovenv_give_back {quote(name)} $null" for name in taken]
    # On Windows two names of a plan may be one variable: the last one goes first.
    leave.reverse()
    needs = [text for need in plan.needs for text in needed(need)]
    asked = f" -and (__autovenv_needs @({', '.join(map(quote, needs))}))" if needs else ""
    still, fresh = _conditions(plan, stamps[0])
    told = [f"$global:__autovenv_plan_{name} = {quote(text)}" for name, text in facts(plan).items()]
    return (
        _function("still", identity, [*_noted(needed_names(plan)), f"return ({still})"])
        + _function("fresh", identity, [f"return (({fresh}) -and (__autovenv_still_{identity}){asked})"])
        + _function("facts", identity, told + _news(plan))
        + _function("enter", identity, enter)
        + _function("leave", identity, leave)
        + f"$global:__autovenv_offered += '{identity}'\n"
    )


def _news(plan: Plan) -> list[str]:
    """Return the statements that say the plan's news, if nobody did."""
    if not plan.news:
        return []
    about, text, file = quote(f"{plan.root}//news"), quote(plan.news), quote(plan.news_at)
    return [
        f"if ([IO.File]::Exists({file}) -and ([IO.FileInfo]{file}).Length) {{",
        "    try {",
        f"        {emptied(plan.news_at).rstrip()}",
        f"        __autovenv_unsay {about}",
        f"        __autovenv_say {about} {text}",
        "    } catch { }",
        "}",
    ]


def _function(name: str, identity: str, lines: Sequence[str]) -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"function global:__autovenv_{name}_{identity} {{\n{body}}}\n"


def _conditions(plan: Plan, stamp: str) -> tuple[str, str]:
    """Return what a prompt asks of the plan's inputs, and what a closer look asks besides. `stamp` is there while the plan is in force.

    What must be absent right in the root shows in the time of that directory, which a prompt asks for anyhow. All else costs one look-up
    each, so a prompt asks for it whatever its `at_prompt` is.
    """
    now = time.time_ns()
    still: dict[str, None] = {_condition(stamp, PRESENT): None}
    fresh: dict[str, None] = {}
    for given in plan.inputs:
        above, _, name = given.path.replace(os.sep, "/").rpartition("/")
        shown = given.kind == "absent" and above == plan.root.replace(os.sep, "/").rstrip("/") and name not in MARKS_BY_NAME
        asked = fresh if shown else still
        for path, ticks in watched(given, now):
            if _is_readable(path):
                asked[_condition(path, ticks)] = None
    return " -and ".join(still), " -and ".join(fresh or {"$true": None})


def _noted(names: Sequence[str]) -> list[str]:
    """Return the statement that notes down what these variables are now."""
    asked = [f"[Environment]::GetEnvironmentVariable({quote(name)})" for name in names]
    texts = [f"'|' + {value} + ($null -eq {value})" for value in asked]
    return [f"$global:__autovenv_values += {' + '.join(texts)}"] if texts else []


def _condition(path: str, ticks: int) -> str:
    if ticks == NEVER:
        return "$false"
    asked = f"[IO.File]::GetLastWriteTimeUtc({quote(path)}).Ticks"
    return f"({asked} -ne {NOTHING})" if ticks == PRESENT else f"({asked} -eq {ticks})"


def _is_readable(path: str) -> bool:
    """Tell whether .NET can be asked about path: in a directory that this user may not search, it throws."""
    try:
        os.lstat(path)
    except PermissionError:
        return False
    except OSError:
        return True
    return True


def emptied(path: str) -> str:
    """Return the statement with which a file at path empties itself."""
    return f"[IO.File]::WriteAllText({quote(path)}, '')\n"


def _settable(name: str) -> bool:
    # On Windows names have no case, and Path is PATH.
    return is_exported(name.upper() if os.name == "nt" else name) and is_exported(name)


def watched(given: Input, now_ns: int) -> list[tuple[str, int]]:
    """Return the paths to watch for an input, each with the ticks that it must have (or NOTHING, PRESENT, NEVER).

    Where the input is a link: the link itself, each link that it leads through, and the place at the end. A link younger than the
    clock's grain at `now_ns` (nanoseconds since the epoch), or an input that is no longer what the plan took it for, gets NEVER.
    """
    if given.kind == "same":
        links, end = _links(given.path)
        stands = end == given.target or _alike(end, given.target)
        return [*((link, _link_ticks(link, now_ns)) for link in links), (given.target, PRESENT if stands else NEVER)]
    ticks = _ticks(given)
    if not os.path.islink(given.path):
        return [(given.path, ticks)]
    links, end = _links(given.path)
    # The first ones may be links among its directories: those are followed anyhow. From the input itself on, each counts.
    at = next((number for number, link in enumerate(links) if _alike(link, given.path)), 0)
    pairs = [(given.path, _link_ticks(given.path, now_ns)), *((link, _link_ticks(link, now_ns)) for link in links[at + 1 :])]
    if end:
        pairs.append((end, ticks))
    elif given.kind != "absent":
        pairs.append((given.path, NEVER))  # a circle of links, where there was something when the plan was made
    return pairs


def _ticks(given: Input) -> int:
    if given.kind == "absent":
        return NOTHING
    if given.kind == "present":
        return PRESENT
    return NEVER if given.racy else given.mtime_ns // 100 + TICKS_OF_1970


def _link_ticks(link: str, now_ns: int) -> int:
    try:
        found = os.lstat(link)
    except OSError:
        return NEVER  # it went away this moment
    if not stat.S_ISLNK(found.st_mode):
        return NEVER
    racy = is_racy(found.st_mtime_ns, now_ns)
    return NEVER if racy else found.st_mtime_ns // 100 + TICKS_OF_1970


def _alike(one: str, other: str) -> bool:
    """Tell whether two paths name the same entry of a directory (a link and its target are two)."""
    try:
        return os.path.samestat(os.lstat(one), os.lstat(other))
    except OSError:
        return False


def _links(path: str) -> tuple[list[str], str]:
    """Return each link that resolving path (absolute) goes through, as a path without further links, and where it ends.

    What it ends in need not exist; it is "" where the links go round in a circle.
    """
    place, rest = _parts(path)
    links: list[str] = []
    while rest:
        name = rest.pop()
        if name in {"", os.curdir}:
            continue
        if name == os.pardir:
            place = os.path.dirname(place)
            continue
        here = os.path.join(place, name)
        try:
            target = os.readlink(here)
        except OSError:
            place = here  # no link, or nothing at all
            continue
        if len(links) == _LINKS:
            return links, ""
        links.append(here)
        above, more = _parts(target)
        place = above or place
        rest += more
    return links, place


def _parts(path: str) -> tuple[str, list[str]]:
    """Return the root of path ("" if it is relative), and the names below it, the last one first."""
    if os.name == "nt":  # which writes \\?\ before what a link leads to
        path = path.replace("\\\\?\\UNC\\", "\\\\", 1).removeprefix("\\\\?\\")
    drive, below = os.path.splitdrive(path)
    below = below.replace(os.altsep, os.sep) if os.altsep else below
    return (drive + os.sep if below.startswith(os.sep) else ""), below.split(os.sep)[::-1]


def statements(plan: Plan) -> str:
    """Return statements that bring the current environment to the plan's, for Invoke-Expression. Undoing is the hook's business."""
    lines = [f"Remove-Item -ErrorAction Ignore Env:{name}\n" for name in plan.unset if _settable(name)]
    lines += [f"$env:{name} = {quote(text)}\n" for name, text in plan.set if _settable(name)]
    lines += [
        f"$env:PATH = (& {{ $e = [Collections.ArrayList]$env:PATH.Split([IO.Path]::PathSeparator); $e.Remove({quote(entry)}); "
        "$e -join [IO.Path]::PathSeparator })\n"
        for entry in plan.path_gone
    ]
    lines += [f"$env:PATH = {quote(directory)} + [IO.Path]::PathSeparator + $env:PATH\n" for directory in reversed(plan.path)]
    lines += [f"$env:PATH += [IO.Path]::PathSeparator + {quote(directory)}\n" for directory in plan.path_back]
    return "".join(lines)
