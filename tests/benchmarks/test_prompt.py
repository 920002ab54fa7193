"""The benchmark's pieces work: what it measures is a shell in which the tool is active, and its targets say what was measured."""

from __future__ import annotations

import json
import os

import pytest

from autovenv import PROTOCOL
from benchmarks import envrc, measure, opening, projects, prompt, report, shells, stages, targets
from benchmarks.measure import Figure
from benchmarks.tools import Autovenv, Bare, Knowing


@pytest.fixture(scope="module")
def python():
    try:
        return projects.find_python()
    except RuntimeError as problem:
        pytest.skip(str(problem))


@pytest.fixture(params=[name if name == "bash" else pytest.param(name, marks=pytest.mark.long) for name in shells.NAMES])
def shell(request):
    return shells.find(request.param) or pytest.skip(f"no {request.param} on PATH")


@pytest.fixture
def brief(monkeypatch):
    """Batches of a few milliseconds; `python -m venv` takes seconds, and is no code of ours."""
    monkeypatch.setattr(measure, "BATCH_SECONDS", 0.002)
    monkeypatch.setattr(projects, "make_environment", lambda python, target: os.makedirs(target))


@pytest.fixture
def tools(home, tmp_path, python):
    """The bare shell and autovenv, each in a home of its own."""
    made = {kind.name: kind(str(tmp_path / kind.name), python) for kind in (Bare, Autovenv)}
    for tool in made.values():
        tool.prepare()
    return made


def test_each_row_of_one_shell_is_measured_where_the_hook_is_active(shell, tools, brief):
    with stages.opened(shell, tools) as stage:
        rows = stages.prompts(stage, 2) | stages.visits(stage, 2) | stages.first_entries(stage, 2) | stages.creations(stage, 2)
        assert stage.sessions["autovenv"].ask("__bench_show VIRTUAL_ENV") == f"{tools['autovenv'].home}/fresh/.venv"
    assert set(rows) == {
        "prompt: project",
        "prompt: subdirectory",
        "prompt: outside",
        "enter and leave",
        "first entry",
        "entry that creates",
    }
    assert all(row["autovenv"].batches == 2 for row in rows.values())
    with stages.opened(shell, tools) as stage:
        of_files = envrc.changes(stage, 1) | envrc.unchanged(stage, 2)
        value = stage.sessions["autovenv"].ask("__bench_show APP_ENV")
    assert set(of_files) == set(envrc.ALL)
    assert value == "development"
    rows |= of_files
    rows["opening a shell"] = opening.openings(shell, tools, 1)
    started = opening.processes(shell, tools)
    assert started in (None, {"autovenv": 0})
    assert "missing" in report.table(shell.name, rows, ["autovenv", "direnv"])
    found = {str(target).rpartition(": ")[0]: target.reached for target in targets.of_shell(shell.name, rows, started)}
    assert len(found) == 11
    assert found[f"{shell.name}: enter and leave <= 1/8 of mise: missing"] is None


def test_a_tool_that_is_not_active_is_not_measured(tools):
    shell = shells.find("bash") or pytest.skip("no bash on PATH")
    tools["autovenv"].hook_into = lambda shell: shell.write_rc(tools["autovenv"].home, "")
    with stages.opened(shell, tools) as stage, pytest.raises(RuntimeError, match="autovenv in bash: VIRTUAL_ENV is '' in project"):
        stages.prompts(stage, 2)


def test_a_changed_file_that_takes_no_effect_is_not_measured(tools):
    shell = shells.find("bash") or pytest.skip("no bash on PATH")
    tools["autovenv"].approve = lambda project: None
    with stages.opened(shell, tools) as stage, pytest.raises(RuntimeError, match="autovenv in bash: BENCH_CHANGED is '', not "):
        envrc.changes(stage, 1)


def test_each_edit_is_approved_and_what_that_stored_can_be_taken_away(tools):
    tool = tools["autovenv"]
    tool.edit("declared", 7)
    assert os.path.exists(f"{tool.home}/.local/state/autovenv/plans-{PROTOCOL}{tool.home}/declared")
    tool.forget_plans()
    with open(f"{tool.home}/declared/.envrc", encoding="utf-8") as file:
        assert "export BENCH_CHANGED=7\n" in file.read()
    assert os.path.isdir(f"{tool.home}/.local/state/autovenv/trust")
    assert not os.path.exists(f"{tool.home}/.local/state/autovenv/plans-{PROTOCOL}")


def test_a_home_where_many_projects_are_known(home, tmp_path, python, brief):
    shell = shells.find("bash") or pytest.skip("no bash on PATH")
    tool = Knowing(str(tmp_path / "three"), python, 3)
    tool.prepare()
    plans = [place for place, _, names in os.walk(f"{tool.home}/.local/state/autovenv/plans-{PROTOCOL}") if "bash" in names]
    assert len(plans) == 3
    bare = Bare(str(tmp_path / "bare"), python)
    bare.prepare()
    with stages.opened(shell, {"bare": bare, "3 known": tool}) as stage:
        assert stages.known_projects(stage, 2)["3 known"].median > 0


def test_a_share_is_judged_by_the_medians():
    def figure(median):
        return Figure(median, median, median, 1)

    row = {"autovenv": figure(100.0), "direnv": figure(5000.0), "mise": figure(3000.0)}
    rows = dict.fromkeys(("prompt: project", "prompt: subdirectory", "prompt: outside", "enter and leave", "first entry"), row)
    rows |= dict.fromkeys((*envrc.ROWS.values(), *envrc.APPROVED.values()), row)
    rows["entry that creates"] = {"autovenv": figure(100.0), "python -m venv": figure(2000.0)}
    told = [str(target) for target in targets.of_shell("bash", rows, {"autovenv": 1})]
    assert "bash: prompt: project <= 1/15 of direnv: 1/50.0: reached" in told
    assert "bash: first entry with an environment <= 1.2 times direnv's load of a plain .envrc: 1/50.0: reached" in told
    assert "bash: entering a changed .envrc <= direnv's load of the same file: 1/50.0: reached" in told
    layout = "bash: entering a changed `layout python3`, its environment in place"
    of_file = "<= 1/10 of direnv's load of the same file: 1/50.0: reached"
    assert f"{layout}, after `allow` {of_file}" in told
    assert f"{layout}, evaluated on the way in {of_file}" in told
    assert "bash: first entry that creates <= 1/20 of `python -m venv`: 1/20.0: reached" in told
    assert "bash: opening it adds no process: adds 1: not reached" in told


def test_growth_is_seen():
    row = {"1 known": Figure(10.0, 10.0, 10.0, 1), "100 known": Figure(12.0, 12.0, 12.0, 1)}
    assert [target.reached for target in targets.of_growth({"bash": row})] == [False]


@pytest.mark.long
def test_the_whole_of_it_prints_and_writes_json(tmp_path, python, brief, monkeypatch, capsys):
    """With no peer installed: they are reported as missing, and that is no error."""
    if shells.find("bash") is None:
        pytest.skip("no bash on PATH")
    monkeypatch.setattr(projects, "find_python", lambda: python)
    monkeypatch.setattr(prompt, "TOOLS", (Autovenv,))
    monkeypatch.setattr(prompt, "KNOWN", (1, 2))
    file = tmp_path / "figures.json"
    assert prompt.main(["--runs", "1", "--only", "bash", "--json", str(file)]) == 0
    told = capsys.readouterr().out
    assert "bash: enter and leave <= 1/8 of mise: missing: not measured" in told
    found = json.loads(file.read_text())
    assert found["bash"]["microseconds"]["prompt: project"]["autovenv"]["median"] > 0
    assert set(found["known projects"]["bash"]) == {"1 known", "2 known"}
