"""`wait`: wait for what is installed behind the prompt."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from autovenv.base.errors import AutovenvError, say
from autovenv.base.escape import visible
from autovenv.cli.subject import in_force
from autovenv.cli.target import Directory
from autovenv.deps.sync import put_back
from autovenv.facts.findings import Findings
from autovenv.jobs import state as jobs
from autovenv.jobs.state import Job, Place, place_of
from autovenv.plan import news

TIMED_OUT = 124
"""Exit code, as of coreutils' `timeout`."""

_LOOK_SECONDS = 0.05


def wait(
    directory: Directory = ".",
    timeout: Annotated[float | None, typer.Option("--timeout", metavar="SECONDS", help="Wait no longer: exit 124 then.", min=0)] = None,
) -> None:
    """Wait until nothing is installed behind the prompt any more: exit 0 then, 1 if it failed. Nothing is started."""
    findings, decided, _ = in_force(directory)
    if not decided.root:
        raise AutovenvError("there is no project here: no directory from here upwards has a mark of one")
    # Of a project whose variables alone are a directory's own, the one around it has the packages.
    kept = findings.upkeep
    place = kept.place if kept else place_of(findings.facts.environment, findings.facts.root, findings.state)
    job = _ended(place, timeout)
    if job is not None and jobs.goes_on(place, job):
        raise AutovenvError(jobs.ended(job))  # at once: what it left may go on for long. A prompt tells it too, once it can be put back
    untold = jobs.take_untold(place)
    job = untold or job
    if job is None or not (untold or (job.status != jobs.DONE and _is_out_of_date(findings))):
        return
    line = visible(jobs.ended(job))
    # The daemon may have left it for the next prompt: it is told here.
    waiting = news.take(kept.root if kept else findings.facts.root, findings.state)
    if waiting and visible(waiting) != line:
        say(waiting)
    if job.status == jobs.INTERRUPTED:
        put_back(job.environment, findings.state)
    if job.status != jobs.DONE:
        raise AutovenvError(jobs.ended(job))
    print(line)


def _ended(place: Place, timeout: float | None) -> Job | None:
    """Return the last job, which has ended. Raises typer.Exit(TIMED_OUT)."""
    end = None if timeout is None else time.monotonic() + timeout
    while (job := jobs.read(place)) is not None and job.status == jobs.RUNNING:
        if end is not None and time.monotonic() >= end:
            say(jobs.told(job, again=jobs.waits(place)))
            raise typer.Exit(TIMED_OUT)
        time.sleep(_LOOK_SECONDS)
    return job


def _is_out_of_date(findings: Findings) -> bool:
    """Tell whether what a job that failed should have installed is still not installed."""
    kept = findings.upkeep
    return kept is not None and kept.sync is not None and bool(kept.sync.line)


COMMANDS = (wait,)
