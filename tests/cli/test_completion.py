"""Completion, as a shell asks for it."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.commands import TOP, run, surroundings


def test_commands_are_completed(home):
    done = run([], home, home, _AUTOVENV_COMPLETE="complete_bash", COMP_WORDS="autovenv re", COMP_CWORD="1")
    assert set(done.stdout.split()) == {"revoke", "reload"}


def test_options_are_completed(home):
    done = run([], home, home, _AUTOVENV_COMPLETE="complete_bash", COMP_WORDS="autovenv allow --o", COMP_CWORD="2")
    assert done.stdout.split() == ["--once"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on PATH")
def test_it_is_installed_into_the_shell_s_own_place(home):
    # typer asks which shell has started it. Two commands, or bash would become the first one.
    command = ["bash", "-c", '"$@"; exit $?', "bash", sys.executable, "-P", "-m", "autovenv", "--install-completion"]
    environ = {**surroundings(home), "PYTHONPATH": TOP}
    done = subprocess.run(command, cwd=home, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with open(f"{home}/.bashrc") as file:
        assert "bash_completion" in file.read()
