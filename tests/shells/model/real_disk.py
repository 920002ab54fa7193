"""The model's disk, made real: its projects, the programs that its steps type, and what is installed in its environments."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Sequence

from tests.shells import dialects
from tests.shells.by_hand import make
from tests.shells.model.model_disk import HAND, World
from tests.shells.model.steps_disk import envrc

_SOURCE = os.path.abspath(dialects.__file__).rpartition("/tests/")[0]
# The command line takes a tenth of a second to start, and steps are many: `off`, `on` and `reload` do without it.
_AUTOVENV = f"""\
case $1 in
on | off | reload) exec {sys.executable} -I -S -c '
import os, sys
sys.path.insert(0, "{_SOURCE}")
from autovenv.facts.session import order
order(sys.argv[1], os.environ, os.environ["AUTOVENV_STATE"])
' "$1" ;;
approve) exec {sys.executable} -P -c '
import sys
from autovenv.cli.allow import approve
for path in sys.argv[2:]:
    approve(path, yes=True)
' "$@" ;;
esac
exec {sys.executable} -P -m autovenv "$@"
"""
_TOOLS = {
    "autovenv": _AUTOVENV,
    "put": 'printf "%s\\n" "$1" >"$2"',
    "plant": 'for d in "$2"/lib/python3*/site-packages; do : >"$d/$1.py"; done',
}


class Disk:
    """A home, and a directory of programs that is first on PATH."""

    def __init__(self, home: str, tools: str, environ: dict[str, str], children: Sequence[str]) -> None:
        self.home, self._tools = home, tools
        for name, body in _TOOLS.items():
            self._write_tool(name, body)
        for kind in children:
            child = dialects.find(kind)
            if child:
                child.write_rc(home, environ)
                self._write_tool(f"in-{kind}", "exec " + " ".join(child.command(home)))

    def _write_tool(self, name: str, body: str) -> None:
        path = f"{self._tools}/{name}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\n{body}\n")
        os.chmod(path, 0o755)

    def real(self, text: str) -> str:
        """A line or a path of the model's with `~` filled in."""
        return text.replace("~", self.home)

    def write(self, world: World) -> None:
        """Make directories, pins, `.envrc` files and the environment that is made by hand."""
        for path in world.places:
            os.makedirs(self.real(path), exist_ok=True)
        for path, project in world.projects.items():
            if project.pin:
                self._write_file(f"{path}/.python-version", project.pin)
            if project.colour:
                self._write_file(f"{path}/.envrc", envrc(project.colour))
        make(self.real(HAND), "hand")

    def _write_file(self, path: str, text: str) -> None:
        with open(self.real(path), "w", encoding="utf-8") as file:
            file.write(text + "\n")

    def lost(self, world: World) -> list[str]:
        """Say of each project what was installed there and is in none of its environments, parked ones included."""
        return [
            f"vanished from {project.path}: {sorted(lost)}"
            for project in world.projects.values()
            if (lost := project.planted - self._installed(project.path))
        ]

    def _installed(self, path: str) -> set[str]:
        found = glob.glob(f"{self.real(path)}/.venv*/lib/python3*/site-packages/planted_*.py")
        return {os.path.basename(one)[:-3] for one in found}
