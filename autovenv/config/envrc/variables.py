"""Variables as bash has them: assignment, `export`, `unset`, `set -a`, and the names that mean something to bash itself."""

from __future__ import annotations

from autovenv.base.variables import is_name

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
_EXPORT_ALL = {("-a",): True, ("-o", "allexport"): True, ("+a",): False, ("+o", "allexport"): False}


def read(scope: Scope, name: str, place: Place) -> str | None:
    """Return a variable's value, None if it is not set. Raises BashNeededError for one that bash alone knows."""
    if name == "PWD":
        return scope.directory
    if name in _MAGIC or name.startswith(_MAGIC_BEGINS) or (name in _GIVEN and name not in scope.variables):
        raise place.needs_bash(f"${name}")
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
        raise place.needs_bash("`export` alone")
    status = 0
    for argument in arguments:
        left, equals, text = argument.partition("=")
        name = left.removesuffix("+") if equals else left
        if argument.startswith("-"):
            raise place.needs_bash(f"`export {argument}`")
        if not is_name(name):
            scope.say(f"{place}: export: `{argument}` is no variable's name")
            status = 1
            continue
        _check(name, place)
        if equals:
            scope.assign(name, (scope.get(name) or "") + text if left != name else text, place)
        elif name in _GIVEN and name not in scope.variables:
            raise place.needs_bash(f"${name}")
        scope.export(name)
    return status


def unset(scope: Scope, arguments: list[str], is_function: Callable[[str], bool], place: Place) -> int:
    """Do what `unset` does and return its exit status. `is_function`: whether bash might forget what is no variable."""
    for name in arguments:
        if not is_name(name) or name == "PATH":
            raise place.needs_bash(f"`unset {name}`")
        _check(name, place)
        if is_function(name) and name not in scope.variables:
            raise place.needs_bash("to unset a function")
        scope.unset(name)
    return 0


def set_option(scope: Scope, arguments: list[str], place: Place) -> int:
    """Do `set -a` and `set +a`, by their long names, too."""
    on = _EXPORT_ALL.get(tuple(arguments))
    if on is None:
        raise place.needs_bash(f"`{' '.join(('set', *arguments))}`")
    scope.all_exported = on
    return 0


def status_of(scope: Scope, arguments: list[str], command: str, place: Place) -> int:
    """Return the exit status that `exit` or `return` names: 0 to 255, that of the last command if none is given."""
    if not arguments:
        return scope.status
    digits = arguments[0].removeprefix("-")
    if len(arguments) > 1 or not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise place.needs_bash(f"`{command} {' '.join(arguments)}`")
    return int(arguments[0]) & 0xFF


def _check(name: str, place: Place) -> None:
    if name in _MAGIC or name == "PWD" or name.startswith(_MAGIC_BEGINS):
        raise place.needs_bash(f"to change {name}")
