"""What is measured in one shell: every tool's session is open, and in each the tool is seen to be active before it is measured."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks import projects
from benchmarks.measure import Figure, alternately, figure, less_the_bare, repeated
from benchmarks.session import Session
from benchmarks.shells import Shell
from benchmarks.tools import Tool

PLACES = {"project": "project", "subdirectory": f"project/{projects.SUBDIRECTORY}", "outside": projects.OUTSIDE}


@dataclass(frozen=True)
class Stage:
    """One shell, the tools, and a session for each. "bare" is one of them."""

    shell: Shell
    tools: Mapping[str, Tool]
    sessions: Mapping[str, Session]

    def go(self, tool: str, place: str) -> float:
        """Change to a place below the tool's home, run what runs at the prompt; return seconds."""
        return self.sessions[tool].seconds(f"__bench_enter {self.tools[tool].home}/{place}")

    def see(self, tool: str, project: str | None) -> None:
        """Raise RuntimeError unless the tool is active in project, or inactive for None."""
        named = self.tools[tool].shown
        for name in dict.fromkeys(named.values()):
            value = self.sessions[tool].ask(f"__bench_show {name}") if name else ""
            if bool(value) != (project is not None and named[project] == name and name != ""):
                raise RuntimeError(f"{tool} in {self.shell.name}: {name} is {value!r} in {project or projects.OUTSIDE}")


@contextmanager
def opened(shell: Shell, tools: Mapping[str, Tool]) -> Iterator[Stage]:
    """Give a stage with a session for each tool, in the shell that is hooked by nothing but it."""
    sessions = {}
    try:
        for name, tool in tools.items():
            tool.hook_into(shell)
            sessions[name] = Session(shell.command(), tool.environ, tool.home)
            sessions[name].ask(shell.write_driver(tool.home))
        yield Stage(shell, tools, sessions)
    finally:
        for session in sessions.values():
            session.close()


def prompts(stage: Stage, runs: int) -> dict[str, dict[str, Figure]]:
    """Measure a prompt in the project, below it, and outside."""
    rows = {}
    for row, place in PLACES.items():
        for tool in stage.tools:
            stage.go(tool, place)
            stage.see(tool, None if row == "outside" else "project")
        rows[f"prompt: {row}"] = repeated(dict.fromkeys(stage.tools, _prompts), stage.sessions, runs)
    return rows


def _prompts(times: int) -> str:
    return f"__bench_prompts {times}"


def visits(stage: Stage, runs: int) -> dict[str, dict[str, Figure]]:
    """Measure entering and leaving a project that is known."""
    lines: dict[str, Callable[[int], str]] = {}
    for name, tool in stage.tools.items():
        stage.go(name, "known")
        stage.see(name, "known")
        stage.go(name, projects.OUTSIDE)
        stage.see(name, None)
        lines[name] = lambda times, home=tool.home: f"__bench_visits {times} {home}/known {home}/{projects.OUTSIDE}"  # type: ignore[misc]
    return {"enter and leave": repeated(lines, stage.sessions, runs)}


def first_entries(stage: Stage, runs: int) -> dict[str, dict[str, Figure]]:
    """Measure the first entry into a project that has an environment."""

    def enter(tool: str) -> float:
        stage.go(tool, projects.OUTSIDE)
        stage.tools[tool].forget()
        seconds = stage.go(tool, "project")
        stage.see(tool, "project")
        return seconds

    once = {tool: (lambda tool=tool: enter(tool)) for tool in stage.tools}  # type: ignore[misc]
    return {"first entry": less_the_bare(alternately(once, runs))}


def creations(stage: Stage, runs: int) -> dict[str, dict[str, Figure]]:
    """Measure the first entry into a project that has no environment yet, beside `python -m venv`."""

    def enter(tool: str) -> float:
        stage.go(tool, projects.OUTSIDE)
        stage.tools[tool].undo()
        seconds = stage.go(tool, "fresh")
        stage.see(tool, "fresh")
        if stage.tools[tool].shown["fresh"]:
            environment = stage.sessions[tool].ask("__bench_show VIRTUAL_ENV")
            subprocess.run([f"{environment}/bin/python", "-m", "pip", "--version"], check=True, capture_output=True)
        return seconds

    def venv() -> float:
        bare = stage.tools["bare"]
        bare.remove("fresh/.venv")
        began = time.perf_counter()
        projects.make_environment(bare.python, f"{bare.home}/fresh/.venv")
        return time.perf_counter() - began

    once: dict[str, Callable[[], float]] = {tool: (lambda tool=tool: enter(tool)) for tool in stage.tools}  # type: ignore[misc]
    measured = alternately(once | {"python -m venv": venv}, runs)
    of_venv = measured.pop("python -m venv")
    return {"entry that creates": less_the_bare(measured) | {"python -m venv": figure([each * 1e6 for each in of_venv])}}


def known_projects(stage: Stage, runs: int) -> dict[str, Figure]:
    """Measure autovenv's prompt in a project, in homes where different numbers of projects are known."""
    for name in stage.tools:
        stage.go(name, "project")
        stage.see(name, "project")
    return repeated(dict.fromkeys(stage.tools, _prompts), stage.sessions, runs)
