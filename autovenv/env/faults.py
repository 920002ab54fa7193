"""Faults of an environment, found by reading. Nothing is run."""

from __future__ import annotations

import os

from autovenv.base.machine import kind_of_machine
from autovenv.base.programs import is_program
from autovenv.env import moved, paths, pyvenv

# Faults by whether they can be mended in place (mend.py).
PLACE = "place"  # it was renamed or copied: its files name another directory
INTERPRETER = "interpreter"  # the interpreter that it leads to is gone, or is none
NO_PIP = "no pip"  # it works, and a bare `pip` would be another one
MACHINE = "machine"  # another kind of machine made it: here nothing is wrong with it, but that it can't be used
OTHER = "other"  # what nobody can mend


def fault_of(path: str, expected: tuple[str, ...], version: tuple[int, ...], values: dict[str, str]) -> tuple[str, str, str]:
    """Return what is wrong with it, why in words, and the directory that its files name, if that is another one; three times "" if nothing.

    `expected` is where its scripts may say that it is, `values` is its pyvenv.cfg.
    """
    elsewhere = _made_on_another_machine(path, values)
    if elsewhere:
        return MACHINE, elsewhere, ""
    python = paths.python_path(path)
    if not os.path.lexists(python):
        return OTHER, f"it was cut off, {python} is missing", ""
    if not version:
        return OTHER, "its version is nowhere to be read", ""
    # First: an interpreter that the environment's own links lead to by its old path is there again when they are right.
    place = moved.made_elsewhere(path, expected)
    if place:
        return PLACE, displaced(place), place
    reason = _no_interpreter(python, version, values.get("home", ""))
    return (INTERPRETER, reason, "") if reason else ("", "", "")


def displaced(elsewhere: str) -> str:
    """Return in words that an environment was made for `elsewhere`."""
    return f"it was {'copied' if os.path.isdir(elsewhere) else 'moved'} here from {elsewhere}"


def dotted(version: tuple[int, ...]) -> str:
    """Return a version as people write it."""
    return ".".join(str(number) for number in version)


def _no_interpreter(python: str, version: tuple[int, ...], home: str) -> str:
    interpreter = os.path.realpath(python)
    if not os.path.exists(python):
        return f"its interpreter {interpreter} is gone"
    if not is_program(python):
        # A cloud folder turns links into empty files; archives and shares drop the right to run.
        return f"its interpreter {interpreter} {'is empty' if os.path.getsize(python) == 0 else 'may not be run'}"
    if home and not os.path.islink(python) and not os.path.isdir(home):
        return f"its interpreter in {home} is gone"
    named = _version_named(interpreter)
    if named and named != version[:2]:
        # A system's upgrade changes what python3 is: its packages lie in the old version's directory.
        return f"its interpreter {interpreter} is no longer {dotted(version[:2])}"
    return ""


def _made_on_another_machine(path: str, values: dict[str, str]) -> str:
    """Return where an environment was made, in words; "" for this kind of machine, and where it doesn't say."""
    recorded = values.get(pyvenv.MACHINE, "")
    if recorded:
        return "" if recorded == kind_of_machine() else f"it was made on another kind of machine ({recorded})"
    windows = os.name == "nt"
    other = os.path.join(path, *(("bin", "python") if windows else ("Scripts", "python.exe")))
    if os.path.lexists(other) and not os.path.lexists(paths.python_path(path)):
        return "it was made on another system than Windows" if windows else "it was made on Windows"
    return ""


def _version_named(interpreter: str) -> tuple[int, ...]:
    """Return (3, 12) of .../python3.12, and () of a name without a minor."""
    name = os.path.basename(interpreter)
    numbers, _ = pyvenv.split_version(name.lstrip("abcdefghijklmnopqrstuvwxyz"))
    return numbers[:2] if len(numbers) > 1 else ()
