"""`status`: what is active here."""

from __future__ import annotations

import os

from autovenv.base.escape import visible
from autovenv.cli.daemon_state import daemon_says
from autovenv.cli.shell_state import shell_says
from autovenv.cli.subject import in_force
from autovenv.cli.target import AsJson, Directory
from autovenv.facts.findings import Findings
from autovenv.jobs.state import progress
from autovenv.plan.plan import ACTIVE, PENDING
from autovenv.plan.planner import plan
from autovenv.plan.render.json import document


def status(directory: Directory = ".", as_json: AsJson = False) -> None:
    """Show the project, its Python and environment, and what this shell has of it."""
    findings, decided, passed = in_force(directory)
    if as_json:
        print(document(decided, **of_job(findings)), end="")
        return
    facts = findings.facts
    if not facts.root:
        _row("project", "none: no directory from here upwards has a mark of one")
        _row("shell", shell_says(decided, os.environ))
        return
    _row("project", facts.root)
    _row("state", decided.state)
    if facts.pin:
        _row("pin", f"{facts.pin} ({facts.pin_where})")
    if findings.others:
        _row("also pinned", " ".join(findings.others))
    if decided.state == PENDING and decided.make is not None:
        _row("environment", f"{decided.make.path}, to be made with python {decided.make.version}")
    elif facts.state == "absent":
        _row("environment", "none")
    elif facts.state == "broken":
        _row("environment", f"{facts.environment}, broken: {facts.fault}")
    else:
        _row("environment", f"{facts.environment} (python {facts.version})")
    if facts.job or (facts.drift and decided.state == ACTIVE):
        _row("packages", facts.job or facts.drift)
    elif facts.packages and facts.state == "healthy":
        _row("packages", f"{facts.packages} in {facts.packages_from}, not installed")
    _row("shell", shell_says(decided, os.environ))
    _row("daemon", daemon_says(facts.root, findings.state, findings.settings))
    own = [(facts.root, name) for name in decided.withheld] if decided.state == ACTIVE else []  # else it is the reason below
    for root, name in [*own, *((one.facts.root, name) for one in passed for name in plan(one.facts).withheld)]:
        _row("not in force", f"{os.path.join(root, name)}: `autovenv allow {root}`")
    if decided.missing:
        _row("missing", decided.missing)
    if decided.state != ACTIVE and decided.reasons:
        _row("because", decided.reasons[-1].text)


def of_job(findings: Findings) -> dict[str, object]:
    """Return how the job stands that installs the project's packages, or that nothing is to be told of one, for programs."""
    job = findings.upkeep.job if findings.upkeep and findings.facts.job else None
    if job is None:
        return {"job": None}
    there = progress(job).partition("/")[0]
    return {
        "job": {
            "state": job.status,
            "installs": job.what,
            "installed": int(there) if there else None,
            "packages": job.packages or None,
            "message": findings.facts.job,
            "log": job.log or None,
        }
    }


def _row(name: str, text: str) -> None:
    print(f"{name:<12}  {visible(text)}")


COMMANDS = (status,)
