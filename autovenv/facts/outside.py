"""Undo data that a shell exported, read by a program that the shell started."""

from __future__ import annotations

import os

from autovenv.base.value import value
from autovenv.base.variables import is_carried
from autovenv.plan.plan import ACTIVE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.plan.plan import Plan

FIELD, RECORD = "\x1f", "\x1e"
NAME = "AUTOVENV_UNDO"


@value
class Undo:
    """What undo data says."""

    front: tuple[str, ...] = ()  # our entries of PATH
    back: tuple[str, ...] = ()
    gone: tuple[tuple[str, str], ...] = ()  # entries that we removed, and what followed each ("" for the end)
    old: tuple[tuple[str, str | None], ...] = ()  # variables (None: it was not set)


def root_of(environ: Mapping[str, str]) -> str:
    """Return the project that is active in the shell that started this program, or ""."""
    head = environ.get(NAME, "").partition(RECORD)[0].split(FIELD)
    return head[1] if len(head) == 3 and head[0] == "1" else ""


def undo(environ: Mapping[str, str]) -> dict[str, str]:
    """Return environ as it was before the active project changed it. Data that is not ours is ignored as a whole."""
    result = dict(environ)
    undo = _parsed(result.pop(NAME, ""))
    if undo is None:
        return result
    if undo.front or undo.back or undo.gone:
        before = result.get("PATH", "")
        result["PATH"] = os.pathsep.join(_outside(before.split(os.pathsep) if before else [], undo))
    for name, text in undo.old:
        if text is None:
            result.pop(name, None)
        else:
            result[name] = text
    return result


def handed_down(plan: Plan, outside: Mapping[str, str]) -> dict[str, str]:
    """Return the variable by which a program below takes back what the plan changes; none where it can't be said. Old values only.

    `outside` is the environment without the plan.
    """
    if plan.state != ACTIVE:
        return {}
    before = outside.get("PATH", "").split(os.pathsep) if outside.get("PATH") else []
    records: list[tuple[str, ...]] = [*(("P", entry) for entry in plan.path), *(("B", entry) for entry in plan.path_back)]
    for entry in plan.path_gone:
        if entry in before:
            at = before.index(entry)
            del before[at]
            records.append(("R", entry, before[at] if at < len(before) else ""))
    places = [plan.root, *(part for record in records for part in record[1:])]
    if any(FIELD in place or RECORD in place for place in places):
        return {}
    for name in (*(name for name, _ in plan.set), *plan.unset):
        value = outside.get(name)
        if is_carried(name) and not (value and (FIELD in value or RECORD in value)):
            records.append(("U", name) if value is None else ("S", name, value))
    return {NAME: "".join(FIELD.join(record) + RECORD for record in [("1", plan.root, "0"), *records])}


def _outside(entries: list[str], undo: Undo) -> list[str]:
    for entry in reversed(undo.back):
        if entry in entries:
            del entries[len(entries) - 1 - entries[::-1].index(entry)]
    for entry in undo.front:
        if entry in entries:
            entries.remove(entry)
    # The last one that was removed comes back first: it may be what followed another one.
    for entry, following in reversed(undo.gone):
        entries.insert(entries.index(following) if following and following in entries else len(entries), entry)
    return entries


def _parsed(text: str) -> Undo | None:
    """Return what undo data says, None if anything about it is odd."""
    head, *records = text.split(RECORD)
    fields = head.split(FIELD)
    if len(fields) != 3 or fields[0] != "1" or not os.path.isabs(fields[1]) or not fields[2] or fields[2].strip("0123456789abcdef"):
        return None
    if not records or records.pop():
        return None
    front: list[str] = []
    back: list[str] = []
    gone: list[tuple[str, str]] = []
    old: list[tuple[str, str | None]] = []
    for record in records:
        kind, *rest = record.split(FIELD)
        if kind in {"P", "B"} and len(rest) == 1 and os.path.isabs(rest[0]):
            (front if kind == "P" else back).append(rest[0])
        elif kind == "R" and len(rest) == 2 and os.path.isabs(rest[0]):
            gone.append((rest[0], rest[1]))
        elif kind == "S" and len(rest) == 2 and is_carried(rest[0]):
            old.append((rest[0], rest[1]))
        elif kind == "U" and len(rest) == 1 and is_carried(rest[0]):
            old.append((rest[0], None))
        else:
            return None
    return Undo(tuple(front), tuple(back), tuple(gone), tuple(old))
