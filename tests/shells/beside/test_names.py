"""The name of the project is in the drawn prompt once, at every prompt, whoever draws it and in whatever order."""

from __future__ import annotations

import pytest

from tests.shells.beside import themes
from tests.shells.beside.seen import inside, named


def come_and_go(stage):
    """Enter and leave twice, with an empty Enter and a command in between."""
    named(stage, "", "")
    for _ in range(2):
        named(stage, "proj", "cd ~/proj")
        named(stage, "proj", "")
        inside(stage)
        named(stage, "", "cd ~")
        named(stage, "", "")


def activated_at_an_empty_enter(stage, pin):
    """Somebody else writes the pin: the next prompt of a shell that stands there has the name."""
    stage.project("late")
    named(stage, "", "cd ~/late")
    named(stage, "", "")
    stage.project("late", pin)
    for line in ("", "", "true", ""):
        named(stage, "late", line)
    named(stage, "", "cd ~")
    named(stage, "", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_theme_that_builds_the_prompt_anew(beside, shell, order):
    stage = beside(shell)
    stage.open(**{order: themes.REBUILT[shell]})
    come_and_go(stage)


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_theme_that_builds_the_prompt_anew_before_all_others(beside, shell):
    stage = beside(shell)
    stage.open(after=themes.FIRST[shell])
    come_and_go(stage)


def test_starship_without_its_python_module(beside, order):
    stage = beside("bash")
    stage.open(**{order: themes.STARSHIP})
    come_and_go(stage)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_vs_code_s_integration(beside, versions, shell, order):
    stage = beside(shell)
    stage.open(**{order: themes.VSCODE[shell]})
    come_and_go(stage)
    activated_at_an_empty_enter(stage, versions[0])
    come_and_go(stage)


@pytest.mark.parametrize("script", [themes.WEZTERM, themes.GHOSTTY], ids=["wezterm", "ghostty"])
def test_a_terminal_s_marks_in_zsh(beside, versions, script, order):
    stage = beside("zsh")
    stage.open(**{order: script})
    come_and_go(stage)
    activated_at_an_empty_enter(stage, versions[0])
    come_and_go(stage)


@pytest.mark.parametrize("script", [themes.VSCODE["zsh"], themes.GHOSTTY], ids=["vscode", "ghostty"])
def test_no_mark_stays_in_the_prompt(beside, versions, script, order):
    """These take their marks away before a command is run: then the prompt is the user's own, outside of all projects."""
    stage = beside("zsh")
    stage.open(**{order: script})
    own = "[[ $PROMPT == '@> ' ]] && echo own || print -r - ${(q+)PROMPT}"
    assert stage.terminal.type(own) == ["own"]
    stage.terminal.type("cd ~/proj")
    stage.terminal.type("")
    stage.terminal.type("cd ~")
    assert stage.terminal.type(own) == ["own"]
    activated_at_an_empty_enter(stage, versions[0])
    assert stage.terminal.type(own) == ["own"]


def test_the_prompt_is_assigned_in_the_project(proj):
    proj.open()
    named(proj, "proj", "cd ~/proj")
    for _ in range(2):
        named(proj, "proj", themes.ASSIGNED[proj.dialect.name])
        named(proj, "proj", "")
    named(proj, "", "cd ~")
    named(proj, "proj", "cd ~/proj")


def test_the_rc_file_is_read_again_in_the_project(proj, order):
    """`source ~/.zshrc`, where the prompt is assigned before our block or behind it."""
    name = proj.dialect.name
    proj.open(**{order: themes.ASSIGNED[name]})
    named(proj, "proj", "cd ~/proj")
    for _ in range(2):
        named(proj, "proj", f". {proj.quote(proj.dialect.rc(proj.home))}")
        named(proj, "proj", "")
    named(proj, "", "cd ~")
    named(proj, "", "")
    named(proj, "proj", "cd ~/proj")


def test_a_theme_set_up_after_a_cd_in_the_rc_file(proj):
    proj.open(after=f"cd {proj.quote(proj.home + '/proj')}\n{themes.ASSIGNED[proj.dialect.name]}\n")
    assert proj.terminal.prefix == "(proj)"
    named(proj, "proj", "")
    inside(proj)
    named(proj, "", "cd ~")
    named(proj, "proj", "cd ~/proj")
