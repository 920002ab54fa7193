"""Lines that create an environment or install into it: `python -m venv P`, `uv venv`, `uv sync`, `pip install -r F`, `poetry install`.

None is run where it stands. They are noted, and take effect through our own creation and installer once the file is done.
"""

from __future__ import annotations

import os

from autovenv.base.errors import EvaluationError
from autovenv.config.envrc.forms.lookup import expand_path
from autovenv.config.result import BashNeededError
from autovenv.env.layout import Layout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Place, Scope

_VERSION, _VALUE, _FLAG = "version", "value", "flag"  # what an option takes: the Python, something, nothing
_VENV = {
    "--prompt": _VALUE, "--symlinks": _FLAG, "--copies": _FLAG, "--clear": _FLAG, "--upgrade": _FLAG, "--upgrade-deps": _FLAG,
    "--without-pip": _FLAG,
}  # fmt: skip
_VIRTUALENV = {
    "-p": _VERSION, "--python": _VERSION, "--prompt": _VALUE, "--copies": _FLAG, "--always-copy": _FLAG, "--symlinks": _FLAG,
    "--clear": _FLAG, "--no-pip": _FLAG, "--no-setuptools": _FLAG, "--no-wheel": _FLAG, "-q": _FLAG, "--quiet": _FLAG, "--download": _FLAG,
    "--no-site-packages": _FLAG,
}  # fmt: skip
_UV_VENV = {
    "-p": _VERSION, "--python": _VERSION, "--prompt": _VALUE, "--seed": _FLAG, "--clear": _FLAG, "-c": _FLAG, "--allow-existing": _FLAG,
    "-q": _FLAG, "--quiet": _FLAG, "--no-project": _FLAG, "--link-mode": _VALUE,
}  # fmt: skip
# Where they install to somewhere else than an environment.
_ELSEWHERE = ("--target", "-t", "--user", "--prefix", "--root", "--system", "--dry-run")
_OTHER_PROJECT = ("--project", "--directory", "-C", "-P")
_LOCKS = {
    "uv": ("pyproject.toml", "uv.lock"), "poetry": ("pyproject.toml", "poetry.lock"), "pdm": ("pyproject.toml", "pdm.lock"),
    "pipenv": ("Pipfile", "Pipfile.lock"),
}  # fmt: skip
_INSTALL = {"uv": ("sync",), "poetry": ("install", "sync"), "pdm": ("install", "sync"), "pipenv": ("install", "sync")}


class Python:
    """`python`, `python3`, `python3.11` as a command."""

    def __init__(self, program: str) -> None:
        """`program` is the name that is written."""
        self.program = program

    def __call__(self, scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
        """Take note of -m venv P, -m virtualenv P, -m pip install …."""
        if arguments[:2] == ("-m", "venv"):
            return _create(scope, (f"{self.program} -m venv", _VENV, arguments[2:]), place, asked_version(scope, self.program))
        if arguments[:2] == ("-m", "virtualenv"):
            return _create(scope, (f"{self.program} -m virtualenv", _VIRTUALENV, arguments[2:]), place, asked_version(scope, self.program))
        if arguments[:2] == ("-m", "pip"):
            return pip(scope, arguments[2:], place)
        raise place.needs_bash(f"`{self.program} {' '.join(arguments)}`")


def virtualenv(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Virtualenv [-p V] P: P is to be made."""
    return _create(scope, ("virtualenv", _VIRTUALENV, arguments), place)


def uv(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Uv venv [P], uv sync …, uv pip install …."""
    if arguments[:1] == ("venv",):
        return _create(scope, ("uv venv", _UV_VENV, arguments[1:]), place, default=_project_environment(scope))
    if arguments[:2] in (("pip", "install"), ("pip", "sync")):
        return _install(scope, ("uv", *arguments), place)
    return _tool("uv", scope, arguments, place)


def pip(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Pip install …."""
    if arguments[:1] != ("install",):
        raise place.needs_bash(f"`pip {' '.join(arguments)}`")
    return _install(scope, ("pip", *arguments), place)


def poetry(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Poetry install …."""
    return _tool("poetry", scope, arguments, place)


def pipenv(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Pipenv install …."""
    return _tool("pipenv", scope, arguments, place)


def pdm(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Pdm install …."""
    return _tool("pdm", scope, arguments, place)


def asked_version(scope: Scope, program: str) -> str:
    """Return which Python the name or path of a program, or a version, asks for, as in Layout.

    `python` and `python3` ask for none: autovenv makes environments for no other.
    """
    if "/" in program or os.sep in program:
        return expand_path(scope, program)
    return "" if program in ("python", "python3", "3") else program


def asked_program(program: str, version: str) -> str:
    """Return the program on PATH that a line names without a version, as in Layout."""
    return "" if version else {"": "python", "3": "python3"}.get(program, program)


def _tool(name: str, scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    command = arguments[0] if arguments else ""
    if command == "shell":
        raise EvaluationError(str(place), f"`{name} shell` starts a shell, which never comes back from here; write `layout {name}`")
    if command not in _INSTALL[name]:
        raise place.needs_bash(f"`{name} {' '.join(arguments)}`")
    if any(word.split("=")[0] in _OTHER_PROJECT for word in arguments):
        raise BashNeededError(str(place), f"`{name} {' '.join(arguments)}` needs bash: it works on another directory")
    if name == "uv" and "--active" not in arguments:
        path = expand_path(scope, _project_environment(scope))
        scope.made[path] = Layout("uv", str(place), path=path)
    for file in _LOCKS[name]:
        scope.sources.watch(os.path.join(scope.directory, file))
    scope.installs.append((name, *arguments))
    return 0


def _install(scope: Scope, line: tuple[str, ...], place: Place) -> int:
    """Note a line of pip's. The files that it names are inputs."""
    files, wanted = [], ""
    for word in line:
        if wanted:
            files.append(word)
            wanted = ""
        elif word in ("-r", "--requirement", "--requirements", "-c", "--constraint", "--constraints"):
            wanted = word
        elif word.startswith(("--requirement=", "--requirements=", "--constraint=", "--constraints=")):
            files.append(word.partition("=")[2])
        elif word.startswith("-r") and not word.startswith("--"):
            files.append(word[2:])
        elif word.split("=")[0] in _ELSEWHERE:
            raise BashNeededError(str(place), f"`{' '.join(line)}` needs bash: {word} installs outside of the environment")
        elif line[1:3] == ("pip", "sync") and not word.startswith("-") and word not in ("uv", "pip", "sync"):
            files.append(word)
    if wanted:
        raise EvaluationError(str(place), f"{wanted} needs a file")
    for file in files:
        scope.sources.watch(expand_path(scope, file))
    scope.installs.append(line)
    return 0


def _create(scope: Scope, command: tuple[str, dict[str, str], tuple[str, ...]], place: Place, version: str = "", default: str = "") -> int:
    """Note an environment that a line creates. `command` is how the line begins, the options that are known, and the other words."""
    name, known, words = command
    paths, wanted = [], ""
    for word in words:
        option, has_value, text = word.partition("=")
        takes = known.get(option, "") if word.startswith("-") else ""
        if wanted:
            version = word if wanted == _VERSION else version
            wanted = ""
        elif not word.startswith("-"):
            paths.append(word)
        elif not takes or (has_value and takes == _FLAG):
            raise place.needs_bash(f"`{name} {word}`")
        elif has_value:
            version = text if takes == _VERSION else version
        elif takes != _FLAG:
            wanted = takes
    if len(paths) != 1 and not (default and not paths):
        raise EvaluationError(str(place), f"{name} needs one path")
    path = expand_path(scope, paths[0] if paths else default)
    asked = asked_version(scope, version)
    # uv reads `-p python3` as any Python 3.
    program = version if version in ("python", "python3") and name != "uv venv" else name.split()[0]
    named = asked_program(program, asked) if program.startswith("python") else ""
    scope.made[path] = Layout("path", str(place), version=asked, program=named, path=path)
    return 0


def _project_environment(scope: Scope) -> str:
    """Return where `uv venv` and `uv sync` keep the environment of the directory's project."""
    path = os.path.join(scope.directory, "pyproject.toml")
    scope.sources.watch(path)
    return (scope.get("UV_PROJECT_ENVIRONMENT") if os.path.isfile(path) else "") or ".venv"
