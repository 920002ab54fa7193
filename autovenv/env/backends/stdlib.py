"""The standard library's venv, run by the interpreter that the environment is for: seconds, but there with any Python since 3.3."""

from __future__ import annotations

import os

from autovenv.env import process, pyvenv
from autovenv.env.backends.command import last_words, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.plan.plan import Make

NAME = "venv"


def available(make: Make) -> str:
    """Return "" or why that Python has no venv."""
    version, _ = pyvenv.split_version(make.version.lstrip("abcdefghijklmnopqrstuvwxyz"))
    # -I came with 3.4; --prompt with 3.6.
    return f"Python {make.version} has no venv of its own" if version and version < (3, 6) else ""


def create(target: str, make: Make, environ: Mapping[str, str], log: str) -> str:
    """Make the environment; return "" or why it failed."""
    command = [make.python, "-I", "-m", "venv"]
    if plain(make.prompt):
        command.append(f"--prompt={make.prompt}")
    # ~/.pydistutils.cfg would send what ensurepip installs elsewhere.
    code = process.run([*command, "--", target], {**environ, "HOME": os.devnull}, log)
    return (last_words(log) or f"venv ended with {code}") if code else ""
