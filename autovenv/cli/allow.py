"""`allow`, `deny`, `revoke`: the user's consent to what a project brings."""

from __future__ import annotations

import os
import sys
import time
from typing import Annotated

import typer

from autovenv.base.errors import FAILED, NOT_TRUSTED, AutovenvError
from autovenv.base.escape import visible
from autovenv.cli.target import Directory, project_or_directory
from autovenv.hook.gathered import Gathered
from autovenv.hook.outcome import settle
from autovenv.hook.session import order, session_of
from autovenv.plan.plan import ACTIVE
from autovenv.plan.store import forget, publish
from autovenv.trust import consent


def allow(
    directory: Directory = ".",
    once: Annotated[bool, typer.Option("--once", help="For this shell only.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask, not even about code that the repository brings.")] = False,
) -> None:
    """Approve of what a project brings, and do the work that follows from it."""
    gathered = project_or_directory(directory)
    facts = gathered.facts
    real = os.path.realpath(facts.root)
    _show(gathered)
    if facts.tracked and not yes:
        _ask(facts.environment)
    environments = (gathered.environment.real,) if facts.state == "healthy" else ()
    session = ""
    if once:
        session = session_of(os.environ)
        order("once", os.environ, gathered.state)
        consent.allow_once(real, session, gathered.state, environments, facts.tracked)
    else:
        consent.allow(real, gathered.state, environments, facts.tracked)
    outcome = settle(facts.root, os.environ, session=session, root=facts.root, say=_say)
    publish(outcome.plan, outcome.state, time.time_ns(), f"@{session}" if once else "")
    if outcome.plan.message:
        print(visible(outcome.plan.message), file=sys.stderr)
    _row("state", outcome.plan.state)
    if outcome.plan.state != ACTIVE:
        raise typer.Exit(FAILED)


def deny(directory: Directory = ".") -> None:
    """Leave a project alone, and do not mention it again."""
    gathered = project_or_directory(directory)
    consent.deny(os.path.realpath(gathered.facts.root), gathered.state)
    forget(gathered.state, gathered.facts.root)
    print(f"denied {visible(gathered.facts.root)}; `autovenv revoke` or `autovenv allow` takes that back")


def revoke(directory: Directory = ".") -> None:
    """Take a decision back: the project is as if it were seen for the first time."""
    gathered = project_or_directory(directory)
    if not consent.revoke(os.path.realpath(gathered.facts.root), gathered.state):
        raise AutovenvError(f"nothing was decided about {visible(gathered.facts.root)}")
    forget(gathered.state, gathered.facts.root)
    print(f"revoked what was decided about {visible(gathered.facts.root)}")


def _row(name: str, text: str) -> None:
    print(f"  {name:<12}  {visible(text)}")


def _show(gathered: Gathered) -> None:
    facts = gathered.facts
    _row("project", facts.root)
    if facts.pin:
        _row("python", f"{facts.pin} ({facts.pin_where})")
    if facts.state == "absent":
        _row("environment", f"{facts.environment}, to be made")
    elif facts.state == "broken":
        _row("environment", f"{facts.environment}, broken: {facts.fault}")
    else:
        origin = "autovenv made it" if facts.owned else "autovenv did not make it"
        _row("environment", f"{facts.environment} (python {facts.version}; {origin})")
    if facts.tracked:
        _row("careful", "files of this environment are committed to git: its programs are its author's code")


def _ask(path: str) -> None:
    if not sys.stdin.isatty():
        raise AutovenvError(f"{visible(path)} is committed to git: `autovenv allow --yes` approves of it without asking", NOT_TRUSTED)
    if not typer.confirm("Use it?"):
        raise AutovenvError("nothing was approved", NOT_TRUSTED)


def _say(line: str) -> None:
    print(f"autovenv: {visible(line)}", file=sys.stderr)
