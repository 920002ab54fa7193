"""What the hook calls: compute the plan of a directory, make what it needs, store it for all shells."""

from __future__ import annotations

import os
import sys
import time

from autovenv import PROTOCOL
from autovenv.base.errors import DONE, INTERRUPTED, NOT_TRUSTED, AutovenvError
from autovenv.base.escape import visible
from autovenv.base.paths import state_directory
from autovenv.hook.gather import passed_by
from autovenv.hook.inherited import undo
from autovenv.hook.outcome import settle
from autovenv.plan.store import publish

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

RETIRED = 3
"""Exit code: hook and program are of different versions."""


def say(line: str) -> None:
    """Print one line for the user. stderr: a hook's stdout is nobody's to read."""
    sys.stderr.write(f"autovenv: {visible(line)}\n")


def main(arguments: Sequence[str]) -> int:
    """`plan PROTOCOL DIRECTORY VARIANT SESSION`: store the directory's plan. Return the exit code.

    `plan-apart` does the same in a second process (base/worker.py).
    """
    if len(arguments) != 5 or arguments[0] not in {"plan", "plan-apart"}:
        say("the helper is called by the hook; type `autovenv` for the commands")
        return NOT_TRUSTED
    _keep_going()
    _, protocol, directory, variant, session = arguments
    if protocol != PROTOCOL:
        say("it was upgraded since this shell began: restart your shell")
        return RETIRED
    try:
        environ = {**undo(os.environ), "AUTOVENV_DIRENV": "1" if "=direnv" in variant else "0"}
        session = session if variant.startswith("@") else ""
        passed = passed_by(directory, environ)
        if passed is not None:
            publish(passed, state_directory(environ), time.time_ns(), _safe(variant))
            return DONE
        outcome = settle(directory, environ, session=session, root=directory, say=say)
        publish(outcome.plan, outcome.state, time.time_ns(), _safe(variant))
    except AutovenvError as problem:
        say(problem.message)
        return problem.code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as problem:  # noqa: BLE001 - whatever it is, a shell waits
        return unexpected(problem)
    return DONE


def unexpected(problem: Exception) -> int:
    """Tell of a bug, once, and return the exit code."""
    from autovenv.base.report import UNEXPECTED, report

    try:
        state = state_directory(undo(os.environ))
    except AutovenvError:
        state = ""
    line = report(problem, state)
    if line:
        say(line)
    return UNEXPECTED


def _keep_going() -> None:
    """Let a ^Z pass: of a prompt's work there is nothing to come back to, and a bash whose helper was stopped would take it for done.

    Not ignored, which the programs that are started would inherit.
    """
    if sys.platform != "win32":
        import _signal as signal  # type: ignore[import-not-found]  # signal itself imports enum: 2 ms

        signal.signal(signal.SIGTSTP, lambda _number, _frame: None)


def _safe(variant: str) -> str:
    if "/" in variant or "\0" in variant:
        raise AutovenvError(f"not a plan's variant: {variant!r}")
    return variant
