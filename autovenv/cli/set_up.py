"""Setting a project up, in the foreground: its Python, its environment, its packages. What `allow` and `sync` have in common."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from autovenv.base.errors import INTERRUPTED, AutovenvError, say
from autovenv.base.settings import Settings
from autovenv.base.value import value
from autovenv.config.configuration import Configuration
from autovenv.deps.sources import Source
from autovenv.deps.sync import sync
from autovenv.env.kinds import tool_of
from autovenv.facts.findings import Findings
from autovenv.facts.look import look
from autovenv.facts.outside import undo
from autovenv.facts.packages import source_for
from autovenv.facts.settle import Outcome, settle
from autovenv.plan.facts import Facts
from autovenv.plan.plan import ACTIVE, BLOCKED
from autovenv.plan.variables import applied
from autovenv.python.fetch import fetch


@value
class Result:
    """What came of it."""

    outcome: Outcome
    fetched: str = ""  # the Python that uv fetched for it
    line: str = ""  # what was installed; "" where nothing was to be done
    failure: AutovenvError | None = None  # of the Python or the packages: what was there is as it was before
    made: str = ""  # the environment that the project's tool made, and that awaits its user's consent


def set_up(
    root: str,
    environ: Mapping[str, str],
    session: str = "",
    *,
    install: bool = True,
    again: bool = False,
    quiet: bool = False,
    configuration: Configuration | None = None,
    findings: Findings | None = None,
) -> Result:
    """Bring the project in root about, which has its user's consent.

    `install`: its packages, too; `again`: even where the record says that they are installed. `quiet` shows no bar. `configuration` is
    the result of its files a moment ago, `findings` what was shown to its user. Raises AutovenvError for what no plan can say, and
    KeyboardInterrupt.
    """
    outside = undo(environ)
    findings = findings or look(root, environ, session, root=root, set_up=True)
    fetched, failure = "", None
    if will_fetch(findings.facts, findings.settings):
        try:
            fetch(findings.facts.fetch, root, outside, findings.state)
            fetched = findings.facts.fetch
        except AutovenvError as problem:
            failure = problem
    outcome = settle(root, environ, session=session, root=root, say=say, configuration=configuration, set_up=True)
    facts = outcome.findings.facts
    source = to_install(outcome.findings) if install and failure is None else None
    by_tool = facts.state == "absent" and bool(facts.command)
    ready = outcome.plan.state == ACTIVE and facts.state == "healthy" and facts.environment not in outcome.plan.withheld
    if source is None or not (ready or by_tool):
        return Result(outcome, fetched, failure=failure)
    given = applied(outcome.plan, outside)
    if by_tool and findings.choice is not None:
        given.update(_for_its_tool(findings))
    bar = sys.stderr.isatty() and not quiet
    line = ""
    try:
        line = sync(source, facts.environment, root, given, outcome.findings.state, say, bar=bar, again=again)
    except AutovenvError as problem:
        failure = problem
    except KeyboardInterrupt:
        again_by = f"`autovenv sync` {'runs' if source.said else 'installs'} {source.name}"
        failure = AutovenvError(f"interrupted, and what was installed is as before: {again_by}", INTERRUPTED)
    # What is installed now is told of no more, and what its tool made is there.
    done = settle(root, environ, session=session, root=root, say=say, configuration=outcome.findings.configuration, set_up=True)
    made = done.findings.environment.real if by_tool and done.plan.state == BLOCKED and done.findings.facts.state == "healthy" else ""
    return Result(done, fetched, line, failure, made)


def will_fetch(facts: Facts, settings: Settings) -> bool:
    """Tell whether the Python that the project lacks is one that uv may fetch."""
    return bool(facts.fetch) and not facts.interpreter and settings.python_downloads != "never" and not facts.pin_error


def to_install(findings: Findings) -> Source | None:
    """Return what a project installs, None where it is nothing."""
    return source_for(findings.facts, findings.configuration)


def _for_its_tool(findings: Findings) -> dict[str, str]:
    """Return the variable by which a tool that makes its environments itself is told of the project's interpreter."""
    tool = tool_of(findings.facts.tool)
    return {tool.interpreter: findings.facts.interpreter} if tool and tool.interpreter and findings.facts.interpreter else {}
