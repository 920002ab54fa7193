"""Run commands such that they install into an environment. Their output goes to a log, which each error names."""

from __future__ import annotations

from autovenv.base.errors import AutovenvError
from autovenv.base.escape import visible
from autovenv.base.files import read_small
from autovenv.deps import programs
from autovenv.env import process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PATIENCE_SECONDS = 600.0  # while another shell installs into the same environment
_SLOW_SECONDS = 2.0
_LARGEST_LOG = 4 << 20  # bytes
_LONGEST = 300  # characters of an error
_TELLING = ("credentials", "network was disabled")  # in a hint that says why, where the error says only what


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
        if code and former and f'The command "{command[1]}" does not exist' in _text(log):
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


def _text(log: str) -> str:
    try:
        return read_small(log, _LARGEST_LOG).decode(errors="replace")
    except OSError:
        return ""


def last_word(log: str) -> str:
    """Return what a log says went wrong, in one line: uv's error, else the last line that speaks of one (pdm says more behind it)."""
    lines = [line.strip() for line in _text(log).splitlines()]
    errors = [number for number, line in enumerate(lines) if "error" in line.lower()]
    of_uv = [number for number in errors if lines[number].startswith("error:")]
    if of_uv:
        said = _of_uv(lines[of_uv[-1] :])
    elif errors:
        said = lines[errors[-1]]
        # poetry prints the kind of an error on a line of its own, and what it says on the next.
        if said.isidentifier():
            said = next(filter(None, lines[errors[-1] + 1 :]), said)
    else:
        said = next(filter(None, reversed(lines)), "")
    # What went wrong stands at the beginning, why at the end: between them are paths.
    return visible(said if len(said) <= _LONGEST else f"{said[: _LONGEST // 2]} … {said[-_LONGEST // 2 :]}")


def _of_uv(lines: list[str]) -> str:
    """Return an error of uv's in one line: what, and why: that it was not let in, what a build printed last, or the cause of all causes."""
    end = next((number for number, line in enumerate(lines) if line.startswith("hint:")), len(lines))
    hint = next((line.removeprefix("hint:").strip() for line in lines[end:] if any(word in line for word in _TELLING)), "")
    printed = next((number for number, line in enumerate(lines) if line in ("[stdout]", "[stderr]")), end)
    causes: list[str] = []
    for line in filter(None, lines[1:printed]):
        if line.startswith("cause:"):
            causes.append(line.removeprefix("cause:").strip())
        elif causes:
            causes[-1] += f" {line}"
    why = hint or next(filter(None, reversed(lines[printed:end])), "") or (causes[-1] if causes else "")
    return ": ".join(filter(None, (lines[0].removeprefix("error:").strip(), why)))
