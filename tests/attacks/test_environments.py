"""An approved file names an environment; what a repository puts there since, or leads it to, is code of somebody else's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from autovenv import PROTOCOL
from tests.commands import BASE, MINOR, make_foreign, run, run_helper, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")
GIT = pytest.mark.skipif(shutil.which("git") is None, reason="no git on PATH")
BASH = "for a in 1; do :; done\n"
EVALUATORS = pytest.mark.parametrize("extra", ["", BASH], ids=["declarative", "bash"])


@pytest.fixture
def shop(home):
    os.makedirs(f"{home}/shop")
    return f"{home}/shop"


def git(directory, *arguments):
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always", *arguments]
    subprocess.run(command, cwd=directory, check=True, capture_output=True, env={"PATH": os.environ["PATH"], "HOME": directory})


def plan_of(home, directory, **extra):
    document = json.loads(run(["export", "json"], home, directory, **extra).stdout)
    return document["state"], (document.get("set") or {}).get("VIRTUAL_ENV")


def evil_python(path):
    """A program that leaves a trace when it is run."""
    write(path, f'#!/bin/sh\ntouch "{path}.was-run"\nexec "{BASE}" "$@"\n')
    os.chmod(path, 0o755)
    return path


LAYOUTS = [
    "layout python3\n",
    "layout virtualenv\n",
    "use venv .venv\n",
    "source .venv/bin/activate\n",
    "layout uv\n",
    "export VIRTUAL_ENV=$PWD/.venv\nPATH_add .venv/bin\n",
]


@GIT
@pytest.mark.parametrize("top", ["", "src"])
def test_consent_ends_where_git_tracks_it_however_far_up_the_repository_begins(home, top):
    """At a ceiling, or in the home directory, whose repository (dotfiles) no pin is looked for in."""
    repository = f"{home}/{top}".rstrip("/")
    project = f"{home}/src/shop"
    write(f"{project}/.python-version", f"{MINOR}\n")
    environment = make_foreign(project)
    git(repository, "init", "-q")
    ceiling = {"GIT_CEILING_DIRECTORIES": repository}
    assert run(["allow", "--yes"], home, project, **ceiling).returncode == 0
    assert plan_of(home, project, **ceiling) == ("active", environment)
    git(repository, "add", "-f", "src/shop/.venv/pyvenv.cfg" if not top else "shop/.venv/pyvenv.cfg")
    assert plan_of(home, project, **ceiling)[1] is None


@GIT
@EVALUATORS
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_committed_environment_is_pointed_out(home, shop, layout, extra):
    environment = make_foreign(shop)
    shutil.rmtree(f"{environment}/lib")
    write(f"{shop}/.envrc", layout + extra)
    write(f"{shop}/pyproject.toml", "[project]\nname = 'a'\n")
    git(shop, "init", "-q")
    git(shop, "add", "-f", ".")
    done = run(["allow"], home, shop)
    assert done.returncode in {1, 2}
    assert "committed to git" in done.stdout + done.stderr
    state, active = plan_of(home, shop)
    assert (state, active) != ("active", environment)
    assert active is None
    done = run(["allow", "--yes"], home, shop)
    assert "committed to git" in done.stdout


@GIT
@EVALUATORS
def test_an_environment_that_is_committed_after_the_file_was_approved(home, shop, extra):
    git(shop, "init", "-q")
    make_foreign(shop)
    write(f"{shop}/.envrc", "layout python3\n" + extra)
    assert run(["allow"], home, shop).returncode == 0
    assert plan_of(home, shop)[0] == "active"
    run_helper(["plan", PROTOCOL, "bash", shop], home, shop)
    git(shop, "add", "-f", ".venv/bin")
    assert plan_of(home, shop)[1] is None
    with open(f"{home}/.local/state/autovenv/plans-{PROTOCOL}{shop}/.autovenv-plan/bash") as file:
        assert f"{shop}/.git/index" in file.read(), "open shells see it, too"


@GIT
def test_an_environment_in_a_submodule(home, shop):
    git(shop, "init", "-q")
    module = f"{home}/module"
    os.makedirs(module)
    git(module, "init", "-q")
    shutil.rmtree(f"{make_foreign(module)}/lib")
    git(module, "add", "-f", ".venv")
    git(module, "commit", "-qm", "a")
    git(shop, "submodule", "add", "-q", module, "sub")
    write(f"{shop}/.envrc", "source sub/.venv/bin/activate\n")
    assert f"{module}/.venv" in run(["allow", "--yes"], home, shop).stderr, "it was made for another place, and a line says so"
    assert plan_of(home, shop)[1] is None


def test_a_git_file_that_can_not_be_read_counts_as_tracking(home, shop):
    make_foreign(shop)
    write(f"{shop}/.git", "gitdir: /nowhere" + "\n" * 70_000)
    done = run(["allow"], home, shop)
    assert done.returncode == 2
    assert "is committed to git" in done.stderr
    assert plan_of(home, shop)[1] is None
    assert run(["allow", "--yes"], home, shop).returncode == 0
    assert plan_of(home, shop)[1] is not None


@EVALUATORS
def test_a_pin_that_names_a_program_is_not_part_of_what_was_approved(home, shop, extra):
    write(f"{shop}/.envrc", "layout python\n" + extra)
    write(f"{shop}/.python-version", "system\n")
    run(["allow"], home, shop)
    shutil.rmtree(f"{shop}/.venv", ignore_errors=True)
    program = evil_python(f"{home}/elsewhere/bin/python")
    write(f"{shop}/.python-version", f"{program}\n")
    _, active = plan_of(home, shop)
    run_helper(["plan", PROTOCOL, "bash", shop], home, shop)
    assert not os.path.exists(f"{program}.was-run")
    assert active is None


def led(home, shop, config):
    """An environment that a stranger has put on this machine, outside of the repository, and a tool's file that leads there."""
    os.makedirs(f"{home}/tmp", exist_ok=True)
    environment = make_foreign(f"{home}/tmp")
    for name, text in config.items():
        write(f"{shop}/{name}", text.format(environment=environment, above=os.path.dirname(environment)))
    return environment


LED = {
    "pdm": {".pdm-python": "{environment}/bin/python\n"},
    "hatch": {"hatch.toml": '[envs.default]\npath = "{environment}"\n'},
    "conda": {"environment.yml": "prefix: {environment}\n"},
}


@GIT
@EVALUATORS
@pytest.mark.parametrize("kind", LED)
def test_a_tool_s_file_that_was_not_approved_leads_nowhere_outside(home, shop, kind, extra):
    git(shop, "init", "-q")
    write(f"{shop}/pyproject.toml", "[project]\nname = 'a'\n")
    write(f"{shop}/.envrc", f"layout {kind}\n" + extra)
    run(["allow"], home, shop)
    environment = led(home, shop, LED[kind])
    assert plan_of(home, shop)[1] != environment


@GIT
@EVALUATORS
def test_a_pointer_that_changed_since(home, shop, extra):
    git(shop, "init", "-q")
    write(f"{shop}/.envrc", "layout python\n" + extra)
    run(["allow"], home, shop)
    environment = led(home, shop, {})
    shutil.rmtree(f"{shop}/.venv", ignore_errors=True)
    write(f"{shop}/.venv", environment + "\n")
    assert plan_of(home, shop)[1] != environment
    os.unlink(f"{shop}/.venv")
    os.symlink(environment, f"{shop}/.venv")
    assert plan_of(home, shop)[1] != environment
