"""A `cd` by a key, and a snippet that activates first."""

from __future__ import annotations

import pytest

from tests.shells.beside.seen import named, outside

SAID = "autovenv: wants wants python 3.99"
# fzf's alt-c and alt-left, played: the directory changes while a line is being typed, and the prompt is drawn again.
KEY = {
    "zsh": (
        "PROMPT='@> '\nunsetopt prompt_cr prompt_sp\nHISTFILE=\n",
        "go() { cd ~/wants; zle reset-prompt }\nzle -N go\nbindkey '^O' go\n",
    ),
    "fish": (None, "bind \\co 'cd ~/wants; commandline -f repaint'\n"),
}


@pytest.mark.parametrize("shell", KEY)
def test_a_line_that_a_key_causes_stands_on_its_own(beside, shell):
    stage = beside(shell)
    stage.project("wants", "3.99")
    setup, text = KEY[shell]
    terminal = stage.open(setup=setup, after=text)
    terminal.send(b"echo half")
    terminal.wait_for("echo half")
    terminal.send(b"\x0f")
    terminal.send(b"-typed\r")
    terminal.wait_for("autovenv: wants")
    terminal.wait_for_prompt()
    lines = terminal.lines()
    assert [line for line in lines if SAID in line and not line.startswith(SAID)] == [], lines
    assert len([line for line in lines if SAID in line]) == 1, lines
    assert "half-typed" in lines, lines


def test_a_line_that_a_key_causes_in_bash(beside):
    """bash draws the prompt again by itself; the line comes with the next prompt, or at once below `--cd`."""
    stage = beside("bash")
    stage.project("wants", "3.99")
    options = ["--noprofile", "-i"]
    text = "bind -x '\"\\C-o\": cd ~/wants'\n"
    terminal = stage.open(hooked=False, after=f'eval "$(autovenv hook bash --cd)"\n{text}', options=options)
    terminal.send(b"\x0f")
    terminal.send(b"echo half-typed\r")
    terminal.wait_for("autovenv: wants")
    terminal.wait_for_prompt()
    lines = terminal.lines()
    assert [line for line in lines if SAID in line and not line.startswith(SAID)] == [], lines


# As oh-my-zsh's virtualenvwrapper plugin, prezto's auto-switch and the usual snippets have it.
ACTIVATING = {
    "bash": 'cd() { builtin cd "$@" && if [[ -e .venv/bin/activate ]]; then . .venv/bin/activate; fi; }\n',
    "zsh": (
        "_activate() { if [[ -e .venv/bin/activate ]]; then . .venv/bin/activate; fi }\n"
        "typeset -ga chpwd_functions\nchpwd_functions=(_activate $chpwd_functions)\n"
    ),
    "fish": "function _activate --on-variable PWD\n    test -e .venv/bin/activate.fish\n    and source .venv/bin/activate.fish\nend\n",
    "pwsh": (
        "function global:go { Set-Location @args; if (Test-Path .venv/bin/activate.ps1) { . .venv/bin/activate.ps1 } }\n"
        "Set-Alias cd go -Option AllScope -Scope Global -Force\n"
    ),
}


def test_a_snippet_that_activates_and_deactivate_typed(proj, order):
    """It stays deactivated until the project is left."""
    proj.open()
    proj.terminal.type("cd proj")  # it is made
    proj.open(**{order: ACTIVATING[proj.dialect.name]})
    for _ in range(2):
        named(proj, "proj", "cd ~/proj")
        named(proj, "proj", "")
        assert named(proj, "proj", "show VIRTUAL_ENV") == [f"{proj.home}/proj/.venv"]
        named(proj, "", "deactivate")
        for _ in range(2):
            outside(proj)
        named(proj, "", "cd ~")
        outside(proj)
