"""What bash and zsh have in common: quoting, and a plan as assignments to the hook's own variables."""

from __future__ import annotations

from autovenv.plan.plan import Plan
from autovenv.plan.render.names import needed, settable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def quote(text: str) -> str:
    """Return text as one word of bash or zsh, taken literally whatever it holds (all but NUL).

    Single quotes are the only form in which neither shell, under any option, expands anything: not "!" of history, not "%".
    """
    return "'" + text.replace("'", "'\\''") + "'"


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-")


def plain(path: str) -> str:
    """Return an absolute path as one literal word, bare where that is safe: zsh takes 1 µs more for each quoted word of a condition."""
    return path if _PLAIN.issuperset(path) else quote(path)


def words(texts: Sequence[str]) -> str:
    """Return texts as an array's value."""
    return "(" + " ".join(quote(text) for text in texts) + ")"


def stored(plan: Plan, identity: str, protocol: str, checks: str, *, settled: bool) -> str:
    """Return the file that a hook sources: assignments only. `__autovenv_plan` comes last, so that a torn file is no plan."""
    head = (
        protocol,
        identity,
        plan.root,
        plan.state,
        "transparent" if plan.transparent else "",
        plan.message,
        "settled" if settled else "",
    )
    pairs = [text for name, value in plan.set if settable(name) for text in (name, value)]
    return (
        f"__autovenv_plan_set={words(pairs)}\n"
        f"__autovenv_plan_unset={words([name for name in plan.unset if settable(name)])}\n"
        f"__autovenv_plan_path={words(plan.path)}\n"
        f"__autovenv_plan_back={words(plan.path_back)}\n"
        f"__autovenv_plan_gone={words(plan.path_gone)}\n"
        f"__autovenv_plan_needs={words([text for need in plan.needs for text in needed(need)])}\n"
        f"__autovenv_plan_check={quote(checks)}\n"
        f"__autovenv_plan={words(head)}\n"
    )


def conditions(plan: Plan, stamps: Sequence[str], first: str, unchanged: Callable[[str, str], str]) -> str:
    """Return the plan's inputs as conditions for the inside of [[ ]], each with a leading `&&`. `stamps` has a path for each input.

    `first` is the path that must be there for the plan to be the newest one ("" for a plan that depends on nothing).
    """
    texts = [f"-e {plain(first)}"] if first else []
    for given, stamp in zip(plan.inputs, stamps, strict=True):
        path = plain(given.path)
        if given.kind == "unchanged":
            texts.append(unchanged(path, plain(stamp)))
        elif given.kind == "same":
            texts.append(f"{path} -ef {plain(given.target)}")
        else:
            texts.append(f"-e {path}" if given.kind == "present" else f"! -e {path}")
    return "".join(f" && {text}" for text in texts)


def statements(plan: Plan) -> str:
    """Return statements that bring the current environment to the plan's, for `eval` by bash or zsh. Undoing is the hook's business."""
    lines = [f"unset {name}\n" for name in plan.unset if settable(name)]
    lines += [f"export {name}={quote(text)}\n" for name, text in plan.set if settable(name)]
    lines += [_without(entry) for entry in plan.path_gone]
    lines += [f'export PATH={quote(directory)}"${{PATH:+:$PATH}}"\n' for directory in reversed(plan.path)]
    lines += [f'export PATH="${{PATH:+$PATH:}}"{quote(directory)}\n' for directory in plan.path_back]
    return "".join(lines)


def _without(entry: str) -> str:
    """Return a statement that takes the first entry of that text from PATH."""
    word = quote(f":{entry}:")
    cut = f'PATH=":$PATH:"; PATH=${{PATH%%{word}*}}:${{PATH#*{word}}}; PATH=${{PATH#:}}; PATH=${{PATH%:}}'
    return f'case ":$PATH:" in *{word}*) {cut};; esac\n'
