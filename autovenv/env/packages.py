"""The packages that are installed in an environment, by their metadata (the *.dist-info of PEP 376, setuptools' *.egg-info)."""

from __future__ import annotations

import os

from autovenv.base.files import names_in

_ENDINGS = (".dist-info", ".egg-info")
_SEEDS = ("pip-", "setuptools-", "wheel-")  # what a new environment comes with


def installed(environment: str) -> tuple[str, ...]:
    """Return the names of the packages in the environment at that path, but those that it came with, sorted: "thing-1.0"."""
    found: set[str] = set()
    for directory in _site_packages(environment):
        for name in names_in(directory):
            base, ending = os.path.splitext(name)
            if ending in _ENDINGS and not base.startswith(_SEEDS):
                found.add(base)
    return tuple(sorted(found))


def _site_packages(environment: str) -> list[str]:
    library = os.path.join(environment, "lib")
    found = [os.path.join(library, name, "site-packages") for name in names_in(library)]
    return [*found, os.path.join(environment, "Lib", "site-packages"), os.path.join(environment, "site-packages")]
