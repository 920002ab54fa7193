"""One at a time at a place for environments: the lock that whoever makes or removes one there takes, and the log beside it."""

from __future__ import annotations

import os

from autovenv.base.files import private_directory
from autovenv.base.locks import Lock

_PATIENCE_SECONDS = 120.0


def place_lock(path: str, state: str) -> tuple[Lock, str]:
    """Return the lock for an environment at path, and the path of the log of what is done there. Raises OSError, AutovenvError."""
    place = os.stat(os.path.dirname(path))
    private_directory(state)
    # The directory's identity: two ways to it are one lock, and no path needs to be turned into a name.
    name = f"{place.st_dev:x}-{place.st_ino:x}"
    lock = os.path.join(private_directory(os.path.join(state, "locks")), name)
    return Lock(lock, _PATIENCE_SECONDS), os.path.join(private_directory(os.path.join(state, "log")), f"create-{name}.log")
