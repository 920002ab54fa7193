"""One case, run by direnv and by each evaluator: the environment that comes of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

from autovenv.base.variables import is_exported
from autovenv.config.gate import Sources
from autovenv.env.paths import bin_directory
from autovenv.plan.variables import changed_path
from tests.patience import PATIENCE

DIRENV = shutil.which("direnv")


class Project:
    """A project as a case describes it, with a home of its own."""

    def __init__(self, top, case):
        self.home, self.path = os.path.join(top, "home"), os.path.join(top, "above", "project")
        self._names = {"h": self.home, "p": self.path, "t": os.path.dirname(self.path)}
        os.makedirs(self.home)
        os.makedirs(self.path)
        for name, text in {".envrc": case.envrc, **case.files}.items():
            path = os.path.normpath(os.path.join(self.path, self.filled(name)))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(self.filled(text))
            if "/bin/" in path:
                os.chmod(path, 0o755)
        self.outside = {"HOME": self.home, "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PWD": self.path, **case.outside}

    def filled(self, text):
        """Text with the directories' names in it."""
        for letter, path in self._names.items():
            text = text.replace(f"{{{letter}}}", path)
        return text

    def by_direnv(self):
        """Return the environment after direnv's export, None for an error."""
        for command in (["allow", self.path], ["export", "json"]):
            done = subprocess.run(
                [DIRENV, *command],
                env=self.outside,
                cwd=self.path,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=PATIENCE,
            )
        if b"error" in done.stderr and b"error exit status" in done.stderr:
            return None
        changes = json.loads(done.stdout) if done.stdout.strip() else {}
        return self.after({**self.outside, **changes})

    def by_declarative(self):
        """Return the environment after the declarative evaluator. Raises its errors."""
        from autovenv.config.envrc.evaluate import evaluate

        return self._applied(evaluate(self._file, self.outside, Sources(lambda _: True), self._locate))

    def by_bash(self):
        """Return the environment after our bash evaluator. Raises its errors."""
        from autovenv.config.bash.evaluation import run_bash

        sources = Sources(lambda _: True)
        return self._applied(run_bash(self._file, self.outside, sources, self._locate, lambda layout: layout.path, lambda _line: None))

    @property
    def _file(self):
        return os.path.join(self.path, ".envrc")

    def _locate(self, layout, scope):
        from autovenv.env.kinds import locate, placed

        return placed(layout, locate(layout, scope.directory, scope.result()))

    def _applied(self, found):
        after = {name: text for name, text in self.outside.items() if name not in found.unset}
        after.update(found.set)
        front = found.front
        if found.layout is not None:
            after["VIRTUAL_ENV"] = found.layout.path
            front = (*front[: found.ahead], bin_directory(found.layout.path), *front[found.ahead :])
        after["PATH"] = ":".join(changed_path(self.outside["PATH"].split(":"), front, found.back, found.gone))
        return self.after(after)

    @staticmethod
    def after(environ):
        """Return what is compared: all but the shell's own."""
        return {name: text for name, text in environ.items() if text is not None and (is_exported(name) or name in {"HOME", "PATH"})}
