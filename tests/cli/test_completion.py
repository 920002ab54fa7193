"""Completion, as a shell asks for it."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.commands import TOP, run, surroundings


def test_commands_are_completed(home):
    done = run([], home, home, _AUTOVENV_COMPLETE="complete_bash", COMP_WORDS="autovenv re", COMP_CWORD="1")
    assert set(done.stdout.split()) == {"revoke", "reload", "recreate", "remove"}


def test_options_are_completed(home):
    done = run([], home, home, _AUTOVENV_COMPLETE="complete_bash", COMP_WORDS="autovenv allow --o", COMP_CWORD="2")
    assert done.stdout.split() == ["--once"]


@pytest.mark.skipif(shutil.which("pwsh") is None, reason="no pwsh on PATH")
def test_powershell_completes_and_is_left_as_it_was(home, tmp_path):
    """Asked for by PowerShell itself, from the profile that --install-completion wrote, twice."""
    program = tmp_path / "autovenv"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m autovenv "$@"\n')
    program.chmod(0o755)
    environ = {**surroundings(home), "PYTHONPATH": TOP}
    environ["PATH"] = f"{tmp_path}:{environ['PATH']}"

    def said(*command):
        done = subprocess.run(command, cwd=home, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    pwsh = shutil.which("pwsh")
    for _ in range(2):
        assert "installed" in said(pwsh, "-NoProfile", "-c", "autovenv --install-completion; exit $LASTEXITCODE")
    profile = f"{home}/.config/powershell/Microsoft.PowerShell_profile.ps1"
    with open(profile) as file:
        assert file.read().count("Register-ArgumentCompleter") == 1
    ask = "(TabExpansion2 'autovenv st' 11).CompletionMatches.CompletionText; (Get-ChildItem Env:*COMPLETE*).Name"
    assert said(pwsh, "-c", ask) == "status\n"


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on PATH")
def test_it_is_installed_into_the_shell_s_own_place(home):
    # typer asks which shell has started it. Two commands, or bash would become the first one.
    command = ["bash", "-c", '"$@"; exit $?', "bash", sys.executable, "-P", "-m", "autovenv", "--install-completion"]
    environ = {**surroundings(home), "PYTHONPATH": TOP}
    done = subprocess.run(command, cwd=home, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with open(f"{home}/.bashrc") as file:
        assert "bash_completion" in file.read()
