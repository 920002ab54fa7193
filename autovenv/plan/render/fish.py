"""fish, 3.6 and newer."""

from __future__ import annotations

from autovenv.base.variables import is_exported
from autovenv.plan.plan import Plan
from autovenv.plan.render.variables import EXACT, facts, needed, path_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def quote(text: str) -> str:
    """Return text as one word of fish, taken literally whatever it holds (all but NUL).

    In single quotes fish knows two escapes, of the quote and of the backslash.
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _words(texts: Sequence[str]) -> str:
    return " ".join(quote(text) for text in texts)


def stored(plan: Plan, identity: str, stamps: Sequence[str], *, clock: str = "") -> str:
    """Return the plan as functions for the hook. That it is offered comes last, so that a torn file has no plan."""
    del clock  # fish compares nanoseconds
    given = [(name, text) for name, text in plan.set if is_exported(name)]
    taken = [name for name in plan.unset if is_exported(name)]
    enter = [f"__autovenv_set {name} {quote(text)}" for name, text in given]
    enter += [f"__autovenv_set {name}" for name in taken]
    enter += path_calls(plan, quote)
    leave = [f"__autovenv_give_back {name} {quote(text)}" for name, text in given]
    leave += [f"__autovenv_give_back {name}" for name in taken]
    still, fresh = _conditions(plan, stamps)
    return (
        _function("still", identity, still)
        + _function("fresh", identity, [*fresh, f"and __autovenv_still_{identity}"])
        + _function("facts", identity, [f"set -g __autovenv_plan_{name} {quote(text)}" for name, text in facts(plan).items()])
        + _function("enter", identity, enter or ["true"])
        + _function("leave", identity, leave or ["true"])
        + f"set -ga __autovenv_offered {identity}\n"
    )


def _function(name: str, identity: str, lines: Sequence[str]) -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"function __autovenv_{name}_{identity}\n{body}end\n"


def _conditions(plan: Plan, stamps: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what a prompt asks of the plan's inputs, and what a closer look asks besides: one `test`, one `path is`.

    What must be absent right in the root shows in the time of that directory, which a prompt asks for anyhow.
    """
    still, fresh = "1 = 1", f"-e {quote(stamps[0])}"
    absent: tuple[list[str], list[str]] = [], []
    for given, stamp in zip(plan.inputs, stamps, strict=False):
        path = quote(given.path)
        if given.kind == "unchanged":
            # A file and its stamp may both be gone, and compare as equal.
            still += f" -a ! {path} -nt {quote(stamp)} -a ! {path} -ot {quote(stamp)}"
            fresh += f" -a -e {path}"
        elif given.kind == "same":
            # fish 3.6 takes two missing files for the same one.
            still += f" -a -e {path} -a {path} -ef {quote(given.target)}"
        elif given.kind == "present":
            still += f" -a -e {path}"
        elif given.kind == "program":
            still += f" -a -x {path}"
            fresh += f" -a -s {path}"
        elif given.kind == "no program":
            still += f" -a \\( ! -x {path} -o ! -s {path} \\)"
        else:
            above, _, name = given.path.rpartition("/")
            absent[above == plan.root.rstrip("/") and name not in EXACT].append(given.path)
    if not any(given.kind == "unchanged" for given in plan.inputs):
        still += f" -a -e {quote(stamps[0])}"
    needs = [text for need in plan.needs for text in needed(need)]
    asked = [f"and __autovenv_needs {_words(needs)}"] if needs else []
    return [f"test {still}", *_none_of(absent[0]), *asked], [f"test {fresh}", *_none_of(absent[1])]


def _none_of(paths: Sequence[str]) -> list[str]:
    return [f"and not builtin path is -- {_words(paths)}"] if paths else []


def emptied(path: str) -> str:
    """Return the statement with which a file at path empties itself."""
    return f"builtin printf '' >{quote(path)}\n"


def statements(plan: Plan) -> str:
    """Return statements that bring the current environment to the plan's, for `source`. Undoing is the hook's business."""
    lines = [f"set -e {name};\n" for name in plan.unset if is_exported(name)]
    lines += [f"set -gx {name} {quote(text)};\n" for name, text in plan.set if is_exported(name)]
    lines += [f"if set -l at (contains -i -- {quote(entry)} $PATH); set -e PATH[$at]; end;\n" for entry in plan.path_gone]
    lines += [f"set -gx PATH {quote(directory)} $PATH;\n" for directory in reversed(plan.path)]
    lines += [f"set -gx PATH $PATH {quote(directory)};\n" for directory in plan.path_back]
    return "".join(lines)
