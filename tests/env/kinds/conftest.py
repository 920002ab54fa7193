"""A project, a home, and directories that look like environments: no tool is needed to know where it keeps what."""

from __future__ import annotations

import os

import pytest

from autovenv.env.kinds import locate
from autovenv.env.layout import Layout


class Place:
    """A project in a home of its own, and what is asked about it."""

    def __init__(self, directory):
        self.home = os.path.join(directory, "home")
        self.root = os.path.join(self.home, "work", "shop")
        os.makedirs(self.root)
        self.environ = {"HOME": self.home, "USERPROFILE": self.home, "PATH": "/usr/bin:/bin"}

    def write(self, path, text=""):
        """Write a file below the project (or at an absolute path) and return its path."""
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def environment(self, *parts):
        """Make what looks like a virtual environment and return its path."""
        path = os.path.join(self.root, *parts)
        self.write(os.path.join(path, "pyvenv.cfg"), "version = 3.11.2\nimplementation = CPython\n")
        self.write(os.path.join(path, "bin", "python"))
        return path

    def conda(self, *parts, python="python-3.12.1-hab00c5b_0_cpython"):
        """Make what looks like an environment of conda's and return its path."""
        path = os.path.join(self.root, *parts)
        self.write(os.path.join(path, "conda-meta", "history"))
        if python:
            self.write(os.path.join(path, "conda-meta", f"{python}.json"), "{}")
            self.write(os.path.join(path, "bin", "python"))
        return path

    def find(self, kind, root="", environ=None, **fields):
        """Return where the environment of a layout is; `environ` is added to HOME and PATH."""
        where = Layout(kind, where=".envrc:1", **fields)
        return locate(where, os.path.join(self.root, root), {**self.environ, **(environ or {})})


@pytest.fixture
def place(tmp_path):
    return Place(str(tmp_path.resolve()))
