"""The project that a directory belongs to, found out from the disk: its root and files, and the Facts made of them.

How its files are evaluated is said by who asks: `look`, `settle` or `review`, a module each.
"""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.parents import is_below, same_directory, upward
from autovenv.base.paths import home_directory, state_directory
from autovenv.base.repository import git_mark
from autovenv.base.settings import Settings, read_settings, settings_path
from autovenv.base.value import replace
from autovenv.config.files import Files, files_in
from autovenv.env.environment import Environment
from autovenv.facts.context import Context
from autovenv.facts.environment import own_place, settings_input, virtual_environment
from autovenv.facts.findings import Findings
from autovenv.facts.outside import NAME, undo
from autovenv.plan.facts import Facts
from autovenv.plan.inputs import NOT_AT_ALL, Input, distinct, noticed, watched
from autovenv.plan.plan import NOTHING, Plan, Reason
from autovenv.plan.planner import plan
from autovenv.project.marks import DOTENV, MARKS, PYPROJECT, PYTHON_MARKS, SETUP, TOOL_MARKS
from autovenv.project.recognition import LOCKS, SETTINGS, strong_marks
from autovenv.project.root import find_root, is_python_project, walk_ends
from autovenv.trust.consent import Consent, consent_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from autovenv.config.configuration import Configuration

_READ = (PYPROJECT, *SETUP)  # marks by what they say


def project_of(directory: str, environ: Mapping[str, str], session: str, root: str = "", *, set_up: bool = False) -> tuple[Files, Context]:
    """Return the configuration files of the project that directory belongs to, and the circumstances: files.root is "" where there is none.

    `root` names the project's directory where it is known, with or without a marker; `set_up`: a command asks for its environment.
    Raises AutovenvError for what no plan can express: a state directory that is not the user's.
    """
    if environ.get(NAME):
        environ = undo(environ)
    settings, broken = usable_settings(environ)
    state = state_directory(environ)
    ends = walk_ends(directory, settings.ceiling, environ)
    here = Context(environ, settings, broken, state, session, home_directory(environ), ends, set_up)
    root = root or root_of(directory, here)
    return files_in(root, ends, dotenv=settings.load_dotenv, home=here.home) if root else Files(""), here


def root_of(directory: str, here: Context) -> str:
    """Return the root of the project that directory belongs to; see find_root. The user's decisions name directories."""

    def named(one: str) -> bool:
        return consent_for(os.path.realpath(one), here.state, here.session).decision != "none"

    return find_root(directory, here.ends, dotenv=here.settings.load_dotenv, home=here.home, named=named)


def findings_of(files: Files, here: Context, configuration: Configuration | None, *, thorough: bool = False) -> Findings:
    """Return what is known about a project whose files have the result `configuration`, None where it has no files.

    `thorough`: look for interpreters even where none is needed, to tell which would be taken.
    """
    if not files.root:
        return Findings(Facts("", "", "", ""), here.settings, here.state, Environment("", "absent"), Consent("none"))
    if configuration is None:
        return _watching(virtual_environment(files.root, here, thorough=thorough), files)
    return _configured(files, here, configuration, thorough=thorough)


def _watching(found: Findings, files: Files) -> Findings:
    """Return found, watching for the configuration files that the root doesn't have yet."""
    inputs = distinct((*found.facts.inputs, *(watched(path) for path in files.looked_for)))
    return replace(found, facts=replace(found.facts, inputs=inputs))


def passed_by(directory: str, environ: Mapping[str, str], session: str) -> Plan | None:
    """Return the plan of a directory that has a hook's mark and is no project all the same: look above. None for a root.

    Such are a part of the project around it (a requirements.txt, a member of a workspace), a pyproject.toml that says nothing of a
    project, a .env, and what lies above a ceiling.
    """
    settings, broken = usable_settings(environ)
    ends = walk_ends(directory, settings.ceiling, environ)
    here = Context(environ, settings, broken, state_directory(environ), session, home_directory(environ), ends)
    root = root_of(directory, here)
    if same_directory(root or "/", directory) and directory != "/":
        return None
    inputs = [watched(os.path.join(directory, name)) for name in MARKS if name != DOTENV or settings.load_dotenv]
    inputs.append(noticed(git_mark(directory)))
    why = "it is a part of the project around it" if root else "nothing here makes it a project"
    if root:
        inputs += _at_cd(dict.fromkeys((*strong_marks(root), *filter(os.path.lexists, _weak_marks(root)))))
        inputs += _at_cd(git_mark(one) for one in [*upward(directory)][1:] if is_below(one, root))
    reason = Reason("project", f"passed by: {why}", directory)
    return Plan(directory, NOTHING, transparent=True, inputs=(*inputs, settings_input(settings)), reasons=(reason,))


def _weak_marks(directory: str) -> tuple[str, ...]:
    """Return the paths of the marks of tools that a directory may have: those that make it a project where none is around."""
    names = (*TOOL_MARKS, *(name for name, _ in LOCKS), *(name for name, _ in SETTINGS))
    return tuple(os.path.join(directory, name) for name in dict.fromkeys(names))


def _at_cd(paths: Iterable[str]) -> tuple[Input, ...]:
    """Return marks of other directories as inputs: what becomes of them is seen at the next `cd`, and no prompt asks."""
    found = (watched(path) if os.path.basename(path) in _READ else noticed(path) for path in paths)
    return tuple(replace(one, at_prompt=NOT_AT_ALL) for one in found)


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
    # The environment of a project around it is that one's: an own one would be made here.
    around = found.facts.root if found.facts.root != files.root else ""
    found = replace(found, place=own_place(files.root, here, configuration), around=around)
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
        if not is_python_project(directory, here.ends, here.home):
            passed += [Input("absent", os.path.join(directory, mark)) for mark in PYTHON_MARKS]
            passed += [noticed(git_mark(directory)), watched(os.path.join(directory, PYPROJECT))]
            passed += _at_cd(path for path in _weak_marks(directory) if os.path.basename(path) != PYPROJECT)
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
