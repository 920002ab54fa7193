"""Environments of conda: what makes a directory one, what activation sets. Layout: the conda documentation, and conda 24's activate.py."""

from __future__ import annotations

import os

from autovenv.base.files import names_in, read_small
from autovenv.base.variables import is_exported
from autovenv.env import pyvenv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGEST = 1 << 20  # bytes
_ROOTS = ("condabin", "pkgs")  # beside envs/, only where conda itself is installed
_UNSET = "***unset***"  # conda's mark for a variable that `conda env config vars unset` took away
_OWN = ("CONDA_PREFIX", "CONDA_DEFAULT_ENV", "CONDA_SHLVL", "CONDA_PROMPT_MODIFIER", "PATH")


def metadata_directory(prefix: str) -> str:
    """Return conda-meta, which makes a directory an environment of conda's: one JSON file for each package."""
    return os.path.join(prefix, "conda-meta")


def is_prefix(path: str) -> bool:
    """Tell whether path is an environment of conda's, and not a virtual environment that was made with its Python."""
    return os.path.isdir(metadata_directory(path)) and not os.path.exists(os.path.join(path, "pyvenv.cfg"))


def python_path(prefix: str, flavour: str = os.name) -> str:
    """Return the environment's own `python`; on Windows it lies in the prefix itself."""
    return os.path.join(prefix, "python.exe") if flavour == "nt" else os.path.join(prefix, "bin", "python")


def path_entries(prefix: str, flavour: str = os.name) -> tuple[str, ...]:
    """Return the directories that belong on PATH, first one first."""
    if flavour != "nt":
        return (os.path.join(prefix, "bin"),)
    below = (("Library", "mingw-w64", "bin"), ("Library", "usr", "bin"), ("Library", "bin"), ("Scripts",), ("bin",))
    return (prefix, *(os.path.join(prefix, *parts) for parts in below))


def python_build(prefix: str) -> tuple[str, tuple[int, ...], str, bool]:
    """Return implementation, version, pre-release and whether it is free-threaded, as the name of Python's JSON file tells.

    python-3.12.1-hab00c5b_0_cpython.json; ("", (), "", False) where conda put no Python.
    """
    for name in names_in(metadata_directory(prefix)):
        package, version, build = [*name.removesuffix(".json").rsplit("-", 2), "", ""][:3]
        numbers, pre = pyvenv.split_version(version)
        if package == "python" and numbers and name.endswith(".json"):
            return "pypy" if "pypy" in build else "cpython", numbers, pre, "_cp" in build and build.endswith("t")
    return "", (), "", False


def name_of(prefix: str) -> str:
    """Return what conda calls the environment: "base", the name of one below an envs directory, else its path."""
    if any(os.path.isdir(os.path.join(prefix, one)) for one in _ROOTS) and os.path.isdir(os.path.join(prefix, "envs")):
        return "base"
    above, name = os.path.split(prefix)
    return name if os.path.basename(above) == "envs" else prefix


def variables(prefix: str, environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the variables that activation sets, sorted by name, save PATH; `environ` is the environment outside.

    An environment of conda's that is active outside is put below, as `conda activate` does: `conda deactivate` finds it again.
    The scripts in etc/conda/activate.d are not run (activation_scripts).
    """
    found = _state(prefix)
    level = environ.get("CONDA_SHLVL", "")
    depth = int(level) if level.isdecimal() and len(level) < 4 else 0
    outer = environ.get("CONDA_PREFIX", "")
    if depth and outer and outer != prefix:
        found[f"CONDA_PREFIX_{depth}"] = outer
    name = name_of(prefix)
    found.update(
        CONDA_PREFIX=prefix,
        CONDA_DEFAULT_ENV=name,
        CONDA_SHLVL=str(depth if depth and outer == prefix else depth + 1),
        CONDA_PROMPT_MODIFIER=f"({name}) ",
    )
    return tuple(sorted(found.items()))


def activation_scripts(prefix: str) -> tuple[str, ...]:
    """Return the names of the scripts that `conda activate` would source, and autovenv does not: for `autovenv why`."""
    return tuple(names_in(os.path.join(prefix, "etc", "conda", "activate.d")))


def state_files(prefix: str) -> tuple[str, ...]:
    """Return the files that name variables of the environment; the first need not exist."""
    directory = os.path.join(prefix, "etc", "conda", "env_vars.d")
    packages = (os.path.join(directory, name) for name in names_in(directory) if name.endswith(".json"))
    return (os.path.join(metadata_directory(prefix), "state"), *packages)


def _state(prefix: str) -> dict[str, str]:
    state, *packages = state_files(prefix)
    found: dict[str, str] = {}
    for path in packages:
        found.update(_pairs(_json(path)))
    whole = _json(state)
    own = _pairs(whole.get("env_vars") if isinstance(whole, dict) else None)
    found.update(own)
    return {name: text for name, text in found.items() if text != _UNSET and name.upper() not in _OWN}


def _json(path: str) -> object:
    try:
        content = read_small(path, _LARGEST)
    except OSError:
        return None
    import json

    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _pairs(data: object) -> dict[str, str]:
    if not isinstance(data, dict):
        return {}
    return {name: text for name, text in data.items() if is_exported(name) and isinstance(text, str) and _fits(text)}


def _fits(text: str) -> bool:
    """Tell whether a variable can hold text: no NUL, and no half of a surrogate pair, which JSON lets one write."""
    try:
        return b"\0" not in text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
