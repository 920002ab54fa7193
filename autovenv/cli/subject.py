"""The project that a command is about. Without typer: `allow` and `sync` do without it (cli/plain.py)."""

from __future__ import annotations

import os

from autovenv.base.value import replace
from autovenv.facts.directory import logical
from autovenv.facts.findings import Findings
from autovenv.facts.look import look
from autovenv.facts.session import session_of
from autovenv.plan.failure import last, told
from autovenv.plan.plan import FAILED, PENDING, Plan, Reason
from autovenv.plan.planner import plan
from autovenv.project.recognition import signs
from autovenv.project.root import above


def project(directory: str, *, thorough: bool = False) -> Findings:
    """Return what is known about the project that directory belongs to; facts.root may be ""."""
    return look(logical(directory), os.environ, session_of(os.environ), thorough=thorough)


def in_force(directory: str, *, thorough: bool = False) -> tuple[Findings, Plan, tuple[Findings, ...]]:
    """Return the project that a shell in directory has, its plan, and the projects on the way up that ask for nothing or were passed by.

    Nothing is run and nothing is made for it.
    """
    session = session_of(os.environ)
    passed: list[Findings] = []
    here = look(logical(directory), os.environ, session, thorough=thorough)
    decided = nearest = plan(here.facts)
    while decided.transparent and (up := above(decided.root, here.settings.ceiling, os.environ)):
        passed.append(here)
        here = look(up, os.environ, session, thorough=thorough)
        decided = plan(here.facts)
    decided = _with_failure(decided, here.state)
    if passed and (decided.transparent or not decided.root):
        return passed[0], nearest, ()
    # As `export json` has it: who asks must hear that it isn't the whole of what the directory wants.
    waiting = [plan(one.facts) for one in passed]
    waiting = [one for one in waiting if one.withheld]
    if waiting:
        withheld = tuple(name for one in (*waiting, decided) for name in one.withheld)
        decided = replace(decided, message=waiting[0].message, withheld=withheld)
    return here, decided, tuple(passed)


def _with_failure(decided: Plan, state: str) -> Plan:
    """Return the plan of an environment that is to be made as what it is where the last try failed."""
    failure = last(state, decided.root) if decided.state == PENDING and decided.make is not None else None
    if failure is None:
        return decided
    return replace(decided, state=FAILED, reasons=(*decided.reasons, Reason("decision", told(failure), decided.root)))


def project_or_directory(directory: str, *, set_up: bool = False) -> Findings:
    """Return the same; where there is no project, of the directory itself. `set_up`: as what setting it up would make of it.

    A directory that is named, and has marks of a project, is one of its own.
    """
    here = logical(directory)
    session = session_of(os.environ)
    named = directory != "." and bool(signs(here))
    found = look(here, os.environ, session, root=here if named else "", set_up=set_up)
    return found if found.facts.root else look(here, os.environ, session, root=here, set_up=set_up)


def shown(path: str, root: str) -> str:
    """Return path as people know it who know the project: relative to root where it lies below that."""
    inside = root.rstrip(os.sep) + os.sep
    return path.removeprefix(inside)
