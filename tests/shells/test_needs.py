"""A file that reads variables of the shell: evaluated once for their values, not at each entry."""

from __future__ import annotations

import os

import pytest

from autovenv import PROTOCOL
from tests.shells.lookups import open_traced, typed


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


# A variable of the shell's own, which no program sees; made one that they see; and back.
OWN = {"bash": "FOO={0}", "zsh": "FOO={0}", "fish": "set -g FOO {0}", "pwsh": "$FOO = '{0}'"}
EXPORTED = {"bash": "export FOO", "zsh": "export FOO", "fish": "set -gx FOO $FOO"}
NOT_EXPORTED = {"bash": "export -n FOO", "zsh": "typeset +x FOO", "fish": "set -gu FOO $FOO"}


def test_a_variable_that_is_exported_later_is_seen_at_the_next_prompt(stage):
    shell = stage.dialect.name
    if shell not in EXPORTED:
        pytest.skip("there a variable is exported or another one")
    stage.project("proj")
    stage.write("proj/.envrc", 'export X="${FOO:-a}"\n')
    stage.open()
    stage.terminal.type("cd proj")
    stage.terminal.type("autovenv allow --yes")
    for line, text in ((OWN[shell].format("one"), "a"), (EXPORTED[shell], "one"), (NOT_EXPORTED[shell], "a")):
        stage.terminal.type(line)
        assert stage.terminal.type("show X") == [text], line


def test_a_variable_that_is_not_exported_may_change_at_each_prompt(stage, tmp_path):
    """A shell's SECONDS, a theme's timer: what the file sees stays as it is, and nothing is looked at again."""
    stage.project("proj")
    stage.write("proj/.envrc", 'export X="${FOO:-a}"\n')
    log = tmp_path / "trace"
    asked = open_traced(stage, log)
    stage.terminal.type("cd proj")
    stage.terminal.type("autovenv allow --yes")
    if stage.age():
        stage.terminal.type("")
    asked()
    ceilings = f"{stage.home}/.local/state/autovenv/ceilings"  # which each look reads
    assert ceilings in typed(stage, log, "autovenv reload")
    asked()
    for number in range(3):
        there = typed(stage, log, OWN[stage.dialect.name].format(number))
        assert there
        assert ceilings not in there
