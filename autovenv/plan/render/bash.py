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


def stored(plan: Plan, identity: str, stamps: Sequence[str], *, young: bool = False) -> str:
    """Return the plan as code for the hook. `young`: an input may change within the same second."""
    still, fresh = posix.conditions(plan, stamps, missing_is_older=True)
    if young:
        # Where times have whole seconds only, a plan whose inputs were young when it was made proves nothing.
        still = f"-n $__autovenv_fine && {still}"
    return posix.stored(plan, identity, still, fresh)
