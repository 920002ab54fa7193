"""The programs that install packages into a given environment."""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.parents import nearest
from autovenv.base.programs import find_program, is_executable
from autovenv.base.redaction import without_passwords
from autovenv.deps.pip import UNDERSTOOD, of_pip
from autovenv.deps.uv_settings import refuse_elsewhere
from autovenv.env import conda, paths
from autovenv.env.backends import uv
from autovenv.env.kinds import installing, tool_of, tools
from autovenv.env.kinds.conda import program_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.env.tool import Tool

_MISLEADING = ("PYTHONHOME", "__PYVENV_LAUNCHER__", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_PYTHON")
"""Variables that would make pip install elsewhere; a tool's own are in env/kinds."""

_QUIET = {"PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_COLOR": "1"}
"""Nobody is there to be asked, and the log is read as text."""


def environ_for(environment: str, environ: Mapping[str, str], *, own: bool = False) -> dict[str, str]:
    """Return the variables of a program that shall install into environment: as if it were active, once it is there.

    `own`: for any program.
    """
    is_conda = not os.path.exists(paths.configuration_path(environment)) and os.path.isdir(conda.metadata_directory(environment))
    entries = conda.path_entries(environment) if is_conda else (paths.bin_directory(environment),)
    known = tools()
    misleading = {*_MISLEADING, *(name for tool in known for name in tool.misleading)}
    kept = {name: text for name, text in environ.items() if name not in misleading}
    kept.pop("VIRTUAL_ENV", None)
    if not os.path.lexists(environment):
        entries = ()
    elif is_conda:
        kept.update(conda.variables(environment, environ))
    else:
        kept["VIRTUAL_ENV"] = environment
    path = os.pathsep.join([*entries, *([environ["PATH"]] if environ.get("PATH") else [])])
    if own and os.path.exists(_python(environment)):
        kept["UV_PYTHON"] = _python(environment)  # else uv would put another environment in the place of one that does not suit the project
    return {**kept, "PATH": path, "UV_PROJECT_ENVIRONMENT": environment, **_QUIET, **dict(one for tool in known for one in tool.quiet)}


def translated(command: tuple[str, ...], environment: str, root: str, environ: Mapping[str, str], *, own: bool = False) -> tuple[str, ...]:
    """Return the command to run, an absolute path and arguments, for one as it was written.

    `environ` is that of environ_for(). An existing lock is obeyed and never rewritten. `own`: it is any program, on PATH or by a path
    from root, and what it is given is left as it is. Raises AutovenvError where the program is not installed, or the line installs
    nothing that is known.
    """
    if own:
        return _own(command, root, environ)
    python = _python(environment)
    program = uv.find(environ, root)
    arguments = of_pip(command)
    if arguments:
        written_for_uv = command[0] == "uv"
        if program and (written_for_uv or all(word.partition("=")[0] in UNDERSTOOD for word in arguments if word.startswith("-"))):
            refuse_elsewhere(root)
            return (program, "pip", command[2] if written_for_uv else "install", f"--python={python}", *arguments)
        # What requirements ask for, the environment's own pip can install as well.
        plain = command[2:3] == ("install",) and not any(word.endswith(".toml") for word in arguments)
        if written_for_uv and not (plain and os.path.exists(paths.pip_path(environment))):
            raise _no_uv(command)
        return (python, "-m", "pip", "install", *arguments)
    tool = tool_of(command[0]) if command else None
    if tool is not None and not tool.installs and _begins(command[1:], tool.sync, tool.creates):
        return (_program(command, tool, root, environ), *(_in_conda(command[1:], environment) if tool.name == "conda" else command[1:]))
    if tool is None or command[1:2] == () or command[1] not in tool.installs:
        known = ", ".join(one.name for one in installing())
        raise AutovenvError(f"{typed(command)}: autovenv installs with pip, {known}; run it yourself")
    words = tool.as_locked(command[1:]) if nearest(tool.lock, root) else command[1:]
    if tool.name == "uv":
        if not program:
            raise _no_uv(command)
        # Named, an interpreter that does not suit the project is an error; else uv would put another environment in its place.
        return (program, words[0], f"--python={python}", *words[1:])
    return (_program(command, tool, root, environ), *words)


def _begins(words: tuple[str, ...], *beginnings: tuple[str, ...]) -> bool:
    return any(one and words[: len(one)] == one for one in beginnings)


def _own(command: tuple[str, ...], root: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    name = os.path.expanduser(command[0])
    by_name = os.path.basename(name) == name
    program = find_program(name, environ) if by_name else os.path.join(root, name)
    program = program or (uv.find(environ, root) if name == "uv" else "")  # the one that autovenv has with it
    if not is_executable(program):
        raise AutovenvError(f"{typed(command)}: {command[0]} is not {'installed' if by_name else 'an executable'}")
    return (program, *command[1:])


def _python(environment: str) -> str:
    return conda.python_path(environment) if os.path.isdir(conda.metadata_directory(environment)) else paths.python_path(environment)


def _in_conda(words: tuple[str, ...], environment: str) -> tuple[str, ...]:
    """Return the words of `env update` for the environment at this path, which `env create` makes where it is not there yet."""
    made = os.path.isdir(conda.metadata_directory(environment))
    return (*(words if made else ("create" if word == "update" else word for word in words)), "--prefix", environment)


def former(command: tuple[str, ...]) -> tuple[str, ...]:
    """Return the command that a release of the tool from before it had this one has for it; () where there is none."""
    tool = tool_of(command[0]) if command else None
    return (tool.name, *tool.sync_before) if tool is not None and tool.sync_before and command[1:] == tool.sync else ()


def typed(command: tuple[str, ...]) -> str:
    """Return a command as people type it, quoted where a shell needs it, without the passwords of its URLs."""
    import shlex

    line = shlex.join(command)
    return os.fsdecode(without_passwords(os.fsencode(line))) if "@" in line else line


def _no_uv(command: tuple[str, ...]) -> AutovenvError:
    tool = tool_of("uv")
    return AutovenvError(f"{typed(command)}: uv is not installed{f': `{tool.get}`' if tool else ''}")


def _program(command: tuple[str, ...], tool: Tool, root: str, environ: Mapping[str, str]) -> str:
    """Return the tool's program: the user's, not one that the project in root brings. Raises AutovenvError."""
    program = program_of(environ, root) if tool.name == "conda" else find_program(command[0], environ, root)
    if program:
        return program
    raise AutovenvError(f"{typed(command)}: {command[0]} is not installed{f': `{tool.get}`' if tool.get else ''}")
