"""`recreate`: make a project's environment anew."""

from __future__ import annotations

import os
import re
import shlex
import sys
from contextlib import suppress
from typing import Annotated

import typer

from autovenv.base.errors import INTERRUPTED, NOT_TRUSTED, AutovenvError, say
from autovenv.base.escape import visible
from autovenv.base.parents import is_below
from autovenv.base.value import replace
from autovenv.cli.occupant import Occupant, number_of_packages, occupant
from autovenv.cli.set_up import to_install
from autovenv.cli.subject import shown
from autovenv.cli.target import Directory
from autovenv.deps.recreate import recreate as recreate_environment
from autovenv.deps.sync import sync
from autovenv.env.version_match import of
from autovenv.facts.creation import finish
from autovenv.facts.directory import logical
from autovenv.facts.findings import Findings
from autovenv.facts.look import look
from autovenv.facts.outside import undo
from autovenv.facts.session import session_of
from autovenv.jobs.pause import Pause
from autovenv.jobs.state import refuse_while_it_runs
from autovenv.plan.plan import BLOCKED, PENDING, Make
from autovenv.plan.planner import plan
from autovenv.plan.store import forget
from autovenv.plan.variables import applied
from autovenv.project.recognition import PLAIN
from autovenv.project.request import Request, parse_request
from autovenv.project.requires_python import find_requires
from autovenv.python.choose import Choice, choose
from autovenv.python.installed import find_interpreters
from autovenv.python.interpreter import Interpreter, display
from autovenv.python.match import answers
from autovenv.trust.paths import trusted_by_path
from autovenv.trust.record import ALLOW

_NAMED = re.compile(r"(?<![\d.])\d+\.\d+$")  # the line of Python that the name of an environment ends with


def recreate(
    directory: Directory = ".",
    python: Annotated[
        str, typer.Option("--python", "-p", metavar="VERSION", help="Of this Python; the pin stays as it is, and has to agree.")
    ] = "",
) -> None:
    """Make a project's environment anew, and install into it what the project's lock says. The old one stays until that is done."""
    here = logical(directory)
    found = look(here, os.environ, session_of(os.environ), thorough=True)
    root, state = found.facts.root, found.state
    if not root:
        raise AutovenvError(f"no project in {here}: `autovenv allow` makes an environment")
    there = occupant(found, dict(os.environ))
    _refuse_others(there, root)
    refuse_while_it_runs(there.path, root, state)
    if found.facts.pin_error:
        raise AutovenvError(found.facts.pin_error)
    chosen = _interpreter(found, python)
    _refuse_another_name(found, there, chosen)
    wanted = _planned(found, there, chosen)
    before = number_of_packages(there.path)
    lines: list[str] = []

    def install() -> None:
        lines.extend(filter(None, [_install_again(found, there.path)]))
        finish(found.facts.tool, there.path, root, undo(os.environ))

    try:
        with Pause(there.path, root, state):
            done = recreate_environment(wanted, state, found.settings.backend, undo(os.environ), install)
    except AutovenvError as problem:
        raise AutovenvError(f"{problem.message}; {there.path} is as it was", problem.code) from problem
    except KeyboardInterrupt:
        say(f"interrupted: {there.path} is as it was")
        raise typer.Exit(INTERRUPTED) from None
    finally:
        with suppress(OSError):
            forget(state, root)  # also where it failed: a shell that wanted something installed meanwhile looks again
    print(visible(f"recreated {shown(there.path, root)} (python {wanted.version}) in {done.seconds * 1000:.0f} ms"))
    for line in lines:
        print(visible(line))
    if not lines and before[:2] != "0 ":
        print(f"the old one had {before}: install again what you need")
    if done.left:
        say(f"the old one can't be removed: it is {done.left}")


def _install_again(found: Findings, environment: str) -> str:
    """Install what the project's own file says, where the user approved that, and return one line; "" where nothing is installed.

    Raises AutovenvError and KeyboardInterrupt: the old environment is put back.
    """
    root, state = found.facts.root, found.state
    trusted = trusted_by_path(os.path.realpath(root), found.settings.trusted_paths)
    source = to_install(found)
    if source is None or not (found.consent.decision == ALLOW or trusted):
        return ""
    if source.hint:
        return source.hint
    environ = applied(plan(found.facts), undo(os.environ))
    return sync(source, environment, root, environ, state, say, bar=sys.stderr.isatty(), again=True)


def _refuse_others(there: Occupant, root: str) -> None:
    """Raise AutovenvError where the environment is not one that this command may replace."""
    path = there.path
    if there.whose == "nobody":
        raise AutovenvError(f"there is no environment in {root}: `autovenv allow` makes one")
    if there.whose == "link":
        raise AutovenvError(f"{path} only names {there.target}: recreate that yourself, or `autovenv remove` takes the name away")
    if there.whose == "no environment":
        raise AutovenvError(f"{path} is no environment, it has no pyvenv.cfg: move it away yourself")
    if there.whose == "tracked":
        raise AutovenvError(f"{path} is committed to git, so it is the repository's: `git rm -r --cached` it, or recreate it yourself")
    if there.whose in ("tool", "outside"):
        if there.removal and there.tool:
            raise AutovenvError(f"{path} is {there.tool.name}'s: `{there.removal}` removes it, then {there.tool.name} makes it anew")
        raise AutovenvError(f"{path} lies outside of the project, and autovenv did not make it: recreate it yourself")
    if there.whose == "foreign":
        raise AutovenvError(f"{path} was not made by autovenv, and you did not approve it: `autovenv allow` first", NOT_TRUSTED)


def _interpreter(found: Findings, python: str) -> Interpreter:
    """Return the Python of the new environment: the one asked for, else what the pin says, else one of the line that the old one has."""
    facts, line = found.facts, of(found.environment)
    request: Request | None = None
    if python:
        request = parse_request(python)
        if request.kind == "path":
            request = replace(request, name=os.path.normpath(os.path.join(logical("."), request.name)))
    elif not facts.pin and facts.answers != "no" and len(line.minor) > 1:
        named = "" if line.implementation == "cpython" else line.implementation
        request = parse_request(f"{named}{'.'.join(map(str, line.minor))}{'t' if line.freethreaded else ''}")
    choice = found.choice
    if request is not None or choice is None:
        environ = undo(os.environ)
        choice = choose(request, find_requires(facts.root).requires, find_interpreters(environ, facts.root), environ, found.state)
    if choice.interpreter is None:
        raise AutovenvError(_missing(request.text if request else facts.pin, choice))
    if python:
        _refuse_another_pin(found, choice.interpreter, python)
    return choice.interpreter


def _refuse_another_pin(found: Findings, chosen: Interpreter, python: str) -> None:
    """Raise AutovenvError where the project pins another Python: its next entry would park what this command made."""
    facts = found.facts
    if not facts.pin:
        return
    pinned = parse_request(facts.pin)
    agrees = answers(pinned, chosen.implementation, chosen.version, chosen.pre, chosen.freethreaded) == "yes"
    if pinned.kind == "path":
        agrees = os.path.realpath(chosen.path) == facts.program
    if not agrees:
        how = f"`autovenv pin {shlex.quote(python)}`" if not facts.pin_variable else "unset it"
        raise AutovenvError(f"{facts.pin_where} pins python {facts.pin}, not {display(chosen)}: change the pin first ({how})")


def _refuse_another_name(found: Findings, there: Occupant, chosen: Interpreter) -> None:
    """Raise AutovenvError where the project's tool knows the environment by the name of another Python: the tool would not take it."""
    named = _NAMED.search(os.path.basename(there.path)) if found.facts.tool not in {"", PLAIN} else None
    line = ".".join(map(str, chosen.version[:2]))
    if named and named[0] != line and not is_below(there.path, found.facts.root):
        how = f"`autovenv pin {line}` has one of python {line} made beside it"
        raise AutovenvError(f"{there.path} is by its name {found.facts.tool}'s for python {named[0]}: {how}")


def _missing(asked: str, choice: Choice) -> str:
    nearest = f"; nearest is {choice.nearest}" if choice.nearest else ""
    hint = f": `{choice.hint}` gets it" if choice.hint else ""
    unfit = next((why for _, why in choice.passed_over if "satisfy" in why), "")
    return f"python {asked} is not installed{f', or {unfit}' if unfit else ''}{nearest}{hint}"


def _planned(found: Findings, there: Occupant, chosen: Interpreter) -> Make:
    """Return what the planner would make of `chosen` if nothing stood there. Raises AutovenvError where it would make nothing."""
    facts = replace(
        found.facts,
        state="absent",
        fault="",
        kind_of_fault="",
        answers="yes",
        auto_create=True,
        boundary=False,
        interpreter=chosen.path,
        interpreter_version=display(chosen),
        configured=replace(found.facts.configured, makes=True),
    )
    decided = plan(facts)
    if decided.state != PENDING or decided.make is None:
        why = decided.message.removeprefix("autovenv: ") or decided.reasons[-1].text
        raise AutovenvError(why, NOT_TRUSTED if decided.state == BLOCKED else 1)
    return replace(decided.make, path=there.path)


COMMANDS = (recreate,)
