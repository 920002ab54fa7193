"""Files that are whole or not there: atomic writes, careful reads, private directories."""

from __future__ import annotations

import errno
import os
import stat
import sys

from autovenv.base.errors import AutovenvError, NotTheirsError
from autovenv.base.parents import is_below, upward

_PIECE = 4096  # bytes


class TooLargeError(OSError):
    """A file is larger than whoever reads it is willing to take."""


def read_small(path: str, limit: int) -> bytes:
    """Return the content of a regular file of at most `limit` bytes.

    Opened without blocking: a FIFO, a device or a directory of that name must not hang a prompt. Raises OSError (EINVAL: not a
    regular file) and TooLargeError.
    """
    content = read_start(path, limit + 1)
    if len(content) > limit:
        raise TooLargeError(errno.EFBIG, f"larger than {limit} bytes", path)
    return content


def read_start(path: str, most: int) -> bytes:
    """Return the first `most` bytes of a regular file, all where it has less. Raises OSError as read_small does."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0))
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        content = b""
        while len(content) < most:
            # Not the limit at once, which is memory to be asked for and given back. What a file says of its size need not be so (/proc).
            piece = os.read(descriptor, min(most - len(content), max(found.st_size + 1 - len(content), _PIECE)))
            if not piece:
                return content
            content += piece
        return content
    finally:
        os.close(descriptor)


def write_atomic(path: str, content: bytes, mode: int = 0o600, mtime_ns: int | None = None) -> None:
    """Put content at path, whole or not at all: written beside it, moved in with os.replace. Raises OSError.

    `mtime_ns` is set before the move, so that no reader sees another time.
    """
    beside = f"{path}.{os.getpid()}.{os.urandom(4).hex()}.new"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(beside, flags, mode)
    try:
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(descriptor, view) :]
        finally:
            os.close(descriptor)
        if mtime_ns is not None:
            os.utime(beside, ns=(mtime_ns, mtime_ns))
        os.replace(beside, path)
    except BaseException:
        remove_file(beside)
        raise


def names_in(directory: str) -> list[str]:
    """Return the names in a directory, sorted; none where it can't be listed."""
    try:
        return sorted(os.listdir(directory))
    except OSError:
        return []


def remove_file(path: str) -> None:
    """Remove a file; it is no error if it is not there."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


def remove_tree(path: str) -> None:
    """Remove a directory and all below it, or a file or link; it is no error if it is not there. Raises OSError."""
    if os.path.islink(path) or not os.path.isdir(path):
        remove_file(path)
        return
    import shutil

    shutil.rmtree(path)


def remove_if_empty(directory: str) -> bool:
    """Remove a directory with nothing in it; return whether it is gone. What holds something, or can't be removed, stays."""
    try:
        os.rmdir(directory)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def remove_empty(directory: str, top: str) -> None:
    """Remove directory and those above it that are empty then, all of them below top, which stays."""
    for here in upward(directory, (top,)):
        if not is_below(here, top) or not remove_if_empty(here):
            return


TEMPORARY = "autovenv-"
"""How the name of a user's directory below /tmp begins; the user's number follows."""


def private_directory(path: str) -> str:
    """Return path as a directory that is the user's alone (0700), made with its parents if missing.

    One below /tmp has the sticky bit as well. Git and archives don't set it, so hooks know by it that no clone lies there. Raises
    AutovenvError if path is a link, is not a directory, belongs to another user or can be written by others.
    """
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        _refuse_another_home(path)
        new = [one for one in upward(path) if not os.path.lexists(one)]
        try:
            os.makedirs(path, 0o700, exist_ok=True)
            for one in filter(_is_temporary, new):
                os.chmod(one, 0o700 | stat.S_ISVTX)
            found = os.lstat(path)
        except OSError as problem:
            raise AutovenvError(f"can't make {path}: {problem.strerror}") from problem
    except OSError as problem:
        raise AutovenvError(f"can't use {path}: {problem.strerror}") from problem
    _refuse_shared(path, found)
    return path


def refuse_planted(path: str) -> str:
    """Return path, which need not exist. Raises AutovenvError if what is there is not a directory that is the user's alone."""
    try:
        _refuse_shared(path, os.lstat(path))
    except OSError:
        pass  # whoever needs it makes it
    return path


def _is_temporary(path: str) -> bool:
    return sys.platform != "win32" and path.rpartition(f"/{TEMPORARY}")[2].isdigit()


def _refuse_shared(path: str, found: os.stat_result) -> None:
    if not stat.S_ISDIR(found.st_mode):
        raise AutovenvError(f"{path} is not a directory of its own (a link or a file): remove it, autovenv creates it again")
    if sys.platform != "win32":
        if found.st_uid != os.geteuid():
            raise NotTheirsError(f"{path} belongs to another user: nothing of yours is kept there (is HOME theirs?)")
        if found.st_mode & 0o022:
            raise AutovenvError(f"{path} can be written by others: `chmod 700 {path}`")
        if _is_temporary(path) and not found.st_mode & stat.S_ISVTX:
            raise AutovenvError(f"{path} was not created by autovenv: remove it, or set TMPDIR to a directory of your own")


def _refuse_another_home(path: str) -> None:
    """Raise AutovenvError where root would make a directory in a user's home, whom it would lock out (`sudo -s` keeps HOME)."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return
    for above in upward(os.path.dirname(path), (os.path.abspath(os.sep),)):
        if os.path.isdir(above) and os.stat(above).st_uid != 0:
            raise NotTheirsError(f"{above} belongs to another user: nothing of yours is kept there (is HOME theirs?)")
