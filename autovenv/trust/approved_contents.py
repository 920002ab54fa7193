"""The approved content, word for word, so that `allow` can show later changes: <state>/approved/<sha256>."""

from __future__ import annotations

import os

from autovenv.base.digest import digest
from autovenv.base.errors import AutovenvError
from autovenv.base.files import private_directory, read_small, write_atomic
from autovenv.trust import store

LARGEST = 1 << 20  # bytes


def folder(state: str) -> str:
    """Return the directory of approved contents. It need not exist."""
    return os.path.join(state, "approved")


def keep(content: bytes, state: str) -> None:
    """Keep content, readable by the user alone: a .env is full of secrets. Larger ones are not kept. Raises AutovenvError."""
    if len(content) > LARGEST:
        return
    private_directory(state)
    directory = private_directory(folder(state))
    path = os.path.join(directory, digest(content))
    try:
        write_atomic(path, content)
    except OSError as problem:
        raise AutovenvError(f"can't keep what was approved in {path}: {problem.strerror}") from problem


def kept(sha256: str, state: str) -> bytes | None:
    """Return the content of that hash, or None where it was not kept, or what is there is not what its name says."""
    if len(sha256) != 64 or sha256.strip("0123456789abcdef"):
        return None
    path = os.path.join(folder(state), sha256)
    try:
        for one in (state, folder(state)):
            if store.trouble(one, os.lstat(one), directory=True):
                return None
        if store.trouble(path, os.lstat(path), directory=False):
            return None
        content = read_small(path, LARGEST)
    except OSError:
        return None
    return content if digest(content) == sha256 else None
