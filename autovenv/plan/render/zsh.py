"""zsh."""

from __future__ import annotations

from autovenv.plan.plan import Plan
from autovenv.plan.render import posix
from autovenv.plan.render.names import spokesman

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

quote = posix.quote
statements = posix.statements


def stored(plan: Plan, identity: str, protocol: str, stamps: Sequence[str], *, settled: bool) -> str:
    """Return the plan as the hook's file."""
    checks = posix.conditions(plan, stamps, spokesman(plan, stamps), _unchanged)
    return _timed(plan, stamps) + posix.stored(plan, identity, protocol, checks, settled=settled)


def _unchanged(path: str, stamp: str) -> str:
    # zsh calls a comparison with a missing file false in both directions.
    return f"-e {path} && ! {path} -nt {stamp} && ! {path} -ot {stamp}"


def _timed(plan: Plan, stamps: Sequence[str]) -> str:
    """Return the inputs once more, for a prompt that reads times: those hold that held when each of the times was the same.

    `__autovenv_plan_times` names files. What must be absent right in the root (`__autovenv_plan_bare`) shows in the time of that
    directory, save where a link lies there that leads nowhere yet (`__autovenv_plan_links`). `__autovenv_plan_still` has the rest as
    conditions: `-e` costs half of what it costs to read a time. So do the named files, that each is there: to keep zstat's word about a
    missing one from the terminal costs more.
    """
    times = [given.path for given in plan.inputs if given.kind == "unchanged"]
    absent = [given.path for given in plan.inputs if given.kind == "absent"]
    near = dict.fromkeys(path for path in absent if path.rpartition("/")[0] == plan.root.rstrip("/"))
    first = spokesman(plan, stamps)
    still = [f"-e {posix.plain(first)}"] if first else []
    still += [f"{posix.plain(given.path)} -ef {posix.plain(given.target)}" for given in plan.inputs if given.kind == "same"]
    still += [f"-e {posix.plain(path)}" for path in dict.fromkeys(times)]
    still += [f"-e {posix.plain(given.path)}" for given in plan.inputs if given.kind == "present"]
    still += [f"! -e {posix.plain(path)}" for path in absent if path not in near]
    return (
        f"__autovenv_plan_times={quote(''.join(f' {posix.plain(path)}' for path in dict.fromkeys(times)))}\n"
        f"__autovenv_plan_still={quote(_joined(still))}\n"
        f"__autovenv_plan_bare={quote(_joined(f'! -e {posix.plain(path)}' for path in near))}\n"
        f"__autovenv_plan_links={quote(_joined(f'! -h {posix.plain(path)}' for path in near))}\n"
    )


def _joined(texts: Iterable[str]) -> str:
    return "".join(f" && {text}" for text in texts)
