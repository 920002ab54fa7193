"""The place of consent records: a tree of private directories in the state directory that mirrors the file system."""

from __future__ import annotations

import os
import stat
import sys

from autovenv.base.errors import AutovenvError
from autovenv.base.files import private_directory

LAST = ".autovenv-consent"


def checked(real_root: str, state: str) -> tuple[str, str]:
    """Return the directory of the decisions about real_root, and "" - or why what stands on the way to it can't be relied on.

    The directory need not exist.
    """
    path = state
    wanted = _components(real_root)
    target = os.path.join(state, *wanted)
    for component in ("", *wanted):
        path = os.path.join(path, component) if component else path
        try:
            problem = trouble(path, os.lstat(path), directory=True)
        except FileNotFoundError:
            return target, ""
        except OSError as error:
            problem = f"{path} can't be read: {error.strerror}"
        if problem:
            return target, problem
    return target, ""


def made(real_root: str, state: str) -> str:
    """Return the same directory, made where it is missing. Raises AutovenvError."""
    directory = private_directory(state)
    for component in _components(real_root):
        directory = private_directory(os.path.join(directory, component))
    return directory


def trouble(path: str, seen: os.stat_result, *, directory: bool) -> str:
    """Return why a file or directory of the store, whose lstat is `seen`, can't be relied on; "" if it can."""
    if not (stat.S_ISDIR if directory else stat.S_ISREG)(seen.st_mode):
        return f"{path} is not a {'directory' if directory else 'file'} of its own (a link?)"
    if sys.platform != "win32":
        if seen.st_uid != os.geteuid():
            return f"{path} belongs to another user"
        if seen.st_mode & 0o022:
            return f"{path} can be written by others"
    return ""


def _components(real_root: str) -> list[str]:
    drive, below = os.path.splitdrive(real_root)
    if not os.path.isabs(real_root):
        raise AutovenvError(f"{real_root} is not an absolute path")
    drives = [part for part in drive.replace(":", "").replace("/", os.sep).split(os.sep) if part]
    # A directory of our own name is not to lie among another one's decisions.
    parts = [part + "~" if part.startswith(LAST) else part for part in below.split(os.sep) if part]
    return ["trust", *drives, *parts, LAST]
