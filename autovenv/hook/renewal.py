"""A project's plan, computed again as a shell's helper last did: what the daemon's own process runs, one for each change.

It is a process of its own, the lean one that shells call: it may hang on a dead share, and what it imports the daemon need not hold.
"""

from __future__ import annotations

import os
import time

from autovenv import PROTOCOL
from autovenv.base.errors import DONE, FAILED, NOT_TRUSTED, AutovenvError
from autovenv.base.paths import state_directory
from autovenv.daemon import known
from autovenv.facts.behind import NotHereError, kept_up
from autovenv.facts.look import look
from autovenv.facts.project import passed_by
from autovenv.facts.session import NAME as SESSION
from autovenv.facts.settle import Outcome, settle
from autovenv.hook.helper import asking
from autovenv.plan.news import with_news
from autovenv.plan.planner import plan
from autovenv.plan.store import renew

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


RETIRED = 3
"""Exit code: another version of the program is installed by now."""
LEFT = 5
"""Exit code: a shell has to do it; nothing was stored."""


LATER = 6
"""Exit code: an environment is to be changed, once the project has rested for a while."""

_REST_NS = 2_000_000_000


class LeftError(AutovenvError):
    """A shell has to do it."""


class LaterError(AutovenvError):
    """Something changed a moment ago, and somebody may be at work there."""


def main(arguments: Sequence[str]) -> int:
    """`renew PROTOCOL DIRECTORY`: store the plan of a directory that is known. Return the exit code."""
    if len(arguments) != 3:
        return NOT_TRUSTED
    _, protocol, root = arguments
    if protocol != PROTOCOL:
        return RETIRED
    try:
        state = state_directory(os.environ)
        one = known.read(root, state)
        if one is None:
            return LEFT
        may_install = known.digest_of(os.environ) == one.installers
        _become_that_shell(one)
        _renew(one, os.environ, state, may_install=may_install)
    except (LeftError, NotHereError):
        return LEFT
    except LaterError:
        return LATER
    except AutovenvError:
        return FAILED
    except Exception as problem:  # noqa: BLE001 - a bug: there is no terminal to show it on
        from autovenv.base.report import report

        report(problem, os.environ.get("AUTOVENV_STATE", ""))
        return FAILED
    return DONE


def _become_that_shell(one: known.Known) -> None:
    """Take on the variables that the plan was computed from. What of them is not kept was not set."""
    for name in known.NAMES:
        os.environ.pop(name, None)
    os.environ.update(one.variables)


def _renew(one: known.Known, environ: Mapping[str, str], state: str, *, may_install: bool) -> None:
    root = one.root
    lines: list[str] = []
    around = ""
    decided = passed_by(root, environ, "")
    if decided is None:
        outcome, made = _settled(root, environ, lines)
        around, kept = outcome.findings.around, outcome.findings.upkeep
        # Who made this environment may be about to install into it (`python -m venv --clear .venv && pip install …`).
        may_install = may_install and (made or not (kept and kept.standing and kept.standing.anew))
        decided = kept_up(outcome, environ, lines.append, may_install=may_install)
    decided = asking(decided, environ)
    if any(name == SESSION for name, _ in decided.needs):
        raise LeftError("it is for one shell")
    renew(with_news(decided, lines, state, around or root), state, time.time_ns())
    known.keep(decided, environ, state, one.installers)


def _settled(root: str, environ: Mapping[str, str], lines: list[str]) -> tuple[Outcome, bool]:
    """Return the plan, with the environment of another version put in the place of one that stands there, and whether one was.

    Nothing of the project's is run, and no other environment is made: who removed one, or is about to make one with another tool, sees none
    appear behind the prompt. Raises LeftError and LaterError.
    """
    findings = look(root, environ, root=root)
    decided = plan(findings.facts)
    if not known.can_be_planned(decided, findings.configuration):
        raise LeftError("a shell's own variables have a part in it, or bash has")
    if decided.make is None:
        return Outcome(decided, findings.state, findings), False
    if decided.make.retire != "park":
        raise LeftError("an environment is to be made, or mended")
    now = time.time_ns()
    if any(0 <= now - given.mtime_ns < _REST_NS for given in decided.inputs if given.kind == "unchanged"):
        raise LaterError("its files changed a moment ago")
    return settle(root, environ, say=lines.append, root=root, configuration=findings.configuration), True
