"""fish, 3.6 and newer."""

from __future__ import annotations

from autovenv.base.variables import is_exported
from autovenv.plan.inputs import EXACTLY, NOT_AT_ALL
from autovenv.plan.plan import Plan
from autovenv.plan.render.variables import MARKS_BY_NAME, facts, needed, needed_names, path_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

HOOK = "autovenv.fish"
SEPARATOR = " "  # of words in a list


def quote(text: str) -> str:
    """Return text as one word of fish, taken literally whatever it holds (all but NUL).

    In single quotes fish knows two escapes, of the quote and of the backslash.
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _words(texts: Sequence[str]) -> str:
    return " ".join(quote(text) for text in texts)


def stored(plan: Plan, identity: str, stamps: Sequence[str], *, young: bool = False) -> str:
    """Return the plan as functions for the hook. That it is offered comes last, so that a torn file has no plan."""
    del young  # fish compares nanoseconds
    given = [(name, text) for name, text in plan.set if is_exported(name)]
    taken = [name for name in plan.unset if is_exported(name)]
    enter = [f"__autovenv_set {name} {quote(text)}" for name, text in given]
    enter += [f"__autovenv_set {name}" for name in taken]
    enter += path_calls(plan, quote)
    leave = [f"__autovenv_give_back {name} {quote(text)}" for name, text in given]
    leave += [f"__autovenv_give_back {name}" for name in taken]
    needs = [text for need in plan.needs for text in needed(need)]
    asked = [f"and __autovenv_needs {_words(needs)}"] if needs else []
    still, fresh = _conditions(plan, stamps)
    return (
        _function("still", identity, [*_noted(needed_names(plan)), *still])
        + _function("fresh", identity, [*fresh, f"and __autovenv_still_{identity}", *asked])
        + _function("facts", identity, [f"set -g __autovenv_plan_{name} {quote(text)}" for name, text in facts(plan).items()] + _news(plan))
        + _function("enter", identity, enter or ["true"])
        + _function("leave", identity, leave or ["true"])
        + f"set -ga __autovenv_offered {identity}\n"
    )


def _news(plan: Plan) -> list[str]:
    """Return the statements that say the plan's news, if nobody did: where that would tear what is being typed, a later prompt does."""
    if not plan.news:
        return []
    about, text, file = quote(f"{plan.root}//news"), quote(plan.news), quote(plan.news_at)
    return [
        f"if test -s {file} -a -w {file}",
        f"    __autovenv_unsay {about}",
        f"    __autovenv_say {about} {text}",
        f"    builtin contains -- {about}'|'{text} $__autovenv_said; and builtin printf '' >{file}",
        "end",
    ]


def _function(name: str, identity: str, lines: Sequence[str]) -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"function __autovenv_{name}_{identity}\n{body}end\n"


def _conditions(plan: Plan, stamps: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what a prompt asks of the plan's inputs, and what a closer look asks besides: one `test`, one `path is`.

    A file that appears right in the root shows in the time of that directory, which a prompt asks for anyhow. Two marks are asked for by
    name all the same, whatever that time says.
    """
    still: list[str] = []
    fresh = [f"-e {quote(stamps[0])}"]
    absent: list[str] = []
    absent_at_a_look: list[str] = []
    for given, stamp in zip(plan.inputs, stamps, strict=False):
        path = quote(given.path)
        above, _, name = given.path.rpartition("/")
        shown = above == plan.root.rstrip("/") and name not in MARKS_BY_NAME
        asked = still if given.at_prompt == EXACTLY else fresh
        if given.kind == "unchanged":
            (fresh if given.at_prompt == NOT_AT_ALL else still).append(f"! {path} -nt {quote(stamp)}")
            asked.append(f"! {path} -ot {quote(stamp)}")
            # A file and its stamp may both be gone, and compare as equal.
            fresh.append(f"-e {path}")
        elif given.kind == "same":
            # fish 3.6 takes two missing files for the same one.
            asked.append(f"-e {path} -a {path} -ef {quote(given.target)}")
        elif given.kind == "present":
            asked.append(f"-e {path}")
        elif given.kind == "program":
            asked.append(f"-x {path}")
            fresh.append(f"-s {path}")
        elif given.kind == "no program":
            asked.append(f"\\( ! -x {path} -o ! -s {path} \\)")
        else:
            (absent if asked is still and not shown else absent_at_a_look).append(given.path)
    if not any(given.kind == "unchanged" and given.at_prompt != NOT_AT_ALL for given in plan.inputs):
        still.append(f"-e {quote(stamps[0])}")
    return [f"test {' -a '.join(still)}", *_none_of(absent)], [f"test {' -a '.join(fresh)}", *_none_of(absent_at_a_look)]


def _noted(names: Sequence[str]) -> list[str]:
    """Return the statements that note what these variables are, as far as they are exported: others count as not set."""
    return [f'set -qx {name}; and set -ga __autovenv_values "{name}=${name}"' for name in names]


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
