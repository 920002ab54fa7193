"""The one place that knows `bin` from `Scripts`; Windows' side is looked at from anywhere."""

from __future__ import annotations

import ntpath

from autovenv.env import paths


def test_posix():
    assert paths.bin_directory("/p/.venv", "posix") == "/p/.venv/bin"
    assert paths.python_path("/p/.venv", "posix") == "/p/.venv/bin/python"
    assert paths.pip_path("/p/.venv", "posix") == "/p/.venv/bin/pip"
    assert paths.library_directory("/p/.venv", (3, 12, 1), "cpython", "posix") == "/p/.venv/lib/python3.12"
    assert paths.library_directory("/p/.venv", (3, 10), "pypy", "posix") == "/p/.venv/lib/pypy3.10"
    assert paths.path_separator("posix") == ":"


def test_windows():
    environment = ntpath.join("C:\\", "p", ".venv")
    assert paths.bin_directory(environment, "nt") == r"C:\p\.venv\Scripts"
    assert paths.python_path(environment, "nt") == r"C:\p\.venv\Scripts\python.exe"
    assert paths.pip_path(environment, "nt") == r"C:\p\.venv\Scripts\pip.exe"
    assert paths.configuration_path(environment, "nt") == r"C:\p\.venv\pyvenv.cfg"
    assert paths.library_directory(environment, (3, 12, 1), "cpython", "nt") == r"C:\p\.venv\Lib"
    assert paths.path_separator("nt") == ";"
