"""Install what a project's own file says into its environment: all of it, or the environment is as it was."""

from __future__ import annotations

import os
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.files import remove_file, remove_if_empty, remove_tree
from autovenv.base.locks import Lock
from autovenv.base.value import value
from autovenv.deps import distributions, files, programs, record, snapshot
from autovenv.deps.current import is_current
from autovenv.deps.interrupts import Interruptible, Undisturbed
from autovenv.deps.run import PATIENCE_SECONDS, run
from autovenv.env import conda, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autovenv.deps.sources import Source

NOTHING = "nothing had to be installed"
_MOMENT_SECONDS = 0.2  # asking whether the lock is held takes the lock for less


@value
class _Task:
    """An installation under way: everything about it that does not change."""

    source: Source
    environment: str
    root: str
    environ: Mapping[str, str]  # of the shell
    state: str
    say: Callable[[str], None]
    bar: bool
    again: bool
    creation: tuple[str, ...]
    held: int  # the descriptor of the lock

    @property
    def commands(self) -> tuple[tuple[str, ...], ...]:
        """What is run. A tool that makes the environment itself fills it in the same breath."""
        return (self.creation,) if self.creation and not os.path.lexists(self.environment) else self.source.commands


def sync(  # noqa: PLR0917
    source: Source,
    environment: str,
    root: str,
    environ: Mapping[str, str],
    state: str,
    say: Callable[[str], None],
    *,
    bar: bool = False,
    again: bool = False,
    creation: tuple[str, ...] = (),
) -> str:
    """Install what source says for the project in root into environment, in the foreground, unless it is current.

    Returns one line that says what was done, "" where nothing was to be done. `bar` shows one on stderr; without, `say` hears what is
    waited for. `again`: also where the record says that it is current. `creation` is the command by which the project's tool makes and
    fills an environment that is not there yet. environ is that of the shell; nothing of it makes an
    installation go elsewhere. Raises AutovenvError with one line, which names the log of what the programs printed, and
    KeyboardInterrupt; the environment is as it was then.
    """
    if not again and is_current(source, environment, root, state):
        return ""
    if source.hint:
        raise AutovenvError(source.hint)
    try:
        lock = Lock(record.lock_of(environment, state), PATIENCE_SECONDS)
        with Interruptible(), lock:
            return _alone(_Task(source, environment, root, environ, state, say, bar, again, creation, lock.descriptor))
    except OSError as problem:
        what = f"{problem.strerror}: {os.fsdecode(problem.filename)}" if problem.filename else problem.strerror
        raise AutovenvError(f"can't install {source.name}: {what}") from problem


def put_back(environment: str, state: str) -> None:
    """Make an environment what it was before an installation that was killed, unless something is being installed there.

    That it can't be done is no failure: the next installation does it.
    """
    if not snapshot.is_left_over(environment):
        return
    try:
        with Lock(record.lock_of(environment, state), _MOMENT_SECONDS), Undisturbed():
            snapshot.put_back(environment, tidy=False)
    except (AutovenvError, OSError):
        pass


def _alone(task: _Task) -> str:
    source, environment = task.source, task.environment
    _put_back(environment)  # what an installation that was killed has left
    if not task.again and is_current(source, environment, task.root, task.state):
        return ""  # another shell has done it meanwhile
    _refuse_frozen(environment)
    path = record.path_of(record.SYNC, environment, task.root, task.state)
    log = record.log_of(path, record.SYNC, task.state)
    given = programs.environ_for(environment, task.environ, own=bool(source.said))
    commands = task.commands
    for command in commands:
        # A program that is not there is found out before anything is touched.
        programs.translated(command, environment, task.root, given, own=bool(source.said))
    remove_file(log)
    started = time.monotonic()
    before, there = files.state_of(source.files), distributions.names_of(environment)
    # conda and pixi undo what fails themselves, and an environment of theirs is all of a Python.
    kept, was_there = os.path.exists(paths.configuration_path(environment)), os.path.lexists(environment)
    if not kept:
        record.remove(path)
    try:
        _install(task, commands, given, log, kept=kept)
    except BaseException:
        if not was_there:
            with Undisturbed():
                remove_tree(environment)  # its tool had begun to make it
        raise
    after, now = files.state_of(source.files), distributions.names_of(environment)
    # One that was edited meanwhile has to be installed from again. A lock is obeyed and not written, but by a command of the project's own.
    if files.same_but_locks(before, after) if source.said else before == after:
        identity = record.identity_of(environment)
        record.write(path, record.Record(source.tool, source.commands, identity, tuple(after.items()), int(time.time()), now))
    return f"{source.name}: {_counted(*distributions.difference(there, now))} in {time.monotonic() - started:.1f} s"


def _install(task: _Task, commands: tuple[tuple[str, ...], ...], given: Mapping[str, str], log: str, *, kept: bool) -> None:
    """Run the commands. If somebody made another environment in its place meanwhile, run them once more, for that one.

    If there is none any more, remove what the commands have written since: it would look like an environment.
    """
    environment = task.environment
    for again in (False, True):
        identity = record.identity_of(environment)
        if kept:
            snapshot.take(environment)
        try:
            _run_all(task, commands, given, log)
        except BaseException:
            _put_back(environment)
            if kept:
                _remove_husk(environment)
            raise
        if not kept:
            return
        with Undisturbed():
            snapshot.drop(environment)
        if _remove_husk(environment):
            raise AutovenvError(f"{environment} was removed while {task.source.name} was installed into it")
        # A command of the project's own may itself make it anew, and so may a tool that does so a second time.
        if again or task.source.said or record.identity_of(environment) == identity:
            return


def _remove_husk(environment: str) -> bool:
    """Tell whether the environment was removed meanwhile, and remove what stands in its place."""
    if os.path.exists(paths.configuration_path(environment)) or os.path.lexists(paths.python_path(environment)):
        return False
    if not os.path.islink(environment):
        with Undisturbed():
            remove_tree(environment)
            remove_if_empty(os.path.dirname(environment))  # of a project that was moved away
    return True


def _put_back(environment: str) -> None:
    with Undisturbed():
        snapshot.put_back(environment)


def _run_all(task: _Task, commands: tuple[tuple[str, ...], ...], given: Mapping[str, str], log: str) -> None:
    source = task.source
    if not task.bar:
        for command in commands:
            run(command, task.environment, task.root, given, log, task.say, task.held, own=bool(source.said))
        return
    from autovenv.deps.progress import Bar

    with Bar(source.name, task.environment, source.packages):
        for command in commands:
            run(command, task.environment, task.root, given, log, lambda _: None, task.held, own=bool(source.said))


def _counted(installed: int, updated: int, removed: int) -> str:
    parts = [(installed, "installed"), (updated, "updated"), (removed, "removed")]
    named = [(count, what) for count, what in parts if count]
    if not named:
        return NOTHING
    count, what = named[0]
    return ", ".join([f"{count} package{'s' if count > 1 else ''} {what}", *(f"{count} {what}" for count, what in named[1:])])


def _refuse_frozen(environment: str) -> None:
    frozen = os.path.join(conda.metadata_directory(environment), "frozen")
    if os.path.exists(frozen):
        raise AutovenvError(f"{environment} is frozen ({frozen}): nothing is installed into it")
