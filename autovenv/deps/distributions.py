"""What is installed in an environment, by the names of its directories (the core metadata specifications): nothing is run or read."""

from __future__ import annotations

import os
import sys

from autovenv.base.files import names_in

_ENDING = ".dist-info"


def site_packages(environment: str) -> tuple[str, ...]:
    """Return the directories that an environment's packages are installed into."""
    if sys.platform == "win32":
        return (os.path.join(environment, "Lib", "site-packages"),)
    library = os.path.join(environment, "lib")
    found = (os.path.join(library, name, "site-packages") for name in names_in(library) if name.startswith(("python", "pypy")))
    return tuple(filter(os.path.isdir, found))


def names_of(environment: str) -> tuple[str, ...]:
    """Return what is installed, sorted: "name-version", as the directories have it."""
    found = (name for place in site_packages(environment) for name in names_in(place) if name.endswith(_ENDING))
    return tuple(sorted(name.removesuffix(_ENDING) for name in found))


def difference(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[int, int, int]:
    """Return how many packages were installed, updated, removed."""
    old, new = set(before) - set(after), set(after) - set(before)
    gone, come = {_project(one) for one in old}, {_project(one) for one in new}
    return len(come - gone), len(come & gone), len(gone - come)


def _project(name: str) -> str:
    return name.partition("-")[0]
