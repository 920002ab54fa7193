"""Make an environment: whole or not at all, once however many shells ask, and never in the place of what autovenv did not make."""

from __future__ import annotations

import os
import stat
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.files import remove_tree
from autovenv.base.repository import repository_of
from autovenv.base.value import value
from autovenv.env import backends, ownership, parking, relocate, version_match
from autovenv.env.environment import ABSENT, HEALTHY, Environment, inspect, is_empty
from autovenv.env.faults import NO_PIP, PLACE
from autovenv.env.mend import mend
from autovenv.env.place_lock import place_lock
from autovenv.trust.tracked import tracked_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.plan.plan import Make

PARKED = "parked"
MENDED = "mended"


@value
class Created:
    """What became of a wish for an environment."""

    environment: Environment
    seconds: float
    backend: str  # "uv", "virtualenv", "venv"; "parked": it had been kept aside; "mended"; "": it stood there already
    was: str = ""  # what was wrong with the one that stood there
    kept: str = ""  # where that one is now


@value
class Task:
    """A creation under way: everything about it that does not change."""

    make: Make
    state: str  # directory
    backend: str  # the one that the user wants
    log: str
    started: float
    environ: Mapping[str, str]  # of the programs that make it


def make(make: Make, state: str, backend: str = "uv", environ: Mapping[str, str] | None = None) -> Created:
    """Bring about the environment that `make` describes, and return it.

    `environ` is that of the programs that make it, ours where none is given. Raises AutovenvError with one
    line; then, as after an interrupt, what stood at make.path stands there as before.
    """
    started = time.monotonic()
    try:
        os.makedirs(os.path.dirname(make.path), exist_ok=True)
        lock, log = place_lock(make.path, state)
        with lock:
            return _make_alone(Task(make, state, backend, log, started, os.environ if environ is None else environ))
    except OSError as problem:
        what = f"{problem.strerror}: {os.fsdecode(problem.filename)}" if problem.filename else problem.strerror
        raise AutovenvError(f"can't make {make.path}: {what}") from problem


def _make_alone(task: Task) -> Created:
    make, state = task.make, task.state
    parking.clear_left_overs(make.path)
    existing = _replaceable(make.path, state, taken_over=bool(make.retire))
    if existing.state == HEALTHY and version_match.matches(existing, make) and ownership.is_owned(existing, state) and not existing.fault:
        return Created(existing, time.monotonic() - task.started, "")
    was = existing.reason
    if existing.fault == PLACE and make.retire == "park":
        # Renamed, and of another version than the pin by now: it is parked as what it is, and so comes back.
        _mend(task, existing)
        existing = inspect(make.path, os.environ)
        was = existing.reason
    if existing.fault and make.retire == "mend":
        was = _mend(task, existing)
        if not was:
            return Created(inspect(make.path, os.environ), time.monotonic() - task.started, MENDED, existing.reason)
        existing = inspect(make.path, os.environ)
        if existing.fault == NO_PIP:
            raise AutovenvError(f"{make.path} has no pip, and none could be put into it: {was} (log: {task.log})")
    if existing.state == HEALTHY and not make.retire:
        raise AutovenvError(f"{make.path} is there already, with another Python than {make.version}")
    waiting = parking.parked(make.path, version_match.wanted(make.version), state)
    if waiting and not is_tracked(waiting):
        kept = parking.swap_in(waiting, make.path, existing)
        found = inspect(make.path, os.environ)
        if found.fault == PLACE and not _mend(task, found):  # the project was renamed meanwhile
            found = inspect(make.path, os.environ)
        return Created(found, time.monotonic() - task.started, PARKED, was, kept)
    ownership.prepare(state)
    identity = ownership.new_identity()
    built, used = build_aside(task, make, identity)
    try:
        ownership.record(make.path, identity, state, built)
        kept = parking.swap_in(built, make.path, existing)
        if existing.state == ABSENT:
            ownership.record(make.path, identity, state, make.path)  # a directory that was there keeps its inode
    except BaseException:
        if os.path.lexists(built):
            ownership.forget(identity, state)
            remove_tree(built)
        raise
    return Created(inspect(make.path, os.environ), time.monotonic() - task.started, used, was, kept)


def _mend(task: Task, existing: Environment) -> str:
    """Mend what stands at make.path; return "" or why it is not whole. Raises OSError, AutovenvError."""
    make = task.make
    return mend(existing, make, task.state, task.environ, task.log, fresh=lambda: build_aside(task, make, existing.id)[0])


def _replaceable(path: str, state: str, *, taken_over: bool) -> Environment:
    """Return what stands at path. Raises AutovenvError if it is not ours to replace.

    `taken_over`: a renamed or copied one, whose proof or consent the planner has seen, is to be mended or parked.
    """
    existing = inspect(path, os.environ)
    if is_tracked(path) and not is_empty(path):
        raise AutovenvError(f"{path} is committed to git, so it is the repository's: `git rm -r --cached` it, or make it yourself")
    if existing.state == ABSENT:
        return existing
    ours = ownership.is_owned(existing, state) or (taken_over and ownership.is_known(existing.id, state))
    if not ours or not stat.S_ISDIR(os.lstat(path).st_mode):
        raise AutovenvError(f"{path} was not made by autovenv, which leaves it alone: move it elsewhere, or recreate it yourself")
    return existing


def is_tracked(path: str) -> bool:
    """Tell whether git tracks a file of what is at path: then it is the repository's."""
    repository = repository_of(os.path.dirname(os.path.abspath(path)))
    return bool(repository) and tracked_below(path, repository)


def build_aside(task: Task, make: Make, identity: str) -> tuple[str, str]:
    """Make an environment for make.path beside it; return where, and the name of the backend that did it. Raises AutovenvError."""
    suffix = parking.NEW + parking.new_token()
    built = make.path + suffix
    try:
        return built, _build(task, built, suffix, identity)
    except BaseException:
        remove_tree(built)
        raise


def _build(task: Task, built: str, suffix: str, identity: str) -> str:
    """Make the environment at `built` and return the name of the backend that did it. Raises AutovenvError if none can."""
    make, log = task.make, task.log
    failures: list[str] = []
    matters = ""
    for name in backends.order(task.backend):
        # One log per attempt: the last one's is what the error message points at, and it names what failed before.
        with open(log, "wb") as fresh:
            fresh.write("".join(f"{line}\n" for line in failures).encode(errors="backslashreplace"))
        unusable = backends.unusable(name, make)
        try:
            problem = unusable or backends.create(name, built, make, task.environ, log) or _fault(make, built, suffix, identity)
        except OSError as error:
            problem = f"{error.strerror}: {error.filename}" if error.filename else str(error)
        if not problem:
            return name  # that another one could not is in the log
        failures.append(f"{name}: {problem}")
        # The first that was there to be tried: the others mostly repeat it, and all of them stand in the log.
        if not matters and not unusable:
            matters = failures[-1]
        remove_tree(built)
    raise AutovenvError(f"can't make {make.path} from {make.python}: {matters or failures[0]} (log: {log})")


def _fault(make: Make, built: str, suffix: str, identity: str) -> str:
    """Finish what a backend made and return "" if it is whole, else what it lacks."""
    relocate.finish(built, suffix, identity, make.prompt)
    made = inspect(built, os.environ, meant_for=os.path.realpath(make.path))
    return made.reason
