"""What happened to a project behind all prompts, and has yet to be told: one line in a small file beside its stored plan.

The stored plan has the line, too. The shell that says it empties the file by builtins, so that one shell says it, and once.
"""

from __future__ import annotations

import os

from autovenv.base.escape import visible
from autovenv.base.files import read_small, write_atomic
from autovenv.base.value import replace
from autovenv.plan.store import folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from autovenv.plan.plan import Plan

_NAME = "news"
_LARGEST = 1 << 16  # bytes


def with_news(plan: Plan, lines: Sequence[str], state: str) -> Plan:
    """Return plan such that the next shell that takes it says lines, and what nobody has heard before them. Raises OSError."""
    path = _path(plan.root, state)
    known = _untold(path)
    told = "; ".join(dict.fromkeys((*filter(None, [known]), *lines)))
    if not told:
        return plan
    if told != known:
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        write_atomic(path, os.fsencode(told))
    return replace(plan, news=visible(f"autovenv: {told}"), news_at=path)


def take(root: str, state: str) -> str:
    """Return what has yet to be told of a project: whoever asks tells it. "" where there is nothing."""
    path = _path(root, state)
    told = _untold(path)
    if told:
        try:
            os.unlink(path)
        except OSError:
            return ""  # another one took it
    return told


def _path(root: str, state: str) -> str:
    return os.path.join(folder(state, root), _NAME)


def _untold(path: str) -> str:
    try:
        return os.fsdecode(read_small(path, _LARGEST))
    except OSError:
        return ""
