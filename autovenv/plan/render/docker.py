"""A file for `docker run --env-file` (podman reads it, too): NAME=value as it is, without any quoting."""

from __future__ import annotations

from autovenv.base.errors import AutovenvError
from autovenv.plan.variables import is_utf8, variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.plan.plan import Plan

_LINE = 64 * 1024 - 2  # bytes; docker reads lines into a buffer of 64 KiB, their end included


def statements(plan: Plan, environ: Mapping[str, str]) -> str:
    """Return the plan's variables, PATH as a whole, as lines. A variable that the plan takes away is named in a comment.

    Raises AutovenvError, naming the variable, for a value that such a file can't hold: one of several lines, one that is not UTF-8,
    one that is too long.
    """
    lines = [f"# unset {name}\n" for name in plan.unset]
    for name, text in variables(plan, environ):
        line = f"{name}={text}"
        fault = ""
        if "\n" in text or "\r" in text:
            fault = "has more than one line"
        elif not is_utf8(text):
            fault = "is not UTF-8"
        elif len(line.encode()) > _LINE:
            fault = "is longer than 64 KiB"
        if fault:
            raise AutovenvError(f"{name} {fault}, which an env file of docker can't hold: unset it, or use `docker run --env {name}`")
        lines.append(f"{line}\n")
    return "".join(lines)
