"""Run commands such that they install into an environment. Their output goes to a log, which each error names."""

from __future__ import annotations

from autovenv.base.errors import AutovenvError
from autovenv.deps import programs
from autovenv.deps.last_word import last_word, text_of
from autovenv.env import process

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
    with Patience(f"waiting for {programs.typed(command)} (log: {log})", say):
        code = _code(programs.translated(command, environment, root, environ, own=own), environ, log, root, held)
        former = () if own else programs.former(command)
        if code and former and f'The command "{command[1]}" does not exist' in text_of(log):
            command = former
            code = _code(programs.translated(command, environment, root, environ), environ, log, root, held)
    if code:
        raise AutovenvError(f"{programs.typed(command)} failed: {last_word(log) or f'it ended with {code}'} (log: {log})")


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


def _code(line: tuple[str, ...], environ: Mapping[str, str], log: str, root: str, held: int) -> int:
    try:
        return process.run(line, environ, log, root, held)
    except OSError as problem:
        raise AutovenvError(f"can't run {line[0]}: {problem.strerror}") from problem
