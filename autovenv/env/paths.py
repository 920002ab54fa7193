"""Paths inside an environment: the one place that knows `bin` from `Scripts`.

PEP 405, and sysconfig's schemes posix_venv and nt_venv. `flavour` is an os.name, so that Windows' layout is tested anywhere.
"""

from __future__ import annotations

import os


def _join(flavour: str, *parts: str) -> str:
    if flavour == os.name:
        return os.path.join(*parts)
    # For tests: the other system's paths.
    import ntpath
    import posixpath

    return ntpath.join(*parts) if flavour == "nt" else posixpath.join(*parts)


def bin_directory(environment: str, flavour: str = os.name) -> str:
    """Return the directory that belongs on PATH."""
    return _join(flavour, environment, "Scripts" if flavour == "nt" else "bin")


def python_path(environment: str, flavour: str = os.name) -> str:
    """Return the environment's own `python`."""
    return _join(flavour, bin_directory(environment, flavour), "python.exe" if flavour == "nt" else "python")


def pip_path(environment: str, flavour: str = os.name) -> str:
    """Return the environment's own `pip`."""
    return _join(flavour, bin_directory(environment, flavour), "pip.exe" if flavour == "nt" else "pip")


def activate_path(environment: str, flavour: str = os.name) -> str:
    """Return the script for POSIX shells, which names the directory that the environment was made for."""
    return _join(flavour, bin_directory(environment, flavour), "activate")


def library_directory(environment: str, version: tuple[int, ...], implementation: str, flavour: str = os.name) -> str:
    """Return the directory that holds site-packages. A free-threaded one has a "t" at its end."""
    if flavour == "nt":
        return _join(flavour, environment, "Lib")
    name = "pypy" if implementation == "pypy" and version >= (3, 7) else "python"
    return _join(flavour, environment, "lib", name + ".".join(str(number) for number in version[:2]))


def path_separator(flavour: str = os.name) -> str:
    """Return what stands between two directories in PATH."""
    return ";" if flavour == "nt" else ":"


def configuration_path(environment: str, flavour: str = os.name) -> str:
    """Return pyvenv.cfg, which makes a directory an environment (PEP 405)."""
    return _join(flavour, environment, "pyvenv.cfg")
