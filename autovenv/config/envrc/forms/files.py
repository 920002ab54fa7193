"""source, source_env, source_up, dotenv: other files, read in place. Each is read through the one gate, so each is approved."""

from __future__ import annotations

import os

from autovenv.base.errors import EvaluationError
from autovenv.config.envrc.forms.activation import activate, activated_by
from autovenv.config.envrc.forms.lookup import expand_path, find_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Place, Scope


def source(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Source F: as if F's lines stood here; 1 where it is not there."""
    if not arguments or not arguments[0]:
        raise EvaluationError(str(place), "source needs a file")
    path = _on_path(scope, arguments[0]) or expand_path(scope, arguments[0])
    environment = activated_by(scope, path)
    if environment:
        return activate(scope, environment, arguments[1:], place)
    if arguments[1:]:
        raise place.needs_bash("source with arguments")
    if not os.path.lexists(path) or os.path.isdir(path):
        scope.sources.watch(path)
        scope.say(f"{place}: {path} is {'a directory' if os.path.isdir(path) else 'not there'}")
        return 1
    return _run(scope, path, "source", place)


def source_env(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """source_env F|DIR: F, or DIR's .envrc, is evaluated in the directory where it lies; 1 where it is not there."""
    if not any(arguments[:1]):
        # A glob without a match, a command that printed nothing: not the directory itself, whose file this is.
        scope.say(f"{place}: source_env: no file is named")
        return 1
    path = _named(scope, arguments)
    environment = activated_by(scope, path)
    if environment:
        return activate(scope, environment, (), place)
    if os.path.isdir(path):
        path = os.path.join(path, ".envrc")
    if not os.path.exists(path):
        scope.sources.watch(path)
        scope.say(f"{place}: {path} is not there")
        return 1
    return _run_there(scope, path, place)


def source_env_if_exists(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """source_env_if_exists F: the same for a file; nothing, and 0, where it is none."""
    if not any(arguments[:1]):
        return 0
    path = _named(scope, arguments)
    if not os.path.isfile(path):
        scope.sources.watch(path)
        return 0
    return source_env(scope, arguments, place)


def source_up(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """source_up [name]: source_env of the nearest such file above the directory; 1 where there is none."""
    return _source_up(scope, arguments, place, missing=1)


def source_up_if_exists(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """source_up_if_exists [name]: the same; 0 where there is none."""
    return _source_up(scope, arguments, place, missing=0)


def dotenv(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Dotenv [f…]: what the files set is exported; 1 where one is not there."""
    status = 0
    for path in _dotenv_paths(scope, arguments):
        if os.path.isfile(path) or (os.path.exists(path) and not os.path.isdir(path)):
            _load(scope, path, place)
        else:
            scope.sources.watch(path)
            scope.say(f"{place}: {path} is not there")
            status = 1
    return status


def dotenv_if_exists(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """dotenv_if_exists [f…]: the same for those that are there."""
    for path in _dotenv_paths(scope, arguments):
        if os.path.isfile(path):
            _load(scope, path, place)
        else:
            scope.sources.watch(path)
    return 0


def require_allowed(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """require_allowed f…: the content of these files is part of the consent, though nothing is taken from them.

    As in direnv they lie in the project: whatever leads out of it is an error.
    """
    for name in arguments:
        if os.path.isabs(name) or ".." in name.split("/"):
            why = "is an absolute path" if os.path.isabs(name) else "leads upwards"
            raise EvaluationError(str(place), f"require_allowed: {name} {why}, and only files of the project can be required")
        path = expand_path(scope, name)
        if os.path.lexists(path):
            scope.sources.read(path, "require", str(place))
        else:
            scope.sources.watch(path)
    return 0


def _source_up(scope: Scope, arguments: tuple[str, ...], place: Place, missing: int) -> int:
    name = (arguments[0] if arguments else "") or ".envrc"
    above = os.path.dirname(scope.directory)
    path = find_up(scope, name, above) if above != scope.directory else ""
    if path:
        return _run_there(scope, path, place)
    if missing:
        scope.say(f"{place}: no directory above has a {name}")
    return missing


def _run_there(scope: Scope, path: str, place: Place) -> int:
    """Evaluate the file at path in its own directory. As in direnv, how its last line went is not told: 0."""
    directory, old = scope.directory, {name: scope.variables.get(name) for name in ("PWD", "OLDPWD")}
    scope.directory = os.path.dirname(path)
    scope.assign("PWD", scope.directory)
    try:
        _run(scope, path, "envrc", place)
    finally:
        scope.directory = directory
        for name, text in old.items():
            if text is None:
                scope.variables.pop(name, None)
            else:
                scope.variables[name] = text
    return 0


def _run(scope: Scope, path: str, kind: str, place: Place) -> int:
    content = scope.sources.read(path, kind, str(place))
    scope.sources.enter(path, str(place))
    try:
        return scope.run(content, path)
    finally:
        scope.sources.leave()


def _load(scope: Scope, path: str, place: Place) -> None:
    from autovenv.config.dotenv import apply

    apply(scope.sources.read(path, "dotenv", str(place)), path, scope)


def _dotenv_paths(scope: Scope, arguments: tuple[str, ...]) -> list[str]:
    paths = [expand_path(scope, name) for name in arguments if name] or [os.path.join(scope.directory, ".env")]
    return [os.path.join(path, ".env") if os.path.isdir(path) else path for path in paths]


def _named(scope: Scope, arguments: tuple[str, ...]) -> str:
    """Return the absolute path of what source_env is given; a quoted ~ is the home directory there."""
    name = arguments[0] if arguments else ""
    if name.startswith("~"):
        name = scope.variables.get("HOME", "") + name[1:]
    return expand_path(scope, name)


def _on_path(scope: Scope, name: str) -> str:
    """Return the file on PATH that bash takes for a name without a slash, before one that lies in the directory; "" if there is none."""
    if "/" in name:
        return ""
    for entry in scope.variables.get("PATH", "").split(os.pathsep):
        path = expand_path(scope, os.path.join(entry, name))
        if os.path.isfile(path):
            scope.need("PATH")
            return path
    return ""
