"""The packages of an environment, by the directories that installers leave: `NAME-VERSION.dist-info`, `.egg-info`, `.egg-link`."""

from __future__ import annotations

import os
import sys

from autovenv.base.files import names_in

MARKS = (".dist-info", ".egg-info", ".egg-link")
SEEDS = frozenset(("pip", "setuptools", "wheel"))
"""What every environment may be made with."""
_NEEDED = {"wheel": "packaging"}  # what a seed brings with it: wheel since 0.46
_LIBRARIES = ("python", "pypy", "graalpy")


def package_directories(path: str) -> tuple[str, ...]:
    """Return the directories that hold the packages of the environment at path: those that are there."""
    if sys.platform == "win32":
        places = [os.path.join(path, "Lib", "site-packages")]
    else:
        library = os.path.join(path, "lib")
        places = [os.path.join(library, name, "site-packages") for name in names_in(library) if name.startswith(_LIBRARIES)]
    return tuple(filter(os.path.isdir, (*places, os.path.join(path, "site-packages"))))  # the last one: PyPy before 3.8


def distributions(path: str, marks: tuple[str, ...] = MARKS) -> tuple[str, ...]:
    """Return what is installed, sorted: "name-version", as the directories have it."""
    there = (name for place in package_directories(path) for name in names_in(place))
    return tuple(sorted({name[: -len(mark)] for name in there for mark in marks if name.endswith(mark)}))


def packages(path: str) -> tuple[str, ...]:
    """Return the names of what is installed beside what an environment is made with, sorted."""
    found = {name.partition("-")[0] for name in distributions(path)}
    return tuple(sorted(found - SEEDS - {needed for seed, needed in _NEEDED.items() if seed in found}))
