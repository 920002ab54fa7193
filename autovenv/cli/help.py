"""`hook`, `export`, `exec` as `--help` shows them. They run without typer (autovenv/__main__.py): a shell waits for them."""

from __future__ import annotations

from typing import Annotated

import typer

from autovenv.hook.commands import FILES, run
from autovenv.hook.script import SHELLS, listed


def hook(
    shell: Annotated[str, typer.Argument(help=f"{listed('or')}.")],
    cd: Annotated[bool, typer.Option("--cd", help="bash: wrap cd, pushd and popd.")] = False,
) -> None:
    """Print what hooks a shell."""
    raise typer.Exit(run(["hook", shell, *(["--cd"] if cd else [])]))


def export(
    form: Annotated[str, typer.Argument(help=f"{', '.join((*SHELLS, 'json', *FILES[:-1]))} or {FILES[-1]}.")],
    directory: Annotated[str, typer.Argument(help="The directory; the current one without.")] = ".",
) -> None:
    """Print what brings the current environment to the directory's: a shell's statements, or another program's file.

    dotenv: a .env file. gha: for the end of $GITHUB_ENV. systemd: for EnvironmentFile=. docker: for --env-file.
    """
    raise typer.Exit(run(["export", form, directory]))


def execute(words: Annotated[list[str], typer.Argument(help="[DIR] -- COMMAND and its arguments.")]) -> None:
    """Run a command as if in a directory: scripts, cron, agents. Nothing of autovenv is left in between."""
    raise typer.Exit(run(["exec", *words]))


COMMANDS = (hook, export)
