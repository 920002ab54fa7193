"""What happened to a project behind all prompts, and has yet to be told: one line in a small file beside its stored plan.

The stored plan has the line, too. The shell that says it empties the file by builtins, so that one shell says it, and once.
"""

from __future__ import annotations

import os

from autovenv.base.escape import visible
from autovenv.base.files import names_in, read_small, remove_file, write_atomic
from autovenv.base.value import replace
from autovenv.plan.store import NEWS, folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from autovenv.plan.plan import Plan

_LARGEST = 1 << 16  # bytes
_MOST = 5  # lines: who was away for a month need not read all of it


def leave(root: str, lines: Sequence[str], state: str) -> None:
    """Keep lines for the next shell that comes to root, behind what nobody has heard yet. That they can't be kept is no failure.

    Each piece of news has a file of its own: a shell may hold an older plan, with what was told long ago.
    """
    if not lines:
        return
    place = folder(state, root)
    told = list(dict.fromkeys((*_taken(place), *lines)))
    try:
        os.makedirs(place, 0o700, exist_ok=True)
        write_atomic(os.path.join(place, f"{NEWS}{os.urandom(4).hex()}"), os.fsencode("\n".join(told[-_MOST:])))
    except OSError:
        return


def with_news(plan: Plan, root: str, state: str) -> Plan:
    """Return plan such that the next shell that takes it says what nobody has heard yet.

    The news are those of the project in root: plan's own, or the one around it whose environment plan has.
    """
    for path in _there(folder(state, root)):
        told = "; ".join(_untold(path))
        if told:
            return replace(plan, news=visible(f"autovenv: {told}"), news_at=path)
    return plan


def take(root: str, state: str) -> str:
    """Return what has yet to be told of a project: whoever asks tells it. "" where there is nothing."""
    return "; ".join(_taken(folder(state, root)))


def _taken(place: str) -> list[str]:
    """Return the lines that nobody has heard yet, and take them away: no shell finds them any more."""
    told: list[str] = []
    for path in _there(place):
        own = os.path.join(place, f"taken.{os.urandom(4).hex()}")
        try:
            os.rename(path, own)  # first: a shell that is about to say them finds nothing then
        except OSError:
            continue  # another one took it
        told += _untold(own)
        remove_file(own)
    return told


def _there(place: str) -> list[str]:
    return [os.path.join(place, name) for name in names_in(place) if name.startswith(NEWS) and not name.endswith(".new")]


def _untold(path: str) -> list[str]:
    try:
        return os.fsdecode(read_small(path, _LARGEST)).splitlines()
    except OSError:
        return []
