"""Pythons that are registered with Windows (PEP 514), read from a registry that is made up."""

from __future__ import annotations

import sys
from types import SimpleNamespace

from autovenv.python.registry import scan_registry


class Key:
    def __init__(self, tree):
        self.tree = tree

    def __enter__(self):
        return self.tree

    def __exit__(self, *problem):
        return None


def registry(tree):
    """A winreg over nested dicts: keys are dicts, values are text."""

    def open_key(hive, path):
        here = tree[hive]
        for part in path.split("\\"):
            here = here.get(part)
            if not isinstance(here, dict):
                raise FileNotFoundError(path)
        return Key(here)

    def enum_key(key, index):
        names = [name for name, below in key.items() if isinstance(below, dict)]
        if index >= len(names):
            raise OSError("no more")
        return names[index]

    def query(key, name):
        if name not in key:
            raise FileNotFoundError(name)
        return key[name], 1

    return SimpleNamespace(HKEY_CURRENT_USER=0, HKEY_LOCAL_MACHINE=1, OpenKey=open_key, EnumKey=enum_key, QueryValueEx=query)


def test_the_registry_is_read(tree, monkeypatch):
    python, free, gone = tree.executable("312", "python.exe"), tree.executable("313t", "python.exe"), tree.path("gone.exe")
    user = {
        "PythonCore": {
            "3.12": {"Version": "3.12.4", "SysVersion": "3.12", "InstallPath": {"ExecutablePath": python}},
            "3.13t": {"SysVersion": "3.13", "InstallPath": {"ExecutablePath": free}},
            "3.11": {"Version": "3.11.1", "InstallPath": {"ExecutablePath": gone}},
            "3.10": {"Version": "3.10.1"},
        },
        "PyLauncher": {"3.9": {"Version": "3.9.1", "InstallPath": {"ExecutablePath": python}}},
    }
    monkeypatch.setitem(sys.modules, "winreg", registry([{"Software": {"Python": user}}, {}]))
    assert scan_registry() == []
    with monkeypatch.context() as windows:
        windows.setattr(sys, "platform", "win32")
        found = scan_registry()
    assert [(one.path, one.version, one.freethreaded, one.name) for one in found] == [
        (python, (3, 12, 4), False, "PythonCore/3.12"),
        (free, (3, 13), True, "PythonCore/3.13t"),
    ]
