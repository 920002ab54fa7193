"""The difference between two environments. Both evaluators use it, so that equal files have equal results."""

from __future__ import annotations

import os

from autovenv.base.value import replace, value
from autovenv.base.variables import is_exported
from autovenv.env.paths import bin_directory
from autovenv.plan.variables import changed_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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
