"""Projects with environments, for the commands that take them away or make them anew."""

from __future__ import annotations

import os

from autovenv.base.paths import state_directory
from tests.commands import MINOR, run, write


class Project:
    """A pinned project with an environment that autovenv made; what is asked of it is compared with what is on the disk."""

    def __init__(self, home, name="shop", pin=MINOR):
        self.home = home
        self.root = f"{home}/{name}"
        self.venv = f"{self.root}/.venv"
        self.state = state_directory(os.environ)
        write(f"{self.root}/.python-version", f"{pin}\n")

    def enter(self, **extra):
        """Come here as a script does: the environment is made."""
        done = self.run("export", "json", **extra)
        assert done.returncode == 0, done.stderr
        return self

    def run(self, *arguments, cwd="", **extra):
        return run(arguments, self.home, cwd or self.root, **extra)

    def add(self, *packages, venv=""):
        """Put packages into an environment, by their metadata."""
        (library,) = [one for one in os.listdir(f"{venv or self.venv}/lib") if one.startswith("python")]
        for name in packages:
            write(f"{venv or self.venv}/lib/{library}/site-packages/{name}-1.0.dist-info/METADATA", f"Name: {name}\n")

    def owned(self):
        """The environments that autovenv remembers to have made."""
        directory = f"{self.state}/environments"
        return sorted(os.listdir(directory)) if os.path.isdir(directory) else []

    def names(self):
        return sorted(os.listdir(self.root))


def tree(directory):
    """Return all that is below directory, with contents; what Python compiled is left out."""
    found = {}
    for folder, folders, files in os.walk(directory):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in [*files, *(one for one in folders if os.path.islink(f"{folder}/{one}"))]:
            path = f"{folder}/{name}"
            if os.path.islink(path):
                found[path] = os.readlink(path)
            else:
                with open(path, "rb") as file:
                    found[path] = file.read()
    return found


def refused(done, code=1):
    """Return the one line of a command that did nothing."""
    assert done.returncode == code, (done.stdout, done.stderr)
    assert done.stderr.startswith("autovenv: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.removeprefix("autovenv: ").rstrip("\n")
