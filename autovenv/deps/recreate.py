"""Make an environment anew in the place of one that stands: that one stays until the new one is whole, and is then removed."""

from __future__ import annotations

import os
import stat
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.files import remove_tree
from autovenv.base.value import value
from autovenv.deps.interrupts import Interruptible, Undisturbed
from autovenv.env import ownership, parking
from autovenv.env.create import Task, build_aside, is_tracked
from autovenv.env.environment import inspect
from autovenv.env.place_lock import place_lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autovenv.plan.plan import Make


@value
class Recreated:
    """What became of it."""

    seconds: float  # until the new one stood, without what was installed into it
    left: str = ""  # where the old one still lies, if it could not be removed: the next creation tries again


def recreate(make: Make, state: str, backend: str, environ: Mapping[str, str], install: Callable[[], None]) -> Recreated:
    """Put a new environment in the place of the one at make.path, and call `install`, which fills it there.

    Whose the old one is, the caller has seen. Raises AutovenvError with one line, KeyboardInterrupt, and what `install` raises: the old
    one stands in its place then, as it was.
    """
    try:
        lock, log = place_lock(make.path, state)
        with Interruptible(), lock:
            return _alone(Task(make, state, backend, log, time.monotonic(), environ), install)
    except OSError as problem:
        what = f"{problem.strerror}: {os.fsdecode(problem.filename)}" if problem.filename else problem.strerror
        raise AutovenvError(f"can't recreate {make.path}: {what}") from problem


def _alone(task: Task, install: Callable[[], None]) -> Recreated:
    path, state = task.make.path, task.state
    parking.clear_left_overs(path)
    if not stat.S_ISDIR(os.lstat(path).st_mode) or is_tracked(path):
        raise AutovenvError(f"{path} is a link, or committed to git: recreate it yourself")
    existing = inspect(path, task.environ)
    identity = ownership.new_identity()
    built, _ = build_aside(task, task.make, identity)
    aside = f"{path}{parking.OLD}{parking.new_token()}"
    try:
        ownership.record(path, identity, state, built)
        os.rename(path, aside)
        os.rename(built, path)
        seconds = time.monotonic() - task.started
        install()
    except BaseException:
        with Undisturbed():
            _put_back(path, aside, built)
            ownership.forget(identity, state)
        raise
    if ownership.is_known(existing.id, state):
        ownership.forget(existing.id, state)
    return Recreated(seconds, _removed(path, aside))


def _put_back(path: str, aside: str, built: str) -> None:
    """Bring the old one back from `aside`, if it is there yet, and remove the new one, wherever it is."""
    if os.path.lexists(aside):
        if os.path.lexists(path):
            os.rename(path, built)
        os.rename(aside, path)
    try:
        remove_tree(built)
    except OSError:
        pass  # its name is one that the next creation clears away


def _removed(path: str, aside: str) -> str:
    """Remove the old one; return where it is if that can't be done."""
    going = parking.on_its_way_out(path)
    try:
        os.rename(aside, going)
        remove_tree(going)
    except OSError:
        return going if os.path.lexists(going) else aside
    return ""
