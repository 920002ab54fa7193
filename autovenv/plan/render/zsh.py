"""zsh."""

from __future__ import annotations

from autovenv.plan.plan import Plan
from autovenv.plan.render import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

quote = posix.quote
statements = posix.statements


def stored(plan: Plan, identity: str, protocol: str, stamps: Sequence[str], *, settled: bool) -> str:
    """Return the plan as the hook's file."""
    checks = posix.conditions(plan, stamps, _unchanged)
    return posix.stored(plan, identity, protocol, checks, settled=settled)


def _unchanged(path: str, stamp: str) -> str:
    # zsh calls a comparison with a missing file false in both directions.
    return f"-e {path} && ! {path} -nt {stamp} && ! {path} -ot {stamp}"
