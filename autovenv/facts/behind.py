"""Packages, for a prompt or the daemon: say once how a job ended, and start one if files changed. Neither waits for it."""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.escape import visible
from autovenv.base.value import replace
from autovenv.facts.outside import undo
from autovenv.facts.session import NAME as SESSION
from autovenv.plan.inputs import Input, watched
from autovenv.plan.plan import ACTIVE, Plan, Reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autovenv.facts.findings import Findings
    from autovenv.facts.settle import Outcome
    from autovenv.facts.upkeep import Upkeep


_NOBODY = "/proc/0"  # no process has this number


class NotHereError(AutovenvError):
    """A job is due, and the caller may not start one."""


def kept_up(outcome: Outcome, environ: Mapping[str, str], say: Callable[[str], None], *, may_install: bool = True) -> Plan:
    """Start a job if one is due, and return the plan to store. `say` gets a line about a job that ended.

    Raises NotHereError if a job is due and `may_install` is False.
    """
    findings, decided = outcome.findings, outcome.plan
    kept = findings.upkeep
    if kept is None:
        return decided
    from autovenv.jobs.state import goes_on

    due = _is_due(decided, findings)
    if due and not may_install:
        raise NotHereError(f"{findings.facts.drift}: a shell's variables are needed to install it")
    # Asked once: between two answers it may end, and would never be told of.
    busy = kept.job is not None and goes_on(kept.place, kept.job)
    if not busy:
        _tell(kept, findings, say)
    process = 0
    if due:
        try:
            process = _started(kept, decided, environ, findings.state)
        except AutovenvError as problem:
            line = decided.message or visible(f"autovenv: {findings.facts.drift}: `autovenv sync` installs it")
            return replace(decided, message=line, reasons=(*decided.reasons, Reason("packages", problem.message, kept.environment)))
    return _until_it_ends(kept, decided, environ, process, busy=busy)


def _tell(kept: Upkeep, findings: Findings, say: Callable[[str], None]) -> None:
    """Say what came of a job that ended: here, and nowhere else."""
    from autovenv.jobs.state import DONE, INTERRUPTED, RUNNING, ended, take_untold

    if kept.job is None or kept.job.status == RUNNING:
        return
    job, sync = take_untold(kept.place), kept.sync
    if job is None:
        return
    done = job.status == DONE or (job.status == INTERRUPTED and sync is not None and not sync.line)  # killed behind its last step
    if job.status == INTERRUPTED:
        from autovenv.deps.sync import put_back

        # Not later: what is installed by hand from here on would go with it.
        put_back(kept.environment, findings.state)
    line = ended(job) if job.status != INTERRUPTED or not done else ""
    if line and not (done and findings.settings.quiet):
        say(line)


def _is_due(decided: Plan, findings: Findings) -> bool:
    """Tell whether a job is to be started, or to be done once more. What failed is not tried again before something changes."""
    from autovenv.jobs.state import RUNNING

    facts, kept = findings.facts, findings.upkeep
    if decided.state != ACTIVE or kept is None or kept.sync is None or not (facts.drift and facts.auto_sync):
        return False
    seen = kept.job is not None and kept.job.status == RUNNING and kept.job.mark == kept.sync.mark
    return not (seen or kept.stuck or kept.environment in decided.withheld)


def _started(kept: Upkeep, decided: Plan, environ: Mapping[str, str], state: str) -> int:
    """Return the process id of the job that was started, 0 where one runs already. Raises AutovenvError."""
    from autovenv.jobs.start import start
    from autovenv.jobs.task import Task
    from autovenv.plan.variables import applied

    assert kept.source is not None
    assert kept.sync is not None
    task = Task(kept.source, kept.environment, kept.root, kept.sync.mark)
    return start(task, applied(decided, undo(environ)), state)


def _until_it_ends(kept: Upkeep, decided: Plan, environ: Mapping[str, str], process: int, *, busy: bool) -> Plan:
    """Return the plan such that the end of a job makes its shell look again, be it orderly or not. `busy`: a killed one left a program."""
    from autovenv.jobs.state import RUNNING, process_of

    inputs = decided.inputs
    if process:
        inputs = tuple(watched(one.path) if one.path == kept.place.state else one for one in inputs)
    elif kept.job is not None and kept.job.status == RUNNING:
        process = process_of(kept.place)
    elif busy:
        # It was killed, and what it has started was not. No file tells when that ends: each prompt looks.
        return replace(decided, inputs=(*inputs, Input("present", _NOBODY)))
    else:
        return decided
    # One that is killed writes nothing. Linux shows its process; elsewhere, and after a restart, the next shell looks.
    alive = f"/proc/{process}"
    shown = bool(process) and os.path.exists(alive)
    if shown:
        inputs = (*inputs, Input("present", alive))
    # The daemon has no session: after a restart it looks at such plans itself.
    needs = decided.needs if shown and not environ.get(SESSION) else (*decided.needs, (SESSION, environ.get(SESSION)))
    return replace(decided, inputs=inputs, needs=needs)
