"""Variables as bash has them: assignment, `export`, `unset`, `set`, and the names that mean something to bash itself."""

from __future__ import annotations

from autovenv.base.errors import EvaluationError
from autovenv.base.variables import is_name
from autovenv.config.result import BashNeededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from autovenv.config.envrc.scope import Place, Scope

# bash computes these, makes them read-only, or changes how it works by them.
_MAGIC = frozenset({
    "UID", "EUID", "PPID", "SHELLOPTS", "RANDOM", "SRANDOM", "SECONDS", "LINENO", "EPOCHSECONDS", "EPOCHREALTIME", "FUNCNAME", "GROUPS",
    "DIRSTACK", "PIPESTATUS", "HISTCMD", "OPTIND", "OPTARG", "OPTERR", "COLUMNS", "LINES", "IFS", "_", "SHLVL", "OLDPWD", "POSIXLY_CORRECT",
    "GLOBIGNORE", "EXECIGNORE", "COPROC", "MAPFILE", "READLINE_LINE", "READLINE_POINT", "direnv", "direnv_config_dir",
})  # fmt: skip
_MAGIC_BEGINS = ("BASH", "COMP_")
# bash gives these a value where the environment has none.
_GIVEN = frozenset({"PATH", "SHELL", "TERM", "HOSTNAME", "HOSTTYPE", "MACHTYPE", "OSTYPE", "PS4"})
_OPTIONS = {"allexport": "a", "errexit": "e", "nounset": "u", "pipefail": ""}


def read(scope: Scope, name: str, place: Place) -> str | None:
    """Return a variable's value, None if it is not set. Raises BashNeededError for one that bash alone knows."""
    if name == "PWD":
        return scope.directory
    if name in _MAGIC or name.startswith(_MAGIC_BEGINS) or (name in _GIVEN and name not in scope.variables):
        raise BashNeededError(str(place), f"${name} needs bash")
    return scope.get(name)


def assign(scope: Scope, name: str, text: str, place: Place) -> None:
    """Set a variable as `NAME=text` does. Raises BashNeededError for one that bash treats in its own way."""
    _check(name, place)
    scope.assign(name, text, place)
    if scope.all_exported:
        scope.export(name)
    elif name != "PATH" and (name in scope.outside or name not in scope.exported):
        # Whether it is handed down depends on whether it was there before.
        scope.need(name)


def export(scope: Scope, arguments: list[str], place: Place) -> int:
    """Do what `export` does with NAME, NAME=value or NAME+=value and return its exit status."""
    if not arguments:
        raise BashNeededError(str(place), "`export` alone needs bash")
    status = 0
    for argument in arguments:
        if argument.startswith("-"):
            raise BashNeededError(str(place), f"`export {argument}` needs bash")
        left, equals, text = argument.partition("=")
        name = left.removesuffix("+") if equals else left
        if not is_name(name):
            scope.say(f"{place}: export: `{argument}` is no variable's name")
            status = 1
            continue
        _check(name, place)
        if equals:
            scope.assign(name, (scope.get(name) or "") + text if left != name else text, place)
        elif name in _GIVEN and name not in scope.variables:
            raise BashNeededError(str(place), f"${name} needs bash")
        scope.export(name)
    return status


def unset(scope: Scope, arguments: list[str], is_function: Callable[[str], bool], place: Place) -> int:
    """Do what `unset` does and return its exit status. `is_function`: whether bash might forget what is no variable."""
    only_variables = arguments[:1] == ["-v"]
    for name in arguments[only_variables:]:
        if name.startswith("-"):
            raise BashNeededError(str(place), f"`unset {name}` needs bash")
        _check(name, place)
        if not is_name(name) or name == "PATH":
            raise BashNeededError(str(place), f"`unset {name}` needs bash")
        if not only_variables and is_function(name) and name not in scope.variables:
            raise BashNeededError(str(place), "to unset a function needs bash")
        scope.unset(name)
    return 0


def set_options(scope: Scope, arguments: list[str], place: Place) -> int:
    """Do what `set` does with -a, -e, -u and their long names, and return its exit status."""
    at = 0
    if not arguments:
        raise BashNeededError(str(place), "`set` alone needs bash")
    while at < len(arguments):
        argument = arguments[at]
        at += 1
        if len(argument) < 2 or argument[0] not in "-+":
            raise BashNeededError(str(place), f"`set {argument}` needs bash")
        for letter in argument[1:]:
            if letter == "o":
                name = arguments[at] if at < len(arguments) else ""
                at += 1
                if name not in _OPTIONS:
                    raise BashNeededError(str(place), f"`set {argument} {name}` needs bash")
                letter = _OPTIONS[name]  # noqa: PLW2901
            _set_option(scope, letter, place, on=argument[0] == "-")
    return 0


def status_of(scope: Scope, arguments: list[str], command: str, place: Place) -> int:
    """Return the exit status that `exit` or `return` names: 0 to 255, that of the last command if none is given."""
    if not arguments:
        return scope.status
    digits = arguments[0].removeprefix("-")
    if len(arguments) > 1 or not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise BashNeededError(str(place), f"`{command} {' '.join(arguments)}` needs bash")
    return int(arguments[0]) & 0xFF


def missing(name: str, place: Place, message: str = "") -> EvaluationError:
    """Return the error for a variable that is not set and has to be."""
    return EvaluationError(str(place), f"{name}: {message}" if message else f"{name} is not set")


def _check(name: str, place: Place) -> None:
    if name in _MAGIC or name == "PWD" or name.startswith(_MAGIC_BEGINS):
        raise BashNeededError(str(place), f"to change {name} needs bash")


def _set_option(scope: Scope, letter: str, place: Place, *, on: bool) -> None:
    if letter == "a":
        scope.all_exported = on
    elif letter == "e":
        scope.errexit = on
    elif letter == "u":
        scope.nounset = on
    elif letter:
        raise BashNeededError(str(place), f"`set -{letter}` needs bash")
