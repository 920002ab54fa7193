"""The files by which the daemon and everybody else meet, below the state directory. There is no other way to talk to it.

daemon/wake       a FIFO: a project's path written into it wakes the daemon; where nobody reads, there is none
daemon/log        what it did, dated
daemon/status     what it tells of itself: see status_file.py
locks/daemon      held as long as it lives, with its process id and version in it
"""

from __future__ import annotations

import os

from autovenv.base.files import private_directory, read_small
from autovenv.base.locks import is_held
from autovenv.base.value import value

_LARGEST = 4096  # bytes


@value
class DaemonFiles:
    """The daemon's files."""

    wake: str
    log: str
    status: str
    lock: str


def daemon_files(state: str) -> DaemonFiles:
    """Return the daemon's files, there or not."""
    return DaemonFiles(
        os.path.join(state, "daemon", "wake"),
        os.path.join(state, "daemon", "log"),
        os.path.join(state, "daemon", "status"),
        os.path.join(state, "locks", "daemon"),
    )


def prepare(state: str) -> DaemonFiles:
    """Return the daemon's files, with the directories that they lie in. Raises AutovenvError."""
    for name in ("", "daemon", "locks"):
        private_directory(os.path.join(state, name) if name else state)
    return daemon_files(state)


def holder(place: DaemonFiles) -> tuple[int, str]:
    """Return the process id and the version of the daemon that lives; (0, "") where none does."""
    if not is_held(place.lock):
        return 0, ""
    try:
        process, _, version = read_small(place.lock, _LARGEST).decode("ascii", "replace").partition(" ")
        return int(process), version.strip()
    except (OSError, ValueError):
        return 0, ""  # it has only just begun
