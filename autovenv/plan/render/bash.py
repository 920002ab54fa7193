"""bash, 3.2 and newer."""

from __future__ import annotations

from autovenv.plan.plan import Plan
from autovenv.plan.render import posix
from autovenv.plan.render.names import spokesman

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

quote = posix.quote
statements = posix.statements


def stored(plan: Plan, identity: str, protocol: str, stamps: Sequence[str], *, settled: bool) -> str:
    """Return the plan as the hook's file."""
    # Two missing files are equal here: of one file and its stamp one must be there, and the file's name is the shorter one.
    first = next((given.path for given in plan.inputs if given.kind == "unchanged"), spokesman(plan, stamps))
    return posix.stored(plan, identity, protocol, posix.conditions(plan, stamps, first, _unchanged), settled=settled)


def _unchanged(path: str, stamp: str) -> str:
    # Here a missing file is older than one that exists.
    return f"! {path} -nt {stamp} && ! {path} -ot {stamp}"
