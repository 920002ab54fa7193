"""`status` tells what the shell has: the same plan, and whether it is in force here."""

from __future__ import annotations

import json

import pytest

IN_TURN = True


@pytest.fixture
def shop(stage, versions):
    """A shell in a project that sets variables and has an environment."""
    path = stage.project("shop", versions[0])
    stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~"]\n')
    stage.write("shop/.envrc", "export COLOUR=teal ODD=$'a \"b\\' $c'\nunset GONE\nPATH_add scripts\n")
    stage.open(extra={"GONE": "not yet"})
    stage.terminal.type("cd shop")
    return path


def plan_told(stage):
    """What `status --json` says in this shell."""
    document = f"{stage.home}/status.json"
    stage.terminal.type(f"autovenv status --json > {stage.quote(document)}")
    with open(document, encoding="utf-8") as file:
        return json.load(file)


def status(stage):
    """What `status` says, by the name in front."""
    return {line[:12].strip(): line[14:] for line in stage.terminal.type("autovenv status")}


def show(stage, name):
    (text,) = stage.terminal.type(f"show {name}")
    return text


def told_as_it_is(stage):
    """The plan that `status` tells of, which is compared with what a child process sees."""
    told = plan_told(stage)
    assert {name: show(stage, name) for name in told["set"]} == told["set"]
    assert [show(stage, name) for name in told["unset"]] == ["unset"] * len(told["unset"])
    assert show(stage, "PATH") == ":".join([*told["path"], stage.environ["PATH"]])
    return told


def test_inside(stage, shop):
    told = told_as_it_is(stage)
    assert told["state"] == "active"
    assert told["set"].keys() >= {"COLOUR", "ODD"}
    assert "GONE" in told["unset"]
    assert told["path"][0] == f"{shop}/scripts"
    assert status(stage)["shell"] == "active"


def test_not_in_force(stage, shop):
    stage.terminal.type("autovenv off")
    assert show(stage, "COLOUR") == "unset"
    assert status(stage)["shell"].startswith("off")
    stage.terminal.type("autovenv on")
    assert show(stage, "COLOUR") == "teal"
    assert status(stage)["shell"] == "active"


def test_a_file_that_changed_and_waits_for_consent(stage, shop):
    """What needs none stays in force, and is told of."""
    stage.write(".config/autovenv/config.toml", "")
    stage.write("shop/.envrc", "export COLOUR=red\n")
    stage.terminal.type("")
    assert show(stage, "COLOUR") == "unset"
    assert not told_as_it_is(stage)["set"].keys() & {"COLOUR", "ODD"}
    assert status(stage)["not in force"] == f"{shop}/.envrc: `autovenv allow {shop}`"
