"""`allow`, `deny`, `revoke`: consent, given and taken back."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from autovenv.base.paths import state_directory
from autovenv.plan.store import folder
from tests.commands import MINOR, configure, make_foreign, run, surroundings, write

posix = pytest.mark.skipif(os.name == "nt", reason="names and modes are POSIX")


@pytest.fixture
def project(home):
    path = os.path.join(home, "shop")
    os.mkdir(path)
    make_foreign(path)
    return path


def state_of(home, project, **extra):
    done = run(["export", "json"], home, project, **extra)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["state"]


def commit_everything(home, project):
    """A repository that brings its environment."""
    for arguments in (["init", "-q"], ["add", "-f", ".venv"]):
        subprocess.run(["git", "-C", project, *arguments], check=True, env=surroundings(home))


def test_allow_shows_what_it_approves_and_does_the_work(home, project):
    assert state_of(home, project) == "blocked"
    done = run(["allow"], home, project, AUTOVENV_SESSION="1-2-zsh")
    assert (done.returncode, done.stderr) == (0, "")
    shown = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert [name for name, _ in shown] == ["project", "environment", "state"]
    assert dict(shown)["project"] == project
    assert dict(shown)["environment"].startswith(f"{project}/.venv (python {MINOR}")
    assert dict(shown)["environment"].endswith("autovenv did not make it)")
    assert dict(shown)["state"] == "active"
    assert state_of(home, project) == "active"
    assert os.path.exists(f"{folder(state_directory(os.environ), project)}/zsh"), "the next prompt finds the plan"


def test_allow_of_a_directory_that_is_named(home, project):
    assert run(["allow", "shop"], home, home).returncode == 0
    assert state_of(home, project) == "active"


def test_allow_of_a_directory_that_is_a_part_of_a_project_says_so(home, project):
    os.mkdir(f"{project}/docs")
    done = run(["allow", "shop/docs"], home, home)
    assert done.returncode == 0
    assert f"{project}/docs is a part of it: it has no pin, no environment and no configuration of its own" in done.stdout


def test_allow_from_deep_inside(home, project):
    inner = os.path.join(project, "src", "pkg")
    os.makedirs(inner)
    assert run(["allow"], home, inner).returncode == 0
    assert state_of(home, inner) == "active"


def test_consent_is_to_this_very_environment(home, project):
    """What a pull puts in its place is another one."""
    assert run(["allow"], home, project).returncode == 0
    os.rename(f"{project}/.venv", f"{home}/elsewhere")
    os.symlink(f"{home}/elsewhere", f"{project}/.venv")
    assert state_of(home, project) == "blocked"


def test_consent_is_to_this_very_directory(home, project):
    assert run(["allow"], home, project).returncode == 0
    other = os.path.join(home, "shop2")
    os.mkdir(other)
    make_foreign(other)
    assert state_of(home, other) == "blocked"


def test_what_a_repository_brings_is_asked_about_once_more(home, project):
    commit_everything(home, project)
    done = run(["allow"], home, project)
    assert done.returncode == 2
    assert "committed to git: its programs are its author's code" in done.stdout
    assert done.stderr == f"autovenv: {project}/.venv is committed to git: `autovenv allow --yes` approves it without asking\n"
    assert state_of(home, project) == "blocked"
    assert run(["allow", "--yes"], home, project).returncode == 0
    assert state_of(home, project) == "active"


def test_consent_given_before_a_commit_does_not_count_after_it(home, project):
    assert run(["allow"], home, project).returncode == 0
    commit_everything(home, project)
    assert state_of(home, project) == "blocked"


def test_a_directory_without_anything_gets_an_environment(home):
    project = os.path.join(home, "new")
    os.mkdir(project)
    configure(home, 'backend = "venv"\n')
    done = run(["allow"], home, project)
    assert done.returncode == 0, done.stderr
    assert f"{project}/.venv, to be made" in done.stdout
    assert done.stderr.startswith("autovenv: created .venv (python ")
    assert state_of(home, project) == "active"


def test_allow_that_comes_to_nothing_says_why_and_fails(home):
    project = os.path.join(home, "shop")
    write(os.path.join(project, ".python-version"), "3.99\n")
    configure(home, 'python_downloads = "never"\n')
    done = run(["allow"], home, project)
    assert done.returncode == 1
    assert "shop wants python 3.99 (" in done.stderr
    assert done.stdout.splitlines()[-1].split() == ["state", "missing-python"]


def test_allow_where_no_environment_is_wanted_says_why_and_fails(home):
    project = os.path.join(home, "shop")
    write(os.path.join(project, ".python-version"), "system\n")
    done = run(["allow"], home, project)
    assert done.returncode == 1
    assert done.stderr.startswith(f"autovenv: {project}/.python-version:1 asks for the system's Python: ")
    assert done.stderr.count("\n") == 1


def test_once_is_for_one_shell(home, project):
    hooked = {"AUTOVENV_SESSION": "11-22-bash"}
    done = run(["allow", "--once"], home, project, **hooked)
    assert done.returncode == 0, done.stderr
    state = state_directory(os.environ)
    with open(f"{folder(state, project)}/bash", encoding="utf-8") as file:
        assert "AUTOVENV_ONCE' '11-22-bash'" in file.read()
    with open(f"{state}/sessions/11-22-bash.orders", encoding="ascii") as file:
        assert file.read() == "once\n", "the shell is told"
    assert json.loads(run(["status", "--json"], home, project, **hooked).stdout)["state"] == "active"
    assert json.loads(run(["status", "--json"], home, project, AUTOVENV_SESSION="33-44").stdout)["state"] == "blocked"


def test_once_needs_a_hooked_shell(home, project):
    done = run(["allow", "--once"], home, project)
    assert done.returncode == 1
    assert done.stderr == "autovenv: this shell is not hooked: `autovenv install` hooks it, and a new shell has it\n"
    assert state_of(home, project) == "blocked"


def test_deny_is_quiet_and_sticks(home, project):
    assert run(["allow"], home, project).returncode == 0
    done = run(["deny"], home, project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"denied {project}; `autovenv revoke` or `autovenv allow` takes that back\n"
    document = json.loads(run(["export", "json"], home, project).stdout)
    assert (document["state"], document["messages"]) == ("blocked", [])
    assert not os.path.exists(folder(state_directory(os.environ), project)), "open shells look again"


def test_allow_after_deny(home, project):
    run(["deny"], home, project)
    assert run(["allow"], home, project).returncode == 0
    assert state_of(home, project) == "active"


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_revoke_makes_it_as_if_it_were_new(home, project, decision):
    before = json.loads(run(["export", "json"], home, project).stdout)
    run([decision], home, project)
    done = run(["revoke"], home, project)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"revoked what was decided about {project}\n", "")
    assert json.loads(run(["export", "json"], home, project).stdout) == before


@pytest.mark.parametrize("earlier", [[], ["allow"]])
def test_revoke_takes_back_what_was_allowed_once_as_well(home, project, earlier):
    hooked = {"AUTOVENV_SESSION": "11-22"}
    for command in (*([one] for one in earlier), ["allow", "--once"]):
        assert run(command, home, project, **hooked).returncode == 0
    done = run(["revoke"], home, project, **hooked)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"revoked what was decided about {project}\n", "")
    assert state_of(home, project, **hooked) == "blocked"
    assert run(["revoke"], home, project, **hooked).returncode == 1


def test_revoke_of_nothing(home, project):
    done = run(["revoke"], home, project)
    assert (done.returncode, done.stderr) == (1, f"autovenv: nothing was decided about {project}\n")


@pytest.mark.parametrize("command", ["allow", "deny", "revoke", "status", "why"])
def test_no_such_directory(home, command):
    done = run([command, "nowhere"], home, home)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"autovenv: no directory {home}/nowhere\n")


@posix
def test_a_state_directory_of_somebody_else_is_one_line(home, project):
    state = state_directory(os.environ)
    os.makedirs(state)
    os.chmod(state, 0o777)
    done = run(["allow"], home, project)
    assert done.returncode == 1
    assert done.stderr == f"autovenv: {state} can be written by others: `chmod 700 {state}`\n"


@posix
@pytest.mark.parametrize("name", ["a\x1b[2J\x07b", "two\nlines", "\u202egnp.exe", "-n", "it's $(x) `y`"])
def test_what_is_shown_can_not_write_on_the_terminal(home, name):
    project = os.path.join(home, name)
    os.mkdir(project)
    make_foreign(project)
    assert state_of(home, project) == "blocked"
    for command in ("status", "why", "deny", "revoke", "allow"):
        done = run([command], home, project)
        assert done.returncode == 0, done.stderr
        for line in (done.stdout + done.stderr).splitlines():
            assert line.isprintable(), (command, line)
    assert state_of(home, project) == "active"
