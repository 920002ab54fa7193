"""What is installed in an environment, by the directories that installers leave: `NAME-VERSION.dist-info`, `.egg-info`, `.egg-link`."""

from __future__ import annotations

import os

from autovenv.base.files import names_in
from autovenv.env.environment import Environment, site_packages

MARKS = (".dist-info", ".egg-info", ".egg-link")
SEEDS = frozenset(("pip", "setuptools", "wheel"))
"""What every environment may be made with."""


def package_directories(environment: Environment) -> tuple[str, ...]:
    """Return the directories that hold its packages: those that are there."""
    places = site_packages(environment.path, environment.version, environment.implementation)
    return tuple(place for place in places if os.path.isdir(place))


def packages(environment: Environment) -> tuple[str, ...]:
    """Return the names of what is installed beside what every environment is made with (pip, setuptools, wheel), sorted."""
    found = {
        name[: -len(mark)].partition("-")[0]
        for place in package_directories(environment)
        for name in names_in(place)
        for mark in MARKS
        if name.endswith(mark)
    }
    return tuple(sorted(found - SEEDS))
