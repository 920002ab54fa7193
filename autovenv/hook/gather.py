"""Everything that is to be known about a directory, found out from the disk: the way from discovery to Facts."""

from __future__ import annotations

import os
import sys
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.paths import home_directory, state_directory
from autovenv.base.settings import Settings, read_settings, settings_path
from autovenv.base.value import replace
from autovenv.env.environment import Environment, inspect
from autovenv.env.layout import bin_directory
from autovenv.env.ownership import is_known, is_owned
from autovenv.hook.gathered import Gathered
from autovenv.hook.pinned import named_environment, with_pin
from autovenv.plan.facts import Facts
from autovenv.plan.freshness import unchanged
from autovenv.plan.plan import Input, Reason
from autovenv.project.discovery import find_root, repository_top
from autovenv.project.pin import find_pin
from autovenv.trust.consent import Consent, consent_for, trusted_by_path
from autovenv.trust.tracked import index_path, tracked_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def gather(directory: str, environ: Mapping[str, str], session: str = "", root: str = "", *, thorough: bool = False) -> Gathered:
    """Return what is known about the project that directory belongs to (facts.root is "" where it belongs to none).

    `root` names the project's directory where it is known, with or without a marker. `thorough`: look for interpreters even
    where none is needed, to tell which would be taken. Raises AutovenvError for what no plan can express: a state directory that is not
    the user's.
    """
    settings, broken = _settings(environ)
    state = state_directory(environ)
    root = root or find_root(directory, settings.ceiling)
    if not root:
        return Gathered(Facts("", "", "", ""), settings, state, Environment("", "absent"), Consent("none"))
    home = home_directory(environ)
    real = os.path.realpath(root)
    search = find_pin(root, environ, settings.ceiling)
    place = os.path.join(root, settings.venv_path)
    consent = consent_for(real, state, session)
    named = named_environment(search.pin, environ)
    environment = inspect(named.environment or place, environ)
    repository = repository_top(root, home, settings.ceiling)
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
        reading_only=_reading_only(root, home),
        auto_create=settings.auto_create,
        pin_error=broken or named.error,
        warning=named.warning,
        separator=os.pathsep,
        inputs=consent.inputs
        + environment.inputs
        + named.inputs
        + _inputs(root, real, settings, index_path(repository) if repository and owned else ""),
        reasons=(Reason("project", "the nearest directory with a mark of a project", root),),
    )
    gathered = Gathered(facts, settings, state, environment, consent)
    return with_pin(gathered, replace(search, pin=named.pin), environ, thorough=thorough)


def _settings(environ: Mapping[str, str]) -> tuple[Settings, str]:
    """Return the user's settings; where they can't be read the defaults, and why: a plan that fails, and waits for the file to change."""
    try:
        return read_settings(environ), ""
    except AutovenvError as problem:
        path = settings_path(environ)
        return Settings(path, os.stat(path).st_mtime_ns if os.path.exists(path) else -1), problem.message


def _version(environment: Environment) -> str:
    if not environment.version:
        return ""
    number = ".".join(str(part) for part in environment.version) + environment.pre + ("t" if environment.freethreaded else "")
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
    if home and f"{os.path.realpath(home)}{os.sep}".startswith(real.rstrip(os.sep) + os.sep):
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
    now = time.time_ns()
    inputs: tuple[Input, ...] = (
        Input("absent", settings.path) if settings.mtime_ns < 0 else unchanged(settings.path, settings.mtime_ns, now),
    )
    if root != real and root:
        inputs += (Input("same", root, target=real),)
    if index:
        try:
            inputs += (unchanged(index, os.stat(index).st_mtime_ns, now),)
        except OSError:
            inputs += (Input("absent", index),)
    return inputs
