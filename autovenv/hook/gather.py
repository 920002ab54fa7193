"""Everything that is to be known about a directory, found out from the disk: the way from discovery to Facts."""

from __future__ import annotations

import os
import sys
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.paths import home_directory, state_directory
from autovenv.base.settings import Settings, read_settings, settings_path
from autovenv.base.value import replace, value
from autovenv.env.environment import Environment, inspect
from autovenv.env.layout import bin_directory
from autovenv.env.ownership import is_known, is_owned
from autovenv.plan.facts import Facts
from autovenv.plan.plan import Input, Reason
from autovenv.project.discovery import find_root, repository_top
from autovenv.project.pin import Pin, PinSearch, find_pin
from autovenv.trust.consent import Consent, consent_for, trusted_by_path
from autovenv.trust.tracked import index_path, tracked_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.python.choose import Choice

RACY_NS = 10_000_000  # ten milliseconds: a tick of the file system's clock


@value
class Gathered:
    """Facts for the planner, and what only the edges need beside them."""

    facts: Facts
    settings: Settings
    state: str  # the state directory
    environment: Environment
    consent: Consent
    others: tuple[str, ...] = ()  # further versions that the pin lists
    choice: Choice | None = None


def gather(directory: str, environ: Mapping[str, str], session: str = "", root: str = "", *, thorough: bool = False) -> Gathered:
    """Return what is known about the project that directory belongs to (facts.root is "" where it belongs to none).

    `root` names the project's directory where it is known, with or without a marker. `thorough`: look for interpreters even where none
    is needed, to tell which would be taken. Raises AutovenvError for what no plan can
    express: a state directory that is not the user's.
    """
    settings, broken = _settings(environ)
    state = state_directory(environ)
    root = root or find_root(directory, settings.ceiling)
    home = home_directory(environ)
    real = os.path.realpath(root) if root else ""
    search = find_pin(root, environ, settings.ceiling) if root else None
    place = os.path.join(root, settings.venv_path)
    consent = consent_for(real, state, session)
    pin, named, problem, warning = _named(search.pin if search else None, environ)
    environment = inspect(named or place, environ)
    repository = repository_top(root, home, settings.ceiling) if root else ""
    tracked = bool(repository) and environment.state != "absent" and tracked_below(environment.path, repository)
    owned = not tracked and is_owned(environment, state)
    elsewhere = environment.path != place
    facts = Facts(
        root=root,
        name=os.path.basename(root.rstrip("/")) or root,
        environment=environment.path,
        executables=bin_directory(environment.path),
        state=environment.state,
        fault=environment.reason,
        version=_version(environment),
        owned=owned,
        derived=not owned and not elsewhere and not tracked and is_known(environment.id, state),
        tracked=tracked,
        elsewhere=elsewhere,
        consent=consent.decision,
        trusted=consent.decision == "allow" or trusted_by_path(real, settings.trusted_paths),
        approved=_approved(environment, consent, real, settings, tracked=tracked),
        reading_only=_reading_only(root, home) if root else "",
        auto_create=settings.auto_create,
        pin_error=broken or problem,
        warning=warning,
        separator=os.pathsep,
        inputs=consent.inputs + environment.inputs + _inputs(root, real, settings, index_path(repository) if repository and owned else ""),
        reasons=(Reason("project", "the nearest directory with a mark of a project", root),) if root else (),
    )
    gathered = Gathered(facts, settings, state, environment, consent)
    return _with_pin(gathered, replace(search, pin=pin), environ, thorough=thorough) if search else gathered


def _settings(environ: Mapping[str, str]) -> tuple[Settings, str]:
    """Return the user's settings; where they can't be read the defaults, and why: a plan that fails, and waits for the file to change."""
    try:
        return read_settings(environ), ""
    except AutovenvError as problem:
        path = settings_path(environ)
        return Settings(path, os.stat(path).st_mtime_ns if os.path.exists(path) else -1), problem.message


def _with_pin(gathered: Gathered, search: PinSearch, environ: Mapping[str, str], *, thorough: bool) -> Gathered:
    from autovenv.project.requires import contradiction, find_requires
    from autovenv.python.answer import answers

    facts, environment = gathered.facts, gathered.environment
    pin, error = search.pin, search.error
    requires = find_requires(facts.root)
    inputs = search.inputs + requires.inputs
    reasons = search.reasons + requires.reasons
    if not error and pin is not None and requires.requires is not None:
        error = contradiction(pin, requires.requires)
    facts = replace(
        facts,
        pin=pin.request.text if pin else "",
        pin_kind=pin.request.kind if pin else "",
        pin_where=pin.source if pin else "",
        pin_variable=bool(pin and pin.kind == "variable"),
        pin_error=facts.pin_error or error or (requires.error if not pin else ""),
        inputs=facts.inputs + inputs,
        reasons=facts.reasons + reasons,
    )
    if pin and environment.state == "healthy" and not facts.elsewhere:
        facts = replace(
            facts,
            answers=answers(pin.request, environment.implementation, environment.version, environment.pre, environment.freethreaded),
        )
    gathered = replace(gathered, facts=facts, others=pin.others if pin else ())
    if facts.pin_error or not (thorough or _needs_interpreter(facts)):
        return gathered
    return _with_interpreter(gathered, pin, environ)


def _needs_interpreter(facts: Facts) -> bool:
    """Is an environment to be made, as far as the planner will see? Only then are interpreters looked for."""
    if facts.pin_error or facts.pin_kind == "system" or facts.consent == "deny" or facts.reading_only:
        return False
    if facts.state == "absent":
        return bool(facts.pin) or facts.consent == "allow"
    if facts.state == "broken":
        return facts.owned or facts.derived
    return facts.owned and facts.answers == "no"


def _with_interpreter(gathered: Gathered, pin: Pin | None, environ: Mapping[str, str]) -> Gathered:
    from autovenv.project.requires import find_global_pin, find_requires
    from autovenv.python.choose import choose
    from autovenv.python.installed import find_interpreters
    from autovenv.python.interpreter import display

    facts = gathered.facts
    installed = find_interpreters(environ, facts.root)
    requires = find_requires(facts.root).requires
    inputs, error = facts.inputs, ""
    if pin is None and requires is None:
        general = find_global_pin(environ)
        pin, error, inputs = general.pin, general.error, facts.inputs + general.inputs
    if error:
        return replace(gathered, facts=replace(facts, pin_error=error, inputs=inputs))
    choice = choose(pin.request if pin else None, requires, installed, environ, gathered.state)
    reasons = facts.reasons + tuple(Reason("passed over", why, path) for path, why in choice.passed_over)
    if choice.interpreter is not None:
        reasons += (Reason("interpreter", f"python {display(choice.interpreter)} ({choice.interpreter.source})", choice.interpreter.path),)
    facts = replace(
        facts,
        interpreter=choice.interpreter.path if choice.interpreter else "",
        interpreter_version=display(choice.interpreter) if choice.interpreter else "",
        nearest=choice.nearest,
        hint=choice.hint,
        # Only a missing interpreter is waited for: once the environment is there, a new Python changes nothing.
        inputs=inputs if choice.interpreter else inputs + installed.inputs,
        reasons=reasons,
    )
    return replace(gathered, facts=facts, choice=choice)


def _named(pin: Pin | None, environ: Mapping[str, str]) -> tuple[Pin | None, str, str, str]:
    """Return the pin, and the environment that it names (pyenv-virtualenv, virtualenvwrapper, conda), an error, a warning, or "".

    Of `3.12.1/envs/foo` the version remains where there is no such environment.
    """
    if pin is None or pin.request.kind != "environment":
        return pin, "", "", ""
    from autovenv.python.installed import environments_named

    name = pin.request.name
    found = next(iter(environments_named(name, environ)), "")
    if found:
        return pin, found, "", ""
    if pin.request.version:
        version = replace(pin.request, kind="version", name="")
        return (
            replace(pin, request=version),
            "",
            "",
            f"{pin.source}: there is no environment {name}; python {_dotted(version.version)} is used",
        )
    return pin, "", f"{pin.source}: there is no environment called {name} (pyenv, virtualenvwrapper, conda): make it, or pin a version", ""


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def _version(environment: Environment) -> str:
    if not environment.version:
        return ""
    number = _dotted(environment.version) + environment.pre + ("t" if environment.freethreaded else "")
    return number if environment.implementation in {"", "cpython"} else f"{environment.implementation}{number}"


def _approved(environment: Environment, consent: Consent, real: str, settings: Settings, *, tracked: bool) -> bool:
    if trusted_by_path(real, settings.trusted_paths):
        return True
    if consent.decision != "allow" or environment.real not in consent.environments:
        return False
    # Consent to an environment of one's own is no consent to the one that a pull put in its place.
    return consent.tracked or not tracked


def _reading_only(root: str, home: str) -> str:
    """Return why no environment is made in root, or ""."""
    real = os.path.realpath(root)
    if home and os.path.commonpath([real, os.path.realpath(home)]) == real:
        return "a pin in a home directory, or above it, is for reading only"
    if sys.platform != "win32":
        try:
            found = os.stat(root)
        except OSError:
            return "the directory can't be read"
        if found.st_uid != os.geteuid():
            return "the directory belongs to another user"
        if found.st_mode & 0o002:
            return "everybody may write in this directory"
    if not os.access(root, os.W_OK):
        return "the directory can't be written"
    return ""


def _inputs(root: str, real: str, settings: Settings, index: str) -> tuple[Input, ...]:
    inputs: tuple[Input, ...] = (Input("absent", settings.path) if settings.mtime_ns < 0 else unchanged(settings.path, settings.mtime_ns),)
    if root != real and root:
        inputs += (Input("same", root, target=real),)
    if index:
        try:
            inputs += (unchanged(index, os.stat(index).st_mtime_ns),)
        except OSError:
            inputs += (Input("absent", index),)
    return inputs


def unchanged(path: str, mtime_ns: int) -> Input:
    """Return an input that holds while path keeps this mtime, marked racy if path may yet change within the same tick."""
    age = time.time_ns() - mtime_ns
    return Input("unchanged", path, mtime_ns, racy=age < RACY_NS)
