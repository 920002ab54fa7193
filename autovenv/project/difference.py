"""The difference between two environments. Both evaluators use it, so that equal files have equal results."""

from __future__ import annotations

import os

from autovenv.base.value import replace, value
from autovenv.env.paths import bin_directory
from autovenv.plan.variables import changed_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LETTERS", "LONGEST", "Difference", "beside", "changed_path", "difference", "is_exported", "is_name", "path_difference"]

LONGEST = (128 << 10) - 1
"""Bytes of NAME=value: Linux starts no program with a longer one."""

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
"""What the name of a variable is made of."""

# The shell's own, and ours: whatever a file does to them stays in the file.
_NEVER = frozenset({
    "PATH", "PWD", "OLDPWD", "SHLVL", "_", "PS1", "PS2", "PS3", "PS4", "SHELLOPTS", "BASHOPTS", "BASH", "COMP_WORDBREAKS", "IFS", "PPID",
    "LINENO", "RANDOM", "SECONDS", "PIPESTATUS", "FUNCNAME", "GROUPS", "HISTCMD", "DIRSTACK", "OPTIND", "OPTARG", "OPTERR",
    "SHELL",  # nix names the bash that its builds run in
    "HOME",  # a stranger's would have settings and state of autovenv's in it: nobody puts it back
})  # fmt: skip
_ALL_THE_SAME = frozenset({"DIRENV_EXTRA_VIMRC"})  # vim's plugin reads it
_NEVER_BEGINS = ("BASH_", "AUTOVENV_", "__autovenv", "DIRENV_", "__fish")


@value
class Difference:
    """Fields as in Evaluated."""

    set: tuple[tuple[str, str], ...]
    unset: tuple[str, ...]
    front: tuple[str, ...]
    back: tuple[str, ...]
    gone: tuple[str, ...]


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> Difference:
    """Return what leads from the environment `before` to `after`. PATH becomes entries that can be undone one by one."""
    front, back, gone = path_difference(before.get("PATH", "").split(os.pathsep), after.get("PATH", "").split(os.pathsep))
    return Difference(
        tuple(sorted((name, text) for name, text in after.items() if before.get(name) != text and is_exported(name))),
        tuple(sorted(name for name in before if name not in after and is_exported(name))),
        front,
        back,
        gone,
    )


def beside(changes: Difference, environment: str) -> tuple[Difference, int]:
    """Return changes without what activates `environment` ("" for none), and how many entries of the front stand before its programs."""
    if not environment:
        return changes, 0
    entry = bin_directory(environment)
    return (
        replace(
            changes,
            set=tuple(one for one in changes.set if one != ("VIRTUAL_ENV", environment)),
            front=tuple(one for one in changes.front if one != entry),
        ),
        changes.front.index(entry) if entry in changes.front else 0,
    )


def is_name(text: str) -> bool:
    """Tell whether text may name a variable: letters and digits of ASCII and `_`, no digit in front."""
    return text != "" and not text[0].isdigit() and LETTERS.issuperset(text)


def is_exported(name: str) -> bool:
    """Tell whether a file may set this variable for the shell: a proper name, and none that belongs to the shell itself."""
    return is_name(name) and name not in _NEVER and (not name.startswith(_NEVER_BEGINS) or name in _ALL_THE_SAME)


def path_difference(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return entries for the front, entries for the end, and entries that are gone (see `changed_path`), such that before becomes after.

    As little as possible changes: an entry that is there twice is told apart by its place. Where the order of what stays was changed,
    all of `after` is the front, and all of `before` is gone.
    """
    best: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]] = (tuple(after), (), tuple(before))
    kept = 0
    known = list(before)
    for at in range(len(after)):
        count = _matched(known, after, at)
        if count <= kept:
            continue
        rest = list(before)
        for entry in after[at : at + count]:
            rest.remove(entry)
        found = tuple(after[:at]), tuple(after[at + count :]), tuple(rest)
        if changed_path(before, *found) == list(after):
            best, kept = found, count
    return best


def _matched(before: list[str], after: Sequence[str], start: int) -> int:
    """Return how many entries of after, from start on, are `before` with entries left out."""
    at = 0
    for number in range(start, len(after)):
        try:
            at = before.index(after[number], at) + 1
        except ValueError:
            return number - start
    return len(after) - start
