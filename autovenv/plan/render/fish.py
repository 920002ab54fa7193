"""fish."""

from __future__ import annotations

from autovenv.plan.plan import Plan
from autovenv.plan.render.names import needed, settable, spokesman

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

    `__autovenv_plan_check` holds conditions, each with a leading `-a`, for the end of one call of `test`; `__autovenv_plan_absent`
    paths for one call of `path is`. So a prompt expands two lists, and evaluates no text.
    """
    first = spokesman(plan, stamps)
    # A file and its stamp may both be gone, and compare as equal.
    check: list[str] = ["-a", "-e", first] if first else []
    absent: list[str] = []
    for given, stamp in zip(plan.inputs, stamps, strict=True):
        if given.kind == "unchanged":
            check += ["-a", "!", given.path, "-nt", stamp, "-a", "!", given.path, "-ot", stamp]
        elif given.kind == "same":
            # fish 3.6 takes two missing files for the same one.
            check += ["-a", "-e", given.path, "-a", given.path, "-ef", given.target]
        elif given.kind == "present":
            check += ["-a", "-e", given.path]
        else:
            absent.append(given.path)
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
        _list("__autovenv_plan_set", [text for name, value in plan.set if settable(name) for text in (name, value)])
        + _list("__autovenv_plan_unset", [name for name in plan.unset if settable(name)])
        + _list("__autovenv_plan_path", plan.path)
        + _list("__autovenv_plan_back", plan.path_back)
        + _list("__autovenv_plan_gone", plan.path_gone)
        + _list("__autovenv_plan_needs", [text for need in plan.needs for text in needed(need)])
        + _list("__autovenv_plan_check", check)
        + _list("__autovenv_plan_absent", absent)
        + _list("__autovenv_plan", head)
    )


def statements(plan: Plan) -> str:
    """Return statements that bring the current environment to the plan's, for `source`. Undoing is the hook's business."""
    lines = [f"set -e {name};\n" for name in plan.unset if settable(name)]
    lines += [f"set -gx {name} {quote(text)};\n" for name, text in plan.set if settable(name)]
    lines += [f"if set -l at (contains -i -- {quote(entry)} $PATH); set -e PATH[$at]; end;\n" for entry in plan.path_gone]
    lines += [f"set -gx PATH {quote(directory)} $PATH;\n" for directory in reversed(plan.path)]
    lines += [f"set -gx PATH $PATH {quote(directory)};\n" for directory in plan.path_back]
    return "".join(lines)
