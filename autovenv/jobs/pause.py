"""Keep jobs from starting while an environment is removed or created anew."""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.files import remove_file
from autovenv.base.locks import HeldError, Lock
from autovenv.jobs.state import PAUSED, place_of, prepare, refuse_while_it_runs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

_MOMENT_SECONDS = 0.5  # starting a job, or asking whether one runs, takes the lock for less


class Pause:
    """`with Pause(environment, root, state):` no job installs into environment, and none starts.

    A task that somebody leaves meanwhile is removed. Each shell has to look again afterwards (plan/store.py's `forget`), and starts a job
    if one is still needed. Raises AutovenvError if a job runs.
    """

    def __init__(self, environment: str, root: str, state: str) -> None:
        self._of = (environment, root, state)
        self._place = place_of(*self._of)
        self._lock = Lock(self._place.lock, _MOMENT_SECONDS)

    def __enter__(self) -> None:
        prepare(self._of[2])
        try:
            self._lock.__enter__()
        except HeldError:
            refuse_while_it_runs(*self._of)
            raise
        except OSError as problem:
            raise AutovenvError(f"can't use {self._place.lock}: {problem.strerror}") from problem
        try:
            os.ftruncate(self._lock.descriptor, 0)
            os.write(self._lock.descriptor, PAUSED)
        except OSError:  # a full disk: without the word, who asks takes it for a job
            pass

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._lock.__exit__(kind, problem, trace)
        # The process that left the task saw the lock held and started nothing. One that comes from here on gets the lock.
        if os.path.exists(self._place.task):
            try:
                with Lock(self._place.lock, 0):
                    remove_file(self._place.task)
            except HeldError:
                pass  # a job has begun and does this task
