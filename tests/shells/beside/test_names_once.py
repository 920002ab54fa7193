"""Where the theme shows the name, ours is not there a second time; and never is it anything but the name."""

from __future__ import annotations

import pytest

from tests.shells.beside import themes
from tests.shells.beside.seen import named


def test_a_theme_that_disables_ours_in_its_first_prompt(proj, order):
    """pure, fish's disco: in a shell that is opened inside a project, too."""
    proj.open()
    proj.terminal.type("cd proj")  # it is known from now on
    proj.open(**{order: themes.DISABLING[proj.dialect.name]}, directory=f"{proj.home}/proj")
    assert proj.terminal.prefix == "(proj)"
    named(proj, "proj", "")
    named(proj, "", "cd ~")
    named(proj, "proj", "cd ~/proj")
    named(proj, "proj", "")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_prompt_that_calls_virtualenv_info(beside, shell, order):
    stage = beside(shell)
    stage.open(**{order: themes.INFO[shell]})
    for _ in range(2):
        named(stage, "proj", "cd ~/proj")
        named(stage, "proj", "")
        named(stage, "", "cd ~")


@pytest.mark.parametrize("shell", themes.WRITTEN)
def test_a_theme_that_writes_the_name_into_the_prompt(beside, shell, order):
    """In brackets, whatever their colours. The name of the directory is not that of the environment."""
    stage = beside(shell)
    stage.project("proj/below")
    stage.open(**{order: themes.WRITTEN[shell]})
    for _ in range(2):
        for place in ("proj", "proj/below"):
            (line,) = [line for line in named(stage, "", f"cd ~/{place}") if not line.startswith("autovenv: created")]
            assert line.startswith("[") and line.count("proj]") == 1, line
        assert named(stage, "", "cd ~") == []


@pytest.mark.parametrize("option", ["prompt_subst", "no_prompt_subst"])
def test_zsh_cd_in_a_function_with_its_own_prompt_subst(beside, option):
    """What a function sets for itself says nothing about how the prompt is drawn behind it."""
    stage = beside("zsh")
    shown = "setopt prompt_subst" if option == "no_prompt_subst" else ""
    stage.open(before=f"{shown}\nPROMPT=$'top\\n@> '\nwork() {{ setopt local_options {option}; cd ~/proj }}")
    for _ in range(2):
        assert stage.terminal.type("work")[-1] == "(proj) top"
        assert stage.terminal.type("") == ["(proj) top"]
        assert stage.terminal.type("cd ~") == ["top"]


def test_zsh_the_option_changes_in_the_project(beside):
    stage = beside("zsh")
    stage.open(before="PROMPT=$'top\\n@> '")
    stage.terminal.type("cd ~/proj")
    for option in ("prompt_subst", "no_prompt_subst"):
        assert stage.terminal.type(f"setopt {option}") == ["(proj) top"]
        assert stage.terminal.type("") == ["(proj) top"]
    assert stage.terminal.type("cd ~") == ["top"]
