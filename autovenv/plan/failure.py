"""The last failed creation of a project's environment, kept beside its plans for `status` and `why` until one succeeds."""

from __future__ import annotations

import os
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.files import private_directory, read_small, remove_file, write_atomic
from autovenv.base.value import value
from autovenv.plan.store import folder

_NAME = "failure"
_LARGEST = 1 << 16  # bytes
AGAIN = "`autovenv reload` tries again, and so does a new shell"


@value
class Failure:
    """A try that failed."""

    text: str  # one line: what, where
    when: float  # seconds since the epoch


def note(text: str, state: str, root: str) -> None:
    """Keep what failed. That it can't be kept is no failure of its own."""
    try:
        private_directory(state)
        os.makedirs(folder(state, root), 0o700, exist_ok=True)
        write_atomic(os.path.join(folder(state, root), _NAME), text.encode("utf-8", "surrogateescape"))
    except (AutovenvError, OSError):
        pass


def forget(state: str, root: str) -> None:
    """Remove what was kept: it succeeded."""
    try:
        remove_file(os.path.join(folder(state, root), _NAME))
    except OSError:
        pass


def last(state: str, root: str) -> Failure | None:
    """Return the last try that failed; None where none did, or a later one succeeded."""
    path = os.path.join(folder(state, root), _NAME)
    try:
        return Failure(read_small(path, _LARGEST).decode("utf-8", "surrogateescape"), os.stat(path).st_mtime)
    except OSError:
        return None


def told(failure: Failure) -> str:
    """Return it as one line for people: what failed, when, and what tries again."""
    when = time.strftime("%H:%M", time.localtime(failure.when))
    if time.time() - failure.when > 43200:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(failure.when))
    return f"it failed at {when}: {failure.text}; {AGAIN}"
