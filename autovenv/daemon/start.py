"""The daemon's start: a new process of its own session, which holds nothing of the shell that caused it."""

from __future__ import annotations

import os
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.locks import Lock
from autovenv.base.program import program
from autovenv.daemon import system
from autovenv.daemon.files import prepare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_REST_SECONDS = 600  # one that gave up is not started again before that, unless somebody types it
_OF_A_SHELL = ("AUTOVENV_CALLED", "AUTOVENV_OFF", "AUTOVENV_ONCE", "AUTOVENV_SESSION", "OLDPWD", "PWD", "SHLVL", "_")


def start_behind(environ: Mapping[str, str], state: str) -> None:
    """Start the daemon, if none lives or begins, and the last one did not fail a moment ago. Raises nothing.

    It counts as failed until it says otherwise: one that can't even say that it failed is not started over and over. Where that can't be
    written, none is started.
    """
    from autovenv.daemon.status_file import DaemonStatus, write

    try:
        place = prepare(state)
        lock = Lock(place.lock, 0)
        with lock:
            os.ftruncate(lock.descriptor, 0)  # of one that was killed: its number may be another program's by now
            if _failed_lately(place.status):
                return
            write(place.status, DaemonStatus(ended=f"{GAVE_UP}: it ended as it began"))
        start(environ, state)
    except (AutovenvError, OSError):
        return  # it only makes things early


def start(environ: Mapping[str, str], state: str) -> int:
    """Start the daemon and return its process id. Two at once settle it by the lock. Raises OSError and AutovenvError."""
    prepare(state)
    return system.start(command(state), of_no_shell(environ))


def of_no_shell(environ: Mapping[str, str]) -> dict[str, str]:
    """Return environ without what belongs to the shell that it is of."""
    return {name: text for name, text in environ.items() if name not in _OF_A_SHELL}


def command(state: str) -> list[str]:
    """Return the command that is the daemon, by names that outlive an upgrade."""
    own = program()
    return [own.python, "-I", os.path.join(own.package, "daemon", "__main__.py"), state]


def _failed_lately(path: str) -> bool:
    from autovenv.daemon.status_file import read

    try:
        age = time.time() - os.stat(path).st_mtime
    except OSError:
        return False
    return 0 <= age < _REST_SECONDS and read(path).ended.startswith(GAVE_UP)


GAVE_UP = "it gave up"
"""How DaemonStatus.ended begins then."""
