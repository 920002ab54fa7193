"""A tool's files say where its environment is: none leads to another one, or has one made elsewhere, before there is consent."""

from __future__ import annotations

import json
import os
import venv

import pytest

from tests.commands import BASE, MINOR, run, run_helper, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")
PIN = {".python-version": f"{MINOR}\n"}
HATCH = "[tool.hatch.envs.default]\n"
POETRY = '[tool.poetry]\nname = "shop"\nversion = "1"\n'


@pytest.fixture
def shop(home):
    """A function that writes the files of a project and returns its directory."""

    def write_all(files, name="shop"):
        for file, text in files.items():
            write(f"{home}/{name}/{file}", text.replace("HOME", home))
        return f"{home}/{name}"

    return write_all


def made(path):
    venv.create(path, symlinks=True, with_pip=False)
    return path


def made_by_conda(path):
    write(f"{path}/conda-meta/history", "")
    write(f"{path}/conda-meta/python-{MINOR}.0-h0_0.json", "{}")
    os.makedirs(f"{path}/bin")
    os.symlink(BASE, f"{path}/bin/python")
    return path


def plan_of(home, directory, **extra):
    done = run(["export", "json"], home, directory, **extra)
    document = json.loads(done.stdout)
    assert "Traceback" not in done.stderr
    return document["state"], document.get("set") or {}, " ".join([*document["messages"], *(one["text"] for one in document["reasons"])])


def below(directory):
    return sorted(os.path.join(folder, name) for folder, folders, names in os.walk(directory) for name in (*folders, *names))


@pytest.mark.parametrize("name", ["HOME/clone/venv", "../../../../../../clone/venv", "a/b", "x\\\\u0000y", "", "-", "."])
def test_a_name_of_hatchs_project_names_no_directory(home, shop, name):
    made(f"{home}/clone/venv")
    root = shop({"pyproject.toml": f'[project]\nname = "{name}"\n'.replace("\\\\", "\\") + HATCH})
    state, given, said = plan_of(home, root)
    assert (state, given) == ("nothing", {})
    assert "pyproject.toml" in said


@pytest.mark.parametrize("name", ["HOME/clone/venv", "../../clone/venv", "..", "a\0b"])
def test_a_name_in_environment_yml_names_no_directory(home, shop, name):
    made_by_conda(f"{home}/clone/venv")
    os.makedirs(f"{home}/.conda/envs")
    assert plan_of(home, shop({"environment.yml": f"name: {name}\n"}))[:2] == ("nothing", {})


def test_an_environment_of_condas_own_is_active_all_the_same(home, shop):
    path = made_by_conda(f"{home}/.conda/envs/shop")
    state, given, _ = plan_of(home, shop({"environment.yml": "name: shop\n"}))
    assert (state, given["CONDA_PREFIX"]) == ("active", path)


def test_one_in_condas_list_that_lies_elsewhere_needs_consent(home, shop):
    path = made_by_conda(f"{home}/clone/shop")
    write(f"{home}/.conda/environments.txt", f"{path}\n")
    assert plan_of(home, shop({"environment.yml": "name: shop\n"}))[:2] == ("blocked", {})


def test_what_an_archive_brings_above_the_project_is_not_outside_of_it(home, shop):
    made_by_conda(f"{home}/archive/.pixi/envs/default")
    root = shop({"pixi.toml": "", "sub/pixi.lock": ""}, "archive")
    assert plan_of(home, f"{root}/sub")[:2] == ("blocked", {})


@pytest.mark.parametrize("virtual", [".hatch", "HOME/archive/.hatch"])
def test_hatchs_directory_in_the_project_is_not_outside_of_it(home, shop, virtual):
    write(f"{home}/.config/hatch/config.toml", f'[dirs.env]\nvirtual = "{virtual}"\n'.replace("HOME", home))
    made(f"{home}/archive/.hatch/shop")
    root = shop({"pyproject.toml": '[project]\nname = "shop"\n', "sub/hatch.toml": "", "sub/.python-version": MINOR}, "archive")
    assert plan_of(home, f"{root}/sub")[:2] == ("blocked", {})


@pytest.mark.parametrize(
    "variable",
    [
        ("POETRY_CONFIG_DIR", "conf", '[virtualenvs]\npath = "HOME/clone"\n'),
        ("PDM_CONFIG_FILE", "conf/config.toml", '[venv]\nlocation = "HOME/clone"\nin_project = false\n'),
    ],
)
def test_settings_by_a_relative_path_are_the_projects(home, shop, variable):
    name, value, text = variable
    files = {**PIN, "conf/config.toml": text, "pyproject.toml": POETRY if "POETRY" in name else "[tool.pdm]\n"}
    state, _, said = plan_of(home, shop(files), **{name: value})
    assert state == "blocked", said
    assert not os.path.exists(f"{home}/clone")


ELSEWHERE = {
    "poetry": {"pyproject.toml": POETRY, "poetry.toml": '[virtualenvs]\npath = "HOME/victim"\n'},
    "poetry above": {"pyproject.toml": POETRY, "poetry.toml": '[virtualenvs]\npath = "HOME"\n'},
    "poetry through a link": {"pyproject.toml": POETRY, "poetry.toml": '[virtualenvs]\npath = "out"\n'},
    "pdm": {"pyproject.toml": "[tool.pdm]\n", "pdm.toml": '[venv]\nlocation = "HOME/victim"\nin_project = false\n'},
}


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_no_directory_that_a_file_of_the_project_names_is_made_without_consent(home, shop, kind):
    root = shop({**PIN, **ELSEWHERE[kind]})
    os.symlink(f"{home}/victim", f"{root}/out")
    before = os.listdir(home)
    state, given, said = plan_of(home, root)
    assert (state, given) == ("blocked", {})
    assert "`autovenv allow`" in said
    assert [name for name in os.listdir(home) if name not in {*before, ".local", ".cache"}] == []
    os.unlink(f"{root}/out")
    done = run(["allow", "--no-install"], home, root)
    assert done.returncode == 0, done.stderr
    state, given, _ = plan_of(home, root)
    assert state == "active"
    assert given["VIRTUAL_ENV"].startswith((f"{home}/victim/", f"{root}/out/", f"{home}/shop-"))


def test_an_empty_directory_that_a_venv_file_names_is_not_filled_without_consent(home, shop):
    os.makedirs(f"{home}/a/victim")
    root = shop({**PIN, "Pipfile": "", ".venv": "HOME/a/victim"})
    assert plan_of(home, root)[0] == "blocked"
    assert os.listdir(f"{home}/a/victim") == []


@pytest.mark.parametrize("name", ["HOME/victim", "../victim"])
def test_a_name_of_poetrys_project_names_no_directory(home, shop, name):
    root = shop({**PIN, "pyproject.toml": POETRY.replace("shop", name)})
    state, given, said = plan_of(home, root)
    assert (state, given) == ("nothing", {})
    assert "no name of an environment" in said
    assert not [path for path in below(home) if "victim" in path or path.endswith("envs.toml")]


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": '[project]\nname = "x\\u0000y"\n' + HATCH},
        {"pyproject.toml": HATCH, "hatch.toml": '[envs.default]\npath = "a\\u0000b"\n'},
        {"pyproject.toml": POETRY, "poetry.toml": '[virtualenvs]\npath = "a\\u0000b"\n'},
        {"pyproject.toml": POETRY.replace("shop", "x\\u0000y")},
        {"pyproject.toml": "[tool.pdm]\n", "pdm.toml": '[venv]\nlocation = "a\\u0000b"\n'},
        {"environment.yml": "name: a\0b\n"},
        {"environment.yml": "prefix: a\0b\n"},
        {"Pipfile": "", ".venv": "a\0b"},
    ],
)
def test_a_nul_in_a_name_or_a_path_is_one_line(home, shop, files):
    root = shop({**PIN, **files})
    done = run_helper(["plan", "1", "bash", root], home, root)
    assert "bug" not in done.stderr
    assert plan_of(home, root)[0] in {"nothing", "blocked", "failed", "active"}
