"""The daemon's files below the state directory. Other programs talk to the daemon by these files alone.

daemon/wake       a FIFO: a project's path written into it wakes the daemon; if nobody reads it, no daemon runs
daemon/log        dated lines: what the daemon did
daemon/status     the daemon's state: see status_file.py
locks/daemon      a lock that the daemon holds while it runs; the file has its process id and version
"""

from __future__ import annotations

import os

from autovenv.base.files import private_directory, read_small
from autovenv.base.locks import is_held
from autovenv.base.value import value

_LARGEST = 4096  # bytes


@value
class DaemonFiles:
    """Paths of the daemon's files."""

    wake: str
    log: str
    status: str
    lock: str


def daemon_files(state: str) -> DaemonFiles:
    """Return the paths of the daemon's files, whether they exist or not."""
    return DaemonFiles(
        os.path.join(state, "daemon", "wake"),
        os.path.join(state, "daemon", "log"),
        os.path.join(state, "daemon", "status"),
        os.path.join(state, "locks", "daemon"),
    )


def prepare(state: str) -> DaemonFiles:
    """Create the directories of the daemon's files, and return the paths of the files. Raises AutovenvError."""
    for name in ("", "daemon", "locks"):
        private_directory(os.path.join(state, name) if name else state)
    return daemon_files(state)


def holder(place: DaemonFiles) -> tuple[int, str]:
    """Return the process id and the version of the running daemon, or (0, "")."""
    if not is_held(place.lock):
        return 0, ""
    try:
        process, _, version = read_small(place.lock, _LARGEST).decode("ascii", "replace").partition(" ")
        return int(process), version.strip()
    except (OSError, ValueError):
        return 0, ""  # it has just begun, and has written neither yet
