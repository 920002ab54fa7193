"""The state of a project's job: one small file, which the job writes whole when it begins and when it ends.

    jobs/<project>           running, done or failed; how far it is, the environment itself tells
                   .task     what waits: for the job to begin, or to be done once more
                   .untold   the end of the job has yet to be told; who removes it tells
    locks/job-<project>      held as long as the job lives, with its process id in it

A job that runs without the lock was killed. What it has started may outlive it, with the lock of whoever installs: the kill is told of
only after that has ended.
"""

from __future__ import annotations

import os
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.files import names_in, private_directory, read_small, write_atomic
from autovenv.base.locks import is_held
from autovenv.base.value import replace, value
from autovenv.deps import distributions, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

    Status = Literal["running", "done", "failed", "interrupted"]

RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
INTERRUPTED: Final = "interrupted"  # it was killed, or the machine was switched off; never written

_FORMAT = b"autovenv job 1"
PAUSED: Final = b"paused"
"""Stands in the lock's file while no job may begin (pause.py)."""
_LARGEST = 64 * 1024  # bytes
_BACK_NS = 50_000_000  # so far back is the file dated: who reads it at once need not look a second time
_LONG_AGO = 43200  # seconds


@value
class Job:
    """The last job of a project."""

    status: Status
    what: str  # "uv.lock"
    root: str
    environment: str
    packages: int  # that there are to be; 0: not known
    mark: str  # how the environment stood to what is installed (deps/current.py)
    line: str = ""  # what was done, or what failed
    log: str = ""
    seconds: int = 0  # since the epoch, when it began or ended


@value
class Place:
    """The files of a project's job."""

    state: str
    task: str
    untold: str
    lock: str


def place_of(environment: str, root: str, state: str) -> Place:
    """Return the files of the job for the project in root and its environment, there or not."""
    return place_named(os.path.basename(record.path_of(record.SYNC, environment, root, state)), state)


def place_named(name: str, state: str) -> Place:
    """Return the files of the job of that name."""
    path = os.path.join(state, "jobs", name)
    return Place(path, f"{path}.task", f"{path}.untold", os.path.join(state, "locks", f"job-{name}"))


def prepare(state: str) -> None:
    """Create the directories that these files lie in. Raises AutovenvError."""
    private_directory(state)
    for name in ("jobs", "locks"):
        private_directory(os.path.join(state, name))


def write(place: Place, job: Job) -> None:
    """Put job in the place of what was known before. Raises OSError."""
    fields = (job.status, job.what, job.root, job.environment, str(job.packages), job.mark, job.line, job.log, str(job.seconds))
    content = b"\0".join([_FORMAT, *(os.fsencode(field.replace("\0", " ")) for field in fields), b"."])
    write_atomic(place.state, content, mtime_ns=time.time_ns() - _BACK_NS)


def read(place: Place) -> Job | None:
    """Return the project's last job; None where there was none, or its file can't be read and none runs."""
    job = _written(place.state)
    if job is None:
        return Job(RUNNING, "", "", "", 0, "") if _runs(place) else None  # one that another version of autovenv has started
    if job.status != RUNNING or _runs(place):
        return job
    job = _written(place.state)  # it may have ended between the two looks
    return replace(job, status=INTERRUPTED) if job is not None and job.status == RUNNING else job


def _runs(place: Place) -> bool:
    """Tell whether a job holds the lock: `recreate` and `remove` do so, too, and leave a word in it."""
    return is_held(place.lock) and _read_lock(place) != PAUSED


def goes_on(place: Place, job: Job) -> bool:
    """Tell whether a job that was killed, and has yet to be told of, left a program that still installs: nothing can be put back then."""
    if job.status != INTERRUPTED or not os.path.exists(place.untold):
        return False
    return record.is_being_changed(job.environment, os.path.dirname(os.path.dirname(place.lock)))


def _written(path: str) -> Job | None:
    try:
        fields = read_small(path, _LARGEST).split(b"\0")
        if fields[0] != _FORMAT or fields[-1] != b".":
            return None
        status, what, root, environment, packages, mark, line, log, seconds = map(os.fsdecode, fields[1:-1])
        if status not in (RUNNING, DONE, FAILED):
            return None
        return Job(status, what, root, environment, int(packages), mark, line, log, int(seconds))  # type: ignore[arg-type]
    except (OSError, ValueError):
        return None


def process_of(place: Place) -> int:
    """Return the process id of the job that runs, 0 where it is not known."""
    found = _read_lock(place)
    return int(found) if found.isdigit() else 0


def _read_lock(place: Place) -> bytes:
    try:
        return read_small(place.lock, _LARGEST)
    except OSError:
        return b""


def waits(place: Place) -> bool:
    """Tell whether the job that runs is to be done once more."""
    return os.path.exists(place.task)


def take_untold(place: Place) -> Job | None:
    """Return the job that ended if that has yet to be told, else None. Of all who ask one alone gets it, and tells."""
    try:
        os.unlink(place.untold)
    except OSError:
        return None
    job = read(place)
    if job is None or job.status != RUNNING:
        return job
    # It is for the end of one that has begun since the caller looked.
    try:
        write_atomic(place.untold, b"")
    except OSError:  # the disk is full: the end is in `status` alone
        pass
    return None


def progress(job: Job) -> str:
    """Return how far the job is: "12/34", "" where that is not known."""
    if not job.packages:
        return ""
    return f"{min(len(distributions.names_of(job.environment)), job.packages)}/{job.packages}"


def told(job: Job, *, again: bool = False) -> str:
    """Return in one line how the job stands. `again`: it is to be done once more."""
    if job.status == RUNNING:
        parts = (f"{_being_installed(job)} behind the prompt", progress(job), "then once more" if again else "")
        return ", ".join(filter(None, parts))
    if job.status != FAILED:
        return ended(job)
    again_by = "" if "`autovenv sync`" in job.line else "; `autovenv sync` tries again"
    return f"it failed{_when(job.seconds)}: {job.line}{again_by}"


def _being_installed(job: Job) -> str:
    return f"{job.what} is being installed" if job.what else "packages are being installed"


def _when(seconds: int) -> str:
    """Return " at" a time, with its date where it is another one's; "" for a time that no calendar has."""
    form = "%H:%M" if abs(time.time() - seconds) <= _LONG_AGO else "%Y-%m-%d %H:%M"
    try:
        return f" at {time.strftime(form, time.localtime(seconds))}"
    except (OverflowError, ValueError, OSError):
        return ""


def ended(job: Job) -> str:
    """Return in one line what came of a job that ended."""
    return f"installing {job.what} was interrupted: `autovenv sync` does it again" if job.status == INTERRUPTED else job.line


def refuse_while_it_runs(environment: str, root: str, state: str) -> None:
    """Raise AutovenvError where a job installs into environment, which is to be taken away."""
    job = read(place_of(environment, root, state))
    if job is not None and job.status == RUNNING:
        raise AutovenvError(f"{_being_installed(job)} into {environment} behind the prompt: `autovenv wait` waits for it")


def stale(state: str) -> tuple[str, ...]:
    """Return the files of jobs whose projects are gone."""
    found: list[str] = []
    for name in names_in(os.path.join(state, "jobs")):
        place = place_named(name.partition(".")[0], state)
        job = _written(place.state)
        if (job is None and not is_held(place.lock)) or (job is not None and not os.path.isdir(job.root)):
            found.append(os.path.join(state, "jobs", name))
    return tuple(found)
