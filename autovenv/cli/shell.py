"""`on`, `off`, `reload`: orders for the shell that they are typed in."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from autovenv.base.paths import state_directory
from autovenv.cli.subject import project
from autovenv.facts.memory import forget
from autovenv.facts.outside import undo
from autovenv.facts.session import order


def on(
    force: Annotated[bool, typer.Option("--force", help="Also take away an environment that somebody else activated here.")] = False,
) -> None:
    """Take `off` back in this shell."""
    order("force" if force else "on", os.environ, state_directory(undo(os.environ)))


def off() -> None:
    """Leave the project alone in this shell, until it is left or `autovenv on`."""
    order("off", os.environ, state_directory(undo(os.environ)))


def reload() -> None:
    """Look at everything again at this shell's next prompt."""
    state = state_directory(undo(os.environ))
    forget(project(".").facts.root, state)
    order("reload", os.environ, state)


COMMANDS = (on, off, reload)
