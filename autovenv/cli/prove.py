"""The proof at the end of install.sh: each shell enters and leaves a new project, at a terminal, with the user's own rc files."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence

from autovenv.base.errors import DONE, FAILED, AutovenvError
from autovenv.base.files import read_small, remove_empty, remove_if_empty, remove_tree
from autovenv.base.parents import is_below
from autovenv.base.paths import state_directory
from autovenv.base.programs import find_program
from autovenv.cli.installation import hooks_directory
from autovenv.cli.other_user import CannotBecomeError, a_stranger
from autovenv.cli.rc_block import OPENING
from autovenv.cli.rc_files import block_of, named_shells
from autovenv.cli.shell_probe import Conversation, Sight
from autovenv.cli.terminal import Terminal, TooLateError
from autovenv.env import ownership
from autovenv.env.environment import inspect
from autovenv.plan import store
from autovenv.python.installed import find_interpreters

_ENTER_SECONDS = 120.0  # the standard library's venv on a slow disk, with pip
_IDLE_SECONDS = 10.0  # no environment is being made: none will come
_LEAVE_SECONDS = 20.0
_LIMIT = 2**16  # bytes

_ARGUMENTS = {
    "bash": ["-il"] if sys.platform == "darwin" else ["-i"],
    "zsh": ["-il"] if sys.platform == "darwin" else ["-i"],
    "fish": ["-i", "--private"],
    "pwsh": ["-NoLogo"],
}


def prove(shells: Sequence[str], environ: Mapping[str, str], *, system: bool = False) -> int:
    """Enter and leave a project in each shell, print a line for each, and return the exit code: 1 if one did not do right.

    Nothing stays: not the project, not what the state directory holds of it, not a line in a shell's history. `system`: by the rc files
    that are every user's.
    """
    if sys.platform == "win32":
        print("not on Windows: no pseudo-terminal to open a shell on; `cd` into a project with a .python-version to see it")
        return DONE
    work = os.path.realpath(tempfile.mkdtemp(prefix="autovenv-proof-"))
    project = os.path.join(work, "hello")
    pin = _pin(environ, project)
    failed = False
    try:
        for shell in shells:
            os.mkdir(project)
            with open(os.path.join(project, ".python-version"), "w", encoding="ascii") as file:
                file.write(f"{pin}\n")
            problem, line = _prove_one(shell, project, pin, environ, system=system)
            failed = failed or problem
            print(f"{shell:<5} {line}", flush=True)
            _forget(project, state_directory(environ))
    finally:
        _forget(project, state_directory(environ))
        shutil.rmtree(work, ignore_errors=True)
    return FAILED if failed else DONE


def _pin(environ: Mapping[str, str], project: str) -> str:
    """Return the minor version to pin: that of the Python which runs this, unless autovenv finds only others."""
    found = {
        one.version[:2]
        for one in find_interpreters(environ, project).interpreters
        if one.implementation == "cpython" and len(one.version) > 1 and not one.pre and not one.freethreaded
    }
    own = tuple(sys.version_info[:2])
    major, minor = own if own in found or not found else max(found)
    return f"{major}.{minor}"


def _prove_one(shell: str, project: str, pin: str, environ: Mapping[str, str], *, system: bool) -> tuple[bool, str]:
    work = os.path.dirname(project)
    program = find_program(shell, environ)
    if not program:
        return False, "not on PATH: not tried"
    files, line = block_of(shell, hooks_directory(environ), environ, system=system)
    with Terminal([program, *_ARGUMENTS[shell]], _as_at_login(environ), work) as terminal:
        conversation = Conversation(terminal, shell, work)
        try:
            if not _is_set_up(files):
                conversation.say(line)
            before = conversation.ask("before")
            conversation.say(f"cd {conversation.quote(project)}")
            begun = time.monotonic()

            def entered(seen: Sight) -> bool:
                idle = os.listdir(project) == [".python-version"] and time.monotonic() - begun > _IDLE_SECONDS
                return seen.environment != before.environment or idle

            inside = conversation.ask_until("inside", entered, _ENTER_SECONDS)
            conversation.say(f"cd {conversation.quote(work)}")
            after = conversation.ask_until("after", lambda seen: seen == before, _LEAVE_SECONDS)
        except TooLateError as problem:
            return True, f"failed: {problem}"
    return _verdict(before, inside, after, os.path.join(project, ".venv"), pin)


def _verdict(before: Sight, inside: Sight, after: Sight, environment: str, pin: str) -> tuple[bool, str]:
    """Return whether something is wrong, and the line that says what was seen."""
    wrong = []
    if inside.environment != environment:
        wrong.append(f"VIRTUAL_ENV is {inside.environment or 'not set'}")
    if not is_below(inside.python, environment):
        wrong.append(f"python is {inside.python or 'not found'}")
    if not inside.version.startswith(f"Python {pin}."):
        wrong.append(f"its version is {inside.version or 'unknown'}, pinned is {pin}")
    if environment + os.sep not in inside.pip:
        wrong.append(f"pip is not the environment's: {inside.pip or 'not found'}")
    entered = "; ".join(wrong) or f"python {inside.version[7:]} from .venv, pip there"
    differing = [name for name in ("python", "environment", "path") if getattr(after, name) != getattr(before, name)]
    left = "; ".join(f"{name} was {getattr(before, name)!r}, is {getattr(after, name)!r}" for name in differing) or "as before"
    return bool(wrong or differing), f"entered: {entered}   left: {left}"


def _as_at_login(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a new terminal: without what the shell that install.sh was called from had active."""
    fresh = {
        name: value for name, value in environ.items() if not name.startswith(("AUTOVENV_", "VIRTUAL_ENV")) and name != "PYENV_VERSION"
    }
    fresh["AUTOVENV_DAEMON"] = "0"  # the first one is to have a shell's own environment, not the installer's
    active = environ.get("VIRTUAL_ENV")
    if active:
        fresh["PATH"] = os.pathsep.join(p for p in environ.get("PATH", "").split(os.pathsep) if os.path.dirname(p) != active)
    fresh.setdefault("TERM", "xterm")
    # .NET's and PowerShell's sockets for debuggers stay in the temporary directory when the terminal is taken away.
    return fresh | {"DOTNET_EnableDiagnostics": "0", "POWERSHELL_DIAGNOSTICS_OPTOUT": "1"}


def _is_set_up(files: Sequence[str]) -> bool:
    for path in files:
        try:
            if OPENING in read_small(path, 16 * _LIMIT):
                return True
        except OSError:
            continue
    return False


def _forget(project: str, state: str) -> None:
    """Remove the project and all that the state directory holds of it."""
    try:
        place = os.stat(project)
    except FileNotFoundError:
        return
    ownership.forget(inspect(os.path.join(project, ".venv"), os.environ).id, state)
    store.forget(state, project)
    store.forget(state, os.path.dirname(project))
    name = f"{place.st_dev:x}-{place.st_ino:x}"
    remove_tree(os.path.join(state, "locks", name))
    remove_tree(os.path.join(state, "log", f"create-{name}.log"))
    plans = store.plans(state)
    remove_empty(os.path.dirname(store.folder(state, project)), plans)
    remove_if_empty(plans)
    remove_tree(project)


def main(arguments: Sequence[str]) -> int:
    """Prove the shells that `--shell` names, or those on PATH; return the exit code. `--system`: as somebody without rights."""
    parser = argparse.ArgumentParser(prog="python -m autovenv.cli.prove")
    parser.add_argument("--shell", action="append", default=[])
    parser.add_argument("--system", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        if not asked.system:
            return prove(named_shells(asked.shell, os.environ), os.environ)
        with a_stranger(os.environ) as environ:
            return prove(named_shells(asked.shell, environ), environ, system=True)
    except CannotBecomeError as problem:
        print(f"not tried as another user: {problem}")
        return DONE
    except (AutovenvError, OSError) as problem:
        print(f"autovenv: {problem}", file=sys.stderr)
        return problem.code if isinstance(problem, AutovenvError) else FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
