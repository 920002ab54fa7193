"""News: what the daemon did to a project, and no shell has said yet. It is kept in a small file beside the stored plan.

The stored plan has the line, too. The shell that says it empties the file with builtins, so that only one shell says it, once.
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
_MOST = 5  # lines: after a month away, nobody wants to read more


def leave(root: str, lines: Sequence[str], state: str) -> None:
    """Add lines to the news of root for the next shell there. If they can't be written, they are lost.

    The news move to a new file each time, since a shell may hold an older plan, whose news were said long ago.
    """
    if not lines:
        return
    place = folder(state, root)
    claimed = _claimed(place)
    told = list(dict.fromkeys((*(line for _, own in claimed for line in _untold(own)), *lines)))
    try:
        os.makedirs(place, 0o700, exist_ok=True)
        write_atomic(os.path.join(place, f"{NEWS}{os.urandom(4).hex()}"), os.fsencode("\n".join(told[-_MOST:])))
    except OSError:
        for path, own in claimed:
            os.rename(own, path)
        return
    for _, own in claimed:
        remove_file(own)


def with_news(plan: Plan, root: str, state: str) -> Plan:
    """Return plan with the news of the project in root: the next shell that enters it says them.

    That project is plan's own, or the one around it whose environment plan has.
    """
    for path in _there(folder(state, root)):
        told = "; ".join(_untold(path))
        if told:
            return replace(plan, news=visible(f"autovenv: {told}"), news_at=path)
    return plan


def take(root: str, state: str) -> str:
    """Return the news of a project and remove them, since the caller says them. "" if there are none."""
    told: list[str] = []
    for _, own in _claimed(folder(state, root)):
        told += _untold(own)
        remove_file(own)
    return "; ".join(told)


def _claimed(place: str) -> list[tuple[str, str]]:
    """Give the files with news names of our own, so that no shell says them meanwhile; return the names before and now."""
    claimed = []
    for path in _there(place):
        own = os.path.join(place, f"taken.{os.urandom(4).hex()}")
        try:
            os.rename(path, own)
        except OSError:
            continue  # another process took it
        claimed.append((path, own))
    return claimed


def _there(place: str) -> list[str]:
    return [os.path.join(place, name) for name in names_in(place) if name.startswith(NEWS) and not name.endswith(".new")]


def _untold(path: str) -> list[str]:
    try:
        return os.fsdecode(read_small(path, _LARGEST)).splitlines()
    except OSError:
        return []
