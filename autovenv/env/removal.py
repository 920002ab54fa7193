"""Remove an environment: at once, by a rename, so that nobody sees half of one."""

from __future__ import annotations

import errno
import os

from autovenv.base.errors import AutovenvError
from autovenv.base.files import remove_tree
from autovenv.env import ownership, parking, paths
from autovenv.env.environment import inspect
from autovenv.env.place_lock import place_lock


def remove(path: str, state: str) -> None:
    """Remove the environment at path, a directory, and the record that autovenv made it; of a link or a file that alone.

    Whose it is, the caller has seen. What a kill leaves is cleared away by the next creation. Raises AutovenvError with one line.
    """
    try:
        lock, _ = place_lock(path, state)
        with lock:
            existing = None if os.path.islink(path) or not os.path.isdir(path) else inspect(path, os.environ)
            going = parking.on_its_way_out(path)
            try:
                os.rename(path, going)
            except OSError as problem:
                if problem.errno != errno.EBUSY:
                    raise
                _empty(path)  # a mount point stays
            if existing is not None:
                ownership.forget(existing.id, state)
            _delete(going, path)
    except OSError as problem:
        what = f"{problem.strerror}: {os.fsdecode(problem.filename)}" if problem.filename else problem.strerror
        raise AutovenvError(f"can't remove {path}: {what}") from problem


def _delete(going: str, path: str) -> None:
    """Delete what was the environment at path. Raises AutovenvError that says where the rest is: nobody would look there."""
    try:
        remove_tree(going)
    except OSError as problem:
        why = f"what was in it can't be deleted ({problem.strerror})"
        raise AutovenvError(f"{path} is gone, but {why}: {going} is yours to remove") from problem


def _empty(path: str) -> None:
    configuration = os.path.basename(paths.configuration_path(path))
    # Without it, what is left is no environment any more.
    for name in sorted(os.listdir(path), key=lambda name: name != configuration):
        remove_tree(os.path.join(path, name))
