"""A project's directory for tests of the commands, and direnv itself to compare with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

from autovenv.base.value import replace
from autovenv.base.variables import is_exported
from autovenv.config.envrc.evaluate import evaluate
from autovenv.config.gate import Sources
from autovenv.plan.variables import changed_path

DIRENV = shutil.which("direnv")


class Stage:
    """`root` is the project, below a directory of its own; HOME is beside it."""

    def __init__(self, top):
        self.top = str(top)
        self.root = os.path.join(self.top, "p")
        self.home = os.path.join(self.top, "h")
        os.makedirs(self.root)
        os.makedirs(self.home)
        self.outside = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": self.home}
        self.refused = set()
        self.asked = []

    def write(self, path, text=""):
        """Write a file below the project (or an absolute one) and return its path."""
        path = os.path.normpath(os.path.join(self.root, path))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def environment(self, path):
        """Make what looks like an environment."""
        self.write(f"{path}/pyvenv.cfg")
        self.write(f"{path}/bin/activate", "echo the script itself is never read; exit 7\n")
        return os.path.normpath(os.path.join(self.root, path))

    def evaluate(self, text):
        """Return the Evaluated of an .envrc of this text."""
        path = self.write(".envrc", text + "\n")
        return evaluate(path, self.outside, Sources(self._approves), self._locate)

    def after(self, text):
        """Return what the file sets or changes, PATH among it; None for a variable that is gone."""
        found = self.evaluate(text)
        changes = {**dict(found.set), **dict.fromkeys(found.unset)}
        entries = changed_path(self.outside["PATH"].split(":"), found.front, found.back, found.gone)
        if ":".join(entries) != self.outside["PATH"]:
            changes["PATH"] = ":".join(entries)
        return changes

    def direnv(self, text):
        """Return what direnv makes of it, in the form of `after`."""
        self.write(".envrc", text + "\n")
        places = {f"XDG_{name}_HOME": os.path.join(self.home, name) for name in ("CONFIG", "DATA", "CACHE")}
        environ = {**self.outside, **places}
        subprocess.run([DIRENV, "allow", "."], cwd=self.root, env=environ, check=True, capture_output=True)
        done = subprocess.run([DIRENV, "export", "json"], cwd=self.root, env=environ, check=True, capture_output=True)
        changes = json.loads(done.stdout or "{}")
        return {name: value for name, value in changes.items() if is_exported(name) or name == "PATH"}

    def _approves(self, source):
        self.asked.append((os.path.relpath(source.path, self.root), source.kind))
        return source.path not in self.refused

    def _locate(self, layout, _scope):
        return replace(layout, path=layout.path or os.path.join(self.root, ".venv"))
