"""The packages of a project in which autovenv may install: whether they are what its files say, and the job that sees to it."""

from __future__ import annotations

import os

from autovenv.base.value import replace, value
from autovenv.facts.packages import source_for
from autovenv.plan.facts import Facts
from autovenv.plan.inputs import NOT_AT_ALL, watched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.base.settings import Settings
    from autovenv.config.configuration import Configuration
    from autovenv.deps.current import SyncState
    from autovenv.deps.sources import Source
    from autovenv.jobs.state import Job, Place


@value
class Upkeep:
    """What is known about a project's packages."""

    root: str
    environment: str
    place: Place
    job: Job | None = None  # the last one
    source: Source | None = None  # what is to be installed, where that is anything
    sync: SyncState | None = None  # what the environment lacks of it
    stuck: bool = False  # the job for just that failed, or was killed


def with_upkeep(facts: Facts, configuration: Configuration | None, settings: Settings, state: str) -> tuple[Facts, Upkeep]:
    """Return facts with what they say about packages that were installed before, and what only the edges need of it.

    The files that a job would install from are inputs from the first installation on. No process is run.
    """
    from autovenv.deps import record
    from autovenv.jobs import detached
    from autovenv.jobs.state import FAILED, INTERRUPTED, RUNNING, place_of, read, told, waits

    root, environment = facts.root, facts.environment
    place = place_of(environment, root, state)
    recorded = record.path_of(record.SYNC, environment, root, state)
    # The job's end makes each open shell look; a foreground `sync` says by itself what came of it.
    inputs = (watched(place.state), replace(watched(recorded), at_prompt=NOT_AT_ALL))
    facts = replace(facts, inputs=(*facts.inputs, *inputs), auto_sync=settings.auto_sync and detached.POSSIBLE)
    job = read(place)
    kept = Upkeep(root, environment, place, job)
    source = source_for(facts, configuration) if job is not None or os.path.exists(recorded) else None
    if source is None:
        return facts, kept
    from autovenv.deps.current import sync_state

    files = tuple(map(watched, source.files))  # before they are read
    sync = sync_state(source, environment, root, state)
    stuck = job is not None and job.status in {FAILED, INTERRUPTED} and job.mark == sync.mark
    running = job is not None and job.status == RUNNING
    line = told(job, again=waits(place)) if job is not None and (running or (sync.line and job.status in {FAILED, INTERRUPTED})) else ""
    facts = replace(facts, inputs=(*facts.inputs, *files), drift=sync.short if sync.known and not source.hint else "", job=line)
    return facts, replace(kept, source=source, sync=sync, stuck=stuck)
