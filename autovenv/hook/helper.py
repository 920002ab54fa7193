"""The helper that hooks call: it computes a directory's plan, creates what the plan needs, and stores it for all shells."""

from __future__ import annotations

import os
import sys
import time

from autovenv import PROTOCOL
from autovenv.base.errors import DONE, INTERRUPTED, NOT_TRUSTED, AutovenvError, NotTheirsError, say
from autovenv.base.parents import same_directory
from autovenv.base.paths import state_directory
from autovenv.base.settings import OWN_PLACE
from autovenv.base.value import replace
from autovenv.daemon.wake import hand_over
from autovenv.facts.behind import kept_up
from autovenv.facts.outside import undo
from autovenv.facts.project import passed_by, usable_settings
from autovenv.facts.session import session_of
from autovenv.facts.settle import settle
from autovenv.hook import ceilings
from autovenv.plan import news
from autovenv.plan.inputs import through_links
from autovenv.plan.plan import ACTIVE, BLOCKED, NOTHING, Plan, Reason
from autovenv.plan.store import is_due, publish
from autovenv.project.marks import ENVRC
from autovenv.project.root import GIT_CEILINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PINNING = ("AUTOVENV_PYTHON", "PYENV_VERSION", OWN_PLACE)
PLACES = ("LOCALAPPDATA", "USERPROFILE") if os.name == "nt" else ("HOME", "XDG_CONFIG_HOME")
"""Where the user's settings lie: a shell that has another home, or was given other settings, has plans of its own."""
ONCE = "AUTOVENV_ONCE"
OFF = "AUTOVENV_OFF"
DIRENV = "AUTOVENV_DIRENV"
RETIRED = 3
"""Exit code: hook and program are of different versions, or the state is another user's: nothing more is to be asked."""


def main(arguments: Sequence[str]) -> int:
    """`plan PROTOCOL SHELL DIRECTORY`: store the directory's plan for shells of that name. Return the exit code.

    What only a hook knows comes in variables: AUTOVENV_STATE (the state directory), AUTOVENV_ONCE (the session that something was allowed
    in for once), AUTOVENV_OFF (the project that this shell leaves alone, "here" for the one of this look), AUTOVENV_DIRENV (direnv is
    hooked, too). `plan-apart` does the same in a second process (base/worker.py).
    """
    if len(arguments) < 2 or arguments[0] not in {"plan", "plan-apart"}:
        say("the helper is called by the hook; type `autovenv` for the commands")
        return NOT_TRUSTED
    # Before anything else: what a hook of another version says further on may mean something else.
    if arguments[1] != PROTOCOL:
        say("it was upgraded since this shell began: restart your shell")
        return RETIRED
    _keep_going()
    _, _, shell, directory = arguments
    directory = directory or "/"
    try:
        environ = undo(os.environ)
        settings, _ = usable_settings(environ)
        decided = passed_by(directory, environ, environ.get(ONCE, ""))
        state = state_directory(environ)
        outcome = None
        if decided is None and _is_off(directory, environ):
            decided = _left_alone(directory, environ)
        elif decided is None:
            outcome = settle(directory, environ, session=environ.get(ONCE, ""), root=directory, say=say)
            decided = kept_up(outcome, environ, say)
        decided = asking(decided, environ)
        publish(decided, shell, state, time.time_ns(), session_of(environ))
        # Behind it: this plan has no news, and the daemon may have left some while it was made.
        told = "" if environ.get(OFF) else news.take((outcome.findings.around if outcome else "") or decided.root, state)
        if told:
            say(told)
        if settings.daemon:
            hand_over(decided, outcome.findings.configuration if outcome else None, environ, state)
        ceilings.leave(settings.ceiling, state)
        if is_due(state):
            _sweep(state)
    except NotTheirsError as problem:
        say(problem.message)
        return RETIRED
    except AutovenvError as problem:
        say(problem.message)
        return problem.code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as problem:  # noqa: BLE001 - whatever it is, a shell waits
        return unexpected(problem)
    return DONE


def _sweep(state: str) -> None:
    """Sweep the state directory, in a process of its own where that can be had: a project may lie on a share that hangs."""
    from autovenv.plan.leftovers import sweep

    if sys.platform == "win32":
        sweep(state)
    elif os.fork() == 0:
        try:
            os.setsid()
            os.closerange(0, 3)  # who reads a pipe waits until nobody holds it
            sweep(state)
        finally:
            os._exit(0)


def _is_off(directory: str, environ: Mapping[str, str]) -> bool:
    off = environ.get(OFF, "")
    return off == "here" or (bool(off) and same_directory(off, directory))


def _left_alone(directory: str, environ: Mapping[str, str]) -> Plan:
    """Return the plan of a project that the shell leaves alone, as long as it does: nothing is run for it, made, or said."""
    from autovenv.facts.look import look
    from autovenv.plan.planner import plan

    decided = plan(look(directory, environ, environ.get(ONCE, ""), directory).facts)
    waits = decided.state not in {ACTIVE, NOTHING}
    reason = Reason("decision", "off in this shell: nothing is made; `autovenv on` takes that back", directory)
    return replace(
        decided,
        state=NOTHING if waits else decided.state,
        message="",
        make=None,
        needs=(*decided.needs, (OFF, decided.root)),
        reasons=(*decided.reasons, reason) if waits else decided.reasons,
    )


def asking(decided: Plan, environ: Mapping[str, str]) -> Plan:
    """Return the plan with the variables that every plan of its kind was computed from, beside those that its files read."""
    names = list(PINNING)
    if os.path.lexists(os.path.join(decided.root, ENVRC)):
        names.append(DIRENV)
    if environ.get(GIT_CEILINGS):
        names.append(GIT_CEILINGS)
    # What was allowed for once holds where it was said; what is blocked for want of it holds everywhere else.
    if environ.get(ONCE) or decided.state == BLOCKED or decided.withheld:
        names.append(ONCE)
    known = {name for name, _ in decided.needs}
    inputs = through_links(decided.root, decided.inputs)
    needs = [(name, environ.get(name) or None) for name in names] + [(name, environ.get(name)) for name in PLACES]
    return replace(decided, inputs=inputs, needs=(*decided.needs, *(need for need in needs if need[0] not in known)))


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
