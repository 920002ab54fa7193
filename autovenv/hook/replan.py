"""A project's plan, computed again as a shell's helper last did: what the daemon's own process runs, one for each change.

It is a process of its own, the lean one that shells call: it may hang on a dead share, and what it imports the daemon need not hold.
"""

from __future__ import annotations

import os
import time

from autovenv import PROTOCOL
from autovenv.base.errors import FAILED, NOT_TRUSTED, AutovenvError
from autovenv.base.parents import is_below
from autovenv.base.paths import state_directory
from autovenv.daemon import known
from autovenv.daemon.replan import DISABLED, DONE, NEEDS_SHELL, NOT_SETTLED, OUTDATED
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


_REST_NS = 2_000_000_000


_PLAIN = ("LANG", "LC_ALL", "LC_CTYPE", "LOGNAME", "SSL_CERT_DIR", "SSL_CERT_FILE", "TZ", "USER")  # variables that any program may have


class NeedsShellError(AutovenvError):
    """A shell has to do it."""


class LaterError(AutovenvError):
    """Something changed a moment ago, and somebody may be at work there."""


def main(arguments: Sequence[str]) -> int:
    """`replan PROTOCOL DIRECTORY`: store the plan of a directory that is known. Return the exit code."""
    if len(arguments) != 3:
        return NOT_TRUSTED
    _, protocol, root = arguments
    if protocol != PROTOCOL:
        return OUTDATED
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
    except AutovenvError:
        return FAILED
    except Exception as problem:  # noqa: BLE001 - a bug: there is no terminal to show it on
        from autovenv.base.report import report

        report(problem, os.environ.get("AUTOVENV_STATE", ""))
        return FAILED
    return DONE


def _become_that_shell(one: known.Known) -> dict[str, str] | None:
    """Take on the variables that the plan was computed from, and none of another shell's.

    Return the whole environment as that shell has it, for what installs; None where the daemon has another one.
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
            # Who made an environment anew may be about to install into it (`python -m venv --clear .venv && pip install …`).
            may_install = whole is not None and (made or not (kept and kept.sync and kept.sync.anew))
            decided = kept_up(outcome, whole or environ, lines.append, may_install=may_install)
        decided = asking(decided, environ)
        if any(name == SESSION for name, _ in decided.needs):
            raise NeedsShellError("it is for one shell")
    finally:
        news.leave(told_at, lines, state)  # what was done was done, whatever becomes of the plan
    publish_for_all(news.with_news(decided, told_at, state), state, time.time_ns())
    known.keep(decided, environ, state, one.surroundings, one.used_ns)


def _settled(root: str, environ: Mapping[str, str], whole: Mapping[str, str] | None, lines: list[str]) -> tuple[Outcome, bool]:
    """Return the plan, with the environment of another version put in the place of one that stands there, and whether one was.

    Nothing of the project's is run, and no other environment is made: who removed one, or is about to make one with another tool, sees none
    appear behind the prompt. Raises NeedsShellError and LaterError.
    """
    findings = look(root, environ, root=root)
    decided = plan(findings.facts)
    if not known.can_be_planned(decided, findings.configuration):
        raise NeedsShellError("a shell's own variables have a part in it, or bash has")
    make = decided.make
    if make is None:
        return Outcome(decided, findings.state, findings), False
    if make.retire != "park" or whole is None:
        raise NeedsShellError("an environment is to be made, or mended, or with variables that a shell has")
    # Two projects that share one would each put their own version in its place, for ever.
    if not is_below(make.path, root) or is_in_use(make.path):
        raise NeedsShellError("the environment is not this project's alone, or a program runs from it")
    now = time.time_ns()
    if any(0 <= now - given.mtime_ns < _REST_NS for given in decided.inputs if given.kind == "unchanged"):
        raise LaterError("its files changed a moment ago")
    os.environ.update(whole)
    return settle(root, whole, say=lines.append, root=root, configuration=findings.configuration), True
