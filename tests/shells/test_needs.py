"""A file that reads variables of the shell: evaluated once for their values, not at each entry."""

from __future__ import annotations

import os

from autovenv import PROTOCOL


def _plan(stage):
    return f"{stage.home}/.local/state/autovenv/plans-{PROTOCOL}{stage.home}/proj/.autovenv-plan/{stage.dialect.name}"


def test_what_it_reads_is_the_same_again_so_nothing_is_evaluated_again(stage):
    stage.project("proj")
    stage.write("proj/.envrc", 'export X="${FOO:-a}$NONE"\nPATH_rm /usr/sbin\nPATH_add bin\nexport PYENV_VERSION=${PV:-3.9}\n')
    stage.open(extra={"FOO": "one"})
    stage.terminal.type("cd proj")
    stage.terminal.type("autovenv allow --yes")
    stage.age()
    stage.terminal.type("")
    assert stage.terminal.type("show X") == ["one"]
    then = os.stat(_plan(stage)).st_mtime_ns
    for _ in range(2):
        stage.terminal.type("cd ..")
        assert stage.terminal.type("show PYENV_VERSION") == ["unset"]
        stage.terminal.type("cd proj")
        assert stage.terminal.type("show X") == ["one"]
    stage.open(extra={"FOO": "one"})
    stage.terminal.type("cd proj")
    assert stage.terminal.type("show X") == ["one"]
    assert os.stat(_plan(stage)).st_mtime_ns == then, "the helper stored a new plan, though nothing was different"


def test_two_shells_with_different_values_keep_their_own(stage):
    stage.project("proj")
    stage.write("proj/.envrc", 'export X="${FOO:-a}"\n')
    one = stage.open(extra={"FOO": "one"})
    one.type("cd proj")
    one.type("autovenv allow --yes")
    stage.age()
    one.type("")
    other = stage.open(extra={"FOO": "other"})
    other.type("cd proj")
    assert other.type("show X") == ["other"]
    then = os.stat(_plan(stage)).st_mtime_ns
    for _ in range(2):
        assert one.type("show X") == ["one"]
        assert other.type("show X") == ["other"]
    assert os.stat(_plan(stage)).st_mtime_ns == then, "they took each other's plans away"
