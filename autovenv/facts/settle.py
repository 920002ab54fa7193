"""The settled plan of a directory: look at it, plan, create the missing environment, look and plan again."""

from __future__ import annotations

from autovenv.base.errors import AutovenvError
from autovenv.base.escape import visible
from autovenv.base.value import replace, value
from autovenv.facts.findings import Findings
from autovenv.facts.outside import undo
from autovenv.facts.project import findings_of, project_of
from autovenv.facts.session import NAME as SESSION
from autovenv.plan.failure import AGAIN, forget, note
from autovenv.plan.plan import ACTIVE, FAILED, PENDING, Plan, Reason
from autovenv.plan.planner import plan
from autovenv.project.root import above

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autovenv.config.configuration import Configuration
    from autovenv.env.layout import Layout
    from autovenv.plan.plan import Make


@value
class Outcome:
    """A plan that is stored and applied as it stands, and where the state is kept."""

    plan: Plan
    state: str
    findings: Findings


def settle(
    directory: str,
    environ: Mapping[str, str],
    *,
    say: Callable[[str], None],
    session: str = "",
    root: str = "",
    configuration: Configuration | None = None,
    set_up: bool = False,
) -> Outcome:
    """Return the plan of the project that directory belongs to, with its environment made if one was wanted.

    `say` gets lines for the user. `configuration` is the result of root's files a moment ago; `set_up`: an
    environment is made for whatever kind of project it is. What failed or was interrupted is
    a plan of state "failed": it is tried again when an input changes, not at each prompt. Raises AutovenvError for what no plan can say.
    """
    environ = undo(environ)
    findings = _entered(directory, environ, session, root, say, configuration, set_up)
    decided = plan(findings.facts)
    if decided.state == PENDING and decided.make is not None:
        from autovenv.facts.creation import made

        wanted = decided.make
        try:
            made(wanted, findings, environ, say)
        except (AutovenvError, KeyboardInterrupt) as problem:
            text = problem.message if isinstance(problem, AutovenvError) else f"creating {wanted.path} was interrupted"
            note(text, findings.state, decided.root)
            return Outcome(_tried(_failed(decided, f"{text}; {AGAIN}"), environ), findings.state, findings)
        forget(findings.state, decided.root)
        # The result of the files is known; only the environment is new. Unless it is the very one that they have missed.
        known = findings.configuration
        known = None if known is not None and known.configured.missing is not None else known
        findings = _entered(directory, environ, session, decided.root, say, known, set_up)
        decided = plan(findings.facts)
        if decided.state == PENDING:
            decided = _failed(decided, f"{wanted.path} was created, and is not right: {findings.facts.fault or findings.facts.version}")
    elif decided.make is not None:
        decided = _completed(decided, decided.make, findings, environ, say)
    configuration = findings.configuration
    if configuration is not None and decided.state == ACTIVE:
        for line in () if findings.settings.quiet else configuration.messages:
            say(line)
        if configuration.layout is not None and configuration.layout.install and not decided.missing:
            decided = _installed(decided, configuration.layout, findings, environ, say)
    return Outcome(decided, findings.state, findings)


def _entered(  # noqa: PLR0917
    directory: str,
    environ: Mapping[str, str],
    session: str,
    root: str,
    say: Callable[[str], None],
    known: Configuration | None,
    set_up: bool,
) -> Findings:
    """Return what is known about the project for a shell that comes here. `known` is the result of its files a moment ago."""
    files, here = project_of(directory, environ, session, root, set_up=set_up)
    if files.names and known is None:
        from autovenv.facts.configuration import entered

        known = entered(files, here, say)
    return findings_of(files, here, known if files.names else None)


def _tried(failed: Plan, environ: Mapping[str, str]) -> Plan:
    """Return the plan for this shell alone: what failed may have been a full disk, or a ^C, and a new shell tries once more."""
    return replace(failed, needs=(*failed.needs, (SESSION, environ.get(SESSION))))


def _completed(decided: Plan, wanted: Make, findings: Findings, environ: Mapping[str, str], say: Callable[[str], None]) -> Plan:
    """Give a working environment what it lacks. Where that can't be had, it is active all the same, and a line says so."""
    from autovenv.facts.creation import made

    try:
        made(wanted, findings, environ, say)
    except (AutovenvError, KeyboardInterrupt) as problem:
        text = problem.message if isinstance(problem, AutovenvError) else "it was interrupted: `autovenv reload` tries again"
        line = decided.message or visible(f"autovenv: {text}")
        return replace(decided, make=None, message=line, reasons=(*decided.reasons, Reason("environment", text, wanted.path)))
    return replace(decided, make=None)


def _installed(decided: Plan, layout: Layout, findings: Findings, environ: Mapping[str, str], say: Callable[[str], None]) -> Plan:
    """Run the installs that the layout's lines ask for. What fails leaves the environment active as it is, and is not tried again."""
    from autovenv.deps.install import install
    from autovenv.plan.variables import applied

    try:
        # As a later line of the file would run: with the index that an earlier one names.
        line = install(layout.install, layout.path, decided.root, applied(decided, environ), findings.state, say)
    except AutovenvError as problem:
        text = problem.message
    except KeyboardInterrupt:
        text = "the installation was interrupted: `autovenv reload` tries again"
    else:
        if line and not findings.settings.quiet:
            say(line)
        return decided
    return replace(decided, message=visible(f"autovenv: {text}"), reasons=(*decided.reasons, Reason("installation", text, decided.root)))


def settle_upward(directory: str, environ: Mapping[str, str], *, say: Callable[[str], None]) -> Outcome:
    """Return what a shell in directory has: the same, and where nothing is asked for (a transparent plan) what is active above.

    What waits for consent on the way is told of by the plan that is found. Raises KeyboardInterrupt where a file was interrupted: who
    asks from a script is to end.
    """
    from autovenv.facts.session import session_of

    session = session_of(environ)
    nearest = outcome = settle(directory, environ, say=say, session=session)
    waiting: list[Plan] = []
    _end_if_interrupted(outcome)
    while outcome.plan.transparent and (up := above(outcome.plan.root, outcome.findings.settings.ceiling, environ)):
        waiting += [outcome.plan] if outcome.plan.withheld else []
        outcome = settle(up, environ, say=say, session=session)
        _end_if_interrupted(outcome)
    if outcome is nearest or not outcome.plan.root or outcome.plan.transparent:
        return nearest
    if not waiting:
        return outcome
    # Who asks from a script must hear that it isn't the whole of what the directory wants.
    withheld = tuple(one for plan in (*waiting, outcome.plan) for one in plan.withheld)
    return replace(outcome, plan=replace(outcome.plan, message=waiting[0].message, withheld=withheld))


def _end_if_interrupted(outcome: Outcome) -> None:
    if outcome.findings.configuration is not None and outcome.findings.configuration.interrupted:
        raise KeyboardInterrupt


def _failed(decided: Plan, text: str) -> Plan:
    return replace(
        decided,
        state=FAILED,
        make=None,
        message=visible(f"autovenv: {text}"),
        reasons=(*decided.reasons, Reason("failure", text, decided.root)),
    )
