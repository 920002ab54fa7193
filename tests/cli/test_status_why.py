"""`status` and `why`: every silence has a reason that one command tells."""

from __future__ import annotations

import json
import os

import pytest

from autovenv.plan.render.json import VERSION
from tests.commands import MINOR, configure, make_foreign, run, write

KEYS = {"version", "root", "state", "set", "unset", "path", "path_back", "path_gone", "watched", "withheld", "messages", "reasons"}
HOOKED = {"AUTOVENV_SESSION": "11-22-bash", "AUTOVENV_CALLED": "1"}


def rows(done):
    """What a report says, by the name in front; of several with one name the last."""
    assert done.returncode == 0, done.stderr
    return dict(line.split(maxsplit=1) for line in done.stdout.replace("also pinned", "also-pinned").splitlines())


@pytest.fixture
def project(home):
    path = os.path.join(home, "shop")
    os.mkdir(path)
    make_foreign(path)
    return path


@pytest.fixture
def approved(home, project):
    assert run(["allow"], home, project).returncode == 0
    return project


def active(project):
    """The environment of a shell that has project active."""
    environ = {"AUTOVENV_UNDO": f"1\x1f{project}\x1fabc\x1eP\x1f{project}/.venv/bin\x1e", "VIRTUAL_ENV": f"{project}/.venv"}
    return HOOKED | environ | {"PATH": f"{project}/.venv/bin:{os.environ['PATH']}"}


def test_status_of_what_is_active(home, approved):
    write(f"{approved}/.python-version", f"{MINOR}\n3.8\n")
    seen = rows(run(["status"], home, approved, **active(approved)))
    assert seen["project"] == approved
    assert seen["state"] == "active"
    assert seen["pin"] == f"{MINOR} ({approved}/.python-version:1)"
    assert seen["also-pinned"] == "3.8"
    assert seen["environment"].startswith(f"{approved}/.venv (python {MINOR}")
    assert seen["shell"] == "active"
    assert "because" not in seen


def test_status_of_what_waits_for_consent(home, project):
    seen = rows(run(["status"], home, project))
    assert seen["state"] == "blocked"
    assert seen["because"].endswith("it needs your consent: `autovenv allow`")


def test_status_of_what_is_to_be_made_makes_nothing(home):
    project = os.path.join(home, "shop")
    write(f"{project}/.python-version", f"{MINOR}\n")
    seen = rows(run(["status"], home, project))
    assert seen["state"] == "pending"
    assert seen["environment"].startswith(f"{project}/.venv, to be made with python {MINOR}.")
    assert os.listdir(project) == [".python-version"], "a report changes nothing"


def test_status_of_what_is_broken(home, approved):
    os.unlink(f"{approved}/.venv/bin/python")
    os.symlink("/nonexistent/python3", f"{approved}/.venv/bin/python")
    seen = rows(run(["status"], home, approved))
    assert seen["state"] == "failed"
    assert "broken: its interpreter" in seen["environment"]
    assert "autovenv did not make it" in seen["because"]


@pytest.mark.parametrize("command", ["status", "why"])
def test_outside_of_any_project(home, command):
    seen = rows(run([command], home, home))
    assert seen["project"] == "none: no directory from here upwards has a mark of one"
    assert seen["shell"].startswith("not hooked")


@pytest.mark.parametrize("command", ["status", "why"])
@pytest.mark.parametrize("where", ["project", "outside"])
def test_json_is_the_plan(home, approved, command, where):
    directory = approved if where == "project" else home
    done = run([command, "--json"], home, directory)
    document = json.loads(done.stdout)
    assert document.keys() == KEYS | {"job"}
    assert document["job"] is None
    assert document["version"] == VERSION
    assert document["root"] == (approved if where == "project" else None)
    exported = json.loads(run(["export", "json"], home, directory).stdout)
    same = KEYS - ({"reasons"} if command == "why" else set())
    assert {key: document[key] for key in same} == {key: exported[key] for key in same}, "there is no second opinion"


def test_a_broken_global_pin_is_nothing_to_a_project_that_has_its_environment(home, approved):
    """`why` looks at every interpreter, to tell what was passed over; that decides nothing."""
    write(f"{home}/.pyenv/version", "nonsense!\n")
    for command in ("status", "why"):
        document = json.loads(run([command, "--json"], home, approved).stdout)
        assert (document["state"], document["messages"]) == ("active", [])


@pytest.mark.skipif(os.name == "nt", reason="names are POSIX")
def test_a_project_whose_name_is_no_text(home):
    project = os.path.join(home, "\udcff")
    write(f"{project}/.python-version", "nonsense!\n")
    for command in ("status", "why"):
        assert "\\udcff" in rows(run([command], home, project))["project"]
        assert json.loads(run([command, "--json"], home, project).stdout)["root"] == project


def test_a_directory_can_be_named(home, approved):
    assert rows(run(["status", "shop"], home, home))["project"] == approved
    assert rows(run(["why", approved], home, home))["state"] == "active"


def test_why_tells_the_chain_with_file_and_line(home, approved):
    write(f"{approved}/.python-version", f"# ours\n{MINOR}\n")
    lines = run(["why"], home, approved).stdout.splitlines()
    topics = [line.split()[0] for line in lines]
    assert topics[0] == "project"
    assert topics[-3:] == ["shell", "daemon", "watched"]
    assert topics.index("pin") < topics.index("decision") < topics.index("state")
    assert any(f"[{approved}/.python-version:2]" in line for line in lines)
    assert any(line.startswith("decision") and "you approved it" in line for line in lines)


def test_why_says_what_is_missing(home):
    project = os.path.join(home, "shop")
    write(f"{project}/.python-version", "3.99\n")
    done = run(["why"], home, project)
    seen = rows(done)
    assert seen["state"] == "missing-python"
    assert "shop wants python 3.99" in seen["decision"]
    assert "passed over" in done.stdout, "each interpreter that is here, and why not that one"


def test_why_of_a_broken_config_file(home, approved):
    path = configure(home, "auto_creat = true\n")
    seen = rows(run(["why"], home, approved))
    assert seen["state"] == "failed"
    assert f"{path}: no setting is called 'auto_creat'; did you mean auto_create?" in seen["decision"]


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "not hooked: `autovenv install` hooks it"),
        (HOOKED, "nothing is active; the next prompt has it"),
        (HOOKED | {"AUTOVENV_OFF": "/x"}, "off in /x"),
        (HOOKED | {"VIRTUAL_ENV": "/by/hand"}, "autovenv did not activate /by/hand"),
        (HOOKED | {"CONDA_DEFAULT_ENV": "science"}, "conda's science is active"),
        (HOOKED | {"CONDA_DEFAULT_ENV": "base"}, "nothing is active; the next prompt has it"),
        (active("/other"), "/other is active"),
    ],
)
def test_the_shells_own_reasons(home, approved, environ, said):
    for command in ("status", "why"):
        assert rows(run([command], home, approved, **environ))["shell"].startswith(said)


def test_an_environment_by_hand_over_the_projects_own(home, approved):
    environ = active(approved) | {"VIRTUAL_ENV": "/by/hand"}
    assert rows(run(["status"], home, approved, **environ))["shell"].startswith("/by/hand is active over this project's")


@pytest.mark.skipif(os.name == "nt", reason="names are POSIX")
def test_a_pin_can_not_write_on_the_terminal(home):
    project = os.path.join(home, "shop")
    write(f"{project}/.python-version", "3.12\x1b[2J\x07\n")
    for command in ("status", "why"):
        done = run([command], home, project)
        assert done.returncode == 0
        assert all(line.isprintable() for line in (done.stdout + done.stderr).splitlines())
        assert "failed" in done.stdout
