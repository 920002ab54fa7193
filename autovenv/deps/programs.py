"""The programs that install packages into a given environment."""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.parents import nearest
from autovenv.base.programs import find_program
from autovenv.env import conda, paths
from autovenv.env.backends import uv
from autovenv.env.kinds import installing, tool_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.env.tool import Tool

_UNDERSTOOD = {
    "-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-U", "--upgrade", "--no-deps", "--require-hashes", "-q", "--quiet",
    "-i", "--index-url", "--extra-index-url", "--no-index", "-f", "--find-links",
}  # fmt: skip
"""Options of pip that mean the same to `uv pip`."""

_MISLEADING = ("PYTHONHOME", "__PYVENV_LAUNCHER__", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_PYTHON")
"""Variables that would make pip install elsewhere; a tool's own are in env/kinds."""

_QUIET = {"PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_COLOR": "1"}
"""Nobody is there to be asked, and the log is read as text."""


def of_pip(command: tuple[str, ...]) -> tuple[str, ...]:
    """Return the arguments of `[uv] pip install`, `uv pip sync` or `python -m pip install`; () for another command."""
    if command[:3] == ("uv", "pip", "sync"):
        return command[3:]
    words = command[1:] if command[:1] == ("uv",) else command
    if words[:1] and words[0].startswith("python") and words[1:3] == ("-m", "pip"):
        words = words[2:]
    return words[2:] if words[:1] in (("pip",), ("pip2",), ("pip3",)) and words[1:2] == ("install",) else ()


def environ_for(environment: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a program that shall install into environment: as if it were active."""
    is_conda = not os.path.exists(paths.configuration_path(environment)) and os.path.isdir(conda.metadata_directory(environment))
    entries = conda.path_entries(environment) if is_conda else (paths.bin_directory(environment),)
    tools = installing()
    misleading = {*_MISLEADING, *(name for tool in tools for name in tool.misleading)}
    kept = {name: text for name, text in environ.items() if name not in misleading}
    if is_conda:
        kept.pop("VIRTUAL_ENV", None)
        kept.update(conda.variables(environment, environ))
    else:
        kept["VIRTUAL_ENV"] = environment
    path = os.pathsep.join([*entries, *([environ["PATH"]] if environ.get("PATH") else [])])
    return {**kept, "PATH": path, "UV_PROJECT_ENVIRONMENT": environment, **_QUIET, **dict(one for tool in tools for one in tool.quiet)}


def translated(command: tuple[str, ...], environment: str, root: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the command to run, an absolute path and arguments, for one as it was written.

    `environ` is that of environ_for(). An existing lock is obeyed and never rewritten. Raises AutovenvError where the program is
    not installed, or the line installs nothing that is known.
    """
    python = conda.python_path(environment) if os.path.isdir(conda.metadata_directory(environment)) else paths.python_path(environment)
    program = uv.find(environ, root)
    arguments = of_pip(command)
    if arguments:
        written_for_uv = command[0] == "uv"
        if program and (written_for_uv or all(word.partition("=")[0] in _UNDERSTOOD for word in arguments if word.startswith("-"))):
            return (program, "pip", command[2] if written_for_uv else "install", f"--python={python}", *arguments)
        if written_for_uv:
            raise AutovenvError(f"{typed(command)}: uv is not installed")
        return (python, "-m", "pip", "install", *arguments)
    tool = tool_of(command[0]) if command else None
    if tool is None or command[1:2] == () or command[1] not in tool.installs:
        known = ", ".join(one.name for one in installing())
        raise AutovenvError(f"{typed(command)}: autovenv installs with pip, {known}; run it yourself")
    words = tool.as_locked(command[1:]) if nearest(tool.lock, root) else command[1:]
    if tool.name == "uv":
        if not program:
            raise AutovenvError(f"{typed(command)}: uv is not installed")
        # Named, an interpreter that does not suit the project is an error; else uv would put another environment in its place.
        return (program, words[0], f"--python={python}", *words[1:])
    return (_program(command, tool, environ), *words)


def typed(command: tuple[str, ...]) -> str:
    """Return a command as it was written."""
    return " ".join(command)


def _program(command: tuple[str, ...], tool: Tool, environ: Mapping[str, str]) -> str:
    program = find_program(command[0], environ)
    if program:
        return program
    raise AutovenvError(f"{typed(command)}: {command[0]} is not installed: `{tool.get}`")
