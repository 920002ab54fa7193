"""The tool that locks a project, for a command that leaves its work to it."""

from __future__ import annotations

import os

from autovenv.base.value import value
from autovenv.project.recognition import LOCKS, PLAIN


@value
class Locking:
    """A tool that keeps a lock of its own, and the file by which it is known, as people know it."""

    tool: str
    mark: str


def locking_tool(root: str) -> Locking | None:
    """Return the tool that locks the project in root by a file of its own; None where none does."""
    found = (Locking(tool, name) for name, tool in LOCKS if tool != PLAIN and os.path.isfile(os.path.join(root, name)))
    return next(found, None)
