"""`layout …` and `use …`: the environment that a file asks for by its kind."""

from __future__ import annotations

import os

from autovenv.base.errors import EvaluationError
from autovenv.base.paths import pyenv_root
from autovenv.config.envrc.forms.creation import asked_program, asked_version
from autovenv.config.envrc.forms.lookup import expand_path
from autovenv.env.layout import Layout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from autovenv.config.envrc.scope import Place, Scope

    Form = Callable[[Scope, tuple[str, ...], Place], int]

# Options of venv and virtualenv that change nothing that an environment made by autovenv is for.
_HARMLESS = ("--copies", "--symlinks", "--clear", "--upgrade", "--upgrade-deps", "--always-copy", "--seed", "--no-site-packages")


def layout(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Layout KIND …."""
    return _named("layout", LAYOUTS, scope, arguments, place)


def use(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Use NAME …."""
    return _named("use", USES, scope, arguments, place)


def _named(command: str, known: dict[str, Form], scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    name = arguments[0] if arguments else ""
    if not name:
        raise EvaluationError(str(place), f"{command} needs a name")
    if name not in known:
        raise place.needs_bash(f"`{command} {name}`")
    return known[name](scope, arguments[1:], place)


def python(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Layout python [exe or version] [options]."""
    program = arguments[0] if arguments and not arguments[0].startswith("-") else ""
    _options(scope, arguments[1:] if program else arguments, place)
    # A Python whose home is elsewhere would not find its library.
    scope.unset("PYTHONHOME")
    version = asked_version(scope, program)
    return _activate(scope, Layout("python", str(place), version=version, program=asked_program(program, version), path=_chosen(scope)))


def python2(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Layout python2."""
    return python(scope, ("python2", *arguments), place)


def python3(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Layout python3."""
    return python(scope, ("python3", *arguments), place)


def pyenv(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Layout pyenv V…: an environment of the first V; the others can be called by their names (python3.9)."""
    scope.get("PYENV_ROOT")  # is needed
    root = pyenv_root(scope.variables)
    others = [os.path.join(root, "versions", version, "bin") for version in arguments[1:]]
    for directory in others:
        program = os.path.join(directory, "python")
        scope.sources.watch(program)
        if not os.path.isfile(program):
            raise EvaluationError(str(place), f"pyenv has no {program}: `pyenv install {os.path.basename(os.path.dirname(directory))}`")
    version = arguments[0] if arguments else ""
    scope.unset("PYTHONHOME")
    if others:
        scope.assign("PATH", os.pathsep.join([*others, scope.variables.get("PATH", "")]))
    return _activate(scope, Layout("pyenv", str(place), version=version, path=_chosen(scope)))


def uv(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Layout uv [version]."""
    words = [word for word in arguments if word not in ("-p", "--python")]
    version = words[0].removeprefix("--python=") if words else ""
    _options(scope, tuple(words[1:]), place)
    return _activate(scope, Layout("uv", str(place), version=asked_version(scope, version), path=_chosen(scope)))


def virtualenv(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Layout virtualenv [path, exe or version]."""
    first = arguments[0] if arguments else ""
    if first[:1].isdigit() or first.startswith("python") or not first:
        version = asked_version(scope, first)
        return _activate(
            scope, Layout("virtualenv", str(place), version=version, program=asked_program(first, version), path=_chosen(scope))
        )
    return _activate(scope, Layout("virtualenv", str(place), path=expand_path(scope, first)))


def virtualenvwrapper(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Layout virtualenvwrapper NAME."""
    if not arguments or not arguments[0]:
        raise EvaluationError(str(place), "layout virtualenvwrapper needs the environment's name")
    return _activate(scope, Layout("virtualenvwrapper", str(place), name=arguments[0]))


def conda(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Layout conda [NAME or prefix] [exe]: without one, environment.yml says it."""
    name = arguments[0] if arguments else ""
    if name.startswith(("./", "../")) or name in (".", "..") or os.path.isabs(name):
        return _activate(scope, Layout("conda", str(place), path=expand_path(scope, name)))
    return _activate(scope, Layout("conda", str(place), name=name))


def path(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Use venv PATH."""
    chosen = expand_path(scope, arguments[0]) if arguments and arguments[0] else _chosen(scope)
    return _activate(scope, Layout("path" if chosen else "python", str(place), path=chosen))


def _of(kind: str, active: str = "") -> Form:
    """Return the form of a tool that knows by itself where the environment is; `active` is a variable that says it is active."""

    def form(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
        status = _activate(scope, Layout(kind, str(place), name=arguments[0] if arguments else "", path=_chosen(scope)))
        if active and not status:
            scope.assign(active, "1")
            scope.export(active)
        return status

    return form


def _activate(scope: Scope, asked: Layout) -> int:
    return scope.activate(asked)


def _chosen(scope: Scope) -> str:
    """Return the path that a line above chose by VIRTUAL_ENV, "" if none did. One from outside, or from another layout, chooses nothing."""
    text = scope.variables.get("VIRTUAL_ENV", "")
    if not text or text == scope.outside.get("VIRTUAL_ENV") or (scope.layout is not None and scope.layout.path == text):
        return ""
    return expand_path(scope, text)


def _options(scope: Scope, options: tuple[str, ...], place: Place) -> None:
    """Say which options of a layout are not applied; `--prompt NAME` and the like would change nothing."""
    skip = False
    for option in options:
        if skip or option in _HARMLESS or option.startswith("--prompt="):
            skip = False
        elif option == "--prompt":
            skip = True
        else:
            scope.say(f"{place}: {option} is not applied to the environment")


LAYOUTS: dict[str, Form] = {
    "python": python, "python2": python2, "python3": python3, "pyenv": pyenv, "uv": uv, "virtualenv": virtualenv,
    "virtualenvwrapper": virtualenvwrapper, "conda": conda, "anaconda": conda, "miniconda": conda, "micromamba": conda, "mamba": conda,
    "pipenv": _of("pipenv", "PIPENV_ACTIVE"), "poetry": _of("poetry", "POETRY_ACTIVE"), "pdm": _of("pdm"), "hatch": _of("hatch"),
    "pixi": _of("pixi"),
}  # fmt: skip
USES: dict[str, Form] = {"python": python, "pyenv": pyenv, "venv": path, "uv": uv}
