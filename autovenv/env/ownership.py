"""Environments that autovenv created: each has a random id in pyvenv.cfg, which the state directory knows for that very path."""

from __future__ import annotations

import os

from autovenv.base.files import private_directory, read_small, remove_file, write_atomic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.env.environment import Environment

_LARGEST = 64 * 1024
_DIGITS = 32
_RECORD_BYTES = 4096  # a path is no longer


def new_identity() -> str:
    """Return an id that nobody can guess: 32 hexadecimal digits."""
    return os.urandom(_DIGITS // 2).hex()


def owned_path(identity: str, state: str) -> str:
    """Return the real path that the environment of this id was made for; "" if this id is not known."""
    return _recorded(identity, state)[0]


def _recorded(identity: str, state: str) -> tuple[str, str]:
    """Return path and inode of the record: path NUL inode. Older records have no inode."""
    if not _is_identity(identity):
        return "", ""
    try:
        path, _, inode = read_small(os.path.join(state, "environments", identity), _LARGEST).partition(b"\0")
    except OSError:
        return "", ""
    return os.fsdecode(path), os.fsdecode(inode)


def prepare(state: str) -> None:
    """See to it that there is room for a record. Raises AutovenvError, OSError.

    Without, an environment would be built and thrown away, and the project's directory, which changes with that, would have each prompt
    try it again.
    """
    records = private_directory(os.path.join(private_directory(state), "environments"))
    room = os.path.join(records, "room")
    try:
        write_atomic(room, b"\0" * _RECORD_BYTES)
    finally:
        remove_file(room)


def record(path: str, identity: str, state: str, directory: str) -> None:
    """Remember that autovenv makes the environment `identity` for `path`, whose links are followed. Raises AutovenvError, OSError.

    `directory` is where it lies now: path itself, or where it is built before it is renamed to path.
    """
    private_directory(state)
    records = private_directory(os.path.join(state, "environments"))
    content = os.fsencode(os.path.realpath(path)) + b"\0" + _inode(directory).encode()
    write_atomic(os.path.join(records, identity), content)


def _inode(directory: str) -> str:
    found = os.stat(directory)
    return f"{found.st_dev:x}-{found.st_ino:x}"


def was_renamed(environment: Environment, state: str) -> bool:
    """Tell whether it is the very directory that autovenv made, under another name: what nobody can bring in with a file."""
    recorded = _recorded(environment.id, state)[1]
    return bool(recorded) and recorded == _inode(environment.path)


def is_copy(environment: Environment, state: str) -> bool:
    """Tell whether it is a copy, file by file, of one that autovenv made and that stands in its place still.

    An id alone proves nothing: whoever was given a directory once may have read it there.
    """
    original = owned_path(environment.id, state)
    return bool(original) and os.path.isdir(original) and original != environment.real and _alike(original, environment.real)


def _alike(one: str, other: str) -> bool:
    if os.path.islink(one) or os.path.islink(other):
        return os.path.islink(one) and os.path.islink(other) and os.readlink(one) == os.readlink(other)
    if os.path.isdir(one) or os.path.isdir(other):
        try:
            # What Python compiled meanwhile is not run without the file that it was compiled from.
            names = [sorted(name for name in os.listdir(path) if name != "__pycache__") for path in (one, other)]
        except OSError:
            return False
        return names[0] == names[1] and all(_alike(os.path.join(one, name), os.path.join(other, name)) for name in names[0])
    try:
        with open(one, "rb") as first, open(other, "rb") as second:
            return os.fstat(first.fileno()).st_size == os.fstat(second.fileno()).st_size and first.read() == second.read()
    except OSError:
        return False


def is_owned(environment: Environment, state: str) -> bool:
    """Tell whether autovenv made it, for the very place where it stands. Whether git tracks it is trust/tracked.py's matter."""
    return bool(environment.id) and owned_path(environment.id, state) == environment.real


def is_known(identity: str, state: str) -> bool:
    """Tell whether autovenv made it, for whatever place. One that was moved or copied may be replaced; it may not be activated."""
    return bool(owned_path(identity, state))


def forget(identity: str, state: str) -> None:
    """Drop the record. It is no error if there is none."""
    if _is_identity(identity):
        remove_file(os.path.join(state, "environments", identity))


def _is_identity(text: str) -> bool:
    """Tell whether text is an id at all: it comes from a file of the project, and becomes a name in the state directory."""
    return len(text) == _DIGITS and not text.strip("0123456789abcdef")
