"""bash, 3.2 and newer."""

from __future__ import annotations

from autovenv.plan.plan import Plan
from autovenv.plan.render import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

quote = posix.quote
statements = posix.statements
emptied = posix.emptied


def stored(plan: Plan, identity: str, stamps: Sequence[str], *, clock: str = "") -> str:
    """Return the plan as code for the hook. `clock` has two files a nanosecond apart; "" where all inputs were old."""
    still, fresh = posix.conditions(plan, stamps, _unchanged)
    if clock:
        # Where times have whole seconds only, a plan whose inputs were young when it was made proves nothing.
        still = f"( -n $__autovenv_fine || {posix.plain(f'{clock}/later')} -nt {posix.plain(f'{clock}/earlier')} ) && {still}"
    return posix.stored(plan, identity, still, fresh)


def _unchanged(path: str, stamp: str) -> str:
    # Here a missing file is older than one that exists, and of two missing ones neither is.
    return f"! {path} -nt {stamp} && ! {path} -ot {stamp}"
