"""Completion, as a shell asks for it."""

from __future__ import annotations

from tests.commands import run


def test_commands_are_completed(home):
    done = run([], home, home, _AUTOVENV_COMPLETE="complete_bash", COMP_WORDS="autovenv re", COMP_CWORD="1")
    assert set(done.stdout.split()) == {"revoke", "reload"}


def test_options_are_completed(home):
    done = run([], home, home, _AUTOVENV_COMPLETE="complete_bash", COMP_WORDS="autovenv allow --o", COMP_CWORD="2")
    assert done.stdout.split() == ["--once"]


def test_it_is_installed_into_the_shell_s_own_place(home):
    done = run(["--install-completion", "bash"], home, home)
    assert done.returncode == 0, done.stderr
    with open(f"{home}/.bashrc") as file:
        assert "bash_completion" in file.read()
