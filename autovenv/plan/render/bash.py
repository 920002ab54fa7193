"""bash, 3.2 and newer."""

from __future__ import annotations

from autovenv.plan.plan import Plan
from autovenv.plan.render import posix
from autovenv.plan.render.variables import needed_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

HOOK = "autovenv.bash"
SEPARATOR = " "  # of words in a list

quote = posix.quote
statements = posix.statements
emptied = posix.emptied


def stored(plan: Plan, identity: str, stamps: Sequence[str], *, young: bool = False) -> str:
    """Return the plan as code for the hook. `young`: an input may change within the same second."""
    still, fresh = posix.conditions(plan, stamps, missing_is_older=True)
    if young:
        # Where times have whole seconds only, a plan whose inputs were young when it was made proves nothing.
        still = f"-n $__autovenv_fine && {still}"
    return posix.stored(plan, identity, still, fresh, _noted(plan))


def _noted(plan: Plan) -> list[str]:
    """Return the statements that note what the variables are that the plan needs. Before bash 4.4 the hook does it, by function calls."""
    names = needed_names(plan)
    if not names:
        return []
    newer = [f"    {line}" for line in posix.noted(plan, "${{{}@a}} == *x*")]
    return ["if [[ -n $__autovenv_elder ]]; then", f"    __autovenv_note {' '.join(names)}", "else", *newer, "fi"]
