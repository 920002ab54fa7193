"""Promise 3: nothing that a project brings takes effect before its user trusted it, save a version pin."""

from __future__ import annotations

import subprocess
import sys

import pytest

IN_TURN = True


@pytest.fixture
def foreign(stage):
    """A project with an environment that somebody else made, whose python would leave a mark if it ran."""
    path = stage.project("proj")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", f"{path}/.venv"], check=True)
    stage.open()
    return stage


@pytest.mark.each_shell
def test_somebody_elses_environment_waits_for_consent(foreign):
    foreign.play(
        """
        > cd proj
        autovenv: proj has an environment that autovenv did not make: `autovenv allow` to use it, `autovenv why` for more
        > show VIRTUAL_ENV
        unset
        > cd ..
        > cd proj
        > autovenv allow
          project       {home}/proj
          environment   {home}/proj/.venv (python …; autovenv did not make it)
          state         active
        > show VIRTUAL_ENV
        {home}/proj/.venv
        > autovenv revoke
        revoked what was decided about {home}/proj
        autovenv: proj has an environment that autovenv did not make: …
        > show VIRTUAL_ENV
        unset
        """
    )


def test_denied_is_quiet_and_sticks(foreign):
    foreign.play(
        """
        > cd proj
        autovenv: proj has …
        > autovenv deny
        denied {home}/proj; …
        > show VIRTUAL_ENV
        unset
        > cd ..
        > cd proj
        """
    )
    why = foreign.terminal.type("autovenv why")
    assert [line for line in why if line.startswith("decision      denied; ")]
    assert [line for line in why if line.startswith("shell         nothing is active")]


def test_an_open_shell_sees_consent_given_in_another(foreign, environ):
    foreign.terminal.type("cd proj")
    subprocess.run(
        ["autovenv", "allow"], cwd=f"{foreign.home}/proj", env=environ, check=True, capture_output=True, executable=_find(environ)
    )
    foreign.play(
        """
        >
        > show VIRTUAL_ENV
        {home}/proj/.venv
        """
    )


def test_consent_for_one_shell(foreign):
    foreign.terminal.type("cd proj")
    foreign.terminal.type("autovenv allow --once")
    foreign.play(
        """
        > show VIRTUAL_ENV
        {home}/proj/.venv
        """
    )
    foreign.open(directory=f"{foreign.home}/proj")
    foreign.play(
        """
        > show VIRTUAL_ENV
        unset
        """
    )


def test_a_blocked_child_never_keeps_the_parents_python(stage, versions):
    stage.project("parent", versions[0])
    child = stage.project("parent/child")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", f"{child}/.venv"], check=True)
    stage.open()
    stage.play(
        """
        > cd parent
        autovenv: created .venv …
        > cd child
        autovenv: child has an environment that autovenv did not make: …
        > show VIRTUAL_ENV
        unset
        > cd ..
        > show VIRTUAL_ENV
        {home}/parent/.venv
        """
    )


def test_a_pin_in_the_home_directory_makes_no_environment(stage, versions):
    stage.project(".", versions[0])
    stage.open()
    stage.play(
        """
        > show VIRTUAL_ENV
        unset
        """
    )


def _find(environ):
    import shutil

    return shutil.which("autovenv", path=environ["PATH"])


def test_an_environment_that_is_pinned_by_name(stage):
    """It is one of the user's own, which no repository can have brought."""
    stage.project("proj", "tools")
    stage.open()
    stage.play(
        """
        > cd proj
        autovenv: {home}/proj/.python-version:1: there is no environment called tools …
        """
    )
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", f"{stage.home}/.virtualenvs/tools"], check=True)
    stage.play(
        """
        >
        > show VIRTUAL_ENV
        {home}/.virtualenvs/tools
        > cd ..
        > show VIRTUAL_ENV
        unset
        """
    )
