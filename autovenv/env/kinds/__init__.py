"""Places where tools keep a project's environment, known without running the tools: one kind a module, all with the same two names.

`TOOL` is a Tool, what others have to know of it. `find(layout, root, environ, venv_path)` returns a Found: it reads names of directories
and the tools' configuration files; nothing is run, nothing of the project is imported, nothing raised. `environ` is the environment
outside the project. Where a tool needs more than an environment at its place, its module has `finish(path, root, environ)`.
"""

from __future__ import annotations

import os

from autovenv.base.value import replace
from autovenv.env.kinds.found import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Protocol

    from autovenv.env.layout import Layout
    from autovenv.env.tool import Tool

    class Kind(Protocol):
        """A module of this folder."""

        TOOL: Tool

        def find(self, layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:
            """Return where the environment is."""
            ...


_SHARED = ("__init__", "directories", "directory_names", "evidence", "found")  # modules that are no kind


def names() -> tuple[str, ...]:
    """Return the names of the kinds, sorted: those of their modules."""
    found = (name.removesuffix(".py") for name in os.listdir(__path__[0]) if name.endswith(".py"))
    return tuple(sorted(name for name in found if name not in _SHARED))


def tools() -> tuple[Tool, ...]:
    """Return all tools. It imports each of their modules, 2 ms: what a shell waits for asks by name."""
    return tuple(_module(name).TOOL for name in names())


def tool_of(word: str) -> Tool | None:
    """Return the tool that `layout` has that word for, None where there is none."""
    if word in names():
        return _module(word).TOOL
    return next((tool for tool in tools() if word in tool.others), None)


def installing() -> tuple[Tool, ...]:
    """Return the tools that install packages, each by commands of its own."""
    return tuple(tool for tool in tools() if tool.installs)


def _module(name: str) -> Kind:
    found: Kind = __import__(f"{__name__}.{name}", fromlist=["find"])  # importlib costs more to import than all that is looked at
    return found


def is_installed(tool: Tool, environ: Mapping[str, str], project: str) -> bool:
    """Tell whether the program of a tool is there, and not the project's own; a module that knows more ways to find it has `program_of`."""
    from autovenv.base.programs import find_program

    finding = getattr(_module(tool.name), "program_of", None)
    return bool(finding(environ, project) if finding else find_program(tool.name, environ, project))


def finish(name: str, path: str, root: str, environ: Mapping[str, str] | None = None) -> None:
    """Put into an environment that autovenv made, for the project in root, what the tool of that name needs to take it. Raises OSError."""
    if name in names() and (finishing := getattr(_module(name), "finish", None)):
        finishing(path, root, os.environ if environ is None else environ)


def workspace_of(name: str, root: str) -> str:
    """Return the root of the workspace that the project in root is a member of by the rules of the tool of that name, else root itself."""
    of: Callable[[str], str] | None = getattr(_module(name), "workspace_of", None)
    return of(root) if of else root


def placed(layout: Layout, found: Found) -> Layout:
    """Return layout with the place that was found. Raises AbsentError where its environment is yet to be made, by its tool."""
    from autovenv.env.layout import AbsentError

    if found.error:
        raise AbsentError(layout.where, found.error)
    if not found.exists and found.tool:
        raise AbsentError(layout.where, f"layout {layout.kind}: there is no environment yet: `{' '.join(found.tool)}` makes it")
    if not found.path:
        raise AbsentError(layout.where, f"layout {layout.kind}: its environment is not to be found")
    return replace(layout, path=found.path, create=layout.create and found.make, led=found.led)


def locate(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str = ".venv") -> Found:
    """Return where the environment of `layout` is for the project in the directory `root`.

    `venv_path` is the place below root of an environment that autovenv makes of its own accord (the user's setting).
    """
    tool = tool_of("python" if layout.kind == "path" else layout.kind)
    if tool is None:
        known = sorted(word for tool in tools() for word in (tool.name, *tool.others))
        return Found(error=f"there is no layout {layout.kind!r}: it is one of {', '.join(known)}")
    # VIRTUAL_ENV= above the layout chooses the path, whatever the tool's own place is: once active, the tools install into it.
    name = "python" if layout.path and tool.name != "conda" else tool.name
    return _module(name).find(layout, root, environ, venv_path)
