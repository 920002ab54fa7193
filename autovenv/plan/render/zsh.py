"""zsh."""

from __future__ import annotations

from autovenv.plan.plan import Plan
from autovenv.plan.render import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

HOOK = "autovenv.zsh"
SEPARATOR = " "  # of words in a list

# zsh becomes another user where one of these is set, if it may.
_WHO = frozenset({"UID", "EUID", "GID", "EGID", "USERNAME", "PPID"})

quote = posix.quote
emptied = posix.emptied


def stored(plan: Plan, identity: str, stamps: Sequence[str], *, young: bool = False) -> str:
    """Return the plan as code for the hook."""
    del young  # zsh compares nanoseconds
    still, fresh = posix.conditions(plan, stamps, missing_is_older=False)
    return posix.stored(plan, identity, still, fresh, posix.noted(plan, "${{(t){}}} == *export*"), _WHO)


def statements(plan: Plan) -> str:
    """Return statements that bring the current environment to the plan's, for `eval`. Undoing is the hook's business."""
    return posix.statements(plan, _WHO)
