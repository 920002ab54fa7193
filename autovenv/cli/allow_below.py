"""`allow --below DIR`: all projects of a tree, shown in one table, with one consent. Worktrees of a repository are such projects."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from autovenv.base.errors import FAILED, AutovenvError, say
from autovenv.base.escape import visible
from autovenv.base.parents import is_below, same_directory
from autovenv.base.repository import is_top, worktrees
from autovenv.cli.proposal import environment, packages
from autovenv.cli.question import confirm
from autovenv.cli.set_up import to_install
from autovenv.env.environment import inspect
from autovenv.facts.directory import logical
from autovenv.facts.findings import Findings
from autovenv.facts.look import look
from autovenv.facts.session import session_of
from autovenv.project.recognition import signs
from autovenv.project.root import is_root

_NOT_LOOKED_IN = frozenset(("node_modules", "__pycache__", "__pypackages__", "site-packages"))


def approve_all(directory: str, approve: Callable[[str], None], *, yes: bool, install: bool) -> None:
    """Show the projects below directory, ask once, and approve each, one after the other.

    Raises AutovenvError where there is none or nobody agrees, and SystemExit(FAILED) where one of them is not active afterwards.
    """
    top = logical(directory)
    found = list(projects_below(top))
    if not found:
        raise AutovenvError(f"no project in {visible(top)} or below it")
    for one in found:
        _show(one, top, install=install)
    if not yes:
        _ask(len(found))
    failed = []
    for one in found:
        print()
        try:
            approve(one.facts.root)
        except AutovenvError as problem:
            say(problem.message)
            failed.append(one)
        except SystemExit:
            failed.append(one)
    if failed:
        names = ", ".join(os.path.relpath(one.facts.root, top) for one in failed)
        say(f"{len(failed)} of {len(found)} projects are not active: {visible(names)}")
        raise SystemExit(FAILED)


def projects_below(top: str) -> Iterator[Findings]:
    """Yield what is known about each project in top or below it.

    Links are not followed, environments and hidden directories left out, but for the worktrees of repositories, wherever below top.
    """
    starts, seen = [top], set[str]()
    for start in starts:  # it grows
        for here, names, _ in os.walk(start):
            names[:] = sorted(name for name in names if not _is_left_out(os.path.join(here, name), name))
            if here in seen:
                names.clear()
                continue
            seen.add(here)
            starts += _worktrees_below(here, top)
            if not (is_root(here) or signs(here)):
                continue
            # A worktree inside of a project is none of its parts, whatever its marks are.
            found = look(here, os.environ, session_of(os.environ), here if here in starts[1:] else "", set_up=True)
            if same_directory(found.facts.root or os.sep, here):
                yield found


def _worktrees_below(directory: str, top: str) -> list[str]:
    """Return the working trees of a repository that begins in directory, as far as they lie below top without a link on the way."""
    real = os.path.realpath(top)
    found = worktrees(directory) if is_top(directory) else ()
    return [os.path.join(top, os.path.relpath(one, real)) for one in map(os.path.realpath, found) if is_below(one, real) and one != real]


def _is_left_out(path: str, name: str) -> bool:
    return name.startswith(".") or name in _NOT_LOOKED_IN or inspect(path, os.environ).state == "healthy"


def _show(found: Findings, top: str, *, install: bool) -> None:
    facts = found.facts
    source = to_install(found) if install else None
    brought = [environment(found)] if facts.configured.python or facts.configured.layout else []
    brought += [f"packages: {packages(source)}"] if source is not None else []
    brought += list(facts.configured.files)
    print(f"  {visible(os.path.relpath(facts.root, top))}: {visible('; '.join(brought))}")


def _ask(amount: int) -> None:
    unasked = f"{amount} projects: `autovenv allow --below DIR --yes` approves them without asking"
    confirm(f"Allow {'it' if amount == 1 else f'these {amount} projects'}?", "nothing was approved", unasked)
