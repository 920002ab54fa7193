"""`lock`: requirements.in to requirements.txt, with hashes."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from autovenv.base.errors import INTERRUPTED, NOT_TRUSTED, AutovenvError, say
from autovenv.base.escape import visible
from autovenv.base.paths import home_directory
from autovenv.cli.project_tool import locking_tool
from autovenv.cli.target import Directory
from autovenv.deps.interrupts import Interruptible
from autovenv.deps.requirements import FIRST, Locked, Wanted, compile_requirements, inputs_in, output_of
from autovenv.env import paths
from autovenv.env.backends import uv
from autovenv.env.environment import HEALTHY
from autovenv.facts.directory import logical
from autovenv.facts.findings import Findings
from autovenv.facts.look import look
from autovenv.facts.session import session_of
from autovenv.project.request import parse_request
from autovenv.project.root import leads_out
from autovenv.trust.paths import trusted_by_path


def lock(
    directory: Directory = ".",
    upgrade: Annotated[bool, typer.Option("--upgrade", "-U", help="Take the newest version of every package.")] = False,
    packages: Annotated[
        list[str] | None, typer.Option("--upgrade-package", "-P", metavar="NAME", help="Of this package alone; may be repeated.")
    ] = None,
) -> None:
    """Compile requirements.in (and each requirements-*.in) to the .txt beside it: all packages, pinned, with hashes."""
    here = logical(directory)
    found = look(here, os.environ, session_of(os.environ), thorough=True)
    found = found if found.facts.root else look(here, os.environ, session_of(os.environ), here, thorough=True)
    root = found.facts.root
    tool = locking_tool(root)
    if tool:
        raise AutovenvError(f"{root} is a {tool.tool} project ({tool.mark}): `{tool.tool} lock` locks it")
    place = here if inputs_in(here) else root
    names = inputs_in(place)
    if not names:
        raise AutovenvError(f"there is no {FIRST} in {place}: write one, a package a line, then `autovenv lock`")
    _demand_consent(found)
    program = uv.find(os.environ, root)
    if not program:
        raise AutovenvError("uv is not installed, and `autovenv lock` compiles with it: https://docs.astral.sh/uv/ says how to get it")
    version, interpreter = _python(found)
    wanted = Wanted(program, version, interpreter, upgrade, tuple(packages or ()))
    for name in names:
        written = os.path.join(place, output_of(name))
        if outside := leads_out(written, home_directory(os.environ)):
            raise AutovenvError(f"{written} is a link to {outside}, outside of the project: it is not written")
    for name in names:
        try:
            with Interruptible():
                locked = compile_requirements(name, place, wanted, os.environ, found.state, say=say)
        except KeyboardInterrupt:
            say(f"interrupted: {output_of(name)} is as it was")
            raise typer.Exit(INTERRUPTED) from None
        print(visible(f"{output_of(name)}: {_said(locked)}"))


def _demand_consent(found: Findings) -> None:
    """Raise AutovenvError where the user did not say that code of this project may run: a package without a wheel is built."""
    root, consent = found.facts.root, found.facts.consent
    trusted = consent == "none" and trusted_by_path(os.path.realpath(root), found.settings.trusted_paths)
    if consent != "allow" and not trusted:
        raise AutovenvError(f"compiling may run code of packages, and {root} is not approved: `autovenv allow` first", NOT_TRUSTED)


def _python(found: Findings) -> tuple[str, str]:
    """Return the version to compile for and the interpreter that builds: of the pin, else of the environment; "" for what nothing says."""
    facts, environment, chosen = found.facts, found.environment, found.choice.interpreter if found.choice else None
    if facts.pin_error:
        raise AutovenvError(facts.pin_error)
    usable = environment.state == HEALTHY and facts.answers != "no" and (facts.owned or facts.approved)
    if usable:
        return _dotted(environment.version), paths.python_path(environment.path)
    interpreter = chosen.path if chosen and (facts.pin_kind != "path" or facts.trusted) else ""
    if facts.pin:
        request = parse_request(facts.pin)
        return _dotted(request.version or (chosen.version if chosen else ())), interpreter
    return _dotted(environment.version or (chosen.version if chosen else ())), interpreter


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version) if len(version) > 1 else ""


def _said(locked: Locked) -> str:
    number = f"{locked.packages} {'package' if locked.packages == 1 else 'packages'}"
    return f"{number} (new)" if locked.new else f"{number} ({locked.changed or 'none'} changed)"


COMMANDS = (lock,)
