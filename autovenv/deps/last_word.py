"""The error in a program's log, in one line. Each tool has its own form of an error."""

from __future__ import annotations

import re

from autovenv.base.escape import visible
from autovenv.base.files import read_small

_LARGEST_LOG = 4 << 20  # bytes
_LONGEST = 300  # characters
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
HEAD = "# autovenv "  # what a line begins with that says when a command was run
_TELLING = ("credentials",)  # in a hint of uv's that says why, where the error says only what


def text_of(log: str) -> str:
    """Return what programs have printed into a log, "" where it can't be read."""
    try:
        text = read_small(log, _LARGEST_LOG).decode(errors="replace")
    except OSError:
        return ""
    return "".join(line for line in _COLOUR.sub("", text).splitlines(keepends=True) if not line.startswith(HEAD))


def last_word(log: str) -> str:
    """Return what the log says went wrong, in one line."""
    lines = [line.strip() for line in text_of(log).splitlines()]
    said = _of_uv(lines) or _of_poetry(lines) or _plain(lines)
    # What went wrong stands at the beginning, why at the end: between them are paths.
    return visible(said if len(said) <= _LONGEST else f"{said[: _LONGEST // 2]} … {said[-_LONGEST // 2 :]}")


def _of_uv(lines: list[str]) -> str:
    """Return an error of uv's: what, and why: that it was not let in, what a build printed last, or the cause of all causes."""
    start = next((number for number in reversed(range(len(lines))) if lines[number].startswith("error:")), len(lines))
    if start == len(lines):
        return ""
    lines = lines[start:]
    end = next((number for number, line in enumerate(lines) if line.startswith("hint:")), len(lines))
    hint = next((line.removeprefix("hint:").strip() for line in lines[end:] if any(word in line for word in _TELLING)), "")
    printed = next((number for number, line in enumerate(lines) if line in ("[stdout]", "[stderr]")), end)
    causes: list[str] = []
    for line in filter(None, lines[1:printed]):
        if line.startswith("cause:"):
            causes.append(line.removeprefix("cause:").strip())
        elif causes:
            causes[-1] += f" {line}"
    why = hint or next(filter(None, reversed(lines[printed:end])), "") or (causes[-1] if causes else "")
    return ": ".join(filter(None, (lines[0].removeprefix("error:").strip(), why)))


def _of_poetry(lines: list[str]) -> str:
    """Return an error of poetry's: of a block at a margin what it begins with, or what a program in it printed last."""
    for number, line in enumerate(lines):
        if line.isidentifier() and line.endswith(("Error", "Exception", "Failure")):
            return next(filter(None, lines[number + 1 :]), line)  # its kind has a line of its own
    start = next((number for number, line in enumerate(lines) if line.startswith("| ")), len(lines))
    block = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        block.append(line[1:].strip())
    said = list(filter(None, block))
    if not said or not said[0].startswith("Command "):
        return said[0] if said else ""
    headline = next(filter(None, reversed(lines[:start])), "")
    return ": ".join(filter(None, (headline, said[-1])))


def _plain(lines: list[str]) -> str:
    """Return the last line that speaks of an error (pdm says more behind it), else the last one."""
    spoken = [line for line in lines if "error" in line.lower()] or [line for line in lines if line]
    return spoken[-1] if spoken else ""
