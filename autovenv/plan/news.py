"""What happened to a project behind all prompts, and has yet to be told: one line in a small file beside its stored plan.

The stored plan has the line, too. The shell that says it empties the file by builtins, so that one shell says it, and once.
"""

from __future__ import annotations

import os

from autovenv.base.escape import visible
from autovenv.base.files import names_in, read_small, remove_file, write_atomic
from autovenv.base.value import replace
from autovenv.plan.store import folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from autovenv.plan.plan import Plan

_BEGIN = "news."
_LARGEST = 1 << 16  # bytes


def with_news(plan: Plan, lines: Sequence[str], state: str, root: str) -> Plan:
    """Return plan such that the next shell that takes it says lines, and what nobody has heard before them. Raises OSError.

    The news are those of the project in root: plan's own, or the one around it whose environment plan has. Each piece of news has a file of
    its own: a shell may hold an older plan, with what was told long ago.
    """
    place = folder(state, root)
    known = _there(place)
    before = "; ".join(filter(None, (_untold(path) for path in known)))
    told = "; ".join(dict.fromkeys((*filter(None, [before]), *lines)))
    path = known[0] if known and told == before else os.path.join(place, f"{_BEGIN}{os.urandom(4).hex()}")
    if told and path not in known:
        os.makedirs(place, 0o700, exist_ok=True)
        write_atomic(path, os.fsencode(told))
    for one in known:
        if one != path or not told:
            remove_file(one)
    return replace(plan, news=visible(f"autovenv: {told}"), news_at=path) if told else plan


def take(root: str, state: str) -> str:
    """Return what has yet to be told of a project: whoever asks tells it. "" where there is nothing."""
    told = []
    for path in _there(folder(state, root)):
        told.append(_untold(path))
        try:
            os.unlink(path)
        except OSError:
            told.pop()  # another one took it
    return "; ".join(filter(None, told))


def _there(place: str) -> list[str]:
    return [os.path.join(place, name) for name in names_in(place) if name.startswith(_BEGIN) and not name.endswith(".new")]


def _untold(path: str) -> str:
    try:
        return os.fsdecode(read_small(path, _LARGEST))
    except OSError:
        return ""
