"""A git repository: its top, and where its `.git` leads (gitrepository-layout(5)). git is never run.

The top is the nearest directory that holds `.git`: a directory, or the file of a linked worktree or a submodule. How far up it counts
depends on the question. A pin is looked for below the home directory and the ceilings; whether git tracks a file is told by the
repository that it lies in, however far up that begins.
"""

from __future__ import annotations

import os

from autovenv.base.files import read_small
from autovenv.base.parents import upward

_MARK = b"gitdir: "
_LARGEST = 64 << 10  # bytes of a file that names a directory


def git_mark(directory: str) -> str:
    """Return `.git` of a directory, there or not."""
    return os.path.join(directory, ".git")


def is_top(directory: str) -> bool:
    """Tell whether a repository begins in directory. A `.git` that leads nowhere counts."""
    return os.path.lexists(git_mark(directory))


def repository_of(directory: str, stops: tuple[str, ...] = ()) -> str:
    """Return the top of the repository that directory lies in, "" if there is none below every one of `stops`."""
    return next(filter(is_top, upward(directory, stops)), "")


def git_directory(top: str) -> str:
    """Return where git keeps what it knows of the working tree at top: its `.git`, or the directory that this file names.

    Raises OSError where `.git` is a file that can't be read.
    """
    mark = git_mark(top)
    if not os.path.isfile(mark):
        return mark
    line = read_small(mark, _LARGEST).rstrip(b"\r\n")  # nothing else is cut off, as git does: a name may end in a space
    return os.path.join(top, os.fsdecode(line.removeprefix(_MARK))) if line.startswith(_MARK) else mark
