"""`autovenv install` and `autovenv uninstall`: the block in the rc file of each shell; with --all the program, too."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from autovenv.base.errors import NOT_TRUSTED, AutovenvError
from autovenv.cli.daemon_unit import end_for_good
from autovenv.cli.installation import (
    hooks_directory,
    prefix_in_use,
    refuse_system,
    remove_hooks,
    remove_program,
    remove_system,
    write_hooks,
)
from autovenv.cli.question import confirm
from autovenv.cli.rc_files import SHELLS, named_shells, set_up, take_down
from autovenv.hook.script import is_system, listed

Shells = Annotated[list[str] | None, typer.Option("--shell", help=f"{listed('or')}; as often as wanted. Without: those on PATH.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def install(
    shell: Shells = None,
    no_modify_rc: Annotated[bool, typer.Option("--no-modify-rc", help="Print the lines, and touch no rc file.")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Put a marked block into the rc file of each shell. A second time changes nothing."""
    shells = named_shells(shell or [], os.environ)
    if not shells:
        raise AutovenvError(f"none of {listed('and')} is on PATH: `--shell` names one", NOT_TRUSTED)
    hooks = hooks_directory(os.environ)
    if not (dry_run or no_modify_rc or yes):
        set_up(shells, hooks, os.environ, dry_run=True)
        _ask("Write?", yes=yes)
    if not dry_run and prefix_in_use() is None:
        write_hooks(hooks, shells)  # install.sh has written them where it installed the program
    raise typer.Exit(set_up(shells, hooks, os.environ, dry_run=dry_run, modify=not no_modify_rc))


def uninstall(
    shell: Shells = None,
    everything: Annotated[bool, typer.Option("--all", help="Remove the program that install.sh installed, too.")] = False,
    purge: Annotated[bool, typer.Option("--purge", help="With --all: stored plans and consent, too.")] = False,
    *,
    system: Annotated[bool, typer.Option("--system", help="Root: remove what `install.sh --system` installed for every user.")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Take the block out of the rc file of each shell: every file is what it was before, byte for byte."""
    shells = named_shells(shell or [*SHELLS], os.environ)
    prefix = prefix_in_use()
    if system:
        raise typer.Exit(_uninstall_system(prefix, alone=not (shell or everything or purge), dry_run=dry_run, yes=yes))
    if (purge and not everything) or (everything and shell):
        raise AutovenvError("--purge goes with --all, and --all takes every shell: no --shell beside it", NOT_TRUSTED)
    if everything and prefix is None:
        raise AutovenvError("install.sh did not install this autovenv: remove it with what did (pip, pipx, uv tool)")
    if everything and prefix is not None:
        refuse_system(prefix)
    if not dry_run:
        _ask("Remove autovenv, its link and its rc blocks?" if everything else "Take the rc blocks out?", yes=yes)
    if everything and prefix is not None:
        raise typer.Exit(remove_program(prefix, os.environ, purge=purge, dry_run=dry_run))
    hooks = hooks_directory(os.environ)
    code = take_down(shells, hooks, os.environ, dry_run=dry_run)
    if not shell:
        end_for_good(os.environ, dry_run=dry_run)
    if prefix is None and not (shell or dry_run or code):
        remove_hooks(hooks)
    whole = "--system`, as root," if prefix and is_system(prefix) else "--all`"
    print("kept the program" + (f"; `autovenv uninstall {whole} removes it" if prefix else ""))
    raise typer.Exit(code)


def _uninstall_system(prefix: str | None, *, alone: bool, dry_run: bool, yes: bool) -> int:
    if not alone:
        raise AutovenvError("--system takes all of it: no --shell, --all or --purge beside it", NOT_TRUSTED)
    if prefix is None or not is_system(prefix):
        raise AutovenvError("this autovenv is not installed for every user: leave --system out", NOT_TRUSTED)
    if not dry_run:
        _ask("Remove autovenv for every user?", yes=yes)
    return remove_system(prefix, os.environ, dry_run=dry_run)


def _ask(question: str, *, yes: bool) -> None:
    if not yes:
        confirm(question, "nothing was changed", "no terminal to ask at: `--yes` goes on without asking", default=True)


COMMANDS = (install, uninstall)
