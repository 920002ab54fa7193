#!/usr/bin/env python3
"""Measure the ways from `git clone` to an `import` that works, beside each other in one run; README.md says what each row is."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from benchmarks import projects, report, shells
from benchmarks.measure import Figure, alternately, figure
from benchmarks.targets import Target
from benchmarks.ways import REFERENCE, WAYS, Way, place

PACKAGES = 30
WANTED = 1.2  # times what the reference takes


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, return 0: a target that is not reached is a figure, too."""
    options = _options(arguments)
    python, shell = projects.find_python(), shells.find("bash")
    if shell is None:
        print("bash is missing")
        return 0
    here = {kind.name: kind for kind in WAYS if kind.is_here() and kind.name in (options.only or [kind.name])}
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        shared = place(os.path.realpath(directory), python, options.packages)
        ways = {name: kind(shared, shell) for name, kind in here.items()}
        for way in ways.values():
            way.prepare()
        print(f"{options.packages} packages, python {python.version}; {os.cpu_count()} cores", flush=True)
        alternately({name: way.run for name, way in ways.items()}, options.runs)
    rows = {name: _pieces(way) for name, way in ways.items()}
    target = _target({name: pieces["all"] for name, pieces in rows.items()})
    print("\n" + _shown(rows), f"\n{target}", sep="\n")
    if options.json:
        result = {name: {piece: one.as_json() for piece, one in pieces.items()} for name, pieces in rows.items()}
        typed = {name: len(kind.typed) for name, kind in here.items()}
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"ways": result, "typed": typed, "targets": [vars(target)]}, file, indent=1, ensure_ascii=False)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, metavar="N", help="clones of each way (default: 9)")
    parser.add_argument("--only", action="append", choices=[kind.name for kind in WAYS], help="this way only; as often as wanted")
    parser.add_argument("--json", metavar="FILE", help="write the figures there, too")
    parser.set_defaults(packages=PACKAGES)
    return parser.parse_args(arguments)


def _pieces(way: Way) -> dict[str, Figure]:
    """Return the figures of a way: of all of it, and of each line that was typed. The first run has filled the caches."""
    runs = way.runs[1:]
    pieces = {"all": figure([sum(run.values()) * 1e6 for run in runs])}
    return pieces | {line: figure([run[line] * 1e6 for run in runs]) for line in runs[0]}


def _target(all_of: Mapping[str, Figure]) -> Target:
    text = f"autovenv <= {WANTED} times {REFERENCE}"
    ours, theirs = all_of.get("autovenv"), all_of.get(REFERENCE)
    if ours is None or theirs is None:
        return Target(text, "", None)
    times = ours.median / theirs.median
    return Target(text, f"{times:.2f} times", times <= WANTED)


def _shown(rows: Mapping[str, Mapping[str, Figure]]) -> str:
    reference = rows.get(REFERENCE, {}).get("all")
    lines = [f"{'from clone to import, µs: median (lowest-highest)':60}{'typed':>30}{'of ' + REFERENCE:>16}"]
    for kind in WAYS:
        if kind.name not in rows:
            lines.append(f"{kind.name:24}missing")
            continue
        pieces = rows[kind.name]
        ratio = f"{pieces['all'].median / reference.median:.2f}" if reference else ""
        lines.append(f"{kind.name:24}{report.cell(pieces['all']):>36}{len(kind.typed):>30}{ratio:>16}")
        lines += [f"  {line:40}{report.cell(one):>48}" for line, one in pieces.items() if line != "all"]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
