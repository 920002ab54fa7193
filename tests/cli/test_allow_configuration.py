"""`allow` from a person's side: what takes effect is what they were shown."""

from __future__ import annotations

import json
import os

import pytest

from tests.commands import run, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")


@pytest.fixture
def shop(home):
    os.makedirs(f"{home}/shop")
    return f"{home}/shop"


def exported(home, directory, **extra):
    done = run(["export", "json"], home, directory, **extra)
    document = json.loads(done.stdout)
    return document["state"], document["set"] if "set" in document else document["variables"]


def test_a_file_and_all_that_it_reads(home, shop):
    write(f"{shop}/.envrc", "export A=1\nsource_env conf/more\ndotenv\n")
    write(f"{shop}/conf/more", "export B=2\n")
    write(f"{shop}/.env", "API_TOKEN=c2VjcmV0LXRoYXQtaXM\n")
    assert exported(home, shop)[0] == "blocked"
    done = run(["allow"], home, shop)
    assert done.returncode == 0, done.stderr
    for line in ("  .envrc        export A=1", "  conf/more     export B=2", "  .env          API_TOKEN=c2VjcmV0LXRoYXQtaXM"):
        assert line in done.stdout.splitlines()
    assert "line 1: API_TOKEN looks like a secret that is written into the file" in done.stdout
    state, variables = exported(home, shop)
    assert state == "active"
    assert {name: variables[name] for name in ("A", "B")} == {"A": "1", "B": "2"}
    write(f"{shop}/conf/more", "export B=3\n")
    assert exported(home, shop)[0] == "blocked", "a sourced file changed"
    done = run(["allow"], home, shop)
    assert "-export B=2" in done.stdout
    assert "+export B=3" in done.stdout
    assert "as it was approved before" in done.stdout
    assert exported(home, shop)[1]["B"] == "3"


def test_a_parents_file_is_shown_too(home, shop):
    write(f"{home}/shop/.envrc", "export A=1\n")
    write(f"{shop}/web/.envrc", "source_up\nexport B=2\n")
    done = run(["allow"], home, f"{shop}/web")
    assert done.returncode == 0, done.stderr
    assert "export A=1" in done.stdout
    assert exported(home, f"{shop}/web")[1]["A"] == "1"
    assert exported(home, shop)[0] == "blocked", "that was consent for the child alone"


def test_a_mistake_in_the_file_is_told_and_the_file_is_approved_all_the_same(home, shop):
    write(f"{shop}/.envrc", "export A=1\nif true; then\n")
    done = run(["allow"], home, shop)
    assert done.returncode == 1
    assert f"{shop}/.envrc:" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert exported(home, shop)[0] == "failed", "no longer blocked"


def test_deny_sticks_until_allow(home, shop):
    write(f"{shop}/.envrc", "export A=1\n")
    assert run(["allow"], home, shop).returncode == 0
    assert run(["deny"], home, shop).returncode == 0
    assert exported(home, shop)[0] == "blocked"
    done = run(["allow"], home, shop)
    assert "export A=1" in done.stdout, "all of it is shown again"
    assert exported(home, shop)[0] == "active"


def test_once_is_for_one_shell(home, shop):
    write(f"{shop}/.envrc", "export A=1\n")
    done = run(["allow", "--once"], home, shop, AUTOVENV_SESSION="11-22")
    assert done.returncode == 0, done.stderr
    assert json.loads(run(["status", "--json"], home, shop, AUTOVENV_SESSION="11-22").stdout)["state"] == "active"
    assert json.loads(run(["status", "--json"], home, shop, AUTOVENV_SESSION="33-44").stdout)["state"] == "blocked"
    done = run(["allow"], home, shop, AUTOVENV_SESSION="11-22")
    assert "export A=1" in done.stdout, "for good is another consent"
    assert exported(home, shop)[0] == "active"


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["fifo", "directory"])
def test_what_is_no_file_is_not_approved_and_hangs_nobody(home, shop, make):
    make(f"{shop}/.envrc")
    done = run(["allow"], home, shop)
    assert done.returncode == 1
    assert "not a regular file" in done.stderr


def test_a_file_beyond_all_measure(home, shop):
    write(f"{shop}/.envrc", "#" * (10 << 20))
    done = run(["allow"], home, shop)
    assert done.returncode == 1
    assert "is larger than 1 MiB" in done.stderr
