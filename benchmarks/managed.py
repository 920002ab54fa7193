"""What a project of each tool costs whose environment is there, beside one that has a pin: the first entry, and a prompt.

The environments are laid out here, where env/kinds expects them. No tool is run.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from autovenv.env.kinds import conda, directories, locate, poetry
from autovenv.env.layout import Layout
from benchmarks import projects, report
from benchmarks.measure import Figure, alternately, less_the_bare, repeated
from benchmarks.session import Session
from benchmarks.shells import Shell
from benchmarks.targets import GROWTH, Target
from benchmarks.tools import Autovenv, Tool

PINNED = ".python-version"  # the project that the others are compared with
ENTRY, PROMPT = "first entry", "prompt"

_PYPROJECT = '[project]\nname = "{name}"\nversion = "1"\nrequires-python = ">={version}"\ndependencies = ["part==1.0"]\n'
_LOCK = '[[package]]\nname = "part"\nversion = "1.0"\n' * 30

# The files of each project; {name} is that of its directory.
FILES: Mapping[str, Mapping[str, str]] = {
    PINNED: {".python-version": "{version}\n"},
    "uv": {"pyproject.toml": _PYPROJECT, "uv.lock": f"version = 1\n{_LOCK}"},
    "poetry": {"pyproject.toml": f"{_PYPROJECT}\n[tool.poetry]\npackage-mode = false\n", "poetry.lock": _LOCK},
    "pipenv": {"Pipfile": '[packages]\npart = "*"\n', "Pipfile.lock": '{{"default": {{"part": {{"version": "==1.0"}}}}}}\n'},
    "pdm": {"pyproject.toml": f"{_PYPROJECT}\n[tool.pdm]\ndistribution = false\n", "pdm.lock": _LOCK},
    "hatch": {"pyproject.toml": f'{_PYPROJECT}\n[tool.hatch.envs.default]\ndependencies = ["part"]\n'},
    "conda": {"environment.yml": "name: {name}\ndependencies:\n  - python\n"},
    "requirements": {"requirements.txt": "part==1.0\n" * 30},
    "virtualenvwrapper": {"requirements.txt": "part==1.0\n" * 30, ".venv": "{name}\n"},
}


class Managed(Autovenv):
    """autovenv in a home with a project of each tool."""

    name = "managed"
    shown = {kind: "CONDA_PREFIX" if kind == "conda" else "VIRTUAL_ENV" for kind in FILES}  # noqa: RUF012

    def prepare(self) -> None:
        os.makedirs(f"{self.home}/{projects.OUTSIDE}")
        for kind, files in FILES.items():
            root = self.root(kind)
            os.makedirs(root)
            for name, text in files.items():
                with open(f"{root}/{name}", "w", encoding="utf-8") as file:
                    file.write(text.format(name=os.path.basename(root), version=self.python.version))
            place = self.place(kind)
            if kind == "conda":
                self._lay_out_conda(place)
            else:
                subprocess.run([self.python.program, "-m", "venv", "--without-pip", place], check=True, capture_output=True)
            self.approve(os.path.basename(root), "--no-install")

    def root(self, kind: str) -> str:
        return f"{self.home}/{kind.strip('.')}-shop"

    def place(self, kind: str) -> str:
        """Return where the tool keeps the project's environment."""
        root = self.root(kind)
        if kind in {PINNED, "requirements"}:
            return f"{root}/.venv"
        if kind == "poetry":
            base = poetry.environment_name(os.path.basename(root), root)
            return f"{directories.cache('pypoetry', self.environ)}/virtualenvs/{base}-py{self.python.version}"
        if kind == "conda":
            return next(place for place in conda.places_named(os.path.basename(root), self.environ)[0] if place.startswith(self.home))
        return locate(Layout(kind), root, self.environ).path

    def _lay_out_conda(self, place: str) -> None:
        os.makedirs(f"{place}/conda-meta")
        os.makedirs(f"{place}/bin")
        for name in ("history", f"python-{self.python.version}.1-0_cpython.json"):
            with open(f"{place}/conda-meta/{name}", "w", encoding="utf-8") as file:
                file.write("{}")
        os.symlink(self.python.program, f"{place}/bin/python")


def measured(shell: Shell, bare: Tool, managed: Managed, runs: int) -> dict[str, dict[str, Figure]]:
    """Return the figures of each kind of project, the bare shell's subtracted."""
    sessions: dict[str, Session] = {}
    tools: dict[str, Tool] = {"bare": bare, **dict.fromkeys(FILES, managed)}
    try:
        for name, tool in tools.items():
            tool.hook_into(shell)
            sessions[name] = Session(shell.command(), tool.environ, tool.home)
            sessions[name].ask(shell.write_driver(tool.home))
        once: dict[str, Callable[[], float]] = {kind: partial(_enter, shell, sessions[kind], managed, kind) for kind in FILES}
        once["bare"] = lambda: sessions["bare"].seconds(f"__bench_enter {bare.home}")
        entries = less_the_bare(alternately(once, runs))
        prompts = repeated(dict.fromkeys(tools, "__bench_prompts {}".format), sessions, runs)
        return {kind: {ENTRY: entries[kind], PROMPT: prompts[kind]} for kind in FILES}
    finally:
        for session in sessions.values():
            session.close()


def _enter(shell: Shell, session: Session, managed: Managed, kind: str) -> float:
    """Enter a project of which no plan is stored; return seconds. Raises RuntimeError where its environment is not active then."""
    session.seconds(f"__bench_enter {managed.home}/{projects.OUTSIDE}")
    managed.forget()
    seconds = session.seconds(f"__bench_enter {managed.root(kind)}")
    found, wanted = session.ask(f"__bench_show {managed.shown[kind]}"), managed.place(kind)
    if found != wanted:
        raise RuntimeError(f"{kind} in {shell.name}: {managed.shown[kind]} is {found!r}, not {wanted}")
    return seconds


def shown(shell: str, rows: Mapping[str, Mapping[str, Figure]]) -> str:
    """Return the figures as a table, with what each entry is of that into the pinned project."""
    title, head, *lines = report.table(f"{shell}, projects of autovenv whose environment is there, µs", rows, (ENTRY, PROMPT)).splitlines()
    ratios = [f"{row[ENTRY].median / rows[PINNED][ENTRY].median:.2f}" for row in rows.values()]
    told = [f"{line}{ratio:>26}" for line, ratio in zip(lines, ratios, strict=True)]
    return "\n".join([title, f"{head}{f'entry, of {PINNED}':>26}", *told])


def targets(shell: str, rows: Mapping[str, Mapping[str, Figure]]) -> Iterator[Target]:
    """Give the target of each kind of project: what is there at the median and in the lowest batch is no noise."""
    first = rows[PINNED][ENTRY]
    for kind, row in rows.items():
        if kind != PINNED:
            times = min(row[ENTRY].median / first.median, row[ENTRY].low / first.low)
            yield Target(f"{shell}: first entry, {kind} <= that of {PINNED}", f"{times:.2f} times", times <= GROWTH)
