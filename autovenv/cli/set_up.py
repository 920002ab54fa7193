"""The setting up of a project, in the foreground: its Python, its environment, its packages. `allow` and `sync` share it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from autovenv.base.errors import INTERRUPTED, AutovenvError, say
from autovenv.base.settings import Settings
from autovenv.base.value import replace, value
from autovenv.config.configuration import Configuration
from autovenv.deps.current import is_current
from autovenv.deps.interrupts import Interruptible
from autovenv.deps.run import Patience
from autovenv.deps.sources import Source
from autovenv.deps.sync import NOTHING, sync
from autovenv.env.kinds import tool_of
from autovenv.facts.findings import Findings
from autovenv.facts.look import look
from autovenv.facts.outside import undo
from autovenv.facts.packages import source_for
from autovenv.facts.settle import Outcome, settle
from autovenv.plan.facts import Facts
from autovenv.plan.plan import ACTIVE, BLOCKED
from autovenv.plan.planner import plan
from autovenv.plan.variables import applied
from autovenv.python.fetch import fetch


@value
class Result:
    """The outcome of setting up."""

    outcome: Outcome
    fetched: str = ""  # the Python that uv fetched for it
    line: str = ""  # what was installed; "" where nothing was to be done
    failure: AutovenvError | None = None  # of the Python or the packages: what was there is as it was before


def set_up(
    root: str,
    environ: Mapping[str, str],
    session: str = "",
    *,
    install: bool = True,
    again: bool = False,
    quiet: bool = False,
    configuration: Configuration | None = None,
    approve: Callable[[str], None] | None = None,
    findings: Findings | None = None,
) -> Result:
    """Set up the project in root, which has its user's consent.

    `install`: its packages, too; `again`: even where the record says that they are installed. `quiet` shows no bar. `configuration` is
    the result of its files a moment ago, `findings` what was shown to its user. `approve` records consent to the environment of that real
    path, which the project's tool has made this moment. Raises AutovenvError for what no plan can say, and KeyboardInterrupt.
    """
    outside = undo(environ)
    findings = findings or look(root, environ, session, root=root, set_up=True)
    fetched, failure = _fetch_python(findings, root, outside)

    def settled(known: Configuration | None) -> Outcome:
        return settle(root, environ, session=session, root=root, say=say, configuration=known, set_up=True)

    outcome = settled(configuration)
    facts = outcome.findings.facts
    if fetched and not facts.interpreter and facts.state == "absent":
        fetched, failure = "", AutovenvError(f"uv has installed python {fetched}, and it is not to be found: `uv python list`")
    source = to_install(outcome.findings) if install and failure is None else None
    by_tool = _is_made_by_its_tool(facts)
    ready = outcome.plan.state == ACTIVE and facts.state == "healthy" and facts.environment not in outcome.plan.withheld
    if source is None or not (ready or by_tool):
        return Result(outcome, fetched, failure=failure)
    if by_tool and (missing := _missing_python(facts)):
        return Result(outcome, fetched, failure=AutovenvError(missing))
    line, failure = _install(source, outcome, outside, by_tool=by_tool, again=again, bar=sys.stderr.isatty() and not quiet)
    # What is installed now is told of no more, and what its tool made is there.
    done = settled(outcome.findings.configuration)
    made = by_tool and failure is None and done.plan.state == BLOCKED and done.findings.facts.state == "healthy"
    if made and approve is not None:
        approve(done.findings.environment.real)
        done = settled(outcome.findings.configuration)
    return Result(done, fetched, line, failure)


def _fetch_python(findings: Findings, root: str, outside: Mapping[str, str]) -> tuple[str, AutovenvError | None]:
    """Have uv fetch the Python that the project lacks, where it may; return what uv calls it, "" for none, and what failed."""
    if not will_fetch(findings.facts, findings.settings):
        return "", None
    command = f"uv python install {findings.facts.fetch}"
    try:
        with Interruptible(), Patience(f"waiting for {command}", say):
            fetch(findings.facts.fetch, root, outside, findings.state)
    except AutovenvError as problem:
        return "", problem
    except KeyboardInterrupt:
        return "", AutovenvError(f"interrupted: {command} did not end, and nothing was installed", INTERRUPTED)
    return findings.facts.fetch, None


def _install(
    source: Source, outcome: Outcome, outside: Mapping[str, str], *, by_tool: bool, again: bool, bar: bool
) -> tuple[str, AutovenvError | None]:
    """Install source into the project's environment, which its tool makes first (`by_tool`); return what was done, and what failed."""
    facts = outcome.findings.facts
    given = {**applied(outcome.plan, outside), **(_for_its_tool(facts) if by_tool else {})}
    # A command of the project's own comes in the place of what its tool would do.
    creation = facts.command if by_tool and not source.said else ()
    where = (facts.environment, facts.root)
    state = outcome.findings.state
    try:
        line = sync(source, *where, given, state, say, bar=bar, again=again, creation=creation)
        if source.said and not is_current(source, *where, state):
            # The command wrote a file that it installs from. Once more it has nothing to write, and later changes are others'.
            more = sync(source, *where, given, state, say, bar=bar, again=True)
            line = line if NOTHING in more else more
            if not is_current(source, *where, state):
                raise AutovenvError(f"{source.name} changed what it installs from each time that it was run: no later change is followed")
    except AutovenvError as problem:
        return "", problem
    except KeyboardInterrupt:
        again_by = f"`autovenv sync` {'runs' if source.said else 'installs'} {source.name}"
        return "", AutovenvError(f"interrupted, and what was installed is as before: {again_by}", INTERRUPTED)
    return line, None


def will_fetch(facts: Facts, settings: Settings) -> bool:
    """Tell whether the Python that the project lacks is one that uv may fetch."""
    if not facts.fetch or facts.interpreter or facts.pin_error or settings.python_downloads == "never":
        return False
    return not facts.command or takes_interpreter(facts)


def takes_interpreter(facts: Facts) -> bool:
    """Tell whether the tool that makes the environment can be told of which Python; conda, pixi and rye bring their own."""
    tool = tool_of(facts.tool) if facts.command else None
    return tool is not None and bool(tool.interpreter)


def to_install(findings: Findings) -> Source | None:
    """Return what a project installs, None where it is nothing, and where its packages are those of the project around it."""
    return None if its_packages_are_around(findings) else source_for(findings.facts, findings.configuration)


def its_packages_are_around(findings: Findings) -> bool:
    """Tell whether the environment is that of the project around it, and no file here says what is installed."""
    return bool(findings.around) and not (findings.configuration and findings.configuration.sync)


def _is_made_by_its_tool(facts: Facts) -> bool:
    refused = facts.pin_error or facts.unplaced or facts.reading_only or facts.pin_kind == "system"
    return facts.state == "absent" and bool(facts.command) and not refused


def _missing_python(facts: Facts) -> str:
    """Return what is said where the project wants a Python that is not there, and its tool would take another one; else ""."""
    if facts.interpreter or not (facts.pin or facts.range) or not takes_interpreter(facts):
        return ""
    return plan(replace(facts, command=())).reasons[-1].text


def _for_its_tool(facts: Facts) -> dict[str, str]:
    """Return the variable by which a tool that makes its environments itself is told of the project's interpreter."""
    tool = tool_of(facts.tool)
    return {tool.interpreter: facts.interpreter} if tool and tool.interpreter and facts.interpreter else {}
