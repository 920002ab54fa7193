"""fish."""

from __future__ import annotations

from autovenv.plan.plan import Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def quote(text: str) -> str:
    """Return text as one word of fish, taken literally whatever it holds (all but NUL).

    In single quotes fish knows two escapes, of the quote and of the backslash.
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _list(name: str, texts: Sequence[str]) -> str:
    return " ".join([f"set -g {name}", *(quote(text) for text in texts)]) + "\n"


def stored(plan: Plan, identity: str, protocol: str, stamps: Sequence[str], *, settled: bool) -> str:
    """Return the plan as the hook's file: lists only. `__autovenv_plan` comes last, so that a torn file is no plan.

    `__autovenv_plan_stamped` holds pairs of file and stamp; _present, _absent: paths; _same: pairs of path and target.
    """
    kinds: dict[str, list[str]] = {"unchanged": [], "present": [], "absent": [], "same": []}
    for given, stamp in zip(plan.inputs, stamps, strict=True):
        kinds[given.kind] += {"unchanged": [given.path, stamp], "same": [given.path, given.target]}.get(given.kind, [given.path])
    head = (
        protocol,
        identity,
        plan.root,
        plan.state,
        "transparent" if plan.transparent else "",
        plan.message,
        "settled" if settled else "",
    )
    return (
        _list("__autovenv_plan_set", [text for pair in plan.set for text in pair])
        + _list("__autovenv_plan_unset", plan.unset)
        + _list("__autovenv_plan_path", plan.path)
        + _list("__autovenv_plan_stamped", kinds["unchanged"])
        + _list("__autovenv_plan_present", kinds["present"])
        + _list("__autovenv_plan_absent", kinds["absent"])
        + _list("__autovenv_plan_same", kinds["same"])
        + _list("__autovenv_plan", head)
    )


def statements(plan: Plan) -> str:
    """Return statements that bring the current environment to the plan's, for `source`. Undoing is the hook's business."""
    lines = [f"set -e {name};\n" for name in plan.unset]
    lines += [f"set -gx {name} {quote(text)};\n" for name, text in plan.set]
    lines += [f"set -gx PATH {quote(directory)} $PATH;\n" for directory in reversed(plan.path)]
    return "".join(lines)
