#!/usr/bin/env python3
"""Measure autovenv beside direnv and mise, each in real shells by its own hook, in one run; README.md says what each row is."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from benchmarks import envrc, managed, opening, projects, report, shells, stages, targets
from benchmarks.measure import Figure
from benchmarks.tools import TOOLS, Bare, Knowing, Offline, Tool

KNOWN = (1, 100, 10_000)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, return 0: a target that is not reached is a figure, too."""
    options = _options(arguments)
    python = projects.find_python()
    result: dict[str, object] = {}
    # As deep as a home directory and a project in it: outside of any project each level is looked at.
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        top = os.path.realpath(directory)
        tools = _tools(top, python)
        here = {name: shell for name in options.only or shells.NAMES if (shell := shells.find(name)) is not None}
        print(_versions(tools, here, python, options.only or shells.NAMES), flush=True)
        of_tools = managed.Managed(f"{top}/managed", python)
        of_tools.prepare()
        aims: list[targets.Target] = []
        for name, shell in here.items():
            rows, started = _measure(shell, tools, options.runs)
            print("\n" + _shown(name, rows, started), flush=True)
            kinds = managed.measured(shell, tools["bare"], of_tools, options.runs)
            print("\n" + managed.shown(name, kinds), flush=True)
            aims += [*targets.of_shell(name, rows, started), *managed.targets(name, kinds)]
            result[name] = {"microseconds": _plain(rows), "processes started": started, "projects of tools": _plain(kinds)}
        knowing = _knowing(top, python, options.known)
        grown = {}
        for name, shell in here.items():
            with stages.opened(shell, {"bare": tools["bare"]} | knowing) as stage:
                grown[name] = stages.known_projects(stage, options.runs)
        print("\n" + report.table("a prompt in a project of autovenv, µs", grown, knowing), flush=True)
        aims += targets.of_growth(grown)
        print("\n" + "\n".join(map(str, aims)))
    if options.json:
        result |= {"known projects": _plain(grown), "targets": [vars(aim) for aim in aims]}
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=1, ensure_ascii=False)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, metavar="N", help="batches of each measurement (default: 9)")
    parser.add_argument("--only", action="append", choices=shells.NAMES, help="this shell only; as often as wanted")
    parser.add_argument("--json", metavar="FILE", help="write the figures there, too")
    parser.set_defaults(known=KNOWN)
    return parser.parse_args(arguments)


def _tools(top: str, python: projects.Python) -> dict[str, Tool]:
    """Return the tools that are here, each with its home laid out. "bare" and "offline" are among them."""
    found: dict[str, Tool] = {}
    kinds: tuple[type[Tool], ...] = (Bare, *TOOLS, Offline)
    for kind in kinds:
        if kind is Bare or kind.program() is not None:
            found[kind.name] = kind(f"{top}/{kind.name}", python)
            found[kind.name].prepare()
    return found


def _knowing(top: str, python: projects.Python, counts: tuple[int, ...]) -> dict[str, Tool]:
    """Return autovenv in a home for each number of known projects."""
    found: dict[str, Tool] = {}
    for count in counts:
        tool = found[f"{count:,} known"] = Knowing(f"{top}/knowing{count}", python, count)
        tool.prepare()
    return found


def _versions(tools: Mapping[str, Tool], here: Mapping[str, shells.Shell], python: projects.Python, asked: tuple[str, ...]) -> str:
    said = [f"{name} {here[name].version() if name in here else '(missing)'}" for name in asked]
    said += [f"{kind.name} {tools[kind.name].version() if kind.name in tools else '(missing)'}" for kind in TOOLS]
    return f"{', '.join(said)}; environments of python {python.version}; {os.cpu_count()} cores"


def _measure(shell: shells.Shell, tools: Mapping[str, Tool], runs: int) -> tuple[dict[str, dict[str, Figure]], dict[str, int] | None]:
    tools = {name: tool for name, tool in tools.items() if tool.knows(shell)}
    usual = {name: tool for name, tool in tools.items() if name != Offline.name}
    with stages.opened(shell, usual) as stage:
        rows = stages.prompts(stage, runs) | stages.visits(stage, runs) | stages.first_entries(stage, runs)
    with stages.opened(shell, tools) as stage:
        rows |= stages.creations(stage, runs)
    with stages.opened(shell, {name: tool for name, tool in usual.items() if tool.reads_envrc}) as stage:
        rows |= envrc.changes(stage, runs) | envrc.unchanged(stage, runs)
    rows["opening a shell"] = opening.openings(shell, usual, runs)
    return rows, opening.processes(shell, usual)


def _shown(name: str, rows: Mapping[str, Mapping[str, Figure]], started: Mapping[str, int] | None) -> str:
    columns = [kind.name for kind in TOOLS]
    creating = rows["entry that creates"]
    of_files = {row: cells for row, cells in rows.items() if row in envrc.ALL}
    rows = {row: cells for row, cells in rows.items() if row not in of_files}
    return "\n".join(
        (
            report.table(f"{name}, µs more than without a hook: median (lowest-highest)", rows, columns),
            report.counts("  processes started", started, columns),
            report.table("  with the same .envrc", of_files, [kind.name for kind in TOOLS if kind.reads_envrc]),
            f"{'  beside it':24}`python -m venv` {report.cell(creating['python -m venv'])}",
            f"{'':24}autovenv without network and cache {report.cell(creating.get(Offline.name))}",
        )
    )


def _plain(rows: Mapping[str, Mapping[str, Figure]]) -> dict[str, object]:
    return {row: {tool: figure.as_json() for tool, figure in cells.items()} for row, cells in rows.items()}


if __name__ == "__main__":
    sys.exit(main())
