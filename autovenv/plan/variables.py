"""A plan applied to a known environment: whole values, for programs that can't prepend to one."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from autovenv.plan.plan import Plan


def changed_path(before: Sequence[str], front: Sequence[str], back: Sequence[str], gone: Sequence[str]) -> list[str]:
    """Return the entries of PATH as a shell makes them: the first of each that is gone is taken away, then front and back are put on."""
    rest = list(before)
    for entry in gone:
        if entry in rest:
            rest.remove(entry)
    return [*front, *rest, *back]


def is_utf8(text: str) -> bool:
    """Tell whether text, as the environment gave it (PEP 383), is UTF-8."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def applied(plan: Plan, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a program that is started where the plan is in force. `environ` is without any plan."""
    return {**{name: text for name, text in environ.items() if name not in plan.unset}, **dict(variables(plan, environ))}


def variables(plan: Plan, environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the variables that the plan sets; PATH is one of them, last, where the plan changes it. `environ` is without any plan."""
    if not (plan.path or plan.path_back or plan.path_gone):
        return plan.set
    before = environ.get("PATH", "")
    entries = changed_path(before.split(os.pathsep) if before else [], plan.path, plan.path_back, plan.path_gone)
    return (*plan.set, ("PATH", os.pathsep.join(entries)))
