"""zsh."""

from __future__ import annotations

from autovenv.plan.plan import Plan
from autovenv.plan.render import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# zsh becomes another user where one of these is set, if it may.
_WHO = frozenset({"UID", "EUID", "GID", "EGID", "USERNAME", "PPID"})

quote = posix.quote
emptied = posix.emptied


def stored(plan: Plan, identity: str, stamps: Sequence[str], *, clock: str = "") -> str:
    """Return the plan as code for the hook."""
    del clock  # zsh compares nanoseconds
    still, fresh = posix.conditions(plan, stamps, _unchanged)
    # A comparison with a missing file is false in both directions; the stamps of a plan go all at once, or the first one first.
    return posix.stored(plan, identity, f"-e {posix.plain(stamps[0])} && {still}", fresh, _WHO)


def statements(plan: Plan) -> str:
    """Return statements that bring the current environment to the plan's, for `eval`. Undoing is the hook's business."""
    return posix.statements(plan, _WHO)


def _unchanged(path: str, stamp: str) -> str:
    return f"-e {path} && ! {path} -nt {stamp} && ! {path} -ot {stamp}"
