"""The benchmark from a clone to an import works: its ways set a project up, and what does not is not measured."""

from __future__ import annotations

import json
import shutil

import pytest

from benchmarks import onboarding, projects, shells, ways

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="no git")


@pytest.fixture(scope="module")
def python():
    try:
        return projects.find_python()
    except RuntimeError as problem:
        pytest.skip(str(problem))


@pytest.fixture
def place(home, tmp_path, python):
    if shells.find("bash") is None:
        pytest.skip("no bash on PATH")
    return ways.place(str(tmp_path.resolve()), python, 2)


def test_uv_and_autovenv_set_a_project_up(home, python, monkeypatch, tmp_path, capsys):
    if shells.find("bash") is None:
        pytest.skip("no bash on PATH")
    monkeypatch.setattr(projects, "find_python", lambda: python)
    monkeypatch.setattr(onboarding, "PACKAGES", 2)
    file = tmp_path / "figures.json"
    assert onboarding.main(["--runs", "1", "--only", "autovenv", "--only", "uv sync", "--json", str(file)]) == 0
    told = capsys.readouterr().out
    assert "autovenv <= 1.2 times uv sync: " in told
    assert "by hand                 missing" in told
    found = json.loads(file.read_text())
    assert found["typed"] == {"uv sync": 2, "autovenv": 1}
    assert list(found["ways"]["autovenv"]) == ["all", "git clone", "cd", "autovenv allow", "python -c import"]
    assert found["ways"]["autovenv"]["all"]["batches"] == 1


def test_a_way_that_installs_nothing_is_not_measured(place):
    class Nothing(ways.Uv):
        typed = ("uv venv -q", "source .venv/bin/activate")

    way = Nothing(place, shells.find("bash"))
    way.prepare()
    with pytest.raises(RuntimeError, match="uv sync: the packages are not there"):
        way.run()


def test_one_in_another_environment_is_not_measured(place):
    class Elsewhere(ways.Uv):
        typed = ("UV_PROJECT_ENVIRONMENT=../elsewhere uv sync -q", "source ../elsewhere/bin/activate")

    way = Elsewhere(place, shells.find("bash"))
    way.prepare()
    with pytest.raises(RuntimeError, match="uv sync: the packages are not there"):
        way.run()


@pytest.mark.long
@pytest.mark.parametrize("kind", [each for each in ways.WAYS if each not in {ways.Uv, ways.Autovenv}])
def test_the_others_do_too(place, kind):
    if not kind.is_here():
        pytest.skip(f"no {kind.name} on PATH")
    way = kind(place, shells.find("bash"))
    way.prepare()
    assert way.run() > 0
