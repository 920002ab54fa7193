"""`edit`: a project's .envrc in the user's editor, and consent to it when it was saved."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import Annotated

import typer

from autovenv.base.errors import NOT_TRUSTED, AutovenvError
from autovenv.base.escape import visible
from autovenv.base.files import read_small
from autovenv.base.parents import upward
from autovenv.base.programs import find_program
from autovenv.cli.allow import approve
from autovenv.cli.question import confirm
from autovenv.cli.review import LIMIT
from autovenv.facts.directory import logical
from autovenv.facts.look import look
from autovenv.facts.session import session_of
from autovenv.project.marks import ENVRC
from autovenv.project.root import walk_ends

_EDITORS = ("notepad",) if sys.platform == "win32" else ("editor", "sensible-editor", "vi", "nano")


def edit(
    file: Annotated[str, typer.Argument(help="The file, or its directory; without, the nearest .envrc.", show_default=False)] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask: approve what is saved.")] = False,
) -> None:
    """Edit a project's .envrc, and approve it when it is saved."""
    path = _target(file)
    before = _content(path)
    command = [*_editor(), path]
    try:
        code = subprocess.run(command, check=False).returncode
    except OSError as problem:
        raise AutovenvError(f"can't run {command[0]}: {problem.strerror}: set $VISUAL or $EDITOR") from problem
    if code:
        raise AutovenvError(f"{command[0]} ended with {code}: nothing was approved")
    after = _content(path)
    if after is None or after == before:
        print(f"{visible(path)} is as it was" if after is not None else f"{visible(path)} was not saved")
        return
    directory = os.path.dirname(path)
    if not yes and not sys.stdin.isatty():
        raise AutovenvError(f"{path} was saved, and is not approved: `autovenv allow {shlex.quote(directory)}`", NOT_TRUSTED)
    approve(directory, agree=_agreed if yes else _ask)


def _target(file: str) -> str:
    """Return the file to edit; it need not exist. Raises AutovenvError where its directory does not."""
    if file:
        directory, name = os.path.split(file)
        if os.path.isdir(file):
            directory, name = file, ENVRC
        return os.path.join(logical(directory or "."), name)
    here = logical(".")
    findings = look(here, os.environ, session_of(os.environ))
    for directory in upward(here, walk_ends(here, findings.settings.ceiling, os.environ)):
        if os.path.isfile(os.path.join(directory, ENVRC)):
            return os.path.join(directory, ENVRC)
    return os.path.join(findings.facts.root or here, ENVRC)


def _content(path: str) -> bytes | None:
    try:
        return read_small(path, LIMIT)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise AutovenvError(f"{path} can't be edited: {problem.strerror}") from problem


def _editor() -> list[str]:
    for name in ("VISUAL", "EDITOR"):
        given = os.environ.get(name, "").strip()
        if given:
            try:
                words = shlex.split(given, posix=os.name != "nt")
            except ValueError as problem:
                raise AutovenvError(f"${name} can't be read ({problem}): {given}") from problem
            return [word.strip('"') for word in words] if os.name == "nt" else words
    found = next((name for name in _EDITORS if find_program(name, os.environ)), "")
    if not found:
        raise AutovenvError("no editor was found: set $EDITOR")
    return [found]


def _agreed() -> None:
    """`--yes`."""


def _ask() -> None:
    confirm("Approve it?", "it was saved, and is not approved")


COMMANDS = (edit,)
