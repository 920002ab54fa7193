"""zsh: what options of the user's make of our variables, and widgets that change the directory."""

from __future__ import annotations

import pytest

from tests.shells.beside.seen import named

# The usual first lines, with the line editor.
EDITING = "PROMPT='@> '\nunsetopt prompt_cr prompt_sp\nHISTFILE=\n"


@pytest.fixture
def zsh(beside):
    return beside("zsh")


def test_auto_name_dirs_names_no_directory_after_our_variables(zsh, order):
    """A path in any variable names a directory there: the longer the directory, the sooner its name is taken."""
    deep = "quite/a/long/way/below/the/home/directory/of/somebody"
    zsh.project(f"proj/{deep}")
    zsh.project(f"elsewhere/{deep}")
    zsh.open(**{order: "setopt auto_name_dirs"})
    for place in ("proj", f"proj/{deep}", f"elsewhere/{deep}", "proj"):
        zsh.terminal.type(f"cd ~/{place}")
        assert zsh.terminal.type("print -P %~") == [f"~/{place}"]


# zsh's own documentation has the first, powerlevel10k's author recommends the second.
UP = {
    "reset-prompt": "go() { cd $1; zle reset-prompt }",
    "precmd functions": "go() { cd $1; local each; for each in $precmd_functions; do $each; done; zle reset-prompt }",
}


@pytest.mark.parametrize("how", UP)
def test_a_widget_that_changes_the_directory_and_redraws(zsh, how):
    """The command that is typed next runs where the user is, and the prompt says so."""
    zsh.open(
        setup=EDITING,
        after=f"{UP[how]}\nup() {{ go .. }}\nwork() {{ go ~/proj }}\nzle -N up\nzle -N work\nbindkey '^O' up\nbindkey '^P' work\n",
    )
    zsh.terminal.type("cd ~/proj")
    for key, name, venv in ((b"\x0f", "", "unset"), (b"\x10", "(proj) ", f"{zsh.home}/proj/.venv"), (b"\x0f", "", "unset")):
        zsh.terminal.send(key)
        assert zsh.terminal.type("show VIRTUAL_ENV")[-1] == venv
        assert zsh.terminal.lines()[-3:] == [f"{name}@> show VIRTUAL_ENV", venv, f"{name}@>"]


def test_psvar_is_the_user_s(zsh, order):
    zsh.open(**{order: "psvar=(1 2 3 4 5 6 7 8 nine)"})
    for name in ("proj", "", "proj"):
        named(zsh, name, f"cd ~/{name}")
        # While the name is shown, an element far behind them holds it.
        assert zsh.terminal.type("print -r - $psvar[1,9]") == ["1 2 3 4 5 6 7 8 nine"]
        if not name:
            assert zsh.terminal.type("print -r - $psvar") == ["1 2 3 4 5 6 7 8 nine"]
        named(zsh, name, "psvar[9]=nine")


def test_psvar_is_shown_by_a_prompt_of_the_user_s(zsh):
    zsh.open(before="psvar[9]=mine\nPROMPT=$'%9v\\n@> '")
    assert zsh.terminal.type("cd ~/proj")[-1] == "(proj) mine"
    assert zsh.terminal.type("cd ~") == ["mine"]


@pytest.mark.parametrize(
    "options", ["no_prompt_percent prompt_subst", "no_prompt_percent no_prompt_subst", "prompt_bang prompt_subst", "prompt_bang"]
)
def test_other_ways_to_read_the_prompt(zsh, options):
    """The name, or where that can't be had nothing: never the text of a reference."""
    zsh.open(before=f"setopt {options}\nPROMPT=$'top\\n@> '")
    possible = {"top"} if "no_prompt_percent no_" in options else {"(proj) top"}
    for _ in range(2):
        assert zsh.terminal.type("cd ~/proj")[-1] in possible
        assert zsh.terminal.type("")[-1] in possible
        assert zsh.terminal.type("cd ~") == ["top"]
