"""Parts that bash and zsh share: quoting, and a plan as functions that the hook calls."""

from __future__ import annotations

from autovenv.base.variables import is_exported
from autovenv.plan.inputs import EXACTLY, NOT_AT_ALL
from autovenv.plan.plan import Plan
from autovenv.plan.render.variables import MARKS_BY_NAME, facts, needed, needed_names, path_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet


READ_ONLY = frozenset({"UID", "EUID", "PPID"})


def quote(text: str) -> str:
    """Return text as one word of bash or zsh, taken literally whatever it holds (all but NUL).

    Single quotes are the only form in which neither shell, under any option, expands anything: not "!" of history, not "%".
    """
    return "'" + text.replace("'", "'\\''") + "'"


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-")


def plain(path: str) -> str:
    """Return an absolute path as one literal word, bare where that is safe: zsh takes 1 µs more for each quoted word of a condition."""
    return path if _PLAIN.issuperset(path) else quote(path)


def stored(  # noqa: PLR0917 - the parts of the one plan
    plan: Plan, identity: str, still: str, fresh: str, noted: Sequence[str], refused: AbstractSet[str] = frozenset()
) -> str:
    """Return the plan as functions for the hook. That it is offered comes last, so that a torn file has no plan.

    `still` and `fresh` are conditions for the inside of [[ ]]: what a prompt asks, and what a closer look asks besides. `noted` are the
    statements that note what the plan's variables are. `refused` are names that mean something to the shell itself: it says so, and
    leaves them alone.
    """
    needs = [text for need in plan.needs for text in needed(need)]
    asked = f" && __autovenv_needs {' '.join(map(quote, needs))}" if needs else ""
    given = [(name, text) for name, text in plan.set if is_exported(name) and name not in refused]
    taken = [name for name in plan.unset if is_exported(name) and name not in refused]
    left = [name for name in (*dict(plan.set), *plan.unset) if name in refused]
    enter = [f"__autovenv_set {name} {quote(text)}" for name, text in given]
    enter += [f"__autovenv_set {name}" for name in taken]
    enter += [f"__autovenv_refuse {name}" for name in left]
    enter += path_calls(plan, quote)
    leave = [f"__autovenv_give_back {name} {quote(text)}" for name, text in given]
    leave += [f"__autovenv_give_back {name}" for name in taken]
    return (
        _function("still", identity, [*noted, f"[[ {still} ]]"])
        + _function("fresh", identity, [f"[[ {fresh} ]] && __autovenv_still_{identity}{asked}"])
        + _function("facts", identity, [f"__autovenv_plan_{name}={quote(text)}" for name, text in facts(plan).items()] + _news(plan))
        + _function("enter", identity, enter or [":"])
        + _function("leave", identity, leave or [":"])
        + f"__autovenv_offered+=({identity})\n"
    )


def noted(plan: Plan, exported: str) -> list[str]:
    """Return the statements that note what the variables are that the plan needs, as far as they are exported.

    `exported` is the condition for that, with {} for the name. A variable that is not exported counts as not set, and may be one that the
    shell computes (SECONDS).
    """
    return [f'[[ {exported.format(name)} ]] && __autovenv_values+="|{name}=${{{name}+S}}${{{name}-}}"' for name in needed_names(plan)]


def emptied(path: str) -> str:
    """Return the statement with which a file at path empties itself."""
    return f"builtin : >|{quote(path)}\n"


def _news(plan: Plan) -> list[str]:
    """Return the statements that say the plan's news, if nobody did: a shell that has to hold its tongue leaves them to the next one."""
    if not plan.news:
        return []
    about, text, file = quote(f"{plan.root}//news"), quote(plan.news), quote(plan.news_at)
    noted = quote(f"|{plan.root}//news|")
    return [
        f"if [[ -s {file} && -w {file} ]]; then",
        f"    __autovenv_unsay {about}",
        f"    __autovenv_say {about} {text}",
        f"    if [[ $__autovenv_said == *{noted}* ]]; then {{ builtin : >|{file}; }} 2>/dev/null; fi",
        "fi",
    ]


def _function(name: str, identity: str, lines: Sequence[str]) -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"__autovenv_{name}_{identity}() {{\n{body}}}\n"


def conditions(plan: Plan, stamps: Sequence[str], missing_is_older: bool) -> tuple[str, str]:
    """Return what a prompt asks of the plan's inputs, and what a closer look asks besides. `stamps` has a path for each input.

    A file that appears right in the root, or goes from there, shows in the time of that directory, which a prompt asks for anyhow. Two
    marks are asked for by name all the same, whatever that time says. `missing_is_older`: a comparison with a missing file tells.
    """
    still: list[str] = []
    fresh = [f"-e {plain(stamps[0])}"]
    for given, stamp in zip(plan.inputs, stamps, strict=False):
        path = plain(given.path)
        above, _, name = given.path.rpartition("/")
        shown = above == plan.root.rstrip("/") and name not in MARKS_BY_NAME
        asked = still if given.at_prompt == EXACTLY else fresh
        if given.kind == "unchanged":
            (fresh if given.at_prompt == NOT_AT_ALL else still).append(f"! {path} -nt {plain(stamp)}")
            asked.append(f"! {path} -ot {plain(stamp)}")
            (fresh if missing_is_older or shown else asked).append(f"-e {path}")
        elif given.kind == "same":
            asked.append(f"{path} -ef {plain(given.target)}")
        elif given.kind == "present":
            asked.append(f"-e {path}")
        elif given.kind == "program":
            asked.append(f"-x {path}")
            fresh.append(f"-s {path}")
        elif given.kind == "no program":
            asked.append(f"( ! -x {path} || ! -s {path} )")
        else:
            (fresh if shown else asked).append(f"! -e {path}")
    if not missing_is_older or not any(given.kind == "unchanged" and given.at_prompt != NOT_AT_ALL for given in plan.inputs):
        still.insert(0, f"-e {plain(stamps[0])}")
    return " && ".join(still), " && ".join(fresh)


def statements(plan: Plan, refused: AbstractSet[str] = READ_ONLY) -> str:
    """Return statements that bring the current environment to the plan's, for `eval` by bash or zsh. Undoing is the hook's business.

    `refused` are names that the shell keeps to itself.
    """
    lines = [f"unset {name}\n" for name in plan.unset if is_exported(name) and name not in refused]
    lines += [f"export {name}={quote(text)}\n" for name, text in plan.set if is_exported(name) and name not in refused]
    lines += [_without(entry) for entry in plan.path_gone]
    lines += [f'export PATH={quote(directory)}"${{PATH:+:$PATH}}"\n' for directory in reversed(plan.path)]
    lines += [f'export PATH="${{PATH:+$PATH:}}"{quote(directory)}\n' for directory in plan.path_back]
    return "".join(lines)


def _without(entry: str) -> str:
    """Return a statement that takes the first entry of that text from PATH."""
    word = quote(f":{entry}:")
    cut = f'PATH=":$PATH:"; PATH=${{PATH%%{word}*}}:${{PATH#*{word}}}; PATH=${{PATH#:}}; PATH=${{PATH%:}}'
    return f'case ":$PATH:" in *{word}*) {cut};; esac\n'
