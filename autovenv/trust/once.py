"""Consent for one shell: <state>/sessions/<session>.once holds what that shell's user allowed with `--once`."""

from __future__ import annotations

import os
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.files import private_directory, read_small, write_atomic
from autovenv.base.locks import Lock
from autovenv.plan.inputs import NOT_AT_ALL, Input
from autovenv.trust import store
from autovenv.trust.record import Record, decode, encode

_LARGEST = 1024 * 1024
_PATIENCE_SECONDS = 10.0
_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")


def add(record: Record, session: str, state: str) -> None:
    """Remember record for the session; an earlier one for the same root is replaced. Raises AutovenvError."""
    path = _path(session, state)
    if not path:
        raise AutovenvError(f"there is no session {session!r}: `--once` needs a shell with autovenv's hook")
    _replace(record.root, (record,), path, state)


def _replace(real_root: str, records: tuple[Record, ...], path: str, state: str) -> None:
    private_directory(state)
    private_directory(os.path.dirname(path))
    with Lock(os.path.join(private_directory(os.path.join(state, "locks")), "consent"), _PATIENCE_SECONDS):
        try:
            kept = [one for one in decode(read_small(path, _LARGEST)) if one.root != real_root]
        except (OSError, ValueError):
            kept = []
        try:
            # A file of the same size within one tick of the clock must not look unchanged: it is replaced, and its time is our own.
            write_atomic(path, b"".join(map(encode, [*kept, *records])), mtime_ns=time.time_ns())
        except OSError as problem:
            raise AutovenvError(f"can't record that in {path}: {problem.strerror}") from problem


def drop(real_root: str, session: str, state: str) -> bool:
    """Forget what the session's user allowed about real_root; tell whether there was anything. Raises AutovenvError."""
    if find(real_root, session, state)[0] is None:
        return False
    _replace(real_root, (), _path(session, state), state)
    return True


def find(real_root: str, session: str, state: str) -> tuple[Record | None, int, tuple[Input, ...]]:
    """Return what the session's user allowed about real_root (None: nothing), when in nanoseconds, and what that depends on."""
    path = _path(session, state)
    if not path:
        return None, 0, ()
    try:
        seen = os.lstat(path)
    except OSError:
        return None, 0, (Input("absent", path, at_prompt=NOT_AT_ALL),)
    watched = (Input("unchanged", path, seen.st_mtime_ns, at_prompt=NOT_AT_ALL),)
    try:
        above = os.path.dirname(path)
        if store.trouble(path, seen, directory=False) or store.trouble(above, os.lstat(above), directory=True):
            return None, 0, watched
        for record in decode(read_small(path, _LARGEST)):
            if record.root == real_root:
                return record, seen.st_mtime_ns, watched
    except (OSError, ValueError):
        pass  # cut short or forged: nothing was allowed
    return None, 0, watched


def _path(session: str, state: str) -> str:
    """Return the session's file; "" for what is no session's name: it comes from a variable, and becomes a name."""
    if not session or session.startswith(".") or len(session) > 100 or not set(session) <= _NAME:
        return ""
    return os.path.join(state, "sessions", session + ".once")
