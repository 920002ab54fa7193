"""Records that are about nothing any more: a directory that is gone, files that are gone, a shell that is gone."""

from __future__ import annotations

import os

from autovenv.base.files import names_in, private_directory, read_small, remove_empty, remove_file
from autovenv.base.value import value
from autovenv.plan.leftovers import has_ended
from autovenv.trust import approved_contents, store
from autovenv.trust.record import ALLOW, Record, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = 1 << 20  # bytes


@value
class Stale:
    """A file of the state directory that can go."""

    path: str
    what: str  # one line for the user, not escaped


def stale(state: str) -> list[Stale]:
    """Return what can go. A record that can't be read stays: it may have been a deny.

    Raises AutovenvError for a state directory that is not the user's.
    """
    if not os.path.lexists(state):
        return []
    private_directory(state)
    found: list[Stale] = []
    named: set[str] = set()
    for path, record in _records(state):
        why = _why(record)
        if why:
            found.append(Stale(path, f"{'consent to' if record.decision == ALLOW else 'the denial of'} {record.root}: {why}"))
        else:
            named.update(digest for _, digest in record.files)
    for path, session, records in _sessions(state):
        if has_ended(session, path):
            found.append(Stale(path, f"what shell {session} allowed once: the shell is gone"))
        else:
            named.update(digest for record in records for _, digest in record.files)
    found += [Stale(os.path.join(approved_contents.folder(state), name), name) for name in _contents(state) if name not in named]
    return found


def remove(found: list[Stale], state: str) -> None:
    """Remove what `stale` found, and directories that are empty then. A new decision has a name of its own: none is hit. Raises OSError."""
    for one in found:
        remove_file(one.path)
        remove_empty(os.path.dirname(one.path), os.path.join(state, "trust"))


def _why(record: Record) -> str:
    if not os.path.lexists(record.root):
        return "the directory is gone"
    if record.decision != ALLOW or not record.files:
        return ""
    kept = (*(path for path, _ in record.files), *record.environments)
    return "" if any(os.path.lexists(path) for path in kept) else "its files are gone"


def _records(state: str) -> Iterator[tuple[str, Record]]:
    for directory, _, names in os.walk(os.path.join(state, "trust")):
        if os.path.basename(directory) != store.LAST:
            continue
        for name in names:
            path = os.path.join(directory, name)
            try:
                if not store.trouble(path, os.lstat(path), directory=False):
                    (record,) = decode(read_small(path, _LARGEST))
                    yield path, record
            except (OSError, ValueError):
                continue


def _sessions(state: str) -> Iterator[tuple[str, str, list[Record]]]:
    folder = os.path.join(state, "sessions")
    for name in names_in(folder):
        if name.endswith(".once"):
            path = os.path.join(folder, name)
            try:
                records = decode(read_small(path, _LARGEST))
            except (OSError, ValueError):
                records = []
            yield path, name.removesuffix(".once"), records


def _contents(state: str) -> list[str]:
    return [name for name in names_in(approved_contents.folder(state)) if len(name) == 64 and not name.strip("0123456789abcdef")]
