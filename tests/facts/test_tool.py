"""The tool of a project, and the place of its environment, as the planner gets to know them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from autovenv.facts.look import look
from tests.commands import MINOR, make_foreign, run, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")
POETRY = '[tool.poetry]\nname = "shop"\nversion = "1"\n'
CONDA = """#!/bin/sh
echo "conda $*" >> "$HOME/typed"
while [ $# -gt 1 ]; do shift; done
mkdir -p "$1/conda-meta" "$1/bin" && : > "$1/conda-meta/history" && echo '{}' > "$1/conda-meta/python-3.12.1-h0_0.json" && ln -s PYTHON "$1/bin/python"
"""


@pytest.fixture
def shop(home):
    os.makedirs(f"{home}/shop")
    return f"{home}/shop"


def facts_of(home, root, **extra):
    return look(root, {"HOME": home, "PATH": "/usr/bin:/bin", **extra}).facts


def test_a_broken_file_of_the_tools_is_named_where_a_pin_asks_for_an_environment(home, shop):
    write(f"{shop}/pyproject.toml", POETRY)
    write(f"{shop}/poetry.toml", "[virtualenvs\n")
    write(f"{shop}/.python-version", f"{MINOR}\n")
    facts = facts_of(home, shop)
    assert f"{shop}/poetry.toml" in facts.unplaced
    assert facts.command == ()
    done = run(["export", "json"], home, shop)
    assert f"{shop}/poetry.toml" in done.stdout.partition('"reasons"')[0] + done.stderr
    assert not os.path.exists(f"{shop}/.venv")


def test_an_old_venv_gives_way_to_the_place_that_a_variable_names(home, shop):
    write(f"{shop}/uv.lock", "")
    make_foreign(shop)
    assert facts_of(home, shop).environment == f"{shop}/.venv"
    facts = facts_of(home, shop, UV_PROJECT_ENVIRONMENT=f"{home}/x")
    assert (facts.environment, facts.state) == (f"{home}/x", "absent")


@pytest.mark.parametrize("lock", ["uv.lock", "README"])
def test_an_old_venv_of_a_member_gives_way_to_that_of_its_workspace(home, shop, lock):
    write(f"{shop}/pyproject.toml", '[project]\nname = "shop"\n[tool.uv.workspace]\nmembers = ["libs/*"]\n')
    write(f"{shop}/libs/a/pyproject.toml", '[project]\nname = "a"\n')
    write(f"{shop}/libs/a/{lock}", "")
    make_foreign(f"{shop}/libs/a")
    assert facts_of(home, f"{shop}/libs/a").environment == f"{shop}/.venv"


@pytest.mark.parametrize("tool", ["uv", "pdm", "rye"])
def test_a_member_without_a_mark_of_its_tool_shares_the_environment(home, shop, tool):
    write(f"{shop}/pyproject.toml", f'[project]\nname = "shop"\n[tool.{tool}.workspace]\nmembers = ["libs/*"]\n')
    write(f"{shop}/libs/a/pyproject.toml", '[project]\nname = "a"\n')
    write(f"{shop}/libs/a/.python-version", f"{MINOR}\n")
    assert facts_of(home, f"{shop}/libs/a").environment == f"{shop}/.venv"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_an_environment_above_the_project_where_others_may_write_is_a_matter_of_consent(home, shop):
    write(f"{shop}/pyproject.toml", '[project]\nname = "shop"\n[tool.uv.workspace]\nmembers = ["libs/*"]\n')
    write(f"{shop}/libs/a/pyproject.toml", '[project]\nname = "a"\n')
    write(f"{shop}/libs/a/.python-version", f"{MINOR}\n")
    os.chmod(shop, 0o777)
    facts = facts_of(home, f"{shop}/libs/a")
    assert facts.exposed == f"has its environment in {shop}, which lies where everybody may write"
    assert not facts.cure, "whoever shares it may need it so"
    run(["export", "json"], home, f"{shop}/libs/a")
    assert not os.path.exists(f"{shop}/.venv")


def test_an_old_venv_gives_way_where_poetry_takes_none(home, shop):
    write(f"{shop}/pyproject.toml", POETRY)
    write(f"{shop}/poetry.toml", "[virtualenvs]\nin-project = false\n")
    make_foreign(shop)
    assert facts_of(home, shop).pattern.endswith("-py{version}")


def test_ryes_environment_is_ryes_to_make(home, shop):
    write(f"{shop}/pyproject.toml", "[project]\n[tool.rye]\n")
    write(f"{shop}/.python-version", f"{MINOR}\n")
    facts = facts_of(home, shop)
    assert (facts.environment, facts.command) == (f"{shop}/.venv", ("rye", "sync"))
    run(["export", "json"], home, shop)
    assert not os.path.exists(f"{shop}/.venv")


def test_the_users_place_stands_for_what_is_a_tools_default_alone(home, shop):
    write(f"{shop}/pyproject.toml", "[project]\n[tool.hatch.envs.default]\n")
    write(f"{shop}/hatch.toml", '[envs.default]\npath = ".venv"\n')
    assert facts_of(home, shop, AUTOVENV_VENV_PATH=".venv-here").environment == f"{shop}/.venv"
    write(f"{shop}/uv.lock", "")
    assert facts_of(home, shop, AUTOVENV_VENV_PATH=".venv-here").environment == f"{shop}/.venv-here"
    assert facts_of(home, shop, AUTOVENV_VENV_PATH=".venv-here", UV_PROJECT_ENVIRONMENT=".venv").environment == f"{shop}/.venv"


def test_what_was_asked_about_conda_is_watched_where_another_tool_decides(home, shop):
    write(f"{shop}/environment.yml", "name: shop\n")
    write(f"{shop}/requirements.txt", "thing\n")
    facts = facts_of(home, shop)
    assert facts.tool == "pip"
    assert any(one.path.startswith(f"{home}/.conda/envs/shop") for one in facts.inputs)
    assert "CONDA_EXE" in dict(facts.needs)


def test_what_was_asked_about_a_link_or_a_workspace_is_watched_where_there_is_none(home, shop):
    write(f"{shop}/pyproject.toml", '[project]\nname = "shop"\n')
    write(f"{shop}/libs/a/pyproject.toml", '[project]\nname = "a"\n')
    write(f"{shop}/libs/a/.python-version", f"{MINOR}\n")
    os.makedirs(f"{home}/.virtualenvs")
    facts = facts_of(home, f"{shop}/libs/a")
    assert facts.tool == "pip"
    watched = {one.path for one in facts.inputs}
    assert {f"{shop}/pyproject.toml", f"{home}/.virtualenvs"} <= watched
    assert "WORKON_HOME" in dict(facts.needs)


def test_condas_environment_is_made_at_its_own_place_by_the_command_that_was_shown(home, shop):
    write(f"{shop}/environment.yml", "name: shop\ndependencies:\n  - python\n")
    os.chmod(write(f"{home}/bin/conda", CONDA.replace("PYTHON", os.path.realpath(sys.executable))), 0o755)
    path = f"{home}/bin:/usr/bin:/bin"
    typed = f"conda env create --file environment.yml --prefix {home}/envs/shop"
    given = {"PATH": path, "CONDA_ENVS_DIRS": f"{home}/envs"}
    done = run(["allow"], home, shop, **given)
    shown = f"{home}/envs/shop, to be made by `{typed.partition(' --prefix')[0]}`"
    assert shown in done.stdout, done.stdout + done.stderr
    with open(f"{home}/typed", encoding="utf-8") as file:
        assert file.read().splitlines() == [typed]
    assert not os.path.lexists(f"{shop}/.venv")
    assert '"active"' in run(["export", "json"], home, shop, **given).stdout
    assert subprocess.run([f"{home}/envs/shop/bin/python", "-c", ""], check=False).returncode == 0
