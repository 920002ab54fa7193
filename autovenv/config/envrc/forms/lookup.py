"""Commands that search: a file in a parent directory, a command on PATH, the place for environments, an absolute path."""

from __future__ import annotations

import os

from autovenv.base.parents import upward
from autovenv.base.programs import is_executable
from autovenv.plan.inputs import Input

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Scope


def find_up(scope: Scope, name: str, directory: str) -> str:
    """Return the path of the nearest regular file `name` in directory or above, "" if there is none.

    Each place that was looked at is an input.
    """
    for here in upward(directory):
        path = os.path.join(here, name)
        if os.path.isfile(path):
            scope.sources.inputs.append(Input("present", path))
            return path
        scope.sources.watch(path)
    return ""


def which(scope: Scope, command: str) -> str:
    """Return the absolute path of the program that `command` starts, "" if there is none.

    It is looked for on the scope's PATH, which the file may have changed. The places that were looked at are inputs, PATH is a need.
    """
    if not command:
        return ""
    if "/" in command or os.sep in command:
        return _program(scope, os.path.join(scope.directory, command))
    scope.need("PATH")
    for entry in scope.variables.get("PATH", "").split(os.pathsep):
        found = _program(scope, os.path.join(scope.directory, entry, command))
        if found:
            return found
    return ""


def layout_dir(scope: Scope) -> str:
    """Return where environments of this directory are kept: $direnv_layout_dir as it is, else `.direnv` beside the file."""
    return scope.get("direnv_layout_dir") or os.path.join(scope.directory, ".direnv")


def expand_path(scope: Scope, path: str, start: str = "") -> str:
    """Return path as an absolute one without `.` and `..`, links not followed.

    It is relative to `start`, and that to the scope's directory. A `~` stays what it is: the shell expands it before.
    """
    whole = os.path.normpath(os.path.join(scope.directory, start, path))
    # POSIX lets a path begin with two slashes mean something else; it does nowhere that a shell runs.
    return whole[1:] if whole.startswith("//") and os.sep == "/" else whole


def _program(scope: Scope, path: str) -> str:
    """Return path, with the ending that Windows puts on, if it can be executed, else "". Notes what was seen."""
    for ending in _endings(scope):
        if is_executable(path + ending):
            scope.sources.inputs.append(Input("present", path + ending))
            return path + ending
        scope.sources.watch(path + ending)
    return ""


def _endings(scope: Scope) -> tuple[str, ...]:
    if os.name != "nt":
        return ("",)
    return ("", *(scope.variables.get("PATHEXT") or ".COM;.EXE;.BAT;.CMD").split(";"))
