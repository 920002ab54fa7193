"""Start the daemon: a process in a new session, with no open file and no session variable of the shell that started it."""

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

_RETRY_SECONDS = 600  # after it gave up, shells start it again only after this time; `daemon start` does at once
_OF_A_SHELL = ("AUTOVENV_CALLED", "AUTOVENV_OFF", "AUTOVENV_ONCE", "AUTOVENV_SESSION", "OLDPWD", "PWD", "SHLVL", "_")


def start_behind(environ: Mapping[str, str], state: str) -> None:
    """Start the daemon, unless one runs or begins, or the last one failed within ten minutes. Raises nothing.

    The status says that it failed, until the daemon itself writes another one. So a daemon that crashes at once is not started again and
    again. If this status can't be written, no daemon is started.
    """
    from autovenv.daemon.status_file import DaemonStatus, write

    try:
        place = prepare(state)
        lock = Lock(place.lock, 0)
        with lock:
            os.ftruncate(lock.descriptor, 0)  # the id of a daemon that was killed: another process may have it by now
            if _failed_lately(place.status):
                return
            write(place.status, DaemonStatus(ended=f"{GAVE_UP}: it ended right after its start"))
        start(environ, state)
    except (AutovenvError, OSError):
        return  # prompts do without it


def start(environ: Mapping[str, str], state: str) -> int:
    """Start the daemon and return its process id. If two start at once, the one without the lock ends. Raises OSError and AutovenvError."""
    prepare(state)
    return system.start(command(state), of_no_shell(environ))


def of_no_shell(environ: Mapping[str, str]) -> dict[str, str]:
    """Return environ without the variables of one shell session."""
    return {name: text for name, text in environ.items() if name not in _OF_A_SHELL}


def command(state: str) -> list[str]:
    """Return the daemon's command line. Its paths stay valid after an upgrade."""
    own = program()
    return [own.python, "-I", os.path.join(own.package, "daemon", "__main__.py"), state]


def _failed_lately(path: str) -> bool:
    from autovenv.daemon.status_file import read

    try:
        age = time.time() - os.stat(path).st_mtime
    except OSError:
        return False
    return 0 <= age < _RETRY_SECONDS and read(path).ended.startswith(GAVE_UP)


GAVE_UP = "it gave up"
"""DaemonStatus.ended begins with this, if the daemon gave up."""
