"""`remove`: take a project's environment away."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Annotated

import typer

from autovenv.base.errors import FAILED, NOT_TRUSTED, AutovenvError
from autovenv.base.escape import visible
from autovenv.base.locks import HeldError, Lock
from autovenv.base.parents import is_inside, same_directory
from autovenv.cli.occupant import Occupant, number_of_packages, occupant
from autovenv.cli.question import confirm
from autovenv.cli.review import row
from autovenv.cli.subject import in_force, project_or_directory, shown
from autovenv.cli.target import Directory
from autovenv.deps import record
from autovenv.env import ownership, parking
from autovenv.env.environment import inspect
from autovenv.env.removal import remove as remove_environment
from autovenv.facts.findings import Findings
from autovenv.facts.session import order, session_of
from autovenv.jobs.pause import Pause
from autovenv.jobs.state import refuse_while_it_runs
from autovenv.plan.plan import PENDING
from autovenv.plan.planner import plan
from autovenv.plan.store import forget

_MOMENT_SECONDS = 0.5


def remove(
    directory: Directory = ".",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    with_parked: Annotated[bool, typer.Option("--parked", help="Also those that are parked beside it for other versions.")] = False,
) -> None:
    """Remove a project's environment, with the packages in it, and leave the project alone in this shell."""
    found = project_or_directory(directory)
    root, state = found.facts.root, found.state
    there = occupant(found, dict(os.environ))
    parked = parking.parked_beside(there.path)
    own = tuple(one for one in parked if _is_own(one, state))
    going = own if with_parked else ()
    if there.whose == "nobody" and not going:
        raise AutovenvError(f"there is no environment in {root}{_left(parked)}", FAILED)
    if there.whose != "nobody":
        _refuse_others(there, yes=yes)
        refuse_while_it_runs(there.path, root, state)  # before anything is asked
    _show(there, found, going)
    if not yes:
        _ask()
    if there.whose != "nobody":
        try:
            with Pause(there.path, root, state):
                _remove(there, root, state)
        finally:
            with suppress(OSError):
                forget(state, root)  # also where it failed: a shell that wanted something installed meanwhile looks again
        print(visible(_said(there, root)))
    for one in going:
        remove_environment(one, state)
        print(visible(f"removed {shown(one, root)}"))
    for one in (one for one in parked if one not in going):
        how = "`autovenv remove --parked` takes it away" if one in own else "autovenv did not make it"
        print(visible(f"{shown(one, root)} is parked, and stays: {how}"))
    _turn_off(directory, root)
    forget(state, root)


def _remove(there: Occupant, root: str, state: str) -> None:
    try:
        with Lock(record.lock_of(there.path, state), _MOMENT_SECONDS):
            record.forget(there.path, root, state)
            remove_environment(there.path, state)
    except HeldError as problem:
        raise AutovenvError(f"something is being installed into {there.path}: nothing was removed") from problem


def _is_own(path: str, state: str) -> bool:
    return ownership.is_known(inspect(path, os.environ).id, state)


def _refuse_others(there: Occupant, *, yes: bool) -> None:
    """Raise AutovenvError where it is not the user's to remove by this command."""
    path = there.path
    if there.whose in ("tool", "outside"):
        if there.removal:
            raise AutovenvError(f"{path} is {there.tool.name if there.tool else ''}'s: `{there.removal}` removes it")
        raise AutovenvError(f"{path} lies outside of the project, and autovenv did not make it: remove it yourself")
    if there.whose == "no environment":
        raise AutovenvError(f"{path} is no environment, it has no pyvenv.cfg: move it away yourself")
    if there.whose == "tracked":
        raise AutovenvError(f"{path} is committed to git, so it is the repository's: `git rm -r` it")
    if there.whose == "foreign":
        how = f"`{there.removal}`" if there.removal else "remove it yourself"
        raise AutovenvError(f"{path} was not made by autovenv, and you did not approve it: {how}, or `autovenv allow` first", NOT_TRUSTED)
    if there.whose == "approved" and not yes:
        raise AutovenvError(f"{path} was not made by autovenv: `autovenv remove --yes` removes it all the same", NOT_TRUSTED)


def _show(there: Occupant, found: Findings, parked: tuple[str, ...]) -> None:
    row("project", found.facts.root)
    if there.whose == "link":
        named = f"only names {there.target}: that stays" if there.target else "names no environment"
        row("environment", f"{there.path}, which {named}")
    elif there.whose != "nobody":
        python = f"python {found.facts.version}, " if found.facts.version else ""
        row("environment", f"{there.path} ({python}{number_of_packages(there.path)})")
    for one in parked:
        row("parked", f"{one} ({number_of_packages(one)})")


def _ask() -> None:
    confirm("Remove it?", "nothing was removed", "nothing was removed: `autovenv remove --yes` removes it without asking")


def _said(there: Occupant, root: str) -> str:
    what = f"{shown(there.path, root)}; {there.target} stays" if there.target else shown(there.path, root)
    return f"removed {what}"


def _left(parked: tuple[str, ...]) -> str:
    return f"; {', '.join(parked)} is parked: `autovenv remove --parked`" if parked else ""


def _turn_off(directory: str, root: str) -> None:
    """Keep this shell's next prompt from making the environment again, where it would."""
    if plan(project_or_directory(directory).facts).state != PENDING:
        return
    again = "it is made again where you enter the project: `autovenv deny` keeps it away"
    if session_of(os.environ) and is_inside(os.path.realpath("."), os.path.realpath(root)) and same_directory(in_force(".")[1].root, root):
        order("off", os.environ, project_or_directory(directory).state)
        again = "the project is off in this shell until you leave it: `autovenv on` makes it again, `autovenv deny` keeps it away"
    print(again)


COMMANDS = (remove,)
