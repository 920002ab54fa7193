"""Mending an environment in place: nothing that was installed is lost."""

from __future__ import annotations

import os
import sys

from autovenv.base.files import read_small, remove_tree, write_atomic
from autovenv.base.programs import is_program
from autovenv.env import ownership, paths, process, pyvenv, version_match
from autovenv.env.environment import inspect
from autovenv.env.faults import INTERPRETER, NO_PIP, PLACE
from autovenv.env.rewrite import is_plain, relink, rename, rewrite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autovenv.env.environment import Environment
    from autovenv.plan.plan import Make

_LINKED = ("python", "python3")  # and python3.12; what else lies in bin is no interpreter


def mend(existing: Environment, make: Make, state: str, environ: Mapping[str, str], log: str, *, fresh: Callable[[], str]) -> str:
    """Mend `existing`, which is at make.path and is autovenv's own; return "" where it is whole now, else why it is not.

    What can be mended in it is, also where something else can't be. `environ` is that of the programs that are started, `log` takes what
    they print. `fresh` makes an environment for make.path elsewhere and returns where. Raises OSError, AutovenvError.
    """
    if sys.platform == "win32":
        return "not on Windows: its launchers hold paths that only their own tool can write"
    tried: set[str] = set()
    now = inspect(make.path, environ) if _let_scripts_run(existing.path) else existing
    while now.fault and now.fault not in tried:
        tried.add(now.fault)
        if now.fault == PLACE:
            if "\n" in now.path or "\n" in now.made_for:
                return now.reason
            _put_in_place(now, make, state)
            if not is_plain(now.path):
                _take_activation(now.path, fresh)
        elif now.fault == INTERPRETER:
            if version_match.wanted(make.version) != version_match.of(now):
                return now.reason
            _link_interpreter(now, make)
        elif now.fault == NO_PIP:
            problem = _add_pip(now, environ, log)
            if problem:
                return problem
        else:
            return now.reason
        now = inspect(make.path, environ)
    if not now.fault and not ownership.is_owned(now, state):
        ownership.record(make.path, now.id, state, make.path)
    return now.reason


def _let_scripts_run(path: str) -> bool:
    """Give each script the right to be run that an archive or a share took away; return whether one had lost it."""
    changed = False
    directory = paths.bin_directory(path)
    for entry in os.scandir(directory) if os.path.isdir(directory) else ():
        if entry.is_file(follow_symlinks=False) and not entry.stat().st_mode & 0o111:
            with open(entry.path, "rb") as file:
                script = file.read(2) == b"#!"
            if script:
                os.chmod(entry.path, entry.stat().st_mode | 0o755)
                changed = True
    return changed


def _put_in_place(existing: Environment, make: Make, state: str) -> None:
    """Rewrite the paths of an environment that was renamed or copied. A copy gets an id of its own first: its original lives on."""
    from autovenv.env.backends.command import plain

    if not ownership.was_renamed(existing, state):
        identity = ownership.new_identity()
        configuration = paths.configuration_path(existing.path)
        content = pyvenv.edited(read_small(configuration, pyvenv.LARGEST), {pyvenv.IDENTITY: identity})
        ownership.record(existing.path, identity, state, existing.path)
        write_atomic(configuration, content, 0o644)
    if make.prompt.isprintable():
        rename(existing.path, os.path.basename(os.path.dirname(existing.made_for)), make.prompt, scripts=bool(plain(make.prompt)))
    library = paths.library_directory(existing.path, existing.version, existing.implementation)
    rewrite(existing.path, existing.made_for, tuple(os.path.join(one, "site-packages") for one in (library, library + "t")))


def _take_activation(path: str, fresh: Callable[[], str]) -> None:
    """Replace the activate files by those of a new environment: whoever makes one knows how each shell quotes its path."""
    built = fresh()
    try:
        for name in os.listdir(paths.bin_directory(built)):
            if name.lower().partition(".")[0] in {"activate", "activate_this", "deactivate"}:
                os.replace(os.path.join(paths.bin_directory(built), name), os.path.join(paths.bin_directory(path), name))
    finally:
        remove_tree(built)


def _link_interpreter(existing: Environment, make: Make) -> None:
    """Have the environment's interpreters lead to make.python, which is of the same minor version."""
    scripts = paths.bin_directory(existing.path)
    minor = "python" + ".".join(str(number) for number in existing.version[:2])
    for name in (*_LINKED, minor, minor + "t"):
        path = os.path.join(scripts, name)
        # One that leads to another one of them is right when that is.
        leads_beside = os.path.islink(path) and not os.path.isabs(os.readlink(path))
        if os.path.lexists(path) and not leads_beside and not is_program(path):
            relink(path, make.python)
    if not os.path.lexists(paths.python_path(existing.path)):
        relink(paths.python_path(existing.path), make.python)
    configuration = paths.configuration_path(existing.path)
    content = read_small(configuration, pyvenv.LARGEST)
    said = pyvenv.parse(content)
    directory = os.path.dirname(make.python)
    values = {
        "home": directory,
        "executable": make.python,
        "base-executable": make.python,
        "base-prefix": os.path.dirname(directory),
        "base-exec-prefix": os.path.dirname(directory),
        "version": make.version,
        "version_info": make.version,
    }
    write_atomic(configuration, pyvenv.edited(content, {name: text for name, text in values.items() if name in said}), 0o644)


def _add_pip(existing: Environment, environ: Mapping[str, str], log: str) -> str:
    """Put pip into an environment; return "" or why that failed."""
    from autovenv.env.backends import uv
    from autovenv.env.backends.command import environ_for, last_words

    given = environ_for(environ)
    python = paths.python_path(existing.path)
    program = uv.find(environ, os.path.dirname(existing.path))
    with open(log, "wb"):
        pass  # the last one's is of another creation
    if program:
        for options in uv.sources():
            # The package may be there without its program.
            if process.run([program, "pip", "install", "-q", "--reinstall", f"--python={python}", *options, "pip"], given, log) == 0:
                return ""
    # ~/.pydistutils.cfg would send it elsewhere.
    code = process.run([python, "-I", "-m", "ensurepip", "--default-pip"], {**given, "HOME": os.devnull}, log)
    return (last_words(log) or f"ensurepip ended with {code}") if code else ""
