"""has, env_vars_required, strict_env, unstrict_env, direnv_version: what a file wants to know, or insists on."""

from __future__ import annotations

from autovenv.base.errors import EvaluationError
from autovenv.config.envrc.forms import is_of_the_shell, lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Place, Scope

LIKE_DIRENV = (2, 37, 0)  # the release whose functions are known here


def has(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Has c: 0 for a program on PATH, a builtin of bash, a function of direnv's."""
    name = arguments[0] if arguments else ""
    if is_of_the_shell(name) or lookup.which(scope, name):
        return 0
    if name.startswith(("use_", "layout_", "nix_direnv")):
        raise place.needs_bash(f"{name} may be a function of the user's direnvrc: that")
    return 1


def env_vars_required(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """env_vars_required N…: an error that names all which are not exported or empty; nothing of the file is applied then."""
    missing = [name for name in arguments if not scope.get(name) or name not in scope.exported]
    if missing:
        raise EvaluationError(str(place), f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} required, and not set or empty")
    return 0


def strict_env(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """strict_env: from here on an unset variable is an error, and so is a command that fails."""
    _alone("strict_env", arguments, place)
    scope.strict = True
    return 0


def unstrict_env(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """unstrict_env: no longer."""
    _alone("unstrict_env", arguments, place)
    scope.strict = False
    return 0


def direnv_version(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """direnv_version v: 0 where v's functions are known, that is up to LIKE_DIRENV."""
    ours = ".".join(map(str, LIKE_DIRENV))
    if not arguments or not arguments[0]:
        scope.say(ours)
        return 0
    numbers = arguments[0].removeprefix("v").split("-")[0].split(".")
    if not all(number.isascii() and number.isdigit() for number in numbers):
        scope.say(f"{place}: {arguments[0]!r} is no version")
        return 1
    if tuple(map(int, numbers)) > LIKE_DIRENV:
        scope.say(f"{place}: the file wants direnv {arguments[0]}; what autovenv knows is that of {ours}")
        return 1
    return 0


def _alone(command: str, arguments: tuple[str, ...], place: Place) -> None:
    if arguments:
        raise place.needs_bash(f"{command} before a command")
