"""virtualenv: brings the wheels of pip along, so that it needs neither network nor cache."""

from __future__ import annotations

import os
import sys

from autovenv.env import process
from autovenv.env.backends.command import last_words, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.plan.plan import Make

NAME = "virtualenv"


def available(make: Make) -> str:
    """Return "" or why it can't be used: whether it is installed, and which versions it knows, shows when it is run."""
    return "" if sys.executable else f"no interpreter is known to run virtualenv with, for {make.path}"


def create(target: str, make: Make, environ: Mapping[str, str], log: str) -> str:
    """Make the environment; return "" or why it failed."""
    # The user's virtualenv.ini could ask for no pip. Beside a pyproject.toml virtualenv 21 leaves a .venv file that names the
    # directory (PEP 832): where we are about to put .venv itself. Older ones don't know that option, and ignore its variable.
    ours = {"VIRTUALENV_CONFIG_FILE": os.devnull, "VIRTUALENV_NO_VENV_REDIRECT": "1"}
    # -I: no module of the working directory, of PYTHONPATH or of the user's site-packages.
    command = [sys.executable, "-I", "-m", "virtualenv", "--no-download", "--no-periodic-update", f"--python={make.python}"]
    if plain(make.prompt):
        command.append(f"--prompt={make.prompt}")
    code = process.run([*command, "--", target], {**environ, **ours}, log)
    return (last_words(log) or f"virtualenv ended with {code}") if code else ""
