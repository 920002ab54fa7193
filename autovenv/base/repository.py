"""A git repository: its top, and where its `.git` leads (gitrepository-layout(5)). git is never run.

The top is the nearest directory that holds `.git`: a directory, or the file of a linked worktree or a submodule. How far up it counts
depends on the question. A pin is looked for below the home directory and the ceilings; whether git tracks a file is told by the
repository that it lies in, however far up that begins.
"""

from __future__ import annotations

import os

from autovenv.base.files import names_in, read_small
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


def worktrees(top: str) -> tuple[str, ...]:
    """Return the linked working trees of the repository that begins in top, each of which names it in turn; sorted, as git wrote them."""
    try:
        own = git_directory(top)
        common = os.path.join(own, _line(os.path.join(own, "commondir"))) if os.path.isfile(os.path.join(own, "commondir")) else own
        known = os.path.join(common, "worktrees")
        found = [_worktree(os.path.join(known, name)) for name in names_in(known)]
    except OSError:
        return ()
    return tuple(sorted(filter(None, found)))


def _worktree(known: str) -> str:
    """Return the working tree that git keeps the directory `known` for; "" where it is gone, or belongs to another repository now."""
    try:
        tree = os.path.dirname(os.path.normpath(os.path.join(known, _line(os.path.join(known, "gitdir")))))
        return tree if os.path.samefile(git_directory(tree), known) else ""
    except (OSError, ValueError):
        return ""


def _line(path: str) -> str:
    return os.fsdecode(read_small(path, _LARGEST).rstrip(b"\r\n"))
