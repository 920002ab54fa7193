"""Where this very program is, by names that outlive an upgrade where there are such.

install.sh keeps `current`, a link to the environment in force, and in it `autovenv`, a link to the package: a shell that is open, and a
unit of systemd's, go on when the environment behind them is another, of another Python.
"""

from __future__ import annotations

import os
import sys

from autovenv.base.value import value


@value
class Program:
    """The interpreter and the package, absolute paths; `prefix` is install.sh's, or ""."""

    python: str
    package: str
    prefix: str


def program() -> Program:
    """Return the program that runs. Without `site` (the helper), Python does not know that it is in an environment: its own path tells."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    environment = os.path.dirname(os.path.dirname(sys.executable))
    prefix = os.path.dirname(environment)
    current = os.path.join(prefix, "current")
    stable = os.path.join(current, "autovenv")
    if os.path.exists(os.path.join(stable, "__init__.py")) and os.path.realpath(current) == os.path.realpath(environment):
        return Program(os.path.join(current, os.path.relpath(sys.executable, environment)), stable, prefix)
    return Program(sys.executable, package, "")
