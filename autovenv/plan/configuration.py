"""A plan with what the project's configuration files add to it. Pure, as the planner is."""

from __future__ import annotations

import os

from autovenv.base.escape import visible
from autovenv.base.value import replace
from autovenv.plan.plan import ACTIVE, BLOCKED, FAILED, MISSING, NOTHING, Plan, Reason
from autovenv.plan.wording import WHY, described

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.plan.facts import Configured, Facts


def with_configuration(facts: Facts, decided: Plan) -> Plan:
    """Return the plan `decided` with what the configuration files add; all of it or nothing."""
    config = facts.configured
    if config.withheld:
        return _withheld(facts, decided)
    lacking = _lacking(facts, decided)
    if decided.state not in {ACTIVE, NOTHING, BLOCKED} and not lacking:
        return decided
    if config.leaves_open and decided.state != ACTIVE:
        summary = Reason("decision", _summary(config), facts.root)
        message = decided.message or visible(_remark(config, lacking))
        return replace(decided, message=message, reasons=(*decided.reasons[:-1], summary, *decided.reasons[-1:]))
    absent = config.missing.line if config.missing is not None else ""
    given = dict(config.set)
    # What a file adds comes before the project's environment; of one that it asks for itself, as its lines stand.
    ahead = config.ahead if config.layout else len(config.front)
    return replace(
        decided,
        state=ACTIVE,
        transparent=False,
        set=(*((name, text) for name, text in decided.set if name not in given), *config.set),
        unset=(*(name for name in decided.unset if name not in given and name not in config.unset), *config.unset),
        path=(*config.front[:ahead], *decided.path, *config.front[ahead:]),
        path_back=config.back,
        path_gone=config.gone,
        # An environment that awaits consent of its own takes nothing away from the variables that have it.
        withheld=(facts.environment,) if decided.state == BLOCKED else (),
        message=decided.message or visible(_remark(config, lacking)),
        missing=lacking,
        reasons=(
            *decided.reasons,
            *((Reason("environment", absent, facts.root),) if absent else ()),
            Reason("decision", _summary(config), facts.root),
        ),
    )


def _remark(config: Configured, lacking: str) -> str:
    absent = lacking if config.missing is None else config.missing.line
    return f"autovenv: {absent}" if absent and not config.muted else config.note


def _lacking(facts: Facts, decided: Plan) -> str:
    """Return what is said about the environment that a layout asks for and that can't be had: it takes no variable away. "" for none."""
    config = facts.configured
    if config.missing is not None and not config.missing.path:
        return config.missing.line
    broken = decided.state == FAILED and facts.state == "broken"
    unmade = decided.state == NOTHING and facts.state == "absent" and bool(facts.reading_only)
    return decided.reasons[-1].text if config.layout and (decided.state == MISSING or broken or unmade) else ""


def _summary(config: Configured) -> str:
    parts = [
        f"{len(amount)} {one if len(amount) == 1 else many}"
        for amount, one, many in (
            (config.set, "variable", "variables"),
            (config.unset, "variable less", "variables less"),
            ((*config.front, *config.back), "entry of PATH", "entries of PATH"),
            (config.gone, "entry of PATH less", "entries of PATH less"),
        )
        if amount
    ]
    nothing = "it is about the environment alone" if config.about_environment else "it changes nothing"
    return f"{', '.join(config.files)} is in force: {', '.join(parts) or nothing}"


def _withheld(facts: Facts, decided: Plan) -> Plan:
    """Return the plan of a directory whose files await consent: as if they were not there, and one line that says so."""
    config = facts.configured
    # By the project's name: who hears it may be in a directory below, which has files of that name, too.
    file = config.withheld if os.path.isabs(config.withheld) else f"{facts.name}/{config.withheld}"
    what = f"{file} changed since you approved it" if config.changed else f"wants {config.withheld}"
    if facts.tool and facts.state == "absent" and decided.state == BLOCKED and not config.changed:
        what = f"{what} and is {described(facts)}"
    message = f"autovenv: {what}" if config.changed else f"autovenv: {facts.name} {what}"
    nothing = decided.state == NOTHING
    return replace(
        decided,
        state=BLOCKED if nothing else decided.state,
        # Without marks of a Python project, what is active above stays.
        transparent=nothing and not config.python,
        message=visible(f"{message}: `autovenv allow` to use it, {WHY}"),
        withheld=(config.withheld,),
        reasons=(*decided.reasons, Reason("decision", f"{what}: its content needs your consent: `autovenv allow`", config.withheld)),
    )
