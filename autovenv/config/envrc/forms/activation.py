"""Activation by a script's name or by variables: `source P/bin/activate`, `export VIRTUAL_ENV=P` with `PATH_add $VIRTUAL_ENV/bin`.

The script is never read: what it would do is one operation of ours.
"""

from __future__ import annotations

import os

from autovenv.base.value import replace
from autovenv.config.difference import path_difference
from autovenv.config.envrc.forms.lookup import expand_path
from autovenv.config.result import BashNeededError
from autovenv.env.layout import AbsentError, Layout
from autovenv.env.paths import bin_directory
from autovenv.plan.inputs import Input

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Place, Scope

_MARKS = ("pyvenv.cfg", "bin/python", "Scripts/python.exe")  # virtualenv before 20 wrote no pyvenv.cfg


def activated_by(scope: Scope, path: str) -> str:
    """Return the environment that the script at path, an absolute one, activates; "" if it is no such script.

    A file of that name in a directory that is no environment, and that no line creates, is a script like any other.
    """
    directory, name = os.path.split(path)
    environment, folder = os.path.split(directory)
    if name != "activate" or folder not in ("bin", "Scripts"):
        return ""
    return environment if environment in scope.made or is_environment(scope, environment) or not os.path.exists(path) else ""


def activate(scope: Scope, environment: str, arguments: tuple[str, ...], place: Place) -> int:
    """Make environment the project's: 1 where it is not there and no line creates it."""
    if arguments or _is_conda(environment):
        # conda's script of that name takes the name of an environment, and activates itself without one.
        raise BashNeededError(str(place), f"conda's activate needs bash; or write `layout conda {' '.join(arguments) or 'base'}`")
    if os.path.dirname(environment) == environment:  # of "$NOTHING/bin/activate"
        scope.say(f"{place}: {os.path.join(environment, 'bin', 'activate')} is not there")
        return 1
    made = scope.made.get(environment)
    if made is None and not is_environment(scope, environment):
        return scope.lack(f"{place}: no environment is at {environment}: `{_maker(scope, environment)}` makes it", environment)
    return scope.activate(replace(made, where=str(place)) if made else Layout("path", str(place), path=environment, create=False))


def located(scope: Scope, kind: str, place: Place) -> str:
    """Return the path of the environment that a tool has made for the project, "" where it has yet to."""
    try:
        path = scope.locate(Layout(kind, str(place)), scope).path
    except AbsentError as absent:
        scope.lack(absent.message)
        return ""
    if not is_environment(scope, path):
        scope.lack(f"{place}: layout {kind}: there is no environment yet: `{kind} install` makes it")
        return ""
    return path


def is_environment(scope: Scope, path: str) -> bool:
    """Tell whether an environment of Python is at path, an absolute one. What was seen is an input."""
    if not os.path.exists(path):
        scope.sources.inputs.append(Input("absent", path))
        return False
    for mark in _MARKS:
        file = os.path.join(path, *mark.split("/"))
        if os.path.lexists(file):
            scope.sources.inputs.append(Input("present", file))
            return True
        scope.sources.inputs.append(Input("absent", file))
    return False


def settle_layout(scope: Scope, file: str) -> None:
    """Make one layout of a whole file's lines. Call it once, at the end of the root's file.

    Two variables that together activate an environment do; lines that create and install get the environment that they are meant for.
    Raises BashNeededError for an install that makes the environment which a line above it wants.
    """
    if scope.layout is None and scope.missing is not None and not scope.missing.path:
        for line in scope.installs:
            if f"`{line[0]} {line[1]}` makes it" in scope.missing.line:
                raise BashNeededError(file, f"`{' '.join(line)}`, which makes the environment, needs bash")
    _by_variables(scope, file)
    if scope.layout is None:
        _by_installs(scope)
    if scope.layout is not None and scope.installs:
        scope.layout = replace(scope.layout, install=(*scope.layout.install, *scope.installs))
        scope.installs = []
    for line in scope.installs:
        scope.say(f"`{' '.join(line)}` is left out: the file names no environment to install into")


def _is_conda(environment: str) -> bool:
    return os.path.isdir(os.path.join(environment, "conda-meta"))


def _maker(scope: Scope, environment: str) -> str:
    """Return the command that makes an environment at a path, as it would be typed in the project."""
    inside = scope.directory.rstrip(os.sep) + os.sep
    path = environment.removeprefix(inside)
    plain = path.replace("/", "").replace("-", "").replace("_", "").replace(".", "").isalnum()
    return f"python3 -m venv {path}" if plain else "python3 -m venv '{}'".format(path.replace("'", "'\\''"))


def _by_variables(scope: Scope, file: str) -> None:
    text = scope.variables.get("VIRTUAL_ENV", "")
    if not text or "VIRTUAL_ENV" not in scope.exported or text == scope.outside.get("VIRTUAL_ENV"):
        return
    path = expand_path(scope, text)
    if scope.layout is not None and scope.layout.path == path:
        return
    before, after = (where.get("PATH", "").split(os.pathsep) for where in (scope.outside, scope.variables))
    for entry in path_difference(before, after)[0]:
        if expand_path(scope, entry) in (os.path.join(path, "bin"), os.path.join(path, "Scripts")):
            after[after.index(entry)] = bin_directory(path)  # as it is written it need not be the layout's own
            scope.assign("PATH", os.pathsep.join(after))
            if path not in scope.made and not is_environment(scope, path):
                # As the file says it: programs are found there as soon as somebody has made it.
                scope.lack(f"{file}: VIRTUAL_ENV names {path}, where no environment is: `{_maker(scope, path)}` makes it", path)
                return
            scope.activate(scope.made.get(path) or Layout("path", path=path, create=False))
            return


def _by_installs(scope: Scope) -> None:
    """Activate what would be active anyway once it is there: the environment of a tool that installs, or `.venv`."""
    default = expand_path(scope, ".venv")
    tool = next((line[0] for line in scope.installs if "pip" not in line[:2]), "")
    if tool:
        scope.activate(next((one for one in scope.made.values() if one.kind == tool), Layout(tool)))
    elif default in scope.made or (scope.installs and is_environment(scope, default)):
        scope.activate(scope.made.get(default) or Layout("path", path=default, create=False))
