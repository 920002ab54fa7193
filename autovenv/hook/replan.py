"""Compute a project's plan again, as a shell's helper last did. The daemon starts this process for each change.

It is the same lean process that shells start. If it hangs on a dead share, the daemon does not; and the daemon need not import all this.
"""

from __future__ import annotations

import os
import time

from autovenv import PROTOCOL
from autovenv.base.errors import FAILED, NOT_TRUSTED, AutovenvError
from autovenv.base.parents import is_below
from autovenv.base.paths import state_directory
from autovenv.daemon import known
from autovenv.daemon.replan import DISABLED, DONE, NEEDS_SHELL, NOT_SETTLED, OUTDATED, REST_SECONDS
from autovenv.daemon.system import at_the_end
from autovenv.env.in_use import is_in_use
from autovenv.facts.behind import NotHereError, kept_up
from autovenv.facts.look import look
from autovenv.facts.project import passed_by, usable_settings
from autovenv.facts.session import NAME as SESSION
from autovenv.facts.settle import Outcome, settle
from autovenv.hook.helper import asking
from autovenv.plan import news
from autovenv.plan.planner import plan
from autovenv.plan.store import publish_for_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_PLAIN = ("LANG", "LC_ALL", "LC_CTYPE", "LOGNAME", "SSL_CERT_DIR", "SSL_CERT_FILE", "TZ", "USER")  # variables that every program may have


class NeedsShellError(AutovenvError):
    """The plan is left to a shell."""


class LaterError(AutovenvError):
    """A file changed a moment ago: somebody may still be at work in the project."""


def main(arguments: Sequence[str]) -> int:
    """`replan PROTOCOL DIRECTORY`: store the plan of a known project. Return an exit code of daemon/replan.py."""
    if len(arguments) != 3:
        return NOT_TRUSTED
    _, protocol, root = arguments
    if protocol != PROTOCOL:
        return OUTDATED
    at_the_end(_end)
    state = ""
    try:
        state = state_directory(os.environ)
        one = known.read(root, state)
        if one is None:
            return NEEDS_SHELL
        whole = _become_that_shell(one)
        if not usable_settings(os.environ)[0].daemon:
            return DISABLED
        _replan(one, os.environ, state, whole)
    except (NeedsShellError, NotHereError):
        return NEEDS_SHELL
    except LaterError:
        return NOT_SETTLED
    except (AutovenvError, KeyboardInterrupt):
        return FAILED
    except Exception as problem:  # noqa: BLE001 - a bug: it goes into a report, as there is no terminal
        from autovenv.base.report import report

        report(problem, state)
        return FAILED
    return DONE


def _end() -> None:
    raise KeyboardInterrupt  # at this the creation of an environment ends its programs


def _become_that_shell(one: known.Known) -> dict[str, str] | None:
    """Set the variables of this process to those that the plan was computed from, and remove the others.

    Return all variables of that shell, for installers; None if the daemon has other ones (their digests differ).
    """
    given = dict(os.environ)
    kept = {name: text for name, text in one.variables if text is not None}
    names = {name for name, _ in one.variables}
    whole = {name: text for name, text in given.items() if name not in names} | kept
    os.environ.clear()
    os.environ.update({name: given[name] for name in _PLAIN if name in given} | kept)
    return whole if known.digest_of(whole) == one.surroundings else None


def _replan(one: known.Known, environ: Mapping[str, str], state: str, whole: Mapping[str, str] | None) -> None:
    root, lines = one.root, list[str]()
    told_at = root
    try:
        decided = passed_by(root, environ, "")
        if decided is None:
            outcome, made = _settled(root, environ, whole, lines)
            told_at, kept = outcome.findings.around or root, outcome.findings.upkeep
            # If somebody created the environment anew, they may be about to install (`python -m venv --clear .venv && pip install …`).
            may_install = whole is not None and (made or not (kept and kept.sync and kept.sync.anew))
            decided = kept_up(outcome, whole or environ, lines.append, may_install=may_install)
        decided = asking(decided, environ)
        if any(name == SESSION for name, _ in decided.needs):
            raise NeedsShellError("the plan is for one shell")
    finally:
        news.leave(told_at, lines, state)  # a shell has to hear what was done, even if the plan is not stored
    publish_for_all(news.with_news(decided, told_at, state), state, time.time_ns())
    known.keep(decided, environ, state, one.surroundings, one.used_ns)


def _settled(root: str, environ: Mapping[str, str], whole: Mapping[str, str] | None, lines: list[str]) -> tuple[Outcome, bool]:
    """Return the plan, and whether an environment of another version than the pin was replaced for it.

    No program of the project is run, and no other environment is created. If somebody removed one, or is about to create one with another
    tool, none appears in the background. Raises NeedsShellError and LaterError.
    """
    findings = look(root, environ, root=root)
    decided = plan(findings.facts)
    if not known.can_be_planned(decided, findings.configuration):
        raise NeedsShellError("the plan depends on a shell's own variables, or on bash")
    make = decided.make
    if make is None:
        return Outcome(decided, findings.state, findings), False
    if make.retire != "park" or whole is None:
        raise NeedsShellError("an environment has to be created or mended, or a shell's variables are needed")
    # Two projects that share an environment would replace it in turn, for ever.
    if not is_below(make.path, root) or is_in_use(make.path):
        raise NeedsShellError("the environment is not this project's alone, or a program runs from it")
    now = time.time_ns()
    if any(0 <= now - given.mtime_ns < REST_SECONDS * 1_000_000_000 for given in decided.inputs if given.kind == "unchanged"):
        raise LaterError("its files changed a moment ago")
    os.environ.update(whole)
    return settle(root, whole, say=lines.append, root=root, configuration=findings.configuration), True
