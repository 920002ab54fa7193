"""A project whose .envrc bash evaluates."""

from __future__ import annotations

import os

from autovenv.base.value import replace
from autovenv.config.bash.evaluation import run_bash
from autovenv.config.gate import Sources


class Stage:
    """A project in a directory of its own; what is approved is all, but for `withheld` (base names)."""

    def __init__(self, top):
        self.home = os.path.join(top, "home")
        self.project = os.path.join(top, "project")
        self.temporary = os.path.join(top, "tmp")
        for directory in (self.home, self.project, self.temporary):
            os.makedirs(directory)
        self.outside = {"HOME": self.home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TMPDIR": self.temporary}
        self.withheld = ()
        self.approved = None  # a function of a Source
        self.said = []
        self.made = []

    def write(self, name, text):
        path = os.path.join(self.project, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"))
        return path

    def path(self, *names):
        return os.path.join(self.project, *names)

    def environment(self, name):
        self.write(f"{name}/pyvenv.cfg", "home = /usr/bin\n")
        self.write(f"{name}/bin/activate", "echo the script ran; export SCRIPT=1\n")
        return self.path(name)

    def run(self, text=None, because="", **outside):
        path = self.path(".envrc") if text is None else self.write(".envrc", text)
        self.sources = Sources(self._approves)
        return run_bash(path, {**self.outside, **outside}, self.sources, self._locate, self._make, self.said.append, because)

    def variables(self, text=None, **outside):
        return dict(self.run(text, **outside).set)

    def _approves(self, source):
        if self.approved is not None:
            return self.approved(source)
        return os.path.basename(source.path) not in self.withheld

    def _locate(self, layout, _scope):
        return replace(layout, path=layout.path or self.path(layout.name or ".venv"))

    def _make(self, layout):
        self.made.append(layout)
        os.makedirs(os.path.join(layout.path, "bin"), exist_ok=True)
        return layout.path


def processes(mark, *, pids=False):
    """The command lines of processes with `mark` in them, or their ids."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                line = file.read().decode("utf-8", "replace")
        except OSError:
            continue
        if mark in line and int(pid) != os.getpid():
            found.append(int(pid) if pids else line.replace("\0", " "))
    return found
