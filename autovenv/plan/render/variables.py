"""Parts that all forms of a stored plan share: the needs, the questions of a prompt."""

from __future__ import annotations

from autovenv.base.variables import is_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from autovenv.plan.plan import Plan

MARKS_BY_NAME = frozenset({".python-version", ".envrc"})
"""Marks that a prompt asks for by name in each directory; of all others the directory's time tells."""


def needed(need: tuple[str, str | None]) -> tuple[str, str, str]:
    """Return a need as a hook compares it: "S" (it was set) or "U" (it was not), name, value."""
    name, value = need
    return ("U", name, "") if value is None else ("S", name, value)


def needed_names(plan: Plan) -> list[str]:
    """Return the names of the variables that the plan needs, as far as a shell can have them: the ones that a prompt compares."""
    return [name for name, _ in plan.needs if is_name(name)]


def facts(plan: Plan) -> dict[str, str]:
    """Return what a hook is told of a plan before it enters."""
    own = dict(plan.set)
    return {
        "root": plan.root,
        "state": plan.state,
        "transparent": "1" if plan.transparent else "",
        "message": plan.message,
        "environment": own.get("VIRTUAL_ENV") or own.get("CONDA_PREFIX") or own.get("CONDA_DEFAULT_ENV") or "",
        "prompt": own.get("VIRTUAL_ENV_PROMPT", ""),
    }


def path_calls(plan: Plan, quote: Callable[[str], str]) -> list[str]:
    """Return the calls of the hook's functions that put the plan's entries on PATH, in their order."""
    calls = [f"__autovenv_without {quote(entry)}" for entry in plan.path_gone]
    calls += [f"__autovenv_front {quote(entry)}" for entry in reversed(plan.path)]
    return calls + [f"__autovenv_behind {quote(entry)}" for entry in plan.path_back]
