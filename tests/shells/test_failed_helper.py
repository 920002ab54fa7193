"""The helper failed (killed, no place for the state): it is asked again after an edit, and at no prompt before."""

from __future__ import annotations

import os

import pytest

import autovenv

KILLED = """\
import os, sys
with open({counter!r}, "a") as file:
    file.write("asked\\n")
if os.path.exists({fail!r}):
    os.kill(os.getpid(), 9)
os.execv(sys.executable, [sys.executable, "-I", "-S", {real!r}, *sys.argv[1:]])
"""


def asked(path):
    with open(path, encoding="utf-8") as file:
        return len(file.readlines())


def rested(stage, counter):
    """How often the helper was asked, once a prompt asks it no more. (A file that is younger than a tick is looked at twice.)"""
    stage.age()
    stage.terminal.type("")
    times = asked(counter)
    stage.terminal.type("")
    assert asked(counter) == times, "a prompt at which nothing changed runs nothing"
    return times


@pytest.fixture
def killed(stage):
    """Opens a shell whose helper is killed as long as a file is there: `killed()` returns the list of those who asked, and that file."""

    def start(**extra):
        real = os.path.join(os.path.dirname(os.path.abspath(autovenv.__file__)), "hook", "__main__.py")
        counter, fail = f"{stage.home}/counter", stage.write("fail", "")
        double = stage.write("helper.py", KILLED.format(counter=counter, fail=fail, real=real))
        stage.dialect.write_rc(stage.home, stage.environ)
        static = f"{stage.home}/hook.{stage.dialect.name}" + (".ps1" if stage.dialect.name == "pwsh" else "")
        with open(static, encoding="utf-8") as file:
            text = file.read()
        assert real in text
        with open(static, "w", encoding="utf-8") as file:
            file.write(text.replace(real, double))
        stage.open(hooked=False, after=f". {stage.quote(static)}", extra=extra)
        return counter, fail

    return start


def test_a_helper_that_was_killed_is_asked_again_after_an_edit(stage, killed, versions):
    stage.project("shop", "3.99")
    counter, fail = killed()
    stage.age()
    stage.terminal.type("cd shop")
    assert stage.terminal.type("show VIRTUAL_ENV") == ["unset"]
    first = rested(stage, counter)
    stage.write("shop/.python-version", f"{versions[0]}  # killed, too\n")
    stage.terminal.type("")
    assert asked(counter) > first, "the edit is seen"
    rested(stage, counter)
    os.unlink(fail)
    stage.write("shop/.python-version", f"{versions[0]}\n")
    stage.play(">\nautovenv: created .venv …\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")


def test_a_helper_that_was_killed_is_asked_again_by_reload(stage, killed, versions):
    """Right below a ceiling: no other directory shows that the time of the look is gone."""
    stage.project("work/shop", versions[0])
    os.makedirs(f"{stage.home}/.local/state/autovenv/sessions", 0o700)
    counter, fail = killed(GIT_CEILING_DIRECTORIES=f"{stage.home}/work")
    stage.age()
    stage.terminal.type("cd work/shop")
    rested(stage, counter)
    os.unlink(fail)
    stage.play("> autovenv reload\nautovenv: created .venv …\n> show VIRTUAL_ENV\n{home}/work/shop/.venv\n")


def test_a_state_that_could_not_be_written_and_can_be_now(stage, versions):
    """Root writes anywhere: so a file stands where the state should be."""
    stage.project("shop", "3.99")
    state = stage.write(".local/state/autovenv", "")
    stage.age()
    stage.open()
    said = stage.terminal.type("cd shop")
    assert len(said) == 1, said
    assert state in said[0]
    assert stage.terminal.type("") == []
    os.unlink(state)
    stage.write("shop/.python-version", f"{versions[0]}\n")
    stage.play(">\nautovenv: created .venv …\n> show VIRTUAL_ENV\n{home}/shop/.venv\n> cd ..\n> show VIRTUAL_ENV\nunset\n")


def test_a_failure_inside_of_an_active_project_is_asked_again_after_an_edit(stage, versions):
    """What was active stays while nothing better is known."""
    stage.project("shop", versions[0])
    stage.open()
    stage.terminal.type("cd shop")
    state = f"{stage.home}/.local/state/autovenv"
    os.rename(state, f"{state}.away")
    stage.write(".local/state/autovenv", "")
    stage.write("shop/.python-version", f"{versions[1]}\n")
    stage.terminal.type("")
    assert stage.terminal.type("show VIRTUAL_ENV")[0] == f"{stage.home}/shop/.venv"
    os.unlink(state)
    os.rename(f"{state}.away", state)
    stage.write("shop/.python-version", f"{versions[1]}  # and again\n")
    stage.play(">\nautovenv: changed .venv …\n> python -V\nPython {two}.…\n", two=versions[1])


def test_what_is_active_while_the_helper_fails_can_be_turned_off_and_left(stage, killed, versions):
    """Bash says each time that something was killed."""
    stage.project("shop", versions[0])
    counter, fail = killed()
    os.unlink(fail)
    stage.terminal.type("cd shop")
    stage.write("fail", "")
    stage.write("shop/.python-version", "3.99\n")
    stage.terminal.type("")
    times = rested(stage, counter)
    assert f"{stage.home}/shop/.venv" in stage.terminal.type("show VIRTUAL_ENV")
    stage.terminal.type("cd ..")
    assert "unset" in stage.terminal.type("show VIRTUAL_ENV")
    stage.terminal.type("cd shop")
    assert "unset" in stage.terminal.type("show VIRTUAL_ENV")
    os.unlink(fail)
    stage.write("shop/.python-version", f"{versions[0]}  # again\n")
    stage.play(">\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")
    stage.write("fail", "")
    stage.write("shop/.python-version", "3.99\n")
    stage.terminal.type("")
    assert f"{stage.home}/shop/.venv" in stage.terminal.type("show VIRTUAL_ENV")
    stage.terminal.type("autovenv off")
    assert "unset" in stage.terminal.type("show VIRTUAL_ENV")
    assert asked(counter) > times
