"""The environment at a path, judged by reading. Nothing is run."""

from __future__ import annotations

import os
import stat
import time

from autovenv.base.files import names_in, read_small
from autovenv.base.programs import is_program
from autovenv.base.value import replace, value
from autovenv.env import conda, moved, paths, pyvenv, venv_file
from autovenv.env.faults import MACHINE, NO_PIP, OTHER, displaced, dotted, fault_of
from autovenv.plan.inputs import NEWER, NOT_AT_ALL, Input, unchanged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from autovenv.plan.facts import EnvironmentState, Fault

ABSENT: Final = "absent"
HEALTHY: Final = "healthy"
BROKEN: Final = "broken"

_IGNORED = frozenset((".gitkeep", ".gitignore", ".keep", "lost+found", ".DS_Store"))
FILLING = ".autovenv-filling"  # in a directory that is being filled in place


@value
class Environment:
    """A virtual environment as it stands, or the place of one."""

    path: str  # its directory; a .venv file's is the directory that the file names
    state: EnvironmentState
    reason: str = ""  # why it is broken, or what it lacks: one clause
    fault: Fault = ""  # the same as one of the constants of faults.py; "" where nothing is wrong
    made_for: str = ""  # the directory that its files name, where that is another one
    real: str = ""  # path with every link followed
    id: str = ""  # autovenv-id of pyvenv.cfg: who claims to have made it (ownership.py knows whether that is true)
    implementation: str = ""  # "cpython", "pypy", "graalpy"
    version: tuple[int, ...] = ()
    pre: str = ""  # "a1", "rc2"; "" for a final, and where the tool that made it did not write it down
    freethreaded: bool = False
    home: str = ""  # the directory of the interpreter that it was made from
    prompt: str = ""  # raw
    inputs: tuple[Input, ...] = ()


def inspect(path: str, environ: Mapping[str, str], *, meant_for: str = "") -> Environment:
    """Return what stands at path: a directory (of PEP 405, or conda's), a link to one, or a file that names one (venv_file.py).

    `meant_for` is the real path that its scripts shall name, where that is not its own: an environment that was parked aside or is
    being built. Raises nothing: what can't be read is broken, with the reason.
    """
    try:
        # What isn't there has no type of file; a link to nowhere has, and is broken.
        seen = os.stat(path)
    except OSError:
        absent = (Input("absent", path),)
        if not os.path.islink(path):
            return Environment(path, ABSENT, real=os.path.realpath(path), inputs=absent)
        # The directory that holds the link tells when it is taken away: a link that leads nowhere is for a shell's tests not there.
        above = os.path.dirname(os.path.abspath(path))
        return Environment(
            path,
            BROKEN,
            f"it is a link to {os.readlink(path)}, which is not there",
            OTHER,
            real=os.path.realpath(path),
            inputs=(*absent, _unchanged(above, os.stat(above))),
        )
    if stat.S_ISDIR(seen.st_mode):
        return _inspect_directory(path, meant_for)
    before = _unchanged(path, seen)
    if not stat.S_ISREG(seen.st_mode):
        return Environment(path, BROKEN, "it is neither a directory nor a file", OTHER, real=os.path.realpath(path), inputs=(before,))
    target, problem = venv_file.target(path, environ)
    if problem:
        return Environment(path, BROKEN, problem, OTHER, real=os.path.realpath(path), inputs=(before,))
    if not os.path.isdir(target):
        reason = f"the file {path} names {target}, where no directory is"
        return Environment(target, BROKEN, reason, OTHER, real=os.path.realpath(target), inputs=(before, Input("absent", target)))
    found = _inspect_directory(target, meant_for)
    return _with_input(found, before)


def _with_input(environment: Environment, first: Input) -> Environment:
    return replace(environment, inputs=(first, *environment.inputs))


def _unchanged(path: str, seen: os.stat_result) -> Input:
    """Return the input of a file whose stat was taken before it was read: a change in between makes it stale, never wrongly fresh."""
    return unchanged(path, seen.st_mtime_ns, time.time_ns())


def _inspect_directory(path: str, meant_for: str) -> Environment:
    real = os.path.realpath(path)
    configuration = paths.configuration_path(path)
    try:
        before = _unchanged(configuration, os.stat(configuration))
        if before.mtime_ns <= time.time_ns():
            # Whoever recreates an environment writes this file: it becomes newer, unless its time lies ahead. A look sees an older one.
            before = replace(before, at_prompt=NEWER)
        values = pyvenv.parse(read_small(configuration, pyvenv.LARGEST))
    except FileNotFoundError:
        absent = (Input("absent", configuration),)
        if os.path.isdir(conda.metadata_directory(path)):
            return _inspect_conda(path, real, absent)
        there = (*absent, Input("present", path))
        if is_empty(path):
            return Environment(path, ABSENT, real=real, inputs=there)
        return Environment(
            path, BROKEN, "it has no pyvenv.cfg: not an environment, or its creation was interrupted", OTHER, real=real, inputs=there
        )
    except OSError as problem:
        reason = f"its pyvenv.cfg can't be read: {problem.strerror}"
        return Environment(path, BROKEN, reason, OTHER, real=real, inputs=(Input("present", configuration),))
    version, pre = pyvenv.version(values)
    implementation = values.get("implementation", "").lower()
    if not version or not implementation:
        found_implementation, found_version = _from_library(path)
        implementation, version = implementation or found_implementation, version or found_version
    python = paths.python_path(path)
    identity = values.get(pyvenv.IDENTITY, "")
    home = values.get("home", "")
    expected = (meant_for,) if meant_for else (os.path.abspath(path), real)
    fault, reason, made_for = fault_of(path, expected, version, values)
    inputs = [before, _program(python)]
    if identity and fault != MACHINE:
        # A removal that was cut off: of what autovenv made, it knows what has to be there.
        packages = site_packages(path, version, implementation)
        whole = next((one for one in packages if os.path.isdir(one)), "")
        inputs.append(Input("present", whole, at_prompt=NOT_AT_ALL) if whole else Input("absent", packages[0]))
        if not fault and not whole:
            fault, reason = OTHER, f"it was cut off, {packages[0]} is missing"
    broken = bool(fault)
    if not fault and identity and not _has_pip(path, version, implementation):
        # An environment that somebody else made without pip is as they wanted it; ours promise one. It works all the same.
        fault, reason = NO_PIP, "it has no pip"
    return Environment(
        path,
        BROKEN if broken else HEALTHY,
        reason,
        fault,
        made_for,
        real,
        identity,
        implementation,
        version,
        pre,
        _is_freethreaded(path, version, implementation),
        home,
        pyvenv.prompt(values),
        tuple(inputs),
    )


def _inspect_conda(path: str, real: str, inputs: tuple[Input, ...]) -> Environment:
    """Return what stands at path, a prefix of conda's: no pyvenv.cfg, its packages are listed in conda-meta."""
    metadata = conda.metadata_directory(path)
    inputs = (*inputs, _unchanged(metadata, os.stat(metadata)))
    implementation, version, pre, freethreaded = conda.python_build(path)
    if not version:
        reason = "conda installed no Python in it: `conda install python`"
        return Environment(path, BROKEN, reason, OTHER, real=real, inputs=inputs)
    python = conda.python_path(path)
    there = is_program(python)
    inputs = (*inputs, _program(python))
    reason = "" if there else f"its interpreter {python} is gone"
    elsewhere = moved.made_elsewhere(path, (os.path.abspath(path), real)) if there else ""
    if elsewhere:
        reason = displaced(elsewhere)
    return Environment(
        path,
        BROKEN if reason else HEALTHY,
        reason,
        OTHER if reason else "",
        elsewhere,
        real,
        implementation=implementation,
        version=version,
        pre=pre,
        freethreaded=freethreaded,
        home=os.path.dirname(python),
        inputs=inputs,
    )


def _program(python: str) -> Input:
    """Return an interpreter as an input: whether a shell would run it."""
    if not os.path.exists(python):
        return Input("absent", python)
    return Input("program" if is_program(python) else "no program", python, os.stat(python).st_mtime_ns)


def is_empty(path: str) -> bool:
    """Tell whether a directory holds nothing that anybody would miss: a mount point, one kept in git, a filling that was cut off."""
    try:
        names = os.listdir(path)
    except OSError:
        return False
    return FILLING in names or _IGNORED.issuperset(names)


def _from_library(path: str) -> tuple[str, tuple[int, ...]]:
    """Return implementation and major.minor as lib/pythonX.Y tells them."""
    for name in names_in(os.path.join(path, "lib")):
        for prefix, implementation in (("pypy", "pypy"), ("graalpy", "graalpy"), ("python", "cpython")):
            if name.startswith(prefix) and os.path.isdir(os.path.join(path, "lib", name, "site-packages")):
                numbers, _ = pyvenv.split_version(name.removeprefix(prefix))
                if len(numbers) > 1:
                    return implementation, numbers
    return "cpython", ()


def _is_freethreaded(path: str, version: tuple[int, ...], implementation: str) -> bool:
    if version < (3, 13):
        return False
    interpreter = os.path.realpath(paths.python_path(path))
    name = os.path.basename(interpreter)
    if os.path.isdir(paths.library_directory(path, version, implementation) + "t") or name.endswith(dotted(version[:2]) + "t"):
        return True
    return "+freethreaded" in interpreter or name == f"python{dotted(version[:2])}t.exe"


def _has_pip(path: str, version: tuple[int, ...], implementation: str) -> bool:
    """Tell whether it has pip, as a program and as a package: either one alone fails, or is another environment's."""
    if not is_program(paths.pip_path(path)):
        return False
    return any(os.path.isdir(os.path.join(one, "pip")) for one in site_packages(path, version, implementation))


def site_packages(path: str, version: tuple[int, ...], implementation: str) -> list[str]:
    """Return where its packages may lie."""
    library = paths.library_directory(path, version, implementation)
    places = [os.path.join(one, "site-packages") for one in (library, library + "t")]
    return [*places, os.path.join(path, "site-packages")] if implementation == "pypy" else places  # PyPy before 3.8
