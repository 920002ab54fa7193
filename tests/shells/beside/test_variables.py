"""The user's own variables, whatever they are called and whatever attributes they have: kept, no error, nothing evaluated."""

from __future__ import annotations

import os

import pytest

from tests.shells.beside.seen import inside, named, outside

# What a script's author calls a variable without a second thought.
WORDS = (
    *("i", "j", "n", "at", "up", "to", "way", "key", "name", "names", "text", "line", "lines", "kind", "root", "rest", "old", "new"),
    *("back", "gone", "field", "record", "entry", "entries", "identity", "before", "behind", "place", "file", "value", "given", "level"),
    *(
        "near",
        "checks",
        "depth",
        "ours",
        "each",
        "found",
        "plan",
        "slot",
        "word",
        "words",
        "status_",
        "dir",
        "directory",
        "other",
        "others",
    ),
)


def declared(verb):
    return "\n".join(f"{verb} {word}=7" for word in WORDS) + "\n"


# One shell below another, which takes over what is active; fish and PowerShell have no attributes that count here.
CHILD = {"bash": "bash --noediting --noprofile -i", "zsh": "zsh -d -i", "fish": "fish -i", "pwsh": "pwsh -NoLogo -NoExit"}
PLAIN = {
    "fish": "".join(f"set -g {word} 7\n" for word in WORDS),
    "pwsh": "".join(f"$global:{word} = 7\n" for word in WORDS),
}
READ_ONLY = {
    "bash": declared("readonly"),
    "zsh": declared("typeset -r"),
    "pwsh": "".join(f"Set-Variable {word} 7 -Option ReadOnly -Scope Global\n" for word in WORDS),
}


def come_and_go(stage, shell):
    """Enter, leave, and take over in a child shell, without a word; the values are the user's."""
    values = "echo " + " ".join(f"${word}" for word in WORDS) if shell != "pwsh" else '"' + " ".join(f"${word}" for word in WORDS) + '"'
    kept = [" ".join("7" for _ in WORDS)]
    assert [line for line in stage.terminal.lines() if line != "@>"] == [], "nothing is said at the start"
    for _ in range(2):
        assert [line for line in named(stage, "proj", "cd ~/proj") if not line.startswith("autovenv: created")] == []
        inside(stage)
        assert stage.terminal.type(values) == kept
        assert named(stage, "", "cd ~") == []
        outside(stage)
    named(stage, "proj", "cd ~/proj")
    assert named(stage, "proj", CHILD[shell]) == []
    inside(stage)
    assert stage.terminal.type(values) == kept
    assert named(stage, "", "cd ~") == []
    assert stage.terminal.type("show VIRTUAL_ENV") == ["unset"]


@pytest.mark.parametrize("shell", ["fish", "pwsh"])
def test_variables_of_the_user_are_kept(beside, shell, order):
    stage = beside(shell)
    stage.open(**{order: PLAIN[shell]})
    come_and_go(stage, shell)


@pytest.mark.parametrize("shell", ["bash", "zsh", "pwsh"])
def test_read_only_ones_are_no_error(beside, shell, order):
    stage = beside(shell)
    stage.open(**{order: READ_ONLY[shell]})
    come_and_go(stage, shell)


@pytest.mark.parametrize("attributes", ["declare -i", "declare -l", "declare -u", "declare -a", "declare -x"])
def test_bash_attributes_that_locals_inherit(beside, attributes, order):
    stage = beside("bash")
    stage.open(**{order: "shopt -s localvar_inherit\n" + declared(attributes)})
    come_and_go(stage, "bash")


@pytest.mark.parametrize("word", ["i", "name", "text", "line", "kind", "root"])
def test_bash_inherited_text_is_never_evaluated(beside, versions, word):
    """What a child shell inherits is text, though it reads like an index of an array and the user has an integer of that name."""
    stage = beside("bash")
    evil = "WORDS[$(touch $HOME/hacked)]"
    stage.project(evil, versions[0])
    integer = f"shopt -s localvar_inherit\ndeclare -i {word}=7\n"
    stage.open(before=integer)
    stage.terminal.type(f"cd {stage.quote(evil)}")
    assert stage.terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/{evil}/.venv"]
    stage.terminal.type(CHILD["bash"])
    assert stage.terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/{evil}/.venv"]
    stage.terminal.type("cd ~")
    assert not os.path.exists(f"{stage.home}/hacked")
    assert stage.terminal.type("show VIRTUAL_ENV") == ["unset"]


@pytest.mark.parametrize("word", ["i", "name", "text", "line", "kind", "root"])
def test_bash_undo_data_of_anybody_is_never_evaluated(beside, word):
    """AUTOVENV_UNDO comes from the environment, whoever wrote it."""
    stage = beside("bash")
    evil = "WORDS[$(touch $HOME/hacked)]"
    integer = f"shopt -s localvar_inherit\ndeclare -i {word}=7\n"
    for undo in (f"1\x1f/a\x1fab12\x1eS\x1f{evil}\x1f{evil}\x1eP\x1f/{evil}\x1e", f"{evil}\x1f{evil}\x1e{evil}", evil):
        stage.open(before=integer, extra={"AUTOVENV_UNDO": undo})
        stage.terminal.type("cd ~/proj")
        stage.terminal.type("cd ~")
        assert not os.path.exists(f"{stage.home}/hacked"), repr(undo)


def test_zsh_inherited_text_is_never_evaluated(beside, versions, order):
    stage = beside("zsh")
    evil = "WORDS[$(touch $HOME/hacked)]"
    stage.project(evil, versions[0])
    stage.open(**{order: declared("typeset -i")})
    stage.terminal.type(f"cd {stage.quote(evil)}")
    stage.terminal.type(CHILD["zsh"])
    assert stage.terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/{evil}/.venv"]
    stage.terminal.type("cd ~")
    assert not os.path.exists(f"{stage.home}/hacked")
    assert stage.terminal.type("show VIRTUAL_ENV") == ["unset"]
