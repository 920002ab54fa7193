"""A project with an environment, and packages that need no index."""

from __future__ import annotations

import os
import subprocess
import tarfile
import venv
import zipfile

import pytest

from autovenv.deps.current import is_current
from autovenv.deps.install import install, is_due
from autovenv.deps.programs import environ_for
from autovenv.deps.sources import source_of
from autovenv.deps.sync import sync
from autovenv.env import paths
from autovenv.env.backends import uv
from autovenv.env.kinds import tool_of
from tests.deps.index import Index


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
        self.create()

    def create(self):
        venv.create(self.environment, symlinks=True)

    def unpack(self, sdist):
        """Put what is in an sdist into the project."""
        with tarfile.open(sdist) as archive:
            for member in archive.getmembers():
                self.write(member.name.partition("/")[2], archive.extractfile(member).read().decode())

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

    def source(self, tool=None):
        return source_of(self.root, tool and tool_of(tool))

    def sync(self, tool=None, *, environ=None, **options):
        given = {**self.environ, **(environ or {})}
        return sync(self.source(tool), self.environment, self.root, given, self.state, self.said.append, **options)

    def is_current(self, tool=None):
        return is_current(self.source(tool), self.environment, self.root, self.state)

    def tree(self):
        """Return all that is in the environment: path to content, or to what a link leads to."""
        found = {}
        for directory, names, files in os.walk(self.environment):
            for name in [*names, *files]:
                path = os.path.join(directory, name)
                if os.path.islink(path):
                    found[path] = os.readlink(path)
                elif os.path.isfile(path):
                    with open(path, "rb") as file:
                        found[path] = (os.stat(path).st_mode, file.read())
                else:
                    found[path] = "directory"
        found.pop(os.path.join(self.environment, ".lock"), None)  # uv's, empty, and left for the next uv
        return found

    def lock(self, *requirements, environ=None, **more):
        """Write a pyproject.toml and let uv lock it."""
        text = f'[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = {list(requirements)!r}\n'
        self.write("pyproject.toml", text + "".join(f"[{table}]\n{lines}\n" for table, lines in more.items()))
        given = {**self.environ, **(environ or {})}
        command = [uv.find(given, ""), "lock", "-q", f"--python={paths.python_path(self.environment)}"]
        subprocess.run(command, cwd=self.root, env=given, check=True)

    def logs(self):
        directory = os.path.join(self.state, "log")
        return [os.path.join(directory, name) for name in os.listdir(directory)]


@pytest.fixture
def shop(tmp_path, home):
    return Shop(str(tmp_path.resolve()), home)


@pytest.fixture
def index(tmp_path, shop):
    """An index of the test's, which the shop's programs use."""
    made = Index(tmp_path.resolve() / "index")
    shop.environ.update(made.environ())
    return made
