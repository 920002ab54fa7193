"""Run the installs that a configuration's lines ask for, into the project's environment, when what they read has changed."""

from __future__ import annotations

import time

from autovenv.base.files import remove_file
from autovenv.base.locks import Lock
from autovenv.deps import files, programs, record
from autovenv.deps.run import PATIENCE_SECONDS, run, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def is_due(commands: tuple[tuple[str, ...], ...], environment: str, root: str, state: str) -> bool:
    """Tell whether `commands` have something to do: what they read differs from what it was when they last succeeded."""
    found = record.read(record.path_of(record.INSTALL, environment, root, state))
    return bool(commands) and not _says(found, commands, environment, files.state_of(files.read_by(commands, root)))


def install(  # noqa: PLR0917
    commands: tuple[tuple[str, ...], ...], environment: str, root: str, environ: Mapping[str, str], state: str, say: Callable[[str], None]
) -> str:
    """Run `commands` in the directory root, in order, such that they install into environment.

    Returns one line that says what was done in how many seconds, "" where nothing was to be done. `say` hears what is waited for after
    two seconds. Raises AutovenvError with one line that names the log; what the commands before it installed stays, and nothing is
    recorded. environ is that of the shell; nothing of it makes an install go elsewhere.
    """
    if not is_due(commands, environment, root, state):
        return ""
    path = record.path_of(record.INSTALL, environment, root, state)
    lock = Lock(record.lock_of(environment, state), PATIENCE_SECONDS)
    with lock:
        # Another shell may have done it meanwhile.
        before = files.state_of(files.read_by(commands, root))
        if _says(record.read(path), commands, environment, before):
            return ""
        log = record.log_of(path, record.INSTALL, state)
        remove_file(log)
        record.remove(path)
        started = time.monotonic()
        given = programs.environ_for(environment, environ)
        for command in commands:
            run(command, environment, root, given, log, say, lock.descriptor)
        after = files.state_of(files.read_by(commands, root))
        # A lock that the program wrote is part of what it did; another file that was edited meanwhile has to be installed from again.
        if files.same_but_locks(before, after):
            record.write(path, record.Record("", commands, record.identity_of(environment), tuple(after.items()), int(time.time())))
    return f"{', '.join(told(command, given) for command in commands)}: done in {time.monotonic() - started:.1f} s"


def _says(found: record.Record | None, commands: tuple[tuple[str, ...], ...], environment: str, now: dict[str, str]) -> bool:
    """Tell whether a record says that the commands have nothing to do."""
    return (
        found is not None and found.commands == commands and dict(found.files) == now and found.identity == record.identity_of(environment)
    )
