"""Which environments autovenv itself made: a random id in pyvenv.cfg that the state directory knows for that very path."""

from __future__ import annotations

import os

from autovenv.base.files import private_directory, read_small, remove_file, write_atomic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.env.environment import Environment

_LARGEST = 64 * 1024
_DIGITS = 32


def new_identity() -> str:
    """Return an id that nobody can guess: 32 hexadecimal digits."""
    return os.urandom(_DIGITS // 2).hex()


def owned_path(identity: str, state: str) -> str:
    """Return the real path that the environment of this id was made for; "" if this id is not known."""
    if not _is_identity(identity):
        return ""
    try:
        return os.fsdecode(read_small(os.path.join(state, "environments", identity), _LARGEST))
    except OSError:
        return ""


def record(path: str, identity: str, state: str) -> None:
    """Remember that autovenv makes the environment `identity` for `path`, whose links are followed. Raises AutovenvError, OSError."""
    private_directory(state)
    directory = private_directory(os.path.join(state, "environments"))
    write_atomic(os.path.join(directory, identity), os.fsencode(os.path.realpath(path)))


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
