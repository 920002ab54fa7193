"""Ways to set a cloned project up: what each needs in the repository, and what a person types until `import` works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from autovenv.env.backends import uv
from benchmarks import projects, tools
from benchmarks.session import Session
from benchmarks.shells import Shell
from tests.deps.index import Index

REFERENCE = "uv sync"
CLONE, CD, IMPORT = "git clone", "cd", "python -c import"

_INSTALL = "python -m pip install -q -r requirements.txt"


@dataclass(frozen=True)
class Place:
    """What all ways share: the packages, the caches (they are warm), the interpreter."""

    top: str  # a directory
    python: projects.Python
    packages: tuple[str, ...]
    index: Mapping[str, str]  # the variables by which installers use the index

    def variables(self) -> dict[str, str]:
        cache = f"{self.top}/cache"
        # Whatever is on this machine: no installer of this benchmark reads a user's configuration or asks another index.
        return {**self.index, "UV_CACHE_DIR": f"{cache}/uv", "PIP_CACHE_DIR": f"{cache}/pip", "UV_PYTHON_DOWNLOADS": "never"}


def place(top: str, python: projects.Python, count: int) -> Place:
    """Make an index of `count` small packages below the directory top, which is served from there."""
    index = Index(f"{top}/index")
    names = tuple(f"part-{number:02}" for number in range(count))
    for number, name in enumerate(names):
        index.wheel(name, requires=names[number + 1 : number + 2])
    return Place(top, python, names, index.environ())


class Way:
    """One way. Each run of it has a home directory and a clone of its own."""

    name = ""
    tool: type[tools.Tool] = tools.Bare  # whose hook is in the shell
    files: Mapping[str, str] = {}  # its own, in the repository
    typed: tuple[str, ...] = ()  # between `cd` and `python`
    has_uv = False  # on PATH. Where mise finds it, it makes environments without pip

    @classmethod
    def is_here(cls) -> bool:
        return cls.tool is tools.Bare or cls.tool.program() is not None

    def __init__(self, place: Place, shell: Shell) -> None:
        self.place, self.shell = place, shell
        self.repository = f"{place.top}/repositories/{self.name.replace(' ', '-')}/shop"
        self.runs: list[dict[str, float]] = []  # of each, the seconds of each line that was typed

    def prepare(self) -> None:
        """Make the repository: requirements, their lock, and what this way needs. Raises CalledProcessError."""
        names, version = self.place.packages, self.place.python.version
        listed = "".join(f'    "{name}",\n' for name in names)
        pyproject = f'[project]\nname = "shop"\nversion = "1"\nrequires-python = ">={version}"\ndependencies = [\n{listed}]\n'
        os.makedirs(self.repository)
        for name, text in {
            "pyproject.toml": pyproject,
            "requirements.txt": "".join(f"{name}==1.0\n" for name in names),
            ".gitignore": ".venv/\n.direnv/\n",
            **self.files,
        }.items():
            with open(f"{self.repository}/{name}", "w", encoding="utf-8") as file:
                file.write(text)
        environ = projects.environ(self.place.top, self.place.python, []) | self.place.variables()
        lock = [uv.find(os.environ, "/"), "lock", "-q", f"--python={self.place.python.program}"]
        subprocess.run(lock, cwd=self.repository, env=environ, check=True)
        for command in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"]):
            subprocess.run(["git", *command], cwd=self.repository, env=environ, check=True)

    def run(self) -> float:
        """Clone, set up and import in a new shell with a new home; return the seconds, and keep those of each line in `runs`.

        Raises RuntimeError with what stood on the terminal where a package is not there in the end.
        """
        home = f"{self.place.top}/homes/{self.name.replace(' ', '-')}"
        os.makedirs(home)
        tool = self.tool(home, self.place.python)
        tool.hook_into(self.shell)
        environ = tool.environ | self.place.variables()
        if self.has_uv:
            os.makedirs(f"{home}/programs")
            os.symlink(uv.find(os.environ, "/"), f"{home}/programs/uv")
            environ["PATH"] = f"{home}/programs:{environ['PATH']}"
        session = Session(self.shell.command(), environ, home)
        try:
            imported = ", ".join(name.replace("-", "_") for name in self.place.packages)
            lines = {CLONE: f"git clone -q {self.repository} shop", CD: "cd shop", **{line: line for line in self.typed}}
            seconds = {}
            for name, line in lines.items():
                seconds[name], _ = _timed(session, line)
            seconds[IMPORT], said = _timed(session, f"python -c 'import {imported}, sys; print(sys.prefix)'")
        finally:
            session.close()
        if "Error" in said or f"{home}/shop/" not in said:
            raise RuntimeError(f"{self.name}: the packages are not there: {said}")
        shutil.rmtree(home)
        self.runs.append(seconds)
        return sum(seconds.values())


def _timed(session: Session, line: str) -> tuple[float, str]:
    began = time.perf_counter()
    said = session.run(line)
    return time.perf_counter() - began, said


class ByHand(Way):
    name = "by hand"
    typed = ("python3 -m venv .venv", "source .venv/bin/activate", _INSTALL)


class Direnv(Way):
    name = "direnv + pip"
    tool = tools.Direnv
    files = {".envrc": "layout python3\n"}  # noqa: RUF012
    typed = ("direnv allow", _INSTALL)


class Mise(Way):
    name = "mise + pip"
    tool = tools.Mise
    files = {"mise.toml": '[env]\n_.python.venv = {path = ".venv", create = true}\n'}  # noqa: RUF012
    typed = ("mise trust", _INSTALL)


class Uv(Way):
    name = REFERENCE
    has_uv = True
    typed = ("uv sync -q", "source .venv/bin/activate")


class Autovenv(Way):
    name = "autovenv"
    tool = tools.Autovenv
    typed = ("autovenv allow",)


WAYS: tuple[type[Way], ...] = (ByHand, Direnv, Mise, Uv, Autovenv)
