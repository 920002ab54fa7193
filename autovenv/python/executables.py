"""Executables of Pythons, told by their names and places. None is run."""

from __future__ import annotations

import os
import sys

from autovenv.base.programs import is_program
from autovenv.project.version import Version, parse_version

_IMPLEMENTATIONS = (("python", "cpython"), ("pypy", "pypy"), ("graalpy", "graalpy"))
_MOST_LINKS = 40  # Linux' own limit


def version_of_name(name: str) -> tuple[str, Version] | None:
    """Return implementation and minor version that a file's name says (python3.12, python3.13t, pypy3.10), None if it says none."""
    name = name.removesuffix(".exe")
    for prefix, implementation in _IMPLEMENTATIONS:
        if name.startswith(prefix):
            version = parse_version(name[len(prefix) :])
            return (implementation, version) if version and len(version.release) == 2 and not version.pre else None
    return None


def executable_of(prefix: str, implementation: str, version: tuple[int, ...], *, freethreaded: bool = False) -> tuple[str, str]:
    """Return the interpreter of an installation ("" if it has none that may be executed), and the path where it is looked for first."""
    major = str(version[0]) if version else "3"
    minor = f"{major}.{version[1]}" if len(version) > 1 else major
    mark = "t" if freethreaded else ""
    names = [f"python{minor}{mark}", f"python{minor}", f"python{major}", "python"]
    if implementation != "cpython":
        names = [f"{implementation}{minor}", implementation, *names]
    below = prefix if sys.platform == "win32" else os.path.join(prefix, "bin")
    ending = ".exe" if sys.platform == "win32" else ""
    paths = [os.path.join(below, name + ending) for name in names]
    return next((path for path in paths if is_program(path)), ""), paths[0]


def links(path: str) -> list[str]:
    """Return path and every path that its last component leads to, link by link; the last one is no link."""
    hops = [path]
    while len(hops) < _MOST_LINKS:
        try:
            target = os.readlink(hops[-1])
        except OSError:
            break
        hops.append(os.path.normpath(os.path.join(os.path.dirname(hops[-1]), target)))
    return hops


def in_environment(path: str) -> bool:
    """Return whether an executable lies in a virtual environment (PEP 405), or in a conda environment other than its base."""
    binaries = os.path.dirname(path)
    prefix = os.path.dirname(binaries)
    if os.path.lexists(os.path.join(prefix, "pyvenv.cfg")) or os.path.lexists(os.path.join(binaries, "pyvenv.cfg")):
        return True
    return os.path.isdir(os.path.join(prefix, "conda-meta")) and not os.path.isdir(os.path.join(prefix, "condabin"))


def in_shims(path: str) -> bool:
    """Return whether a file lies in a directory called `shims` (pyenv, mise, asdf and scoop have one) or in Windows' store of stubs."""
    directory = os.path.dirname(path)
    return any(os.path.basename(one).lower() in ("shims", "windowsapps") for one in (directory, os.path.realpath(directory)))
