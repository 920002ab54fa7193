"""The directory that a command is about, by the name that the shell knows it by."""

from __future__ import annotations

import os

from autovenv.base.errors import NOT_TRUSTED, AutovenvError


def logical(directory: str) -> str:
    """Return directory as an absolute path, with the symlinks that $PWD has. Raises AutovenvError if it is none.

    An empty text is none: a script's variable that is not set must not approve, or remove, what is in its working directory.
    """
    if not directory:
        raise AutovenvError("the directory is an empty text: write `.` for this one", NOT_TRUSTED)
    here = os.environ.get("PWD", "")
    try:
        if not (os.path.isabs(here) and os.path.samefile(here, ".")):
            here = os.getcwd()
    except OSError as problem:
        raise AutovenvError(f"the working directory is gone ({problem.strerror}): change to one that exists") from problem
    path = os.path.normpath(os.path.join(here, directory))
    if not os.path.isdir(path):
        raise AutovenvError(f"no directory {path}", NOT_TRUSTED)
    return path
