"""The tool that a project is managed with, for a command that leaves its work to it."""

from __future__ import annotations

import os

from autovenv.base.value import value
from autovenv.env.kinds import tools
from autovenv.env.tool import Tool


@value
class Locking:
    """A tool that keeps a lock of its own, and the file by which it is known, as people know it."""

    tool: Tool
    mark: str


def locking_tool(root: str) -> Locking | None:
    """Return the tool that locks the project in root by a file of its own (of its workspace's, for uv); None where none does."""
    for tool in (one for one in tools() if one.lock):
        for name in filter(None, (tool.lock, tool.project if tool.project != "pyproject.toml" else "")):
            if os.path.isfile(os.path.join(root, name)):
                return Locking(tool, name)
    return None
