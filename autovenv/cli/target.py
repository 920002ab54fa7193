"""The directory that a command is about, as typer has it, and the project that it belongs to."""

from __future__ import annotations

from typing import Annotated

import typer

from autovenv.cli.parameters import AS_JSON, DIRECTORY
from autovenv.cli.subject import in_force, project, project_or_directory

Directory = Annotated[str, typer.Argument(help=DIRECTORY.help)]
AsJson = Annotated[bool, typer.Option(*AS_JSON.names, help=AS_JSON.help)]

__all__ = ("AsJson", "Directory", "in_force", "project", "project_or_directory")
