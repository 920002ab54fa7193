"""Orders for one shell: a small file of its session, which its hook reads at the next prompt and empties."""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.files import private_directory
from autovenv.base.sessions import folder as sessions
from autovenv.base.sessions import wake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "AUTOVENV_SESSION"
_ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def session_of(environ: Mapping[str, str]) -> str:
    """Return the session of the hooked shell that started this program, or "" where there is none."""
    name = environ.get(NAME, "")
    return name if _ALPHABET.issuperset(name) else ""


def shell_of(session: str) -> str:
    """Return the kind of shell that a session is of: its name ends in it."""
    return session.rpartition("-")[2]


def order(word: str, environ: Mapping[str, str], state: str) -> None:
    """Leave an order ("on", "off", "force", "reload", "once") for the shell that started this program. Raises AutovenvError without one."""
    session = session_of(environ)
    if not session:
        raise AutovenvError("this shell is not hooked: `autovenv install` hooks it, and a new shell has it")
    private_directory(state)
    folder = private_directory(sessions(state))
    try:
        descriptor = os.open(
            os.path.join(folder, f"{session}.orders"), os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600
        )
    except OSError as problem:
        raise AutovenvError(f"can't write {folder}/{session}.orders: {problem.strerror}") from problem
    try:
        os.write(descriptor, f"{word}\n".encode())
    finally:
        os.close(descriptor)
    wake(state, session)
