"""Orders for one shell: a small file of its session, which its hook sees like any other input and empties when it has read it."""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.files import private_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "AUTOVENV_SESSION"
_ALPHABET = frozenset("0123456789-")


def session_of(environ: Mapping[str, str]) -> str:
    """Return the session of the hooked shell that started this program, or "" where there is none."""
    name = environ.get(NAME, "")
    return name if _ALPHABET.issuperset(name) else ""


def order(word: str, environ: Mapping[str, str], state: str) -> None:
    """Leave an order ("on", "off", "reload", "once") for the shell that started this program. Raises AutovenvError without one."""
    session = session_of(environ)
    if not session:
        raise AutovenvError("this shell is not hooked: `autovenv install` hooks it, and a new shell has it")
    folder = private_directory(os.path.join(private_directory(state), "sessions"))
    try:
        descriptor = os.open(os.path.join(folder, session), os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
    except OSError as problem:
        raise AutovenvError(f"can't write {folder}/{session}: {problem.strerror}") from problem
    try:
        os.write(descriptor, f"{word}\n".encode())
    finally:
        os.close(descriptor)
