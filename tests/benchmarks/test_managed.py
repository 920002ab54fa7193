"""Each tool's project is one whose own environment is active, or it is not measured."""

from __future__ import annotations

import shutil

import pytest

from benchmarks import managed, measure, projects, shells
from benchmarks.measure import Figure
from benchmarks.tools import Bare


@pytest.fixture(scope="module")
def python():
    try:
        return projects.find_python()
    except RuntimeError as problem:
        pytest.skip(str(problem))


@pytest.fixture
def homes(home, tmp_path, python, monkeypatch):
    monkeypatch.setattr(measure, "BATCH_SECONDS", 0.002)
    if shells.find("bash") is None:
        pytest.skip("no bash on PATH")
    monkeypatch.setattr(managed, "FILES", {kind: managed.FILES[kind] for kind in (managed.PINNED, "uv", "poetry", "conda")})
    bare, made = Bare(str(tmp_path.resolve() / "bare"), python), managed.Managed(str(tmp_path.resolve() / "managed"), python)
    bare.prepare()
    made.prepare()
    return bare, made


def test_each_kind_has_its_row(homes):
    rows = managed.measured(shells.find("bash"), *homes, 1)
    assert list(rows) == [managed.PINNED, "uv", "poetry", "conda"]
    assert all(set(row) == {managed.ENTRY, managed.PROMPT} for row in rows.values())
    told = managed.shown("bash", rows).splitlines()
    assert len(told) == 2 + len(rows)
    assert told[2].endswith(" 1.00")


def test_one_whose_environment_is_not_active_is_not_measured(homes):
    shutil.rmtree(homes[1].place("conda"))
    with pytest.raises(RuntimeError, match="conda in bash: CONDA_PREFIX is ''"):
        managed.measured(shells.find("bash"), *homes, 1)


def test_what_is_dearer_at_the_median_and_at_its_fastest_is_seen():
    def row(median, low):
        return {managed.ENTRY: Figure(median, low, median, 1)}

    rows = {managed.PINNED: row(100.0, 90.0), "uv": row(105.0, 90.0), "pdm": row(150.0, 91.0), "hatch": row(150.0, 130.0)}
    assert [target.reached for target in managed.targets("bash", rows)] == [True, True, False]
