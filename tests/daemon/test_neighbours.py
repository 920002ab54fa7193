"""Projects beside one another: nothing of one reaches another, and nobody's work is undone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from autovenv.daemon import known
from autovenv.env.in_use import is_in_use
from autovenv.python.installed import find_interpreters
from tests.commands import make_foreign, surroundings, write
from tests.daemon.conftest import need_proc
from tests.patience import PATIENCE, wait_until

FILE = "pyvenv.cfg"


@pytest.fixture
def versions(home):
    there = [
        one.version for one in find_interpreters(surroundings(home), "/").interpreters if one.implementation == "cpython" and not one.pre
    ]
    found = sorted({version[:2] for version in there if version >= (3, 8)}, reverse=True)
    if len(found) < 2:
        pytest.skip("one Python alone is installed")
    return [".".join(map(str, minor)) for minor in found]


def environment_of(keeper, name, version, **extra):
    """Make a project with an environment of that version; return its path."""
    root = os.path.join(keeper.home, name)
    keeper.pin(root, version)
    keeper.helper(root, **extra)
    return root


def version_in(environment):
    with open(os.path.join(environment, FILE), encoding="utf-8") as file:
        return next(line.split("=")[1].strip() for line in file if line.startswith("version"))


def test_an_environment_outside_of_the_project_is_left_to_shells(keeper, versions):
    both = os.path.join(keeper.home, "both")
    write(os.path.join(keeper.home, "one", "uv.lock"), "version = 1\n")
    write(os.path.join(keeper.home, "one", "pyproject.toml"), "[project]\nname = 'one'\nversion = '1'\n")
    root = environment_of(keeper, "one", versions[0], UV_PROJECT_ENVIRONMENT=both)
    if not os.path.isdir(both):
        pytest.fail("the project has no environment outside")
    keeper.start(UV_PROJECT_ENVIRONMENT=both)
    before = version_in(both)
    keeper.pin(root, versions[1])
    wait_until(lambda: "left to its shells" in keeper.log(), "the daemon did not hear of it")
    assert version_in(both) == before


def test_what_the_daemon_makes_has_the_rights_that_a_prompt_would_give(keeper, versions):
    root = environment_of(keeper, "work", versions[0])
    environment = os.path.join(root, ".venv")
    wanted = stat.S_IMODE(os.stat(environment).st_mode), stat.S_IMODE(os.stat(os.path.join(environment, FILE)).st_mode)
    keeper.begin()  # as a helper starts it: its surroundings are those of the project
    keeper.wait_until_it_stands()
    keeper.pin(root, versions[1])
    wait_until(
        lambda: os.path.exists(os.path.join(environment, FILE)) and version_in(environment).startswith(versions[1]), "it is as it was"
    )
    found = stat.S_IMODE(os.stat(environment).st_mode), stat.S_IMODE(os.stat(os.path.join(environment, FILE)).st_mode)
    assert found == wanted


def test_a_variable_of_the_daemons_is_no_projects(keeper, versions):
    shared = os.path.join(keeper.home, "shared")
    write(os.path.join(keeper.home, "two", "uv.lock"), "version = 1\n")
    write(os.path.join(keeper.home, "two", "pyproject.toml"), "[project]\nname = 'two'\nversion = '1'\n")
    root = environment_of(keeper, "two", versions[0])
    keeper.start(UV_PROJECT_ENVIRONMENT=shared)
    keeper.pin(root, f"# the same\n{versions[0]}")
    wait_until(lambda: "planned: " in keeper.log(), "the daemon did not hear of it")
    assert ("UV_PROJECT_ENVIRONMENT", None) in known.read(root, keeper.state).variables
    assert not os.path.exists(shared)


@pytest.mark.parametrize("way", ["active", "by path", "by a path from here", "a script by path"])
def test_a_program_of_an_environment_is_seen_while_it_runs(tmp_path, way):
    """It was started with the environment active, or by the path of its `python` or of a script, with none active."""
    need_proc()
    environment = make_foreign(str(tmp_path))
    environ = {"VIRTUAL_ENV": environment} if way == "active" else {}
    script = write(f"{environment}/bin/tool", "input()\n")
    command = {
        "active": [sys.executable, "-c", "input()"],
        "by path": [f"{environment}/bin/python", "-c", "input()"],
        "by a path from here": ["./.venv/bin/python", "-c", "input()"],
        "a script by path": [sys.executable, script],
    }[way]
    assert not is_in_use(environment)
    with subprocess.Popen(command, env=environ, cwd=tmp_path, stdin=subprocess.PIPE) as child:
        wait_until(lambda: is_in_use(environment), "it is not seen")
        child.communicate(b"\n", timeout=PATIENCE)
    assert not is_in_use(environment)
