"""Whether an environment has what its project's file says, as far as autovenv installed it: by reading, and a shell may wait for it."""

from __future__ import annotations

import os

from autovenv.base.digest import digest
from autovenv.base.value import value
from autovenv.deps import files, record, snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.deps.sources import Source


@value
class SyncState:
    """What an environment lacks of what is to be installed in it."""

    line: str = ""  # why it is to be synced; "" where it is current
    short: str = ""  # the same in a few words: "uv.lock changed"
    mark: str = ""  # another one whenever there is something else to install, or something else was installed
    known: bool = False  # autovenv has installed here before
    anew: bool = False  # and the environment is another one by now


def sync_state(source: Source, environment: str, root: str, state: str) -> SyncState:
    """Return what environment lacks of what source says. No network, and nothing is run."""
    found = record.read(record.path_of(record.SYNC, environment, root, state))
    # The record is that of the real directory, whichever link its user came by.
    identity, now = record.identity_of(environment), _in_real_directories(files.state_of(source.files))
    written = (repr(found), identity, repr(source.commands), *(part for one in now.items() for part in one))
    mark = digest(os.fsencode("\0".join(written)))
    line = short = _unfit(source, environment, found, identity)
    if not line and found is not None:
        before = _in_real_directories(dict(found.files))
        other = next((path for path in (*now, *before) if before.get(path, "") != now.get(path, "")), "")
        short = f"{os.path.relpath(other, os.path.realpath(root))} changed" if other else ""
        line = f"{short} since its packages were installed" if other else ""
    return SyncState(line, short, mark, found is not None, found is not None and found.identity != identity)


def _in_real_directories(states: dict[str, str]) -> dict[str, str]:
    real = {directory: os.path.realpath(directory) for directory in set(map(os.path.dirname, states))}
    return {os.path.join(real[os.path.dirname(path)], os.path.basename(path)): state for path, state in states.items()}


def _unfit(source: Source, environment: str, found: record.Record | None, identity: str) -> str:
    """Return why the record says nothing about the files; "" where it does."""
    name = source.name
    missing = f"{name} {'was not run' if source.said else 'is not installed'}"
    if source.hint:
        return source.hint
    if snapshot.is_left_over(environment):
        return f"an installation of {name} was cut off"
    if found is None or found.commands != source.commands:
        count = f" ({source.packages} package{'' if source.packages == 1 else 's'})"
        return f"{missing}{count if source.packages and found is None and not source.said else ''}"
    return f"{missing} in this environment, which is a new one" if found.identity != identity else ""


def changed(source: Source, environment: str, root: str, state: str) -> str:
    """Return in one line why the environment is to be synced; "" where it is current as far as the record knows."""
    return sync_state(source, environment, root, state).line


def is_current(source: Source, environment: str, root: str, state: str) -> bool:
    """Tell whether the environment has what source says."""
    return not changed(source, environment, root, state)
