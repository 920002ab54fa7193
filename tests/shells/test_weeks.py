"""A shell that lives for weeks: plans that it has sourced do not pile up in it."""

from __future__ import annotations

import os
import time

import pytest

from autovenv.base.paths import state_directory
from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.store import publish

COUNT = {
    "bash": "declare -F | grep -c '__autovenv_[a-z]*_[0-9a-f]\\{8\\}$'",
    "zsh": "print ${#${(M)${(k)functions}:#__autovenv_*_[0-9a-f](#c8)}}",
    "fish": "functions -a | string match -r '^__autovenv_[a-z]+_[0-9a-f]{8}$' | count",
    "pwsh": "@(Get-ChildItem Function:__autovenv_*_????????).Count",
}
GO = {
    "bash": "for i in {1..%d}; do for p in ~/p/*; do cd $p; __autovenv_first; __autovenv_last; done; done; cd",
    "zsh": "setopt extended_glob; for i in {1..%d}; do for p in ~/p/*; do cd $p; __autovenv_first; __autovenv_last; done; done; cd",
    "fish": "for i in (seq %d); for p in ~/p/*; cd $p; __autovenv_first; end; end; cd",
    "pwsh": "foreach ($i in 1..%d) { foreach ($p in Get-ChildItem ~/p) { Set-Location $p.FullName; __autovenv_first } }; Set-Location ~",
}


def resident(stage):
    """Kilobytes of memory that the shell holds."""
    with open(f"/proc/{stage.terminal.child.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def lay_out(stage, projects):
    for number in range(projects):
        root = stage.project(f"p/{number}")
        mark = stage.write(f"p/{number}/.envrc", "")
        plan = Plan(root, ACTIVE, set=(("COLOUR", f"c{number}"),), path=(f"{root}/bin",), inputs=(Input("present", mark),))
        publish(plan, stage.dialect.name, state_directory(os.environ), time.time_ns())
    stage.open()


def test_plans_do_not_pile_up(stage):
    lay_out(stage, 5)
    stage.terminal.type(GO[stage.dialect.name] % 2)
    stage.terminal.type(COUNT[stage.dialect.name])  # a command's own first time
    assert int(stage.terminal.type(COUNT[stage.dialect.name])[-1]) == 0, "outside of all projects none is kept"


@pytest.mark.long
@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="memory is told by /proc")
def test_two_thousand_visits_of_150_projects(stage):
    lay_out(stage, 150)
    stage.terminal.type(GO[stage.dialect.name] % 1)
    before = resident(stage)
    # PowerShell compiles each plan that it reads: a tenth of the visits there.
    stage.terminal.type(GO[stage.dialect.name] % (1 if stage.dialect.name == "pwsh" else 13))
    grown = resident(stage) - before
    if stage.dialect.name != "pwsh":  # .NET takes memory as it likes
        assert grown < 1024, f"{grown} KB"
