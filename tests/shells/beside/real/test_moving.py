"""What moves a shell: zoxide, autojump, fzf's alt-c."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.patience import PATIENCE, wait_until
from tests.shells.beside.real.places import program, share
from tests.shells.beside.real.row import EDITED, Row, Tool

pytestmark = pytest.mark.long


def zoxide(shell):
    name = {"pwsh": "powershell"}.get(shell, shell)
    done = subprocess.run([program("zoxide"), "init", name], capture_output=True, text=True, check=True, timeout=PATIENCE)
    return Tool(done.stdout)


def autojump(shell):
    program("autojump")
    return Tool(f". {share(f'autojump/autojump.{shell}')}\n")


def fzf(shell):
    program("fzf")
    if shell == "fish":
        lines = f". {share('fish/vendor_functions.d/fzf_key_bindings.fish', 'doc/fzf/examples/key-bindings.fish', 'key-bindings.fish')}\nfzf_key_bindings\n"
    else:
        lines = f". {share(f'doc/fzf/examples/key-bindings.{shell}', f'key-bindings.{shell}')}\n"
    setup = {"zsh": EDITED, "bash": "PS1='@> '\nHISTFILE=\nbind 'set enable-bracketed-paste off'\n"}.get(shell)
    return Tool(lines, setup=setup, options=["--noprofile", "-i"] if shell == "bash" else None, extra={"FZF_DEFAULT_OPTS": "--prompt=pick"})


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "pwsh"])
def test_zoxide(only, versions, shell, order):
    row = Row(only(shell), zoxide(shell), versions)
    row.open(order)
    row.come_and_go()
    jump(row, "z")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_autojump(only, versions, shell, order):
    row = Row(only(shell), autojump(shell), versions)
    row.open(order)
    row.come_and_go()
    wait_until_known(row, f"{row.stage.home}/two/c")
    jump(row, "j")


def wait_until_known(row, directory):
    """autojump notes directories in the background."""
    environ = row.stage.environ | {"AUTOJUMP_SOURCED": "1"}

    def known():
        done = subprocess.run(["autojump", "--stat"], capture_output=True, text=True, check=False, timeout=PATIENCE, env=environ)
        return f"\t{directory}\n" in done.stdout

    wait_until(known, f"autojump does not know {directory}")


def jump(row, command):
    """From project to project, and out, by a word of the path."""
    for _ in range(2):
        row.type(f"{command} two", "two")
        row.inside(row.two)
        row.type(f"{command} one", "one")
        row.inside(row.one)
        row.type(f"{command} plain")
        row.outside()
    row.by_hand()
    row.type(f"{command} plain")
    row.leave()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_fzf(only, versions, shell, order):
    row = Row(only(shell), fzf(shell), versions)
    row.open(order)
    row.come_and_go()
    for _ in range(2):
        pick(row, "two", "two")
        row.inside(row.two)
        row.type("cd ~")
        pick(row, "plain", None)
        row.outside()
        row.type("cd ~")
    row.by_hand()
    row.leave()


def pick(row, word, name):
    """alt-c, a word, Enter."""
    terminal = row.stage.terminal
    terminal.send(b"\x1bc")
    terminal.wait_for("pick")
    terminal.send(word.encode())
    terminal.wait_for(f"pick{word}")
    terminal.send(b"\r")
    terminal.wait_while("pick")
    if row.stage.dialect.name != "fish":  # it draws the prompt of this line anew
        terminal.wait_for_prompt()
    row.type("", name)
    assert os.path.basename(terminal.type("pwd")[-1]) == word


@pytest.mark.parametrize(
    ("shell", "tool"),
    [(shell, tool) for tool in (zoxide, autojump, fzf) for shell in ("bash", "zsh", "fish")] + [("pwsh", zoxide)],
)
def test_no_process_of_ours(only, versions, tool, shell):
    Row(only(shell), tool(shell), versions).starts_nothing()
