"""The record of an installation: its files, its commands, its environment. It is one small file outside the project."""

from __future__ import annotations

import os

from autovenv.base.digest import digest
from autovenv.base.files import names_in, private_directory, read_small, remove_file, write_atomic
from autovenv.base.locks import is_held
from autovenv.base.value import value
from autovenv.env import conda, paths

INSTALL, SYNC = "install", "sync"  # by a line of an .envrc; by what the project itself says
_FORMAT = b"autovenv installed 1"
_LARGEST = 16 << 20  # bytes
_LARGEST_CONFIGURATION = 64 * 1024  # bytes of pyvenv.cfg


@value
class Record:
    """An installation that succeeded."""

    tool: str  # what it was done with
    commands: tuple[tuple[str, ...], ...]
    identity: str  # of the environment: identity_of()
    files: tuple[tuple[str, str], ...]  # path and state of each file that was read, as files.state_of has it
    seconds: int = 0  # since the epoch
    distributions: tuple[str, ...] = ()  # what was installed afterwards, as distributions.names_of has it


def path_of(kind: str, environment: str, root: str, state: str) -> str:
    """Return the file of the record of that kind ("install", "sync") for the project in root and its environment."""
    place = f"{kind}\0{os.path.realpath(environment)}\0{os.path.realpath(root)}"
    return os.path.join(state, "deps", digest(os.fsencode(place))[:32])


def lock_of(environment: str, state: str) -> str:
    """Return the file of the lock that whoever installs into environment holds. Raises AutovenvError."""
    private_directory(state)
    private_directory(os.path.join(state, "locks"))
    return _lock(environment, state)


def is_being_changed(environment: str, state: str) -> bool:
    """Tell whether somebody installs into environment, be it a program that outlived who started it."""
    return is_held(_lock(environment, state))


def _lock(environment: str, state: str) -> str:
    name = digest(os.fsencode(os.path.realpath(environment)))[:32]
    return os.path.join(state, "locks", f"install-{name}")


def log_of(path: str, kind: str, state: str) -> str:
    """Return the file that takes what the programs print, for the record at path. Raises AutovenvError."""
    return os.path.join(private_directory(os.path.join(state, "log")), f"{kind}-{os.path.basename(path)}.log")


def read(path: str) -> Record | None:
    """Return the record at path, None where there is none that can be read."""
    try:
        fields = read_small(path, _LARGEST).split(b"\0")
        if fields[0] != _FORMAT or fields[-1] != b".":
            return None
        tool, identity, seconds, *rest = [os.fsdecode(field) for field in fields[1:-1]]
        groups: list[list[str]] = []
        while rest:
            count = int(rest.pop(0))
            groups.append(rest[:count])
            del rest[:count]
        files, distributions, *commands = groups
        return Record(
            tool,
            tuple(tuple(command) for command in commands),
            identity,
            tuple(zip(files[::2], files[1::2], strict=True)),
            int(seconds),
            tuple(distributions),
        )
    except (OSError, ValueError, IndexError):
        return None


def write(path: str, record: Record) -> None:
    """Put the record at path. Raises AutovenvError, OSError."""
    private_directory(os.path.dirname(path))
    fields = [record.tool, record.identity, str(record.seconds)]
    for group in ([part for one in record.files for part in one], record.distributions, *record.commands):
        fields += [str(len(group)), *group]
    write_atomic(path, b"\0".join([_FORMAT, *map(os.fsencode, fields), b"."]))


def stale(state: str) -> tuple[str, ...]:
    """Return the records of projects whose directories are gone, and the logs beside them."""
    directory, logs = os.path.join(state, "deps"), os.path.join(state, "log")
    gone = [name for name in names_in(directory) if _is_gone(read(os.path.join(directory, name)))]
    named = (os.path.join(logs, name) for name in names_in(logs) if name.rpartition("-")[2].removesuffix(".log") in gone)
    return (*(os.path.join(directory, name) for name in gone), *named)


def _is_gone(record: Record | None) -> bool:
    return record is None or (bool(record.files) and not os.path.isdir(os.path.dirname(record.files[0][0])))


def remove(path: str) -> None:
    """Drop the record: what it says is not so any more. It is no error if there is none."""
    remove_file(path)


def forget(environment: str, root: str, state: str) -> None:
    """Drop all that is recorded about an environment, which is to be removed."""
    for kind in (INSTALL, SYNC):
        remove(path_of(kind, environment, root, state))


def identity_of(environment: str) -> str:
    """Return what is another for an environment that was recreated: pyvenv.cfg holds autovenv's id, or whose it is."""
    for path in (paths.configuration_path(environment), os.path.join(conda.metadata_directory(environment), "history")):
        try:
            inode = str(os.stat(path).st_ino)
            # conda's history grows with each installation.
            return f"{inode} {digest(read_small(path, _LARGEST_CONFIGURATION))}" if path.endswith(".cfg") else inode
        except OSError:
            continue
    return ""
