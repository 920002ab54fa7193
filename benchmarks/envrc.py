"""What a `.envrc` costs: entering a project whose file was changed and approved again, and a project whose file did not change."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial

from benchmarks import projects
from benchmarks.measure import Figure, alternately, less_the_bare, repeated
from benchmarks.stages import Stage

ROWS = {"declared": "changed .envrc", "layout": "changed layout python3", "scripted": "changed .envrc for bash"}
APPROVED = {"declared": "approved .envrc", "layout": "approved layout python3"}
PROMPT, VISIT = "prompt: .envrc", "enter and leave: .envrc"
ALL = (*ROWS.values(), *APPROVED.values(), PROMPT, VISIT)
_NUMBERS = itertools.count(1)


def changes(stage: Stage, runs: int) -> dict[str, dict[str, Figure]]:
    """Measure the entry into a project whose file is another one than last time. To edit and approve it is not measured.

    What autovenv stored when it was approved is taken away in the rows ROWS, and left as people find it in the rows APPROVED.
    """

    def enter(tool: str, project: str, *, forgotten: bool) -> float:
        number = next(_NUMBERS)
        stage.go(tool, projects.OUTSIDE)
        stage.tools[tool].edit(project, number)
        if forgotten:
            stage.tools[tool].forget_plans()
        seconds = stage.go(tool, project)
        _see(stage, tool, str(number))
        return seconds

    rows = {}
    for names, forgotten in ((ROWS, True), (APPROVED, False)):
        for project, row in names.items():
            once: dict[str, Callable[[], float]] = {tool: partial(enter, tool, project, forgotten=forgotten) for tool in stage.tools}
            rows[row] = less_the_bare(alternately(once, runs))
    return rows


def unchanged(stage: Stage, runs: int) -> dict[str, dict[str, Figure]]:
    """Measure a prompt in a project with a file that is known, and to enter and leave it. Call it after `changes`."""
    visits: dict[str, Callable[[int], str]] = {}
    for tool, one in stage.tools.items():
        stage.go(tool, "declared")
        stage.go(tool, projects.OUTSIDE)
        _see(stage, tool, "")
        stage.go(tool, "declared")
        _see(stage, tool, None)
        visits[tool] = lambda times, home=one.home: f"__bench_visits {times} {home}/{projects.OUTSIDE} {home}/declared"  # type: ignore[misc]
    prompts: dict[str, Callable[[int], str]] = dict.fromkeys(stage.tools, "__bench_prompts {}".format)
    return {PROMPT: repeated(prompts, stage.sessions, runs), VISIT: repeated(visits, stage.sessions, runs)}


def _see(stage: Stage, tool: str, wanted: str | None) -> None:
    """Raise RuntimeError unless the tool has set the file's variable to what is wanted, None for anything."""
    value = stage.sessions[tool].ask(f"__bench_show {projects.CHANGED}")
    wanted = "" if tool == "bare" else wanted
    if value != wanted if wanted is not None else not value:
        raise RuntimeError(f"{tool} in {stage.shell.name}: {projects.CHANGED} is {value!r}, not {wanted or 'set'}")
