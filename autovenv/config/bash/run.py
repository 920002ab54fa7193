"""One run of bash: it is started, answered, watched while it is slow, and ended; POSIX only."""

from __future__ import annotations

import os
import select
import sys
import time

from autovenv.base.errors import EvaluationError
from autovenv.base.escape import visible
from autovenv.config.bash.answers import Answers
from autovenv.config.bash.approved_copies import Snapshots
from autovenv.config.bash.channel import ASKS, HEARS, Channel, Request
from autovenv.config.bash.output import Output
from autovenv.config.bash.process import Started, end, start, waits_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

SLOW = 2.0  # seconds after which the user is told what is being waited for
_POLL = 0.1  # seconds
_LAST_POLL = 0.005
_COMMAND = 'builtin source "$1"'


class Evaluation:
    """One run of bash."""

    def __init__(self, path: str, snapshots: Snapshots, answers: Answers, say: Callable[[str], None]) -> None:
        """`path` is the main file's."""
        self._path = path
        self._snapshots = snapshots
        self._answers = answers
        self._say = say
        self._channel = Channel()
        self._output = Output(snapshots)
        self._report: Request | None = None

    def run(self, bash: str, environ: dict[str, str]) -> dict[str, str]:
        """Return the environment after the file; `bash` is the program's path. Raises as `run_bash`."""
        here = os.path.dirname(__file__)
        files = os.path.join(here, "library.bash"), os.path.join(here, "sourced.bash")
        command = (bash, "--noprofile", "--norc", "-c", _COMMAND, "bash", *files, self._snapshots.directory, self._path)
        descriptors = {1: self._output.writes, 2: self._output.writes, ASKS: self._channel.asks, HEARS: self._channel.hears}
        program: Started | None = None
        handled = _raised_at_termination()
        try:
            program = start(command, environ, descriptors)
            self._answers.prepare()
            self._channel.started()
            self._output.started()
            code = self._serve(program)
            program = None
        finally:
            if program is not None:
                end(program)
            _restore(handled)
            self._channel.close()
            self._output.close()
        return self._after(code)

    def _serve(self, program: Started) -> int:
        """Answer until bash has ended, and return its exit code."""
        slow = time.monotonic() + SLOW
        reading = {self._channel.requests, self._output.reads}
        while True:
            ready, _, _ = select.select(list(reading), [], [], _LAST_POLL if self._report else _POLL)
            if self._output.reads in ready and not self._output.drain():
                reading.discard(self._output.reads)
            if self._channel.requests in ready and not self._channel.receive():
                reading.discard(self._channel.requests)
            self._take()
            if not ready or len(reading) < 2:
                # Not at the end of a pipe alone: what bash has left running holds them open, or has closed them.
                code = program.ended(wait=self._report is not None and not reading)
                if code is not None:
                    self._channel_rest()
                    return code
                if not reading:
                    time.sleep(_LAST_POLL)
            if slow and self._report is None and time.monotonic() > slow:
                slow = 0.0
                self._say(f"{self._path} waits for {visible(waits_for(program.pid)) or 'bash'}")

    def _channel_rest(self) -> None:
        """Take what had come when bash ended."""
        while select.select([self._channel.requests], [], [], 0)[0] and self._channel.receive():
            pass
        self._take()

    def _take(self) -> None:
        while (request := self._channel.take()) is not None:
            self._output.drain()  # what the file printed before comes first
            self._answers.problem = self._output.problem
            if request.kind == "report":
                self._report = request
                continue
            answer = self._answers.answer(request)
            if answer is not None:
                try:
                    self._channel.answer(*answer)
                except BrokenPipeError:
                    return

    def _after(self, code: int) -> dict[str, str]:
        """Return the environment that was reported. Raises EvaluationError for a status that is not 0."""
        report = self._report
        if report is None:
            ending = f"signal {-code}" if code < 0 else f"exit status {code}"
            raise EvaluationError(self._path, f"bash ended with {ending} before the file's end (by `exec`, or a trap on EXIT?)")
        left, status, failed = report.fields
        if status == "0":
            return dict(report.environment)
        if left:
            raise EvaluationError(self._snapshots.where(left), f"exit {status}")
        if failed:
            raise EvaluationError(self._snapshots.where(failed), f"this fails with exit status {status}, and set -e holds")
        where, _, text = self._output.problem.partition(": ")
        if where.startswith(self._path + ":"):
            raise EvaluationError(where, f"{visible(text)} (exit status {status})")
        raise EvaluationError(self._path, f"exit status {status}")


def _raised_at_termination() -> dict[int, object]:
    """Let what ends this program (SIGTERM, SIGHUP) raise SystemExit: bash is in a session of its own and would stay."""
    import _signal as signal  # type: ignore[import-not-found]  # signal itself imports enum: 2 ms

    if sys.platform == "win32":
        raise NotImplementedError
    found: dict[int, object] = {}

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    try:
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) == signal.SIG_DFL:
                found[number] = signal.signal(number, leave)
    except ValueError:  # not the main thread: whoever that serves has its own way
        pass
    return found


def _restore(handlers: dict[int, object]) -> None:
    import _signal as signal

    for number, handler in handlers.items():
        signal.signal(number, handler)
