"""The Pythons of pyenv, uv, mise and asdf, Homebrew and python.org, read from the names of their directories."""

from __future__ import annotations

import os
import sys

from autovenv.base.files import names_in
from autovenv.base.paths import directory_from, pyenv_root
from autovenv.base.value import replace, value
from autovenv.plan.inputs import Input, watched
from autovenv.project.errors import RequestError
from autovenv.project.request import is_distribution, parse_request
from autovenv.project.version import Version, parse_version
from autovenv.python.executables import executable_of, in_environment, version_of_name
from autovenv.python.interpreter import Interpreter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

HOMEBREW = ("/opt/homebrew", "/usr/local", "/home/linuxbrew/.linuxbrew")
FRAMEWORKS = ("/Library/Frameworks/Python.framework/Versions", "/Library/Frameworks/PythonT.framework/Versions")


@value
class Place:
    """A directory whose entries are installations of one manager."""

    directory: str
    source: str


def places(environ: Mapping[str, str]) -> tuple[Place, ...]:
    """Return where the managers keep their installations, in order of preference. They need not exist."""
    local = data = directory_from(environ, "XDG_DATA_HOME", ".local", "share")
    uv = [os.path.join(data, "uv", "python")]
    if sys.platform == "win32":
        roaming = directory_from(environ, "APPDATA", "AppData", "Roaming")
        local = directory_from(environ, "LOCALAPPDATA", "AppData", "Local")
        uv = [os.path.join(roaming, "uv", "python"), os.path.join(roaming, "uv", "data", "python")]
    if os.path.isabs(environ.get("UV_PYTHON_INSTALL_DIR", "")):
        uv = [environ["UV_PYTHON_INSTALL_DIR"]]
    mise = directory_from(environ, "MISE_DATA_DIR", local, "mise")
    asdf = directory_from(environ, "ASDF_DATA_DIR", ".asdf")
    pyenv = pyenv_root(environ)
    found = [Place(os.path.join(pyenv, "versions"), "pyenv")]
    if sys.platform == "win32":
        found.append(Place(os.path.join(pyenv, "pyenv-win", "versions"), "pyenv"))
    found += [Place(directory, "uv") for directory in uv]
    found += [Place(os.path.join(root, "installs", "python"), source) for root, source in ((mise, "mise"), (asdf, "asdf"))]
    return tuple(place for place in found if os.path.isabs(place.directory))


def listed(directory: str) -> tuple[list[str], Input]:
    """Return the names in a directory, sorted, and the directory as an input (its time is of before the listing)."""
    as_input = watched(directory)
    return names_in(directory), as_input


def scan(place: Place) -> tuple[list[Interpreter], list[Input]]:
    """Return the interpreters of a place. Half-made installations are inputs: their interpreter is absent, and may come."""
    names, as_input = listed(place.directory)
    found, inputs = [], [as_input]
    here = os.path.realpath(place.directory)
    for name in names:
        prefix = os.path.join(place.directory, name)
        if not os.path.isdir(prefix) or _is_alias(prefix, here) or _is_environment(name, prefix):
            continue
        known = _installation(name, prefix)
        if known is None:
            continue
        path, expected = executable_of(prefix, known.implementation, known.version, freethreaded=known.freethreaded)
        if path:
            found.append(replace(known, path=path, source=place.source))
        elif not os.path.lexists(expected):
            inputs.append(Input("absent", expected))
    return found, inputs


def _is_environment(name: str, prefix: str) -> bool:
    # An old miniconda looks like an environment of conda's; pyenv's name for it tells.
    conda = is_distribution(name) and name.startswith(("miniconda", "anaconda", "miniforge", "mambaforge"))
    return not conda and in_environment(os.path.join(prefix, "bin", "python"))


def _is_alias(prefix: str, here: str) -> bool:
    # uv's cpython-3.12 and mise's 3.12 lead to a sibling; pyenv-virtualenv's foo leads to 3.12.1/envs/foo.
    if not os.path.islink(prefix):
        return False
    above = os.path.dirname(os.path.realpath(prefix))
    return above == here or os.path.basename(above) == "envs"


def _installation(name: str, prefix: str) -> Interpreter | None:
    if not name[:1].isalnum():
        return None
    try:
        request = parse_request(name)
    except RequestError:
        return None
    if request.kind == "directory":
        version = _version_inside(prefix)
        return Interpreter("", request.implementation, version.release, version.pre, version.freethreaded, "", name)
    if request.kind != "version" or not request.version:
        return None
    return Interpreter("", request.implementation, request.version, request.pre, request.freethreaded, "", name)


def _version_inside(prefix: str) -> Version:
    # conda writes python-3.12.1-h1234_0.json; every other build has at least a bin/python3.12.
    for name in listed(os.path.join(prefix, "conda-meta"))[0]:
        parts = name.split("-")
        version = parse_version(parts[1]) if parts[0] == "python" and len(parts) == 3 else None
        if version:
            return version
    for name in listed(os.path.join(prefix, "bin"))[0]:
        said = version_of_name(name)
        if said:
            return said[1]
    return Version(())


def scan_homebrew(environ: Mapping[str, str]) -> tuple[list[Interpreter], list[Input]]:
    """Return Homebrew's interpreters by the paths that outlive an upgrade (`opt/python@3.12/bin`); the patch is told by the Cellar."""
    given = environ.get("HOMEBREW_PREFIX", "")
    prefixes = dict.fromkeys([*((given,) if os.path.isabs(given) else ()), *HOMEBREW])
    found: list[Interpreter] = []
    inputs: list[Input] = []
    for prefix in prefixes:
        for below in ("opt", "Cellar"):
            directory = os.path.join(prefix, below)
            if not os.path.isdir(directory):
                continue
            names, as_input = listed(directory)
            inputs.append(as_input)
            for name in names:
                if name.startswith("python@") or name == "python-freethreading":
                    kegs = [os.path.join(directory, name)]
                    if below == "Cellar":
                        kegs = [os.path.join(kegs[0], keg) for keg in listed(kegs[0])[0]]
                    found.extend(one for one in (_keg(keg, name) for keg in kegs) if one)
    return found, inputs


def _keg(prefix: str, name: str) -> Interpreter | None:
    # …/Cellar/python@3.12/3.12.1_1: the last part is Homebrew's own revision
    version = parse_version(os.path.basename(os.path.realpath(prefix)).partition("_")[0])
    if version is None or len(version.release) < 3:
        return None
    freethreaded = name == "python-freethreading"
    path, _ = executable_of(prefix, "cpython", version.release, freethreaded=freethreaded)
    return Interpreter(path, "cpython", version.release, version.pre, freethreaded, "homebrew", name) if path else None


def scan_frameworks() -> tuple[list[Interpreter], list[Input]]:
    """Return the interpreters of python.org's installers for macOS; only their minor version is known."""
    found, inputs = [], []
    for directory in FRAMEWORKS:
        names, as_input = listed(directory)
        inputs.append(as_input)
        for name in names:
            version = parse_version(name)
            if version is None or len(version.release) != 2 or os.path.islink(os.path.join(directory, name)):
                continue
            freethreaded = "PythonT" in directory
            path, _ = executable_of(os.path.join(directory, name), "cpython", version.release, freethreaded=freethreaded)
            if path:
                found.append(Interpreter(path, "cpython", version.release, "", freethreaded, "framework", name))
    return found, inputs
