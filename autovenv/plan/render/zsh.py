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
    first = next((stamp for given, stamp in zip(plan.inputs, stamps, strict=True) if given.kind == "unchanged"), "")
    if first:
        # Stamps go away all at once, when a newer plan is stored: one of them speaks for all.
        checks = f" && -e {posix.plain(first)}{checks}"
    return posix.stored(plan, identity, protocol, checks, settled=settled)


def _unchanged(path: str, stamp: str) -> str:
    # zsh calls a comparison with a missing file false in both directions.
    return f"-e {path} && ! {path} -nt {stamp} && ! {path} -ot {stamp}"
