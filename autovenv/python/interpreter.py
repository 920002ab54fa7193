"""Facts about an installed Python, found without running it."""

from __future__ import annotations

from autovenv.base.value import value
from autovenv.project.request import is_distribution
from autovenv.project.version import spell


@value
class Interpreter:
    """An installed Python: `path` is its executable (absolute; no shim, not in a virtual environment).

    `version` is (3, 12, 1), or (3, 12) where only the minor is known from a name. `source` is "pyenv", "uv", "mise", "asdf",
    "homebrew", "framework", "registry" or "path"; `name` the directory's name in its manager.
    """

    path: str
    implementation: str
    version: tuple[int, ...]
    pre: str
    freethreaded: bool
    source: str
    name: str


def is_named_apart(interpreter: Interpreter) -> bool:
    """Return whether it is of a distribution that counts its own releases (miniconda, GraalPy): only its own name asks for it."""
    return is_distribution(interpreter.name) and interpreter.implementation != "pypy"


def display(interpreter: Interpreter) -> str:
    """Return the version as people write it: "3.12.1", "pypy3.10", "3.13.1t", "miniconda3-4.7.12"."""
    if is_named_apart(interpreter):
        return interpreter.name
    implementation = "" if interpreter.implementation == "cpython" else interpreter.implementation
    return implementation + spell(interpreter.version, interpreter.pre, freethreaded=interpreter.freethreaded)
