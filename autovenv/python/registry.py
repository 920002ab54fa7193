"""Pythons registered with Windows (PEP 514)."""

from __future__ import annotations

import sys

from autovenv.base.programs import is_program
from autovenv.project.version import parse_version
from autovenv.python.interpreter import Interpreter


def scan_registry() -> list[Interpreter]:
    """Return the interpreters of every company in HKEY_CURRENT_USER and HKEY_LOCAL_MACHINE; none but on Windows."""
    if sys.platform != "win32":
        return []
    import winreg

    found = []
    for hive in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        for company in _keys(hive, r"Software\Python"):
            if company == "PyLauncher":
                continue  # PEP 514 reserves the name
            for tag in _keys(hive, rf"Software\Python\{company}"):
                key = rf"Software\Python\{company}\{tag}"
                path = _text(hive, rf"{key}\InstallPath", "ExecutablePath")
                version = parse_version((_text(hive, key, "Version") or _text(hive, key, "SysVersion")).lower())
                if version and path and is_program(path):
                    freethreaded = tag.endswith("t") or version.freethreaded
                    found.append(Interpreter(path, "cpython", version.release, version.pre, freethreaded, "registry", f"{company}/{tag}"))
    return found


def _keys(hive: int, path: str) -> list[str]:
    if sys.platform != "win32":
        return []
    import winreg

    names: list[str] = []
    try:
        with winreg.OpenKey(hive, path) as key:
            while True:
                names.append(winreg.EnumKey(key, len(names)))
    except OSError:  # no such key, or no more below it
        return names


def _text(hive: int, path: str, name: str) -> str:
    if sys.platform != "win32":
        return ""
    import winreg

    try:
        with winreg.OpenKey(hive, path) as key:
            return str(winreg.QueryValueEx(key, name)[0])
    except OSError:
        return ""
