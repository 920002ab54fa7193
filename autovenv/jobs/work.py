"""What a job does: it installs until nothing waits any more, and leaves word of it."""

from __future__ import annotations

import os
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.files import remove_file, write_atomic
from autovenv.base.locks import release, take
from autovenv.base.value import replace
from autovenv.deps import files, record
from autovenv.deps.current import sync_state
from autovenv.deps.sync import NOTHING, sync
from autovenv.jobs import task as tasks
from autovenv.jobs.state import DONE, FAILED, RUNNING, Job, Place, place_named, read, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from autovenv.jobs.task import Task

# A pull or an editor writes file after file: so long they have to rest, and no longer is waited.
_QUIET_SECONDS, _LONGEST_SECONDS = 0.2, 5.0
# The same where they changed meanwhile: a rebase writes them commit after commit.
_AGAIN_QUIET_SECONDS, _AGAIN_LONGEST_SECONDS = 2.0, 30.0
_LOOK_SECONDS = 0.02
_TIMES = 2  # of one task, whose files change meanwhile


def work(name: str, state: str, environ: Mapping[str, str], held: int) -> None:
    """Do what waits for the job of that name. `held` is the descriptor of its lock."""
    place = place_named(name, state)
    task = tasks.take(place.task)
    if task is not None:
        _do_all(task, place, state, environ)
    else:
        _leave_word_of_none(place)
    release(held)
    # Who left a task in between saw the lock held, and started nothing.
    while os.path.exists(place.task) and take(held):
        os.ftruncate(held, 0)  # somebody else may have had it in between
        os.lseek(held, 0, os.SEEK_SET)
        os.write(held, str(os.getpid()).encode())
        if (task := tasks.take(place.task)) is not None:
            job, told = read(place), not os.path.exists(place.untold)
            if job is not None:
                write(place, replace(job, status=RUNNING))
            write_atomic(place.untold, b"")
            _do_all(task, place, state, environ, None if told else job)
        release(held)


def _do_all(first: Task, place: Place, state: str, environ: Mapping[str, str], last: Job | None = None) -> None:
    """Do the first task, and what waits once that is done. `last` is a job that ended before, and has yet to be told of."""
    task: Task | None = first
    while task is not None:
        # Two shells that saw one change ask for the same.
        if last is not None and last.status == FAILED and last.mark == task.mark and not task.again:
            break
        job = _ended(task, state, environ)
        if last is not None and last.status == job.status == DONE:
            job = replace(job, line=_telling(job.line, last.line))
        last, task = job, tasks.take(place.task)
    assert last is not None
    if last.status == DONE and not _tells(last.line):
        remove_file(place.untold)  # nothing is to be told
    write(place, last)


def _leave_word_of_none(place: Place) -> None:
    """Say that another version of autovenv has put a task of its own in the place of ours. The next look starts one that is: no mark."""
    job = read(place)
    if job is not None:
        line = f"{job.what} was not installed, another version of autovenv was asked meanwhile: `autovenv sync` does it again"
        write(place, replace(job, status=FAILED, line=line, mark="", seconds=int(time.time())))


def _ended(task: Task, state: str, environ: Mapping[str, str]) -> Job:
    """Return what came of the task."""
    source, environment, root = task.source, task.environment, task.root
    log = record.log_of(record.path_of(record.SYNC, environment, root, state), record.SYNC, state)

    def job(status: str, line: str, mark: str) -> Job:
        return Job(status, source.name, root, environment, source.packages, mark, line, log, int(time.time()))  # type: ignore[arg-type]

    line = ""
    for number in range(_TIMES):
        if number:
            _wait_until_quiet(source.files, _AGAIN_QUIET_SECONDS, _AGAIN_LONGEST_SECONDS)
        else:
            _wait_until_quiet(source.files, _QUIET_SECONDS, _LONGEST_SECONDS)
        mark, before = sync_state(source, environment, root, state).mark, files.state_of(source.files)
        try:
            line = _telling(sync(source, environment, root, environ, state, _say_nothing, again=task.again or bool(number)), line)
        except AutovenvError as problem:
            return job(FAILED, problem.message, mark)
        except KeyboardInterrupt:
            return job(
                FAILED,
                f"installing {source.name} was interrupted, and what was installed is as before: `autovenv sync` does it again",
                mark,
            )
        after = sync_state(source, environment, root, state)
        # Whether the tool has written a lock, or somebody else meanwhile, shows when it is done once more.
        if not after.line and (number or files.state_of(source.files) == before):
            return job(DONE, line, after.mark)
    edited = next((path for path, was in files.state_of(source.files).items() if before.get(path) != was), source.file)
    what = f"{os.path.relpath(edited, root)} changed each time that {source.name} was {'run' if source.said else 'installed'}"
    return job(FAILED, f"{what}: `autovenv sync` does it again", after.mark)


def _telling(line: str, before: str) -> str:
    """Return the line to tell of two installations, one after the other: the second one often has nothing to do."""
    return line if _tells(line) or not before else before


def _tells(line: str) -> bool:
    return bool(line) and NOTHING not in line


def _wait_until_quiet(paths: Sequence[str], rest: float, longest: float) -> None:
    """Return when paths did not change for `rest` seconds, or after `longest` seconds."""
    end = time.monotonic() + longest
    seen, since = _times(paths), time.monotonic()
    while time.monotonic() < min(end, since + rest):
        time.sleep(_LOOK_SECONDS)
        now = _times(paths)
        if now != seen:
            seen, since = now, time.monotonic()


def _times(paths: Sequence[str]) -> list[tuple[int, int] | None]:
    return [_time(path) for path in paths]


def _time(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _say_nothing(line: str) -> None:
    """Nobody is there to hear it."""
