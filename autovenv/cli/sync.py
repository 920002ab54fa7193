"""`sync`: install what the project's own file says, or (`--check`) tell whether that is installed."""

from __future__ import annotations

import os

from autovenv.base.errors import DONE, FAILED, NOT_TRUSTED, AutovenvError, say
from autovenv.base.escape import visible
from autovenv.cli.parameters import AS_JSON, DIRECTORY, Parameter
from autovenv.cli.set_up import its_packages_are_around, set_up, to_install
from autovenv.cli.subject import in_force
from autovenv.deps.current import is_current, sync_state
from autovenv.deps.drift import drift
from autovenv.deps.sources import Source
from autovenv.facts.findings import Findings
from autovenv.facts.outside import undo
from autovenv.facts.session import session_of
from autovenv.jobs.start import start
from autovenv.jobs.state import ended, place_of, take_untold
from autovenv.jobs.task import Task
from autovenv.plan.plan import ACTIVE, BLOCKED, Plan
from autovenv.plan.variables import applied
from autovenv.trust import consent
from autovenv.trust.paths import trusted_by_path
from autovenv.trust.record import ALLOW

PARAMETERS = {
    "sync": {
        "directory": DIRECTORY,
        "check": Parameter("Install nothing, and use no network: exit 1 if something has changed or is missing.", ("--check",)),
        "background": Parameter("Behind the prompt: `autovenv wait` waits for it.", ("--background",)),
        "as_json": AS_JSON,
    },
}


def sync(directory: str = ".", check: bool = False, background: bool = False, as_json: bool = False) -> None:
    """Install the packages that the project's lock or requirements name, into its environment."""
    if check and background:
        raise AutovenvError("--check installs nothing, --background does: one of them", NOT_TRUSTED)
    findings, decided, _ = in_force(directory)
    if its_packages_are_around(findings):
        findings, decided, _ = in_force(findings.around)
    root = decided.root
    if not root:
        raise AutovenvError("there is no project here: no directory from here upwards has a mark of one")
    if findings.consent.decision != ALLOW and not trusted_by_path(os.path.realpath(root), findings.settings.trusted_paths):
        raise AutovenvError(f"nothing is installed for {root} without your consent: `autovenv allow`", NOT_TRUSTED)
    source = to_install(findings)
    said = findings.configuration.sync if findings.configuration else None
    if source is None and said is not None and said.command is False:
        raise AutovenvError(f"sync = false in {said.where(root)}: nothing is installed")
    if source is None:
        raise AutovenvError(f"{root} has nothing to install: no lock, no requirements, no [project]")
    if check:
        line = _drift(source, findings, decided)
        _tell(source, findings, line, as_json=as_json)
        raise SystemExit(FAILED if line else DONE)
    if background:
        _start(source, findings, decided)
        _tell(source, findings, f"{source.name} is being installed behind the prompt: `autovenv wait` waits for it", as_json=as_json)
        return
    session = session_of(os.environ)
    result = set_up(
        root, os.environ, session, again=True, quiet=as_json, approve=lambda made: _approve(os.path.realpath(root), findings, session, made)
    )
    if result.failure is not None:
        raise result.failure
    if result.outcome.plan.state != ACTIVE:
        _refuse(result.outcome.plan)
    _tell(source, result.outcome.findings, result.line, as_json=as_json)


def _start(source: Source, findings: Findings, decided: Plan) -> None:
    facts = findings.facts
    if decided.state != ACTIVE or facts.state != "healthy" or facts.environment in decided.withheld:
        _refuse(decided)
    if source.hint:
        raise AutovenvError(source.hint)
    untold = take_untold(place_of(facts.environment, facts.root, findings.state))
    if untold is not None:
        say(visible(ended(untold)))  # the new job's end takes its place
    mark = sync_state(source, facts.environment, facts.root, findings.state).mark
    start(Task(source, facts.environment, facts.root, mark, again=True), applied(decided, undo(os.environ)), findings.state)


def _approve(real: str, findings: Findings, session: str, made: str) -> None:
    """Add the environment that the project's tool has made to the consent that it was made by, for good or for this shell."""
    given = consent.consent_for(real, findings.state)
    if given.decision == ALLOW:
        consent.allow(real, findings.state, (*given.environments, made), given.tracked, given.files)
    else:
        consent.allow_once(real, session, findings.state, (*findings.consent.environments, made))


def _drift(source: Source, findings: Findings, decided: Plan) -> str:
    if decided.state != ACTIVE or findings.facts.state != "healthy":
        _refuse(decided)
    environ = applied(decided, undo(os.environ))
    return drift(source, findings.facts.environment, decided.root, environ, findings.state)


def _refuse(decided: Plan) -> None:
    why = decided.reasons[-1].text if decided.reasons else decided.state
    raise AutovenvError(f"{decided.root} has no environment in force: {why}", NOT_TRUSTED if decided.state == BLOCKED else FAILED)


def _tell(source: Source, findings: Findings, line: str, *, as_json: bool) -> None:
    if not as_json:
        if line:
            print(visible(line))
        return
    import json

    facts = findings.facts
    current = is_current(source, facts.environment, facts.root, findings.state)
    told = {"tool": source.tool, "file": source.file, "packages": source.packages, "environment": facts.environment, "current": current}
    print(json.dumps({**told, "message": line}))


COMMANDS = (sync,)
