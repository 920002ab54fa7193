"""Undo data that a shell exported (spec/undo.md), read by a program that the shell started."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FIELD, RECORD = "\x1f", "\x1e"
NAME = "AUTOVENV_UNDO"
_NAMES = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
# No project sets these: undo data that has one is not ours (the hooks hold to the same list).
_NEVER = frozenset({"PATH", "HOME", "IFS", "PS1", "PS4", "ENV", "ZDOTDIR", "PWD", "OLDPWD"})
_NEVER_BEGINS = ("BASH", "SHELL", "PROMPT", "LD_", "DYLD_", "AUTOVENV", "__autovenv")


def root_of(environ: Mapping[str, str]) -> str:
    """Return the project that is active in the shell that started this program, or ""."""
    head = environ.get(NAME, "").partition(RECORD)[0].split(FIELD)
    return head[1] if len(head) == 3 and head[0] == "1" else ""


def undo(environ: Mapping[str, str]) -> dict[str, str]:
    """Return environ as it was before the active project changed it. Data that is not ours is ignored as a whole."""
    result = dict(environ)
    entries, old = _parsed(result.pop(NAME, ""))
    if not entries:
        return result
    paths = result.get("PATH", "").split(os.pathsep)
    for entry in entries:
        if entry in paths:
            paths.remove(entry)
    result["PATH"] = os.pathsep.join(paths)
    for name, text in old.items():
        if text is None:
            result.pop(name, None)
        else:
            result[name] = text
    return result


def _parsed(text: str) -> tuple[list[str], dict[str, str | None]]:
    """Return our entries of PATH, and the old values (None: there was none); no entries if anything about the data is odd."""
    nothing: tuple[list[str], dict[str, str | None]] = ([], {})
    head, *records = text.split(RECORD)
    fields = head.split(FIELD)
    if len(fields) != 3 or fields[0] != "1" or not os.path.isabs(fields[1]) or not fields[2] or fields[2].strip("0123456789abcdef"):
        return nothing
    if not records or records.pop():
        return nothing
    entries: list[str] = []
    old: dict[str, str | None] = {}
    for record in records:
        kind, *rest = record.split(FIELD)
        if kind == "P" and len(rest) == 1 and os.path.isabs(rest[0]):
            entries.append(rest[0])
        elif kind == "S" and len(rest) == 2 and _is_settable(rest[0]):
            old[rest[0]] = rest[1]
        elif kind == "U" and len(rest) == 1 and _is_settable(rest[0]):
            old[rest[0]] = None
        else:
            return nothing
    return entries, old


def _is_settable(name: str) -> bool:
    proper = bool(name) and not name[0].isdigit() and _NAMES.issuperset(name)
    return proper and name not in _NEVER and not name.startswith(_NEVER_BEGINS)
