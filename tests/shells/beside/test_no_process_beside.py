"""Promise 1 beside others: prompts start what these tools start without us, and nothing more."""

from __future__ import annotations

import shutil

import pytest

from tests.shells.beside import direnv, themes
from tests.shells.beside.test_bash_preexec import PREEXEC, REBUILDING
from tests.shells.terminal import Terminal
from tests.shells.test_no_process import STARTS

BESIDE = {
    "bash": PREEXEC + REBUILDING,
    "zsh": themes.REBUILT["zsh"] + themes.GHOSTTY,
    "fish": themes.VSCODE["fish"],
    "pwsh": themes.DISABLING["pwsh"],
}


def started(stage, lines, *, hooked):
    """Return how many processes the shell started at prompts and changes of directory, where all is known."""
    stage.dialect.write_rc(stage.home, stage.environ, **lines, hooked=hooked)
    log = f"{stage.home}/trace"
    command = ["strace", "-f", "-qq", "-e", "trace=process", "-o", log, *stage.dialect.command(stage.home)]
    terminal = Terminal(command, stage.environ | {"DIRENV_LOG_FORMAT": ""}, stage.home)
    stage._opened.append(terminal)

    def count():
        with open(log, encoding="utf-8") as file:
            return sum(1 for line in file if STARTS.search(line) and "CLONE_THREAD" not in line)

    places = ("proj", "theirs", "plain", "proj", "plain")
    for place in places:
        terminal.type(f"cd ~/{place}")
    before = count()
    for place in places:
        terminal.type(f"cd ~/{place}")
        terminal.type("")
    return count() - before


def test_no_process_more_than_without_us(proj, order):
    if shutil.which("strace") is None:
        pytest.skip("no strace on PATH: processes can't be counted here")
    proj.project("plain")
    hook = direnv.put(proj)
    direnv.envrc(proj, "theirs")
    lines = {order: hook + BESIDE[proj.dialect.name]}
    started(proj, lines, hooked=True)  # all that is made once
    theirs = started(proj, lines, hooked=False)
    assert theirs > 0, "direnv is one: the count must be able to see it"
    assert started(proj, lines, hooked=True) == theirs
