"""Have a job do something: a new process, or the one that runs, once it is done."""

from __future__ import annotations

import os
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.files import remove_file, write_atomic
from autovenv.base.locks import HeldError, Lock
from autovenv.jobs import detached
from autovenv.jobs import task as tasks
from autovenv.jobs.state import RUNNING, Job, place_of, prepare, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.jobs.state import Place
    from autovenv.jobs.task import Task

_MOMENT_SECONDS = 0.02  # who asks whether the lock is held holds it for less


def start(task: Task, environ: Mapping[str, str], state: str) -> int:
    """Return the process id of the new job that does task; 0 where one runs, which will do it once it is done.

    `environ` is that of the shell with the project active, and becomes the job's. Raises AutovenvError.
    """
    if not detached.POSSIBLE:
        return detached.start((), environ, -1)  # which says so
    prepare(state)
    place = place_of(task.environment, task.root, state)
    try:
        # The task comes before the lock: a job that ends lets go of the lock, and then looks for a task once more.
        tasks.put(place.task, task)
        lock = Lock(place.lock, _MOMENT_SECONDS)
        with lock:
            process = _begin(task, place, environ, state, lock.descriptor)
            lock.hand_on()
            return process
    except HeldError:
        return 0
    except OSError as problem:
        raise AutovenvError(f"can't start installing {task.source.name} behind the prompt: {problem.strerror}") from problem


def _begin(task: Task, place: Place, environ: Mapping[str, str], state: str, held: int) -> int:
    source = task.source
    try:
        os.ftruncate(held, 0)  # of what held the lock before nothing is left
        write_atomic(place.untold, b"")
        write(place, Job(RUNNING, source.name, task.root, task.environment, source.packages, task.mark, seconds=int(time.time())))
        process = detached.start((os.path.basename(place.state), state), environ, held)
        os.write(held, str(process).encode())
    except OSError:
        for path in (place.state, place.task, place.untold):
            remove_file(path)
        raise
    return process
