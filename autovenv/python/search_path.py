"""The Pythons on PATH, told by the names of files and links. Shims, environments and what the project itself brings are left out."""

from __future__ import annotations

import os
import sys

from autovenv.base.parents import is_inside
from autovenv.base.programs import is_program, programs
from autovenv.base.value import value
from autovenv.plan.inputs import Input
from autovenv.project.version import Version
from autovenv.python.executables import in_environment, in_shims, links, version_of_name
from autovenv.python.interpreter import Interpreter
from autovenv.python.managers import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_UNVERSIONED = ("python3", "python", "python2", "pypy3", "pypy")
_APPLE_TOOLS = ("/Library/Developer/CommandLineTools/usr/bin/python3", "/Applications/Xcode.app/Contents/Developer/usr/bin/python3")


@value
class OnPath:
    """The interpreters on PATH in its order, the one that a plain `python3` (or `python`) is, and the directories listed."""

    interpreters: tuple[Interpreter, ...]
    system: Interpreter | None
    inputs: tuple[Input, ...]


def search_path(environ: Mapping[str, str], project: str) -> OnPath:
    """Return what PATH offers. `project` is the directory whose files are not to be taken, or "". No program is run."""
    found: list[Interpreter] = []
    inputs: list[Input] = []
    system: Interpreter | None = None
    seen = set()
    for directory in environ.get("PATH", "").split(os.pathsep):
        if not os.path.isabs(directory) or is_inside(directory, project):
            continue  # relative, or the project's own: a repository must not choose the interpreter
        real, probe = os.path.realpath(directory), os.path.join(directory, "python")
        if real in seen or in_shims(probe) or in_environment(probe) or not os.path.isdir(directory):
            continue
        seen.add(real)  # /bin is /usr/bin on many systems
        names, as_input = listed(directory)
        inputs.append(as_input)
        here = {}
        for name in names:
            plain = name.removesuffix(".exe")
            if plain not in _UNVERSIONED and version_of_name(name) is None:
                continue
            one = _interpreter(os.path.join(directory, name), project)
            if one:
                here[plain] = one
        found.extend(one for plain, one in here.items() if plain not in _UNVERSIONED)
        found.extend(one for plain, one in here.items() if plain in _UNVERSIONED and one.version)
        system = system or here.get("python3") or here.get("python")
    return OnPath(tuple(found), system, tuple(inputs))


def program_on_path(name: str, environ: Mapping[str, str], project: str) -> Interpreter | None:
    """Return the interpreter that typing `name` runs outside of the project; None if that is a shim, whose manager decides, or none."""
    found = programs(name, environ.get("PATH", ""), project, (".exe",) if sys.platform == "win32" else ("",))
    first = next((path for path in found if not in_environment(path)), "")
    return _interpreter(first, project) if first else None


def _interpreter(path: str, project: str) -> Interpreter | None:
    if not is_program(path) or _is_apples_stub(path):
        return None
    hops = [*links(path), os.path.realpath(path)]
    for hop in hops:
        if in_shims(hop) or in_environment(hop) or is_inside(hop, project):
            return None
    for hop in hops:
        said = version_of_name(os.path.basename(hop))
        if said:
            implementation, version = said
            return Interpreter(path, implementation, version.release, "", version.freethreaded, "path", "")
    return Interpreter(path, "cpython", Version(()).release, "", freethreaded=False, source="path", name="")


def _is_apples_stub(path: str) -> bool:
    # Without Apple's tools, /usr/bin/python3 is a program that opens a dialog.
    return sys.platform == "darwin" and path == "/usr/bin/python3" and not any(map(os.path.exists, _APPLE_TOOLS))
