"""`pin`: write .python-version."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from autovenv.base.errors import NOT_TRUSTED, AutovenvError
from autovenv.base.escape import visible
from autovenv.base.files import read_small, remove_file, write_atomic
from autovenv.base.paths import home_directory
from autovenv.facts.directory import logical
from autovenv.project.request import parse_request
from autovenv.project.root import leads_out
from autovenv.python.choose import choose
from autovenv.python.installed import find_interpreters

_LIMIT = 4096  # bytes, as for reading
_NAME = ".python-version"


def pin(
    request: Annotated[
        str | None, typer.Argument(metavar="VERSION", help="3.12, 3.12.1, pypy3.10, '>=3.12,<3.14' …", show_default=False)
    ] = None,
    unset: Annotated[bool, typer.Option("--unset", help="Remove the pin.")] = False,
) -> None:
    """Pin this directory's Python: write .python-version, and keep its comments."""
    path = os.path.join(logical("."), _NAME)
    if unset == (request is not None):
        raise AutovenvError("usage: autovenv pin VERSION, or autovenv pin --unset", NOT_TRUSTED)
    if request is None:
        _unset(path)
        return
    parsed = parse_request(request)
    kept, behind = _comments(path)
    target = os.path.realpath(path)  # a link stays a link
    if leads_out(path, home_directory(os.environ)) and not _holds_version(target):
        raise AutovenvError(f"{visible(path)} is a link to {visible(target)}, outside of the project: it is not written")
    mode = os.stat(target).st_mode & 0o777 if os.path.exists(target) else 0o666 & ~_umask()
    try:
        write_atomic(target, (kept + request + behind + "\n").encode(), mode)
        os.chmod(target, mode)  # whatever the umask takes away
    except OSError as problem:
        raise AutovenvError(f"can't write {visible(path)}: {problem.strerror}") from problem
    print(f"pinned {visible(path)} to {request}")
    if parsed.kind in {"version", "specifier", "directory"}:
        choice = choose(parsed, None, find_interpreters(os.environ, os.path.dirname(path)), os.environ, "")
        if choice.interpreter is None:
            hint = f": `{choice.hint}` gets it" if choice.hint else ""
            print(f"autovenv: python {request} is not installed{hint}", file=sys.stderr)


def _holds_version(path: str) -> bool:
    """Tell whether a file is one with a version and comments: a pin that several projects share, and no other file of the user's."""
    try:
        lines = [line.partition("#")[0].strip() for line in os.fsdecode(read_small(path, _LIMIT)).splitlines()]
        (pinned,) = filter(None, lines)
        return parse_request(pinned).kind in {"version", "specifier"}
    except (OSError, ValueError, AutovenvError):
        return False


def _unset(path: str) -> None:
    if not os.path.lexists(path):
        raise AutovenvError(f"no pin here: {visible(path)} does not exist")
    try:
        remove_file(path)
    except OSError as problem:
        raise AutovenvError(f"can't remove {visible(path)}: {problem.strerror}") from problem
    print(f"removed {visible(path)}")


def _comments(path: str) -> tuple[str, str]:
    """Return the comment and blank lines of the pin that is there, to go above the new version, and the comment behind the old one."""
    try:
        text = read_small(path, _LIMIT).decode("utf-8-sig", "replace")
    except FileNotFoundError:
        return "", ""
    except OSError as problem:
        raise AutovenvError(f"can't read {visible(path)}: {problem.strerror}; remove it first") from problem
    lines = [line for line in text.splitlines() if line.lstrip().startswith("#") or not line.strip()]
    pins = [line for line in text.splitlines() if line not in lines]
    version, mark, comment = pins[0].partition(" #") if pins else ("", "", "")
    behind = version[len(version.rstrip()) :] + mark + comment if mark else ""
    return "".join(f"{line}\n" for line in lines), behind


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


COMMANDS = (pin,)
