"""Trees of installed Pythons that would betray being run."""

from __future__ import annotations

import os

import pytest

from autovenv.python import managers


class Tree:
    """A home directory with fake interpreters: each writes `<home>/ran` if it is run."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.ran = os.path.join(home, "ran")
        self.environ = {"HOME": home, "PATH": ""}

    def path(self, *below: str) -> str:
        return os.path.join(self.home, *below)

    def executable(self, *below: str, mode: int = 0o755) -> str:
        path = self.path(*below)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(f"#!/bin/sh\ntouch '{self.ran}'\n")
        os.chmod(path, mode)
        return path

    def link(self, target: str, *below: str) -> str:
        path = self.path(*below)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(target, path)
        return path

    def file(self, *below: str, content: str = "") -> str:
        path = self.path(*below)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(content)
        return path

    def pyenv(self, *names: str) -> None:
        for name in names:
            minor = ".".join(name.split(".")[:2])
            self.executable(".pyenv", "versions", name, "bin", f"python{minor}")


@pytest.fixture
def tree(home, monkeypatch):
    """An empty Tree; nothing outside it is searched, and nothing in it may have been run."""
    monkeypatch.setattr(managers, "HOMEBREW", ())
    monkeypatch.setattr(managers, "FRAMEWORKS", ())
    tree = Tree(home)
    yield tree
    assert not os.path.exists(tree.ran)
