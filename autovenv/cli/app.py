"""The command line: names follow direnv's where direnv has the command. One module a command; this one puts them together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Annotated

import typer

from autovenv import __version__
from autovenv.base.errors import DONE, AutovenvError, say
from autovenv.cli.help import execute
from autovenv.cli.parameters import Parameter

app = typer.Typer(
    name="autovenv",
    help="Change into a project, and its Python, virtual environment and variables are there.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        version()
        raise typer.Exit


@app.callback()
def _options(
    _wanted: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Change into a project, and its Python, virtual environment and variables are there."""


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(f"autovenv {__version__}")


MODULES = (
    "allow",
    "init",
    "sync",
    "wait",
    "lock",
    "recreate",
    "remove",
    "edit",
    "prune",
    "status",
    "why",
    "pin",
    "daemon",
    "shell",
    "help",
    "install",
)
"""The modules of this folder that hold commands, in the order of `--help`: each has COMMANDS, or GROUPS."""


def _declared(command: Callable[..., None], parameters: Mapping[str, Parameter]) -> Callable[..., None]:
    """Return a command whose parameters are declared without typer (cli/parameters.py) as typer wants it."""
    for name, one in parameters.items():
        kind = bool if one.names and not one.metavar else str
        told = typer.Option(*one.names, help=one.help, metavar=one.metavar or None) if one.names else typer.Argument(help=one.help)
        command.__annotations__[name] = Annotated[kind, told]
    return command


for name in MODULES:
    module = import_module(f"autovenv.cli.{name}")
    for group, commands in getattr(module, "GROUPS", ()):
        app.add_typer(commands, name=group)
    for command in getattr(module, "COMMANDS", ()):
        app.command()(_declared(command, getattr(module, "PARAMETERS", {}).get(command.__name__, {})))
app.command("exec", context_settings={"ignore_unknown_options": True})(execute)


def run_app() -> int:
    """Run the command line and return the exit code. What a user can mend is one line on stderr; anything else is a bug, whole."""
    if "-completion" in "".join(sys.argv[1:2]):
        from autovenv.cli.completion import prepare

        prepare()
    try:
        app(prog_name="autovenv")
    except AutovenvError as problem:
        say(problem.message)
        return problem.code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else DONE
    return DONE
