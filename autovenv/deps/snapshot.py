"""An environment as it was before an installation, kept in it until that has succeeded: hard links, which cost no room.

All lie in one directory, by number, beside a list of where they belong: a directory for each of the environment's would take longer to
make, and ten times as long to remove. What changes files in place would change both: those are copied. Each step is a rename, so that
a process that is killed leaves a state that the next one can tell.
"""

from __future__ import annotations

import os
import stat

from autovenv.base.errors import AutovenvError
from autovenv.base.files import names_in, remove_tree

_BEFORE = ".autovenv-before"  # whole, in the form of _keep(): what the environment is to be again
_RETURNING = ".autovenv-returning"  # whole at first: what is in it has yet to be put back
_LITTER = ".autovenv-litter"  # to be taken away
_LIST = "list"  # in _BEFORE: no number
_OURS = (_BEFORE, _RETURNING, _LITTER)
_LOCK = ".lock"  # uv's own, which it holds open
_EDITED = (".pth", ".egg-link")  # setuptools adds lines to them
_PIECE = 1 << 20  # bytes
_LARGEST_SCRIPT = 64 * 1024  # bytes; what is larger is a program, and nobody writes into one


def take(environment: str) -> None:
    """Keep the environment as it is. Raises AutovenvError where that can't be done; then it is as it was."""
    litter = os.path.join(environment, _LITTER)
    try:
        os.mkdir(litter)
        _keep(environment, litter)
        os.rename(litter, os.path.join(environment, _BEFORE))
    except OSError as problem:
        _clear(environment)
        raise AutovenvError(f"can't keep {environment} as it is before it is changed: {problem.strerror}") from problem
    except BaseException:
        _clear(environment)
        raise


def drop(environment: str) -> None:
    """Take away what was kept: the installation has succeeded."""
    os.rename(os.path.join(environment, _BEFORE), os.path.join(environment, _LITTER))
    _clear(environment)


def is_left_over(environment: str) -> bool:
    """Tell whether an installation was cut off."""
    return any(os.path.isdir(os.path.join(environment, name)) for name in (_BEFORE, _RETURNING))


def put_back(environment: str) -> None:
    """Make the environment what it was when it was kept, if it was; also after a process that did so was killed. Raises OSError."""
    _clear(environment)
    kept, returning, litter = (os.path.join(environment, name) for name in _OURS)
    if os.path.isdir(kept) and not os.path.isdir(returning):
        _rebuild(kept, litter)
        for name in set(_names(environment)) - set(os.listdir(litter)):
            remove_tree(os.path.join(environment, name))
        os.rename(litter, returning)
    if os.path.isdir(returning):
        os.mkdir(litter)
        if os.path.isdir(kept):
            os.rename(kept, os.path.join(litter, _BEFORE))
        for name in os.listdir(returning):
            path = os.path.join(environment, name)
            if os.path.lexists(path):
                os.rename(path, os.path.join(litter, name))
            os.rename(os.path.join(returning, name), path)
        os.rmdir(returning)
        _clear(environment)


def _names(environment: str) -> list[str]:
    return [name for name in names_in(environment) if name not in (*_OURS, _LOCK)]


def _clear(environment: str) -> None:
    litter = os.path.join(environment, _LITTER)
    try:
        with os.scandir(litter) as entries:
            for entry in entries:
                (remove_tree if entry.is_dir(follow_symlinks=False) else os.unlink)(entry.path)
        os.rmdir(litter)
    except OSError:
        return  # what is left is in the way of the next one, which says so


def _keep(environment: str, to: str) -> None:
    """Fill the directory `to` with a twin of each file of the environment, and a list of all that is in it."""
    fields: list[str] = []  # three for each: path, kind, and what the kind needs
    waiting = [(name, os.path.join(environment, name)) for name in reversed(_names(environment))]
    while waiting:
        name, path = waiting.pop()
        seen = os.lstat(path)
        if stat.S_ISLNK(seen.st_mode):
            fields += (name, "link", os.readlink(path))
        elif stat.S_ISDIR(seen.st_mode):
            fields += (name, "directory", f"{stat.S_IMODE(seen.st_mode)} {seen.st_atime_ns} {seen.st_mtime_ns}")
            waiting += ((os.path.join(name, one), os.path.join(path, one)) for one in os.listdir(path))
        else:
            twin = str(len(fields))
            is_script = os.path.basename(os.path.dirname(path)) in ("bin", "Scripts") and seen.st_size < _LARGEST_SCRIPT
            (_copy if is_script or path.endswith(_EDITED) else _twin)(path, os.path.join(to, twin))
            fields += (name, "file", twin)
    with open(os.path.join(to, _LIST), "wb") as file:
        file.write(b"\0".join(map(os.fsencode, fields)))


def _rebuild(kept: str, to: str) -> None:
    """Make the directory `to` the tree that _keep() has kept."""
    with open(os.path.join(kept, _LIST), "rb") as file:
        fields = [os.fsdecode(field) for field in file.read().split(b"\0")]
    os.mkdir(to)
    directories = []
    for name, kind, more in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        path = os.path.join(to, name)
        if kind == "link":
            os.symlink(more, path)
        elif kind == "directory":
            os.mkdir(path)
            directories.append((path, *map(int, more.split())))
        else:
            _twin(os.path.join(kept, more), path)
    # Last, and from the innermost: what is put into a directory changes its time, and into some nothing can be put.
    for path, mode, accessed, changed in reversed(directories):
        os.utime(path, ns=(accessed, changed))
        os.chmod(path, mode)


def _twin(path: str, to: str) -> None:
    try:
        os.link(path, to)
    except OSError:
        # A file system without hard links, or too many of one file. A full disk fails here as well.
        _copy(path, to)


def _copy(path: str, to: str) -> None:
    # In pieces, for what is large. shutil, which has it all, takes 10 ms to import.
    with open(path, "rb") as source, open(to, "xb") as target:
        while piece := source.read(_PIECE):
            target.write(piece)
        found = os.fstat(source.fileno())
    os.utime(to, ns=(found.st_atime_ns, found.st_mtime_ns))
    os.chmod(to, stat.S_IMODE(found.st_mode))
