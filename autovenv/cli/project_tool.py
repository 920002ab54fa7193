"""The tool that a project is managed with, for a command that leaves its work to it."""

from __future__ import annotations

import os

from autovenv.base.files import read_small
from autovenv.base.value import value
from autovenv.env.kinds import tools
from autovenv.env.tool import Tool

_LARGEST = 1 << 20  # bytes


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


def managing_tool(root: str) -> Tool | None:
    """Return the tool that manages the project in root, by its lock, its own file or its table in pyproject.toml; None where none does."""
    locking = locking_tool(root)
    if locking:
        return locking.tool
    try:
        lines = read_small(os.path.join(root, "pyproject.toml"), _LARGEST).splitlines()
    except OSError:
        lines = []
    for tool in tools():
        # [tool.hatch] alone says how a package is built, whoever manages the project.
        table = "tool.hatch.envs" if tool.name == "hatch" else tool.table
        tables = (f"[{table}]".encode(), f"[{table}.".encode())
        if table and any(line.strip().startswith(tables) for line in lines):
            return tool
        own = "hatch.toml" if tool.name == "hatch" else tool.project
        if own != "pyproject.toml" and os.path.isfile(os.path.join(root, own)):
            return tool
    return None
