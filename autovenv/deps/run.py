"""Run commands such that they install into an environment. Their output goes to a log, which each error names."""

from __future__ import annotations

import os
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.redaction import Redactor
from autovenv.deps import programs
from autovenv.deps.last_word import HEAD, last_word, text_of
from autovenv.env import process
from autovenv.env.log import Log

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PATIENCE_SECONDS = 600.0  # while another shell installs into the same environment
_SLOW_SECONDS = 2.0


def run(  # noqa: PLR0917
    command: tuple[str, ...],
    environment: str,
    root: str,
    environ: Mapping[str, str],
    log: str,
    say: Callable[[str], None],
    held: int = -1,
    *,
    own: bool = False,
) -> None:
    """Run one command, as it is written for people, in the directory root. `environ` is that of programs.environ_for().

    `say` hears what is waited for after two seconds. `held` is the descriptor of a lock, which the program holds as long as it runs,
    should it outlive this process. `own`: it is one of the project's, and may be any program. Raises AutovenvError with one line that
    names the log.
    """
    typed = told(command, environ)
    with Patience(f"waiting for {typed} (log: {log})", say):
        code = _code(programs.translated(command, environment, root, environ, own=own), environ, log, root, held)
        former = () if own else programs.former(command)
        if code and former and f'The command "{command[1]}" does not exist' in text_of(log):
            command = former
            code = _code(programs.translated(command, environment, root, environ), environ, log, root, held)
    if code < 0:
        raise AutovenvError(f"{typed} failed: it was ended by signal {-code} (log: {log})")  # by whoever had no memory left, say
    if code:
        raise AutovenvError(f"{typed} failed: {last_word(log) or f'it ended with {code}'} (log: {log})")


def told(command: tuple[str, ...], environ: Mapping[str, str]) -> str:
    """Return a command as people type it, without the values of variables that are in it, and without passwords."""
    return os.fsdecode(Redactor(environ)(os.fsencode(programs.typed(command))))


class Patience:
    """`with` this, `say` hears `line` if what is inside takes longer than two seconds."""

    def __init__(self, line: str, say: Callable[[str], None]) -> None:
        from threading import Timer

        self._timer = Timer(_SLOW_SECONDS, say, (line,))
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _dated(command: tuple[str, ...], environ: Mapping[str, str], log: str) -> None:
    """Begin the output of a command with the time and what it is."""
    kept = Log(log, environ)
    kept.write(os.fsencode(f"{HEAD}{time.strftime('%Y-%m-%d %H:%M:%S')} {programs.typed(command)}\n"))
    kept.close()


def _code(line: tuple[str, ...], environ: Mapping[str, str], log: str, root: str, held: int) -> int:
    try:
        _dated(line, environ, log)
        return process.run(line, environ, log, root, held)
    except OSError as problem:
        raise AutovenvError(f"can't run {line[0]}: {problem.strerror}") from problem
