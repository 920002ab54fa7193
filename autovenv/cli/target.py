"""The directory that a command is about, and how it prints, as typer reads them."""

from __future__ import annotations

from typing import Annotated

import typer

from autovenv.cli.parameters import AS_JSON, DIRECTORY

Directory = Annotated[str, typer.Argument(help=DIRECTORY.help)]
AsJson = Annotated[bool, typer.Option(*AS_JSON.names, help=AS_JSON.help)]
