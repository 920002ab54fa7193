"""`init`: the files by which a directory becomes a project, shown before they are written."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from autovenv.base.errors import AutovenvError
from autovenv.base.escape import visible
from autovenv.base.files import read_small, remove_file, write_atomic
from autovenv.base.parents import is_below, upward
from autovenv.base.repository import repository_of
from autovenv.base.value import value
from autovenv.cli import new_files
from autovenv.cli.onboarding import Onboarding, onboarding
from autovenv.cli.question import confirm
from autovenv.cli.target import Directory
from autovenv.facts.directory import logical
from autovenv.project.marks import ENVRC, PYPROJECT, PYTHON_VERSION

GITIGNORE = ".gitignore"
_LARGEST = 1 << 20  # bytes of a .gitignore
_INDENT = 16


@value
class File:
    """A file to write: a new one, or (`before` is not None) one that gets lines more. What there is to show are `lines`."""

    name: str
    path: str  # links followed
    content: bytes
    lines: tuple[str, ...]
    before: bytes | None = None


def init(
    directory: Directory = ".",
    envrc: Annotated[bool, typer.Option("--envrc", help="Also an .envrc, for variables.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Make a directory a project: a pin, lines of .gitignore, in an empty one a pyproject.toml. What is there stays as it is."""
    found = onboarding(logical(directory))
    files, left = _planned(found, envrc=envrc)
    for name, why in left:
        _show(name, [why])
    for file in files:
        _show(file.name, [f"+{line}" if file.before is not None else line for line in file.lines])
    if not files:
        print("nothing to write")
        return
    if not yes:
        _ask()
    _write(files)
    print(f"wrote {', '.join(file.name for file in files)}")
    if any(file.name == ENVRC for file in files):
        print(f"`autovenv edit` fills {ENVRC}, and approves it")


def _planned(found: Onboarding, *, envrc: bool) -> tuple[list[File], list[tuple[str, str]]]:
    """Return the files to write, and those that are left as they are, each with why."""
    files: list[File] = []
    left: list[tuple[str, str]] = []
    if found.environment:
        left.append(("environment", f"{found.environment} is there, and stays as it is"))
    texts = {
        PYTHON_VERSION: "" if found.pinned else f"{found.python}\n",
        PYPROJECT: new_files.pyproject(os.path.basename(found.root), found.minor) if found.empty else "",
        ENVRC: new_files.ENVRC if envrc else "",
    }
    if found.pinned:
        left.append(("python", found.pinned))
    for name, text in texts.items():
        path = os.path.join(found.root, name)
        if text and os.path.lexists(path):
            left.append((name, "it is there, and stays as it is"))
        elif text:
            files.append(File(name, path, text.encode(), tuple(text.splitlines())))
    if found.ignored:
        ignoring = _gitignore(found.root, found.ignored)
        if isinstance(ignoring, File):
            files.append(ignoring)
        else:
            left.append((GITIGNORE, ignoring))
    return files, left


def _gitignore(root: str, line: str) -> File | str:
    """Return the .gitignore with `line`, or why it is left. Raises AutovenvError where it can't be read."""
    path = os.path.join(root, GITIGNORE)
    real = os.path.realpath(path)
    if not is_below(real, os.path.realpath(root)):
        return f"it is a link to {real}, outside of the project: {line} is yours to add"
    before = _content(path)
    if before is not None and new_files.ignores(before, line):
        return f"it speaks of {line} already"
    top = repository_of(root)
    for above in upward(os.path.dirname(root)) if top and top != root else ():
        if new_files.ignores(_content(os.path.join(above, GITIGNORE)) or b"", line, above=True):
            return f"{os.path.join(above, GITIGNORE)} speaks of {line} already"
        if above == top:
            break
    return File(GITIGNORE, real, new_files.with_line(before or b"", line), (line,), before)


def _content(path: str) -> bytes | None:
    try:
        return read_small(path, _LARGEST)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise AutovenvError(f"can't read {path}: {problem.strerror}") from problem


def _show(name: str, lines: list[str]) -> None:
    head = f"  {visible(name)}"
    if len(head) > _INDENT - 2:
        print(head)
        head = ""
    for line in lines:
        print(f"{head:<{_INDENT}}{visible(line)}")
        head = ""


def _ask() -> None:
    confirm("Write it?", "nothing was written", "nothing was written: `autovenv init --yes` writes it without asking")


def _write(files: list[File]) -> None:
    """Write all files or none: a new one never over another one that came meanwhile. Raises AutovenvError."""
    made: list[str] = []
    try:
        # What is there already comes last: a new one that can't be written leaves it alone.
        for file in sorted(files, key=lambda file: file.before is not None):
            if file.before is not None:
                _change(file)
            else:
                _create(file, made)
    except (OSError, AutovenvError) as problem:
        for path in made:
            remove_file(path)
        why = problem.message if isinstance(problem, AutovenvError) else f"can't write {problem.filename}: {problem.strerror}"
        raise AutovenvError(f"{why}; nothing was written") from problem


def _create(file: File, made: list[str]) -> None:
    with open(file.path, "xb") as new:
        made.append(file.path)
        new.write(file.content)


def _change(file: File) -> None:
    if _content(file.path) != file.before:
        raise AutovenvError(f"{file.path} changed meanwhile")
    mode = os.stat(file.path).st_mode & 0o777
    write_atomic(file.path, file.content, mode)
    os.chmod(file.path, mode)  # whatever the umask takes away


COMMANDS = (init,)
