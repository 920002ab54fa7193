"""A project's virtual environment: which one, in what state, by whose consent, and the pin that it has to answer."""

from __future__ import annotations

import os
import time

from autovenv.base.mounts import runs_programs
from autovenv.base.parents import is_below, is_inside, same_directory
from autovenv.base.repository import git_mark, repository_of
from autovenv.base.settings import Settings
from autovenv.base.value import replace
from autovenv.env import conda
from autovenv.env.environment import Environment, inspect
from autovenv.env.faults import NO_PIP, PLACE
from autovenv.env.ownership import is_copy, is_known, is_owned, was_renamed
from autovenv.env.paths import bin_directory
from autovenv.facts.context import Context
from autovenv.facts.findings import Findings
from autovenv.facts.packages import with_packages
from autovenv.facts.pin import named_environment, program_named, with_pin
from autovenv.facts.tool import Managed, managed
from autovenv.facts.upkeep import with_upkeep
from autovenv.plan.facts import Configured, Facts
from autovenv.plan.inputs import Input, noticed, unchanged, watched
from autovenv.plan.plan import Reason
from autovenv.project.pin import PinSearch, find_pin, layout_pin
from autovenv.project.root import repository_top
from autovenv.trust.consent import Consent, consent_for
from autovenv.trust.paths import trusted_by_path
from autovenv.trust.place import Exposure, exposure
from autovenv.trust.tracked import index_path, tracked_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.config.configuration import Configuration
    from autovenv.env.layout import Layout


def virtual_environment(
    root: str,
    here: Context,
    configuration: Configuration | None = None,
    *,
    thorough: bool = False,
    bare: bool = False,
) -> Findings:
    """Return what is known about the environment of the project in root, or of the layout that its configuration asks for.

    `bare`: root has no marks of a Python project, and is not asked about a pin or an environment.
    """
    settings, environ, state = here.settings, here.environ, here.state
    layout = configuration.layout if configuration else None
    real = os.path.realpath(root)
    consent = consent_for(real, state, here.session)
    own = own_place(root, here, configuration)
    below = os.path.relpath(own, root)
    search = _search(root, here, layout, bare=bare)
    named = named_environment(search.pin, environ)
    tool = Managed() if layout or bare or named.environment else managed(root, here, below, _version_pinned(search))
    place = layout.path if layout else tool.path or own
    environment = Environment(place, "absent") if bare else inspect(named.environment or place, environ)
    # A pin is looked for below the home directory and the ceilings; git's index lies where the repository begins.
    repository = repository_of(os.path.dirname(os.path.abspath(environment.path)))
    tracked = bool(repository) and environment.state != "absent" and tracked_below(environment.path, repository)
    owned = not tracked and is_owned(environment, state)
    elsewhere = environment.path != place
    known = not owned and not elsewhere and not tracked and environment.fault == PLACE and is_known(environment.id, state)
    derived = known and (was_renamed(environment, state) or is_copy(environment, state))
    trusted = trusted_by_path(real, settings.trusted_paths)
    approved = _approved(environment, consent, tracked=tracked)
    # A file that was approved names it; code that a repository brings, or leads to, is asked about on its own.
    top = repository_top(root, here.home, here.ends) or root
    named_there = layout is not None and not tracked and not _led_away(layout, environment.real, top)
    program = program_named(search.pin, root)
    exposed = _exposure(root, environment.path)
    # A pin names an environment of the user's own, and so does a tool that keeps them outside of projects.
    outside = tool.outside or bool(named.environment)
    facts = Facts(
        root=root,
        name=os.path.basename(root.rstrip("/")) or root,
        environment=environment.path,
        executables=bin_directory(environment.path),
        top=top,
        state=environment.state,
        fault=environment.reason,
        version=_version(environment),
        owned=owned,
        derived=derived,
        copied=known and not derived,
        lacks=environment.reason if environment.fault == NO_PIP else "",
        kind_of_fault=environment.fault,
        tracked=tracked,
        elsewhere=elsewhere,
        consent=consent.decision,
        # A program that a pin names is approved by itself, or by the file that says it.
        trusted=trusted or bool(layout and layout.version) or bool(program and program in consent.environments),
        approved=trusted or approved or named_there or (outside and not tracked),
        reading_only=_reading_only(root, "" if layout else here.home),
        exposed=exposed.who,
        cure=exposed.cure,
        noexec=not bare and not runs_programs(environment.path),
        auto_create=bool(settings.auto_create),
        create_all=settings.auto_create == "all",
        tool=tool.tool,
        tool_mark=tool.mark,
        command=tool.command,
        unplaced=tool.error,
        pattern=tool.pattern,
        outside=outside,
        led=tool.led,
        weak=tool.weak,
        boundary=bool(tool.tool) and not tool.pinned,
        set_up=here.set_up,
        needs=tool.needs,
        pin_error=here.broken or named.error,
        warning=named.warning,
        separator=os.pathsep,
        configured=configuration.configured if configuration else Configured(),
        inputs=consent.inputs
        + environment.inputs
        + named.inputs
        + tool.inputs
        + ((noticed(git_mark(root)),) if tool.tool and not tool.pinned else ())
        + _inputs(root, real, here, index_path(repository) if repository and (owned or approved or named_there) else ""),
        reasons=(Reason("project", "the nearest directory with a mark of a project", root), *tool.reasons),
    )
    if environment.state == "healthy" and conda.is_prefix(environment.path):
        facts = _of_conda(facts, environ)
    facts = with_packages(facts, environment, configuration, state)
    kept = None
    if not bare and facts.state == "healthy" and (trusted or consent.decision == "allow"):
        facts, kept = with_upkeep(facts, configuration, settings, state)
    unnamed = not tool.path and bool(tool.pattern or tool.command)
    findings = Findings(facts, settings, state, environment, consent, place="" if unnamed else named.environment or place, upkeep=kept)
    return (
        findings
        if bare
        else with_pin(findings, replace(search, pin=named.pin), environ, thorough=thorough, program=layout.program if layout else "")
    )


def own_place(root: str, here: Context, configuration: Configuration | None) -> str:
    """Return where an environment of the project in root lies that autovenv makes of its own accord."""
    return os.path.join(root, here.settings.own_place or (configuration.venv_path if configuration else "") or here.settings.venv_path)


def _of_conda(facts: Facts, environ: Mapping[str, str]) -> Facts:
    """Return facts with what conda's own activation sets, but for its scripts: those are code of whoever made the packages."""
    prefix = facts.environment
    scripts = conda.activation_scripts(prefix)
    left = (Reason("environment", f"conda's activation scripts are not run: {', '.join(scripts)}", prefix),) if scripts else ()
    return replace(
        facts,
        activation=conda.variables(prefix, environ),
        entries=conda.path_entries(prefix),
        inputs=(*facts.inputs, *(watched(path) for path in conda.state_files(prefix))),
        reasons=(*facts.reasons, *left),
    )


def _search(root: str, here: Context, layout: Layout | None, *, bare: bool) -> PinSearch:
    if bare:
        return PinSearch(None, "", (), ())
    if layout is not None and layout.version:
        return layout_pin(layout.version, layout.where, root)
    if layout is not None and not layout.create:
        return PinSearch(None, "", (), ())  # an environment of somebody's own: it is of the version that it is of
    return find_pin(root, here.environ, here.ends)


def _version_pinned(search: PinSearch) -> str:
    pinned = search.pin is not None and search.pin.request.kind == "version"
    return ".".join(map(str, search.pin.request.version[:2])) if pinned and search.pin else ""


def _version(environment: Environment) -> str:
    if not environment.version:
        return ""
    number = ".".join(str(part) for part in environment.version) + environment.pre + ("t" if environment.freethreaded else "")
    return number if environment.implementation in {"", "cpython"} else f"{environment.implementation}{number}"


def _exposure(root: str, environment: str) -> Exposure:
    """Return who else may change a project, or its environment where that lies above it: a workspace's."""
    found = exposure(root)
    if found.who:
        return replace(found, cure=f"{found.cure} {root}" if found.cure else "")
    above = os.path.dirname(environment)
    found = exposure(above) if is_inside(root, above) and not same_directory(root, above) else found
    # What a directory above is open for, other users may need: `chmod` is no advice there.
    return Exposure(f"has its environment in {above}, which {found.who}") if found.who else found


def _approved(environment: Environment, consent: Consent, *, tracked: bool) -> bool:
    if consent.decision != "allow" or environment.real not in consent.environments:
        return False
    # Consent to an environment of one's own is no consent to the one that a pull put in its place.
    return consent.tracked or not tracked


def _led_away(layout: Layout, real: str, top: str) -> bool:
    """Tell whether what nobody approved, a tool's file or a link below top, leads to an environment elsewhere."""
    return (layout.led or is_inside(layout.path, top)) and not is_inside(real, os.path.realpath(top))


def _reading_only(root: str, home: str) -> str:
    """Return why no environment is made in root, or ""."""
    real = os.path.realpath(root)
    if home and is_below(os.path.realpath(home), real):
        return "a pin in a home directory, or above it, is for reading only"
    if not os.access(root, os.W_OK):
        return "the directory can't be written"
    return ""


def settings_input(settings: Settings) -> Input:
    """Return the user's configuration as an input."""
    if settings.mtime_ns < 0:
        return Input("absent", settings.path)
    return unchanged(settings.path, settings.mtime_ns, time.time_ns())


def _inputs(root: str, real: str, here: Context, index: str) -> tuple[Input, ...]:
    inputs: tuple[Input, ...] = (settings_input(here.settings),)
    if root != real and root:
        inputs += (Input("same", root, target=real),)
    return (*inputs, watched(index)) if index else inputs
