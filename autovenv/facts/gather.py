"""Everything that is to be known about a directory, found out from the disk: the way from discovery to Facts."""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.parents import same_directory, upward
from autovenv.base.paths import home_directory, state_directory
from autovenv.base.repository import git_mark
from autovenv.base.settings import Settings, read_settings, settings_path
from autovenv.base.value import replace
from autovenv.config.files import ENVRC, Files, files_in, without
from autovenv.env.environment import Environment
from autovenv.facts.context import Context
from autovenv.facts.environment import settings_input, virtual_environment
from autovenv.facts.findings import Findings
from autovenv.facts.outside import NAME, undo
from autovenv.plan.facts import Facts
from autovenv.plan.inputs import Input, distinct, noticed, watched
from autovenv.plan.plan import NOTHING, Plan, Reason
from autovenv.plan.planner import plan
from autovenv.project.root import MARKERS, PYTHON_MARKERS, find_root, is_python_root, walk_ends
from autovenv.trust.approver import Approver
from autovenv.trust.consent import Consent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autovenv.config.configuration import Configuration
    from autovenv.trust.source import Source


def gather(
    directory: str,
    environ: Mapping[str, str],
    session: str = "",
    root: str = "",
    *,
    thorough: bool = False,
    say: Callable[[str], None] | None = None,
    configuration: Configuration | None = None,
    approves: Callable[[Source], bool] | None = None,
) -> Findings:
    """Return what is known about the project that directory belongs to (facts.root is "" where it belongs to none).

    `root` names the project's directory where it is known, with or without a marker. `thorough`: look for interpreters even
    where none is needed, to tell which would be taken. `say` gets lines for the user; without it, nothing is made for a file that bash
    reads, and it isn't read. `configuration` is what the root's files came to a moment ago; `approves` stands in for the recorded consent.
    Raises AutovenvError for what no plan can express: a state directory that is not the user's. KeyboardInterrupt is raised where no
    plan is made of it: without `say`, or with `approves`.
    """
    if environ.get(NAME):
        environ = undo(environ)
    settings, broken = usable_settings(environ)
    state = state_directory(environ)
    ends = walk_ends(directory, settings.ceiling, environ)
    root = root or find_root(directory, ends, dotenv=settings.load_dotenv)
    if not root:
        return Findings(Facts("", "", "", ""), settings, state, Environment("", "absent"), Consent("none"))
    here = Context(environ, settings, broken, state, session, home_directory(environ), ends)
    files = files_in(root, ends, dotenv=settings.load_dotenv)
    if not files.names:
        return _watching(virtual_environment(root, here, thorough=thorough), files)
    if configuration is None:
        configuration = _configuration(files, here, approves, say)
    return _configured(files, here, configuration, thorough=thorough)


def _watching(found: Findings, files: Files) -> Findings:
    """Return found, watching for the configuration files that the root doesn't have yet."""
    inputs = distinct((*found.facts.inputs, *(watched(path) for path in files.looked_for)))
    return replace(found, facts=replace(found.facts, inputs=inputs))


def _configuration(
    files: Files, here: Context, approves: Callable[[Source], bool] | None, say: Callable[[str], None] | None
) -> Configuration:
    """Return what the files come to, from memory where bash would have to run and nothing changed."""
    from autovenv.facts import memory
    from autovenv.facts.configuration import beside_direnv, configured_by, left_to_direnv

    files, note, seen = beside_direnv(files, here.environ)
    approving = Approver(os.path.realpath(files.root), here.state, here.session, here.settings.trusted_paths)
    earlier = memory.recall(files, here.state) if approves is None else None
    # A look runs nothing: it goes by the names that were set last time. Who enters hears from the programs anew, but for what failed.
    kept = earlier is not None and earlier.ran and (say is None or bool(earlier.configured.error))
    kept = kept and earlier is not None and earlier.withheld is None and memory.still_holds(earlier, here.environ)
    # The user's settings may trust a path no more: what took part has to be approved today.
    if earlier is not None and kept and all(map(approving, earlier.sources)):
        return _noted(replace(earlier, messages=()), note, seen)
    configuration = configured_by(files, here, approving, approves or approving, say)
    if configuration.withheld is not None and approves is None and left_to_direnv(configuration.withheld.path, files, here.environ):
        # Both asking about one file would be one request too many.
        reason = Reason(
            "configuration", "left to direnv, which is hooked in this shell and asks for consent itself", configuration.withheld.path
        )
        configuration = configured_by(without(files, ENVRC), here, approving, approving, say)
        configuration = replace(configuration, reasons=(*configuration.reasons, reason))
    if earlier is not None and configuration.configured.error:
        configuration = memory.watching(configuration, earlier)
    if configuration.interrupted and (approves is not None or say is None):
        raise KeyboardInterrupt  # whoever looks or asks has no shell that goes on
    # What was allowed in one shell only is not remembered for another.
    if approves is None and say is not None and not here.session and not configuration.interrupted:
        memory.remember(configuration, here.state)
    return _noted(configuration, note, seen)


def _noted(configuration: Configuration, note: str, inputs: tuple[Input, ...]) -> Configuration:
    error = configuration.configured.error
    if error and configuration.tries > 1:
        error = f"{error} (tried {configuration.tries} times)"
    configured = replace(configuration.configured, note=note, error=error)
    return replace(configuration, configured=configured, inputs=(*configuration.inputs, *inputs))


def passed_by(directory: str, settings: Settings, environ: Mapping[str, str]) -> Plan | None:
    """Return the plan of a directory that has a hook's mark and is no project all the same: look further up. None for a root.

    Such are a pyproject.toml that says nothing of autovenv, a .env, and what lies above a ceiling.
    """
    ends = walk_ends(directory, settings.ceiling, environ)
    if same_directory(find_root(directory, ends, dotenv=settings.load_dotenv) or "/", directory) and directory != "/":
        return None
    inputs = [watched(os.path.join(directory, name)) for name in MARKERS if name != ".env" or settings.load_dotenv]
    inputs.append(noticed(git_mark(directory)))
    reason = Reason("project", "passed by: nothing here makes it a project", directory)
    return Plan(directory, NOTHING, transparent=True, inputs=(*inputs, settings_input(settings)), reasons=(reason,))


def usable_settings(environ: Mapping[str, str]) -> tuple[Settings, str]:
    """Return the user's settings; where they can't be read the defaults, and why: a plan that fails, and waits for the file to change."""
    try:
        return read_settings(environ), ""
    except AutovenvError as problem:
        path = settings_path(environ)
        return Settings(path, os.stat(path).st_mtime_ns if os.path.exists(path) else -1), problem.message


def _configured(files: Files, here: Context, configuration: Configuration, *, thorough: bool) -> Findings:
    """Return what is known about a root with configuration files: its own environment, or the one of the project around it."""
    missing = configuration.configured.missing is not None
    own = (files.python or configuration.layout is not None) and not _left_alone(files.root, here, configuration)
    if own or missing or configuration.withheld is not None or configuration.configured.error:
        found = virtual_environment(files.root, here, configuration, thorough=thorough and own, bare=not own)
        return _joined(found, configuration, files.root, ())
    found, passed = _around(files.root, here, thorough=thorough)
    return _joined(found, configuration, files.root, passed)


def _left_alone(root: str, here: Context, configuration: Configuration) -> bool:
    """Tell whether the files ask for an environment that is not there, so that no other one may stand in for it."""
    missing = configuration.configured.missing
    if missing is None:
        return False
    own = os.path.join(root, configuration.venv_path or here.settings.venv_path)
    # Where a line alone wanted to activate it, the project's own environment has always been the one that is active.
    return not missing.path or (missing.path != own and any(name == "VIRTUAL_ENV" for name, _ in configuration.configured.set))


def _around(root: str, here: Context, *, thorough: bool) -> tuple[Findings, tuple[Input, ...]]:
    """Return the Python project that root lies in: what a shell would find on its way up, and what that walk depends on.

    Variables of a subdirectory are added to the project's environment; they don't take it away.
    """
    passed: list[Input] = []
    for directory in upward(root, here.ends):
        if not is_python_root(directory):
            passed += [Input("absent", os.path.join(directory, marker)) for marker in PYTHON_MARKERS]
            passed += [noticed(git_mark(directory)), watched(os.path.join(directory, "pyproject.toml"))]
            continue
        found = virtual_environment(directory, here, thorough=thorough)
        if found.facts.consent == "deny":
            passed += found.facts.inputs
            break  # a refusal of that project's environment, not of the variables that were approved below it
        if not plan(found.facts).transparent:
            return found, tuple(passed)
        passed += found.facts.inputs
    return virtual_environment(root, here, bare=True), tuple(passed)


def _joined(found: Findings, configuration: Configuration, root: str, passed: tuple[Input, ...]) -> Findings:
    facts = replace(
        found.facts,
        root=root,
        configured=configuration.configured,
        inputs=distinct((*found.facts.inputs, *configuration.inputs, *passed)),
        reasons=(*found.facts.reasons, *configuration.reasons),
    )
    return replace(found, facts=facts, configuration=configuration)
