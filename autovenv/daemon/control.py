"""Start and end the daemon by a command: these wait until it is so."""

from __future__ import annotations

import time

from autovenv.base.errors import AutovenvError
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


def begin(state: str, place: DaemonFiles, environ: Mapping[str, str]) -> None:
    """Start one and return when it hears. Raises AutovenvError."""
    process = start(environ, state)
    last = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < last:
        if wake("", state):
            return
        if has_ended(process) and not holder(place)[0]:
            break
        time.sleep(_LOOK_SECONDS)
    ended = status_file.read(place.status).ended
    why = f": {ended}" if ended.startswith(GAVE_UP) else ""
    raise AutovenvError(f"it did not start{why}; `autovenv daemon logs` may tell more")


def end(place: DaemonFiles) -> None:
    """End the daemon, and return when it has ended. Raises AutovenvError."""
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
                system.end(process, hard=True)  # it is stopped
    except ProcessLookupError:
        return
    except OSError as problem:
        raise AutovenvError(f"can't end process {process}: {problem.strerror}") from problem
