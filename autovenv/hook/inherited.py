"""Undo data that a shell exported (spec/undo.md), read by a program that the shell started."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FIELD, RECORD = "\x1f", "\x1e"
NAME = "AUTOVENV_UNDO"


def root_of(environ: Mapping[str, str]) -> str:
    """Return the project that is active in the shell that started this program, or ""."""
    head = environ.get(NAME, "").partition(RECORD)[0].split(FIELD)
    return head[1] if len(head) == 3 and head[0] == "1" else ""


def undo(environ: Mapping[str, str]) -> dict[str, str]:
    """Return environ as it was before the active project changed it. Data that is not ours is ignored as a whole."""
    result = dict(environ)
    text = result.pop(NAME, "")
    if not root_of(environ) or not text.endswith(RECORD):
        return result
    paths = result.get("PATH", "").split(os.pathsep)
    changed: dict[str, str | None] = {}
    for line in text[: -len(RECORD)].split(RECORD)[1:]:
        fields = line.split(FIELD)
        if fields[0] == "P" and len(fields) == 2 and fields[1] in paths:
            paths.remove(fields[1])
        elif fields[0] == "S" and len(fields) == 3:
            changed[fields[1]] = fields[2]
        elif fields[0] == "U" and len(fields) == 2:
            changed[fields[1]] = None
        elif fields[0] != "P":
            return {name: old for name, old in environ.items() if name != NAME}
    for name, old in changed.items():
        if old is None:
            result.pop(name, None)
        else:
            result[name] = old
    result["PATH"] = os.pathsep.join(paths)
    return result
