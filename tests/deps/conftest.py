"""A project with an environment, and packages that need no index."""

from __future__ import annotations

import os
import venv
import zipfile

import pytest

from autovenv.deps.install import install, is_due
from autovenv.deps.programs import environ_for


class Shop:
    """A project, its environment, and what is said to the user."""

    def __init__(self, directory, home):
        self.root = os.path.join(directory, "my shop")
        self.environment = os.path.join(self.root, ".venv")
        self.state = os.path.join(home, ".local", "state", "autovenv")
        self.tools = os.path.join(directory, "tools")
        self.environ = {
            "HOME": home,
            "PATH": os.pathsep.join([self.tools, "/usr/bin", "/bin"]),
            "UV_CACHE_DIR": os.path.join(home, "uv-cache"),
            "UV_OFFLINE": "1",
            "UV_LINK_MODE": "copy",
        }
        self.said = []
        os.makedirs(self.tools)
        venv.create(self.environment, symlinks=True)

    def write(self, name, text):
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def wheel(self, name, version="1.0", directory="wheels"):
        """Make a wheel of one module and return its path, relative to the project."""
        path = os.path.join(self.root, directory, f"{name}-{version}-py3-none-any.whl")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        info = f"{name}-{version}.dist-info"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr(f"{name}.py", f"version = {version!r}\n")
            file.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
            file.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            file.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
        return os.path.relpath(path, self.root)

    def tool(self, name, script=""):
        """Put a program on PATH that writes its arguments, directory and variables down, line by line."""
        path = os.path.join(self.tools, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\n{{ echo "$@"; pwd; echo "$VIRTUAL_ENV"; echo "$PATH"; }} >> "$HOME/{name}.ran"\ncat\n{script}\n')
        os.chmod(path, 0o755)

    def ran(self, name):
        """Return the calls of such a program: (arguments, directory, VIRTUAL_ENV, PATH)."""
        try:
            with open(os.path.join(self.environ["HOME"], f"{name}.ran"), encoding="utf-8") as file:
                lines = file.read().splitlines()
        except FileNotFoundError:
            return []
        return [tuple(lines[at : at + 4]) for at in range(0, len(lines), 4)]

    def install(self, *commands, environ=None):
        given = tuple(tuple(command.split(" ")) for command in commands)
        said = install(given, self.environment, self.root, {**self.environ, **(environ or {})}, self.state, self.said.append)
        assert not is_due(given, self.environment, self.root, self.state)
        return said

    def is_due(self, *commands):
        return is_due(tuple(tuple(command.split(" ")) for command in commands), self.environment, self.root, self.state)

    def environ_for(self, environ):
        return environ_for(self.environment, {**self.environ, **environ})

    def installed(self):
        """Return what is in site-packages, but for what comes with an environment."""
        library = os.path.join(self.environment, "lib")
        packages = os.path.join(library, os.listdir(library)[0], "site-packages")
        return sorted(name for name in os.listdir(packages) if name.endswith(".dist-info"))

    def logs(self):
        directory = os.path.join(self.state, "log")
        return [os.path.join(directory, name) for name in os.listdir(directory)]


@pytest.fixture
def shop(tmp_path, home):
    return Shop(str(tmp_path.resolve()), home)
