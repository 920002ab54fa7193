"""Start and stop the daemon for a command, and wait until that is done."""

from __future__ import annotations

import os
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.settings import read_settings
from autovenv.daemon import status_file, system
from autovenv.daemon.files import DaemonFiles, holder
from autovenv.daemon.start import GAVE_UP, start
from autovenv.daemon.system import has_ended
from autovenv.daemon.wake import wake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_PATIENCE_SECONDS = 5.0
_LOOK_SECONDS = 0.02


def refuse_if_off(environ: Mapping[str, str]) -> None:
    """Raise AutovenvError where the configuration has no daemon."""
    if not read_settings(environ).daemon:
        raise AutovenvError("the daemon is turned off (daemon = false, or AUTOVENV_DAEMON=0)")


def begin(state: str, place: DaemonFiles, environ: Mapping[str, str]) -> None:
    """Start the daemon; return once it reads its FIFO. Raises AutovenvError if it does not within five seconds, or is turned off."""
    refuse_if_off(environ)
    before = _written_at(place.status)
    try:
        process = start(environ, state)
    except OSError as problem:
        raise AutovenvError(f"can't start the daemon: {problem.strerror}") from problem
    last = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < last:
        if wake("", state):
            return
        if has_ended(process) and not holder(place)[0]:
            break
        time.sleep(_LOOK_SECONDS)
    ended = status_file.read(place.status).ended if _written_at(place.status) != before else ""
    why = f": {ended}" if ended.startswith(GAVE_UP) else ""
    raise AutovenvError(f"it did not start{why}; `autovenv daemon logs` may tell more")


def _written_at(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def end(place: DaemonFiles) -> None:
    """Stop the daemon; return once it has ended. Raises AutovenvError if it does not within ten seconds."""
    process, _ = holder(place)
    if not process:
        return
    try:
        system.end(process)
        last = time.monotonic() + _PATIENCE_SECONDS
        while holder(place)[0] == process:
            time.sleep(_LOOK_SECONDS)
            if time.monotonic() > last + _PATIENCE_SECONDS:
                raise AutovenvError(f"process {process} does not end: it may hang on a dead share")
            if time.monotonic() > last:
                system.end(process, hard=True)  # a stopped or hung process hears no SIGTERM
    except ProcessLookupError:
        return
    except OSError as problem:
        raise AutovenvError(f"can't end process {process}: {problem.strerror}") from problem
