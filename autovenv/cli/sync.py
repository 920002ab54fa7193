"""`sync`: install what the project's own file says, or (`--check`) tell whether that is installed."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from autovenv.base.errors import DONE, FAILED, INTERRUPTED, NOT_TRUSTED, AutovenvError, say
from autovenv.base.escape import visible
from autovenv.cli.target import AsJson, Directory, in_force
from autovenv.deps.drift import drift
from autovenv.deps.sources import Source, source_of
from autovenv.deps.sync import is_current
from autovenv.deps.sync import sync as install
from autovenv.env.kinds import tool_of
from autovenv.env.tool import Tool
from autovenv.facts.findings import Findings
from autovenv.facts.outside import undo
from autovenv.plan.plan import ACTIVE, BLOCKED
from autovenv.plan.variables import applied
from autovenv.trust.paths import trusted_by_path
from autovenv.trust.record import ALLOW


def sync(
    directory: Directory = ".",
    check: Annotated[
        bool, typer.Option("--check", help="Install nothing, and use no network: exit 1 if something has changed or is missing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Install the packages that the project's lock or requirements name, into its environment."""
    findings, decided, _ = in_force(directory)
    root = decided.root
    if not root:
        raise AutovenvError("there is no project here: no directory from here upwards has a mark of one")
    real = os.path.realpath(root)
    if findings.consent.decision != ALLOW and not trusted_by_path(real, findings.settings.trusted_paths):
        raise AutovenvError(f"nothing is installed for {root} without your consent: `autovenv allow`", NOT_TRUSTED)
    source = source_of(root, _tool(findings))
    if source is None:
        raise AutovenvError(f"{root} has nothing to install: no lock, no requirements, no [project]")
    if decided.state != ACTIVE or findings.facts.state != "healthy":
        why = decided.reasons[-1].text if decided.reasons else decided.state
        raise AutovenvError(f"{root} has no environment in force: {why}", NOT_TRUSTED if decided.state == BLOCKED else FAILED)
    environment, state = findings.facts.environment, findings.state
    environ = applied(decided, undo(os.environ))
    if check:
        line = drift(source, environment, root, environ, state)
        _tell(source, environment, line, as_json=as_json, current=not line)
        raise typer.Exit(FAILED if line else DONE)
    bar = sys.stderr.isatty() and not as_json
    try:
        line = install(source, environment, root, environ, state, say, bar=bar, again=True)
    except KeyboardInterrupt:
        say(f"interrupted: {environment} is as it was before")
        raise typer.Exit(INTERRUPTED) from None
    _tell(source, environment, line, as_json=as_json, current=is_current(source, environment, root, state))


def _tool(findings: Findings) -> Tool | None:
    layout = findings.configuration.layout if findings.configuration else None
    return tool_of(layout.kind) if layout else None


def _tell(source: Source, environment: str, line: str, *, as_json: bool, current: bool) -> None:
    if not as_json:
        if line:
            print(visible(line))
        return
    import json

    told = {"tool": source.tool, "file": source.file, "packages": source.packages, "environment": environment, "current": current}
    print(json.dumps({**told, "message": line}))


COMMANDS = (sync,)
