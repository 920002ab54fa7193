"""fish's prompt is a function of the user's: it is theirs again outside, and what is saved of it works without autovenv."""

from __future__ import annotations

import os

import pytest

from tests.shells.beside.seen import named, outside, path_of

MINE = "function fish_prompt --description mine\n    printf '@> '\nend\n"
TEXT = "functions --no-details fish_prompt"
# All but fish_prompt of the usual first lines.
REST = "function fish_right_prompt; end\nfunction fish_mode_prompt; end\nfunction fish_greeting; end\nset -g fish_autosuggestion_enabled 0\nset -g fish_history ''\n"
# As VS Code does it: once, while the first prompt is drawn, its variables are put before what is there.
PREPENDING = """
function _vsc_apply
    if set -q VSCODE_ENV_PREPEND
        set -gx PATH (string replace PATH= '' -- $VSCODE_ENV_PREPEND)"$PATH"
        set -e VSCODE_ENV_PREPEND
    end
end
function fish_prompt
    _vsc_apply
    printf '@> '
end
"""


@pytest.fixture
def fish(beside):
    return beside("fish")


def test_outside_a_project_it_is_the_user_s_again(fish):
    fish.open(before=MINE)
    before = fish.terminal.type(TEXT)
    assert before[0].startswith("function fish_prompt --description mine")
    for _ in range(2):
        named(fish, "proj", "cd ~/proj")
        named(fish, "", "cd ~")
        assert fish.terminal.type(TEXT) == before
    assert fish.terminal.type("functions --details fish_prompt") == [f"{fish.home}/.config/fish/config.fish"]


@pytest.mark.parametrize("where", ["proj", "."])
@pytest.mark.parametrize("command", ["funcsave fish_prompt", "fish_config prompt save"])
def test_what_is_saved_works_without_us(fish, command, where):
    fish.open(before=MINE)
    fish.terminal.type("cd ~/proj")
    fish.terminal.type(f"cd ~/{where}")
    if command.endswith("save"):
        fish.terminal.send(command.encode() + b"\r")
        fish.terminal.wait_for("Overwrite prompt?")
        command = "y"
    fish.terminal.type(command)
    saved = f"{fish.home}/.config/fish/functions/fish_prompt.fish"
    assert os.path.exists(saved)
    fish.open(setup=REST, hooked=False)
    assert fish.terminal.lines() == ["@>"]
    assert fish.terminal.type("true") == []


def test_what_is_saved_works_with_us(fish):
    """In a shell of later the saved one is the user's: the name is there once."""
    fish.open(before=MINE)
    fish.terminal.type("cd ~/proj")
    fish.terminal.type("funcsave fish_prompt")
    fish.open(setup=REST, directory=f"{fish.home}/proj")
    assert fish.terminal.prefix == "(proj)"
    named(fish, "", "cd ~")
    named(fish, "proj", "cd ~/proj")


def test_arguments_are_passed(fish):
    """fish 4.1 says --final-rendering to a prompt that may be transient."""
    fish.open(before="function fish_prompt\n    set -q argv[1]\n    and echo got $argv\n    printf '@> '\nend\n")
    for place in ("~/proj", "~", "~/proj"):
        fish.terminal.type(f"cd {place}")
        assert fish.terminal.type("fish_prompt --final-rendering | string match -r 'got.*'") == ["got --final-rendering"]


@pytest.mark.parametrize("function", ["fish_prompt", "fish_mode_prompt", "fish_right_prompt"])
def test_a_function_that_was_erased_in_the_project_is_no_error(fish, function):
    fish.open(before=MINE)
    fish.terminal.type("cd ~/proj")
    assert fish.terminal.type(f"functions -e {function}; {MINE.replace(chr(10), ';')}") == []
    named(fish, "", "cd ~")
    assert "autovenv" not in " ".join(fish.terminal.type(TEXT))


@pytest.mark.parametrize("entry", ["/opt/code/bin", "the project's"])
def test_path_is_prepended_while_the_prompt_is_drawn(fish, entry):
    """VS Code's Python extension prepends the environment's own `bin`."""
    fish.open()
    fish.terminal.type("cd ~/proj")
    venv = f"{fish.home}/proj/.venv/bin"
    given = venv if entry == "the project's" else entry
    fish.open(before=PREPENDING, extra={"VSCODE_ENV_PREPEND": f"PATH={given}:"}, directory=f"{fish.home}/proj")
    named(fish, "proj", "")
    path = path_of(fish)
    assert path.count(venv) == 1
    assert path.count(given) == 1
    assert named(fish, "proj", "command -v python") == [f"{venv}/python"]
    named(fish, "", "cd ~")
    if given == venv:
        outside(fish)
    else:
        assert path_of(fish) == [given, *fish.environ["PATH"].split(":")]
