"""The one place that knows `bin` from `Scripts`; Windows' side is looked at from anywhere."""

from __future__ import annotations

import ntpath

from autovenv.env import layout


def test_posix():
    assert layout.bin_directory("/p/.venv", "posix") == "/p/.venv/bin"
    assert layout.python_path("/p/.venv", "posix") == "/p/.venv/bin/python"
    assert layout.pip_path("/p/.venv", "posix") == "/p/.venv/bin/pip"
    assert layout.library_directory("/p/.venv", (3, 12, 1), "cpython", "posix") == "/p/.venv/lib/python3.12"
    assert layout.library_directory("/p/.venv", (3, 10), "pypy", "posix") == "/p/.venv/lib/pypy3.10"
    assert layout.path_separator("posix") == ":"


def test_windows():
    environment = ntpath.join("C:\\", "p", ".venv")
    assert layout.bin_directory(environment, "nt") == r"C:\p\.venv\Scripts"
    assert layout.python_path(environment, "nt") == r"C:\p\.venv\Scripts\python.exe"
    assert layout.pip_path(environment, "nt") == r"C:\p\.venv\Scripts\pip.exe"
    assert layout.configuration_path(environment, "nt") == r"C:\p\.venv\pyvenv.cfg"
    assert layout.library_directory(environment, (3, 12, 1), "cpython", "nt") == r"C:\p\.venv\Lib"
    assert layout.path_separator("nt") == ";"
