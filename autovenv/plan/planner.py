"""The decision: facts to a Plan. Pure: no disk, no environment, no clock; equal facts give equal plans."""

from __future__ import annotations

from autovenv.base.escape import visible
from autovenv.base.value import replace
from autovenv.plan.configuration import with_configuration
from autovenv.plan.facts import Facts
from autovenv.plan.plan import ACTIVE, BLOCKED, FAILED, MISSING, NOTHING, PENDING, Make, Plan, Reason
from autovenv.plan.wording import WHY, amount, described

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.plan.plan import Retire, State


def plan(facts: Facts) -> Plan:
    """Return what a shell in facts.root shall look like."""
    decided = _decided(facts)
    config = facts.configured
    # Whatever came of them: another value of a variable that the files read, or the tool, may lead elsewhere.
    known = {name for name, _ in config.needs}
    needs = (*config.needs, *(one for one in facts.needs if one[0] not in known))
    # Where nothing is set, nothing that a program said can be in it.
    return replace(decided, needs=needs, fleeting=config.fleeting and decided.state == ACTIVE)


def _decided(facts: Facts) -> Plan:
    if not facts.root:
        return Plan(root="", state=NOTHING)
    if facts.separator in facts.executables:
        return _failed(facts, f"{facts.environment} holds a {facts.separator!r}, which PATH can't carry: rename the directory")
    if facts.consent == "deny":
        reason = "denied; `autovenv allow` or `autovenv revoke` takes that back"
        return replace(_blocked(facts, "", reason), transparent=facts.weak or not facts.configured.python)
    if facts.configured.error:
        return _failed(facts, facts.configured.error)
    if facts.configured.unknown:
        return _end(facts, PENDING, facts.configured.unknown)
    decided = _environment(facts)
    return with_configuration(facts, decided) if facts.configured.files else decided


def _environment(facts: Facts) -> Plan:
    """Return the plan as if there were no configuration files, save for the layout that they ask for."""
    if facts.pin_error:
        return _failed(facts, facts.pin_error)
    if facts.pin_kind == "system":
        return _end(facts, NOTHING, f"{facts.pin_where} asks for the system's Python: no environment is used or made")
    if facts.pin_kind == "path" and not facts.trusted:
        return _blocked(
            facts,
            f"autovenv: {facts.pin_where} names a program, {facts.pin}: `autovenv allow` to use it, {WHY}",
            f"{facts.pin_where} names a program, {facts.pin}; it would be run, so it needs your consent: `autovenv allow`",
        )
    decided = {"absent": _absent, "broken": _broken}.get(facts.state, _healthy)(facts)
    if decided.state not in {ACTIVE, PENDING}:
        return decided
    if facts.exposed and not (facts.trusted or facts.consent == "allow"):
        return _exposed(facts)
    if facts.noexec:
        place = "AUTOVENV_VENV_PATH, or venv_path in the configuration, puts it elsewhere in the project"
        return _failed(facts, f"{facts.environment} would be on a disk that is mounted noexec, where no program runs: {place}")
    return decided


def _exposed(facts: Facts) -> Plan:
    otherwise = f", or `{facts.cure}`" if facts.cure else ""
    message = f"autovenv: {facts.name} {facts.exposed}: `autovenv allow` to use it all the same{otherwise}, {WHY}"
    return _blocked(facts, message, f"it {facts.exposed}, who could change what is run here: it needs your consent{otherwise}")


def asks(facts: Facts) -> bool:
    """Tell whether an environment is wanted that nothing pins: by its user's consent, or by the setting for all projects.

    Consent to a directory that has configuration files is consent to them: they say whether there shall be an environment.
    """
    return (facts.consent == "allow" and facts.configured.leaves_open) or (facts.create_all and bool(facts.tool))


def _absent(facts: Facts) -> Plan:
    asked = facts.configured.makes or (facts.set_up and bool(facts.tool)) or asks(facts)
    if facts.unplaced:
        message = f"autovenv: {facts.name} has no environment: {facts.unplaced}" if facts.pin else ""
        return _end(facts, NOTHING, facts.unplaced, message, transparent=facts.weak and facts.consent != "allow")
    if facts.reading_only:
        return _end(facts, NOTHING, f"no environment is made here: {facts.reading_only}", transparent=True)
    pinned = bool(facts.pin) and not (facts.boundary and facts.pin_variable)
    if facts.tool and (facts.command or not (asked or pinned)):
        return _to_set_up(facts)
    if not (facts.pin or asked):
        return _end(facts, NOTHING, "no Python is pinned and there is no environment; `autovenv allow` makes one", transparent=True)
    if not (asked or facts.auto_create or facts.consent == "allow"):
        return _end(facts, NOTHING, "auto_create is off in the user's configuration; `autovenv allow` makes one", transparent=True)
    if facts.led and not (facts.trusted or facts.consent == "allow"):
        return _led(facts)
    return _make(facts, "there is no environment yet", "")


def _led(facts: Facts) -> Plan:
    place = facts.environment if facts.interpreter or not facts.pattern else facts.pattern
    message = f"autovenv: {facts.name} has its environment outside, as {place}: `autovenv allow` to make it there, {WHY}"
    return _blocked(facts, message, "a file of the project's says where its environment is, outside of it: it needs your consent")


def _to_set_up(facts: Facts) -> Plan:
    """Return the plan of a project that its tool, or autovenv, has yet to make an environment for."""
    what = f"{facts.name} is {described(facts)}"
    # A tool that makes its environment itself does that by installing.
    lack = facts.packages_lack if facts.command else ""
    if facts.consent == "allow":
        how = lack or "`autovenv sync` sets it up"
        # Whose files were approved for their variables may keep an environment of their own elsewhere.
        message = f"autovenv: {what}: {how}" if facts.configured.leaves_open else ""
        return _end(facts, NOTHING, f"{what} without an environment: {how}", message=message)
    makes, sets_up = lack or "`autovenv allow` makes it", lack or "`autovenv allow` sets it up"
    decided = _blocked(facts, f"autovenv: {what}: {sets_up}", f"{what} without an environment: {makes}")
    return replace(decided, transparent=facts.weak)


def _broken(facts: Facts) -> Plan:
    own = "AUTOVENV_VENV_PATH=.venv-here gives this machine an environment of its own"
    if facts.kind_of_fault == "machine":
        return _failed(facts, f"{facts.environment} is left as it is, {facts.fault}: {own}")
    if facts.copied and not facts.approved:
        message = f"autovenv: {facts.name} has an environment of another place, {facts.fault}: `autovenv allow` to use it, {WHY}"
        return _blocked(facts, message, "nothing proves that it is the one that autovenv made: it needs your consent: `autovenv allow`")
    if facts.owned or facts.derived or facts.copied:
        if facts.answers == "no":
            return _make(facts, f"the environment has python {facts.version}", "park")
        return _make(facts, f"the environment is broken: {facts.fault}", "mend")
    cure = "remove it yourself"
    if facts.kind_of_fault == "interpreter":
        cure = f"if another machine uses it, {own}; else {cure}"
    return _failed(facts, f"{facts.environment} is broken: {facts.fault}; autovenv did not make it: {cure}")


def _healthy(facts: Facts) -> Plan:
    # First: consent to an environment of the wrong version would lead nowhere.
    if facts.answers == "no":
        return _mismatch(facts)
    if not (facts.owned or facts.approved):
        return _foreign(facts)
    message = f"autovenv: {facts.warning}" if facts.warning else ""
    if facts.answers == "patch":
        message = f"autovenv: {facts.pin_where} wants {facts.pin}, the environment has {facts.version}; it is used all the same"
    elif facts.packages and facts.drift and facts.auto_sync:
        pass  # a job installs them
    elif facts.packages and facts.packages_by and not message:
        message = f"autovenv: nothing is installed: `autovenv sync` runs {facts.packages_by}"
    elif facts.packages and not message:
        cure = f"`autovenv {'sync' if facts.consent == 'allow' else 'allow'}` installs {'them' if facts.packages > 1 else 'it'}"
        message = f"autovenv: {amount(facts)} in {facts.packages_from} {'are' if facts.packages > 1 else 'is'} not installed: {cure}"
    elif facts.drift and not facts.auto_sync and not message:
        message = f"autovenv: {facts.drift}: `autovenv sync` installs it"
    drift = (Reason("packages", facts.drift, facts.environment),) if facts.drift else ()
    job = (Reason("packages", facts.job, facts.environment),) if facts.job else ()
    origin = "autovenv made it" if facts.owned else "it is outside the project" if facts.outside else "you approved it"
    lacks = facts.owned and bool(facts.lacks)
    return Plan(
        root=facts.root,
        state=ACTIVE,
        set=facts.activation or (("VIRTUAL_ENV", facts.environment), ("VIRTUAL_ENV_PROMPT", facts.name)),
        unset=("PYTHONHOME",),
        path=facts.entries or (facts.executables,),
        message=visible(message),
        inputs=facts.inputs,
        reasons=(*facts.reasons, *drift, *job, Reason("decision", f"python {facts.version} is active ({origin})", facts.environment)),
        make=Make(facts.environment, "", facts.version, facts.name, "mend") if lacks else None,
    )


def _foreign(facts: Facts) -> Plan:
    if facts.tracked:
        what = "has an environment that its repository brings"
    elif facts.elsewhere:
        what = f"names the environment {facts.environment}"
    else:
        what = "has an environment that autovenv did not make"
    message = f"autovenv: {facts.name} {what}: `autovenv allow` to use it, {WHY}"
    return _blocked(facts, message, f"it {what}; activating one runs its code, so it needs your consent: `autovenv allow`")


def _mismatch(facts: Facts) -> Plan:
    wants = f"{facts.pin_where} wants python {facts.pin}, {facts.environment} has {facts.version}"
    # No environment is better than one of the wrong version, so neither of these keeps what is active.
    if facts.pin_variable:
        return _missing(facts, f"{wants}: unset {facts.pin_where}, or pin that version")
    if not facts.owned:
        return _missing(facts, f"{wants}; autovenv did not make it: recreate it yourself, or pin {facts.version}")
    return _make(facts, f"the environment has python {facts.version}", "park")


def _make(facts: Facts, because: str, retire: Retire) -> Plan:
    if facts.reading_only:
        return _end(facts, NOTHING, f"{because}, and none is made here: {facts.reading_only}", transparent=True)
    if not facts.interpreter and not (retire == "mend" and facts.kind_of_fault == "place"):
        if retire == "mend":
            because = f"{facts.environment} is broken: {facts.fault}"
            return _missing(
                facts, f"{because}; python {facts.version} is not installed" + (f": `{facts.hint}` gets it" if facts.hint else "")
            )
        pinned = f"{facts.pin} ({facts.pin_where})" if facts.pin else ""
        wanted = " and ".join(filter(None, (pinned, facts.requires)))
        wanted = f"python {wanted}" if wanted else "a Python"
        nearest = f"; nearest is {facts.nearest}" if facts.nearest else ""
        hint = f": `{facts.hint}` gets it" if facts.hint else ""
        return _missing(facts, f"{facts.name} wants {wanted}, which is not installed{nearest}{hint}")
    return Plan(
        root=facts.root,
        state=PENDING,
        inputs=facts.inputs,
        reasons=(*facts.reasons, Reason("decision", f"{because}: one is made from {facts.interpreter}", facts.environment)),
        make=Make(facts.environment, facts.interpreter, facts.interpreter_version, facts.name, retire),
    )


def _blocked(facts: Facts, message: str, reason: str) -> Plan:
    return _end(facts, BLOCKED, reason, message=message)


def _missing(facts: Facts, text: str) -> Plan:
    return _end(facts, MISSING, text, message=f"autovenv: {text}")


def _failed(facts: Facts, text: str) -> Plan:
    return _end(facts, FAILED, text, message=f"autovenv: {text}")


def _end(facts: Facts, state: State, reason: str, message: str = "", *, transparent: bool = False) -> Plan:
    return Plan(
        root=facts.root,
        state=state,
        transparent=transparent,
        message=visible(message),
        inputs=facts.inputs,
        reasons=(*facts.reasons, Reason("decision", reason, facts.root)),
    )
