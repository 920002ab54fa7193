"""has, env_vars_required, strict_env, unstrict_env, direnv_version, on_git_branch: what a file wants to know, or insists on."""

from __future__ import annotations

import os

from autovenv.base.errors import EvaluationError
from autovenv.base.files import TooLargeError
from autovenv.base.parents import upward
from autovenv.base.repository import git_mark, named_directory
from autovenv.config.envrc.forms import is_of_the_shell, lookup
from autovenv.config.result import BashNeededError
from autovenv.plan.inputs import Input, read_watched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Place, Scope

LIKE_DIRENV = (2, 37, 0)  # the release whose functions are known here
_REF = "ref: refs/heads/"
_HEAD = 4096  # bytes


def has(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Has c: 0 for a program on PATH, a builtin of bash, a function of direnv's."""
    name = arguments[0] if arguments else ""
    if is_of_the_shell(name) or lookup.which(scope, name):
        return 0
    if name.startswith(("use_", "layout_", "nix_direnv")):
        raise BashNeededError(str(place), f"{name} may be a function of the user's direnvrc: that needs bash")
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


def on_git_branch(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """on_git_branch [b]: 0 in a repository, on branch b. git is not run: HEAD says it, and is watched."""
    directory = _git_directory(scope)
    if not directory:
        scope.say(f"{place}: {scope.directory} is in no git repository")
        return 1
    if not arguments or not arguments[0]:
        return 0
    if arguments[0] == "-r":
        raise BashNeededError(str(place), "on_git_branch -r needs bash")
    return 0 if _branch(scope, os.path.join(directory, "HEAD"), place) == arguments[0] else 1


def _branch(scope: Scope, head: str, place: Place) -> str:
    """Return the branch that a HEAD names, "" if it is detached."""
    try:
        content, given = read_watched(head, _HEAD)
    except (OSError, TooLargeError):
        scope.sources.watch(head)
        return ""
    scope.sources.inputs.append(given)
    text = content.decode("utf-8", "surrogateescape").strip()
    if text == _REF + ".invalid":
        raise BashNeededError(str(place), "the branch of a repository with reftables is known by git alone")
    return text.removeprefix(_REF) if text.startswith(_REF) else ""


def _git_directory(scope: Scope) -> str:
    """Return the scope's git directory, "" if there is none; that of a worktree or a submodule is named in a file `.git`."""
    given = scope.get("GIT_DIR")
    if given:
        return os.path.join(scope.directory, given)
    for directory in upward(scope.directory):
        path = git_mark(directory)
        target = path
        if os.path.isfile(path):
            try:
                content, seen = read_watched(path, _HEAD)
            except (OSError, TooLargeError):
                content, seen = b"", Input("present", path)
            scope.sources.inputs.append(seen)
            target = named_directory(directory, content) or path
        head = os.path.join(target, "HEAD")
        if os.path.lexists(head):
            scope.sources.inputs.append(Input("present", head))
            return target
        scope.sources.inputs.append(Input("absent", head))
    return ""


def _alone(command: str, arguments: tuple[str, ...], place: Place) -> None:
    if arguments:
        raise BashNeededError(str(place), f"{command} before a command needs bash")
