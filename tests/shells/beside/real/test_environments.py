"""Tools that activate environments themselves: virtualenvwrapper, virtualfish, direnv."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.patience import PATIENCE
from tests.shells.beside import direnv
from tests.shells.beside.real.places import program, share
from tests.shells.beside.real.row import Row, Tool

pytestmark = pytest.mark.long


def virtualenvwrapper(shell):
    script = share("virtualenvwrapper/virtualenvwrapper.sh")
    return Tool(f"VIRTUALENVWRAPPER_PYTHON=/usr/bin/python3 WORKON_HOME=$HOME/.virtualenvs\n. {script}\n")


def virtualfish(shell):
    """What `vf install` writes into conf.d."""
    python = os.path.join(os.path.dirname(os.path.realpath(os.path.dirname(program("vf")))), "bin/python")
    command = [python, "-c", "from virtualfish.loader import load; print('\\n'.join(load()))"]
    return Tool(subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout)


def tour(row, make, activate, deactivate, *, name):
    """The tool's own environment: made and activated in a project, over ours, and before one is entered."""
    hand = f"{row.stage.home}/.virtualenvs/hand"
    row.come_and_go()
    row.type("cd ~/two", "two")
    row.stage.terminal.type(make)
    row.shows(name, make)
    row.inside(hand, row.two)
    row.type(deactivate, "two")
    row.inside(row.two)
    for _ in range(2):
        row.type("cd ~/two", "two")
        row.type(activate, name)
        row.inside(hand, row.two)
        row.type(deactivate, "two")
        row.inside(row.two)
        # What is active stays the user's, wherever they go.
        row.type(activate, name)
        row.type("cd ~/plain", name)
        row.inside(hand)
        row.type("cd ~/one/a", name)
        row.inside(hand)
        row.type(deactivate, "one")
        row.inside(row.one)
        row.type("deactivate")
        row.type("cd ~/plain")
        row.outside()
        row.type(activate, name)
        row.inside(hand)
        row.type(deactivate)
        row.outside()
    row.by_hand()
    row.leave()


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_virtualenvwrapper(only, versions, shell, order):
    row = Row(only(shell), virtualenvwrapper(shell), versions)
    row.open(order)
    tour(row, "mkvirtualenv -q hand", "workon hand", "deactivate", name="hand")


def test_virtualfish(only, versions, order):
    """It shows no name of its own: fish_prompt is to do that."""
    row = Row(only("fish"), virtualfish("fish"), versions)
    row.stage.project(".virtualenvs")
    row.open(order)
    tour(row, "vf new hand", "vf activate hand", "vf deactivate", name=None)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_direnv(only, versions, shell, order):
    """Its own directory, straight from a project and straight into one."""
    row = Row(only(shell), Tool(direnv.put(only(shell), real=True), extra={"DIRENV_LOG_FORMAT": ""}), versions)
    direnv.envrc(row.stage, "theirs")
    row.open(order)
    row.come_and_go()
    for _ in range(2):
        row.type("cd ~/two", "two")
        row.type("cd ~/theirs")
        assert row.stage.terminal.type("show COLOUR") == ["red"]
        assert row.value("PATH") == f"{row.stage.home}/theirs/tools:{row.stage.environ['PATH']}"
        row.type("cd ~/one/a", "one")
        row.inside(row.one)
        row.type("deactivate")
        row.outside()
        row.type("cd ~/theirs")
        row.type("cd ~/two", "two")
        row.inside(row.two)
    row.by_hand()
    row.leave()


@pytest.mark.parametrize(("shell", "tool"), [("bash", virtualenvwrapper), ("zsh", virtualenvwrapper), ("fish", virtualfish)])
def test_no_process_of_ours(only, versions, tool, shell):
    Row(only(shell), tool(shell), versions).starts_nothing()
