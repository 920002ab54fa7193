"""Themes that build the prompt, and what lives in zsh's line editor."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.patience import PATIENCE
from tests.shells.beside.real.places import program, share
from tests.shells.beside.real.row import EDITED, Row, Tool

pytestmark = pytest.mark.long


STARSHIP = """\
add_newline = false
format = "{modules}$line_break$character"
[python]
format = '\\[$virtualenv\\]'
[character]
format = "@> "
"""


def _starship(shell, modules):
    name = {"pwsh": "powershell"}.get(shell, shell)
    command = [program("starship", demanded=False), "init", name, "--print-full-init"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout
    return lines, {"starship.toml": STARSHIP.format(modules=modules)}


def starship(shell):
    """Its Python module shows the environment, and says so to others in most shells."""
    lines, files = _starship(shell, "$python")
    return Tool(lines, files=files, setup=EDITED if shell == "zsh" else None, own=r"^\[([\w.]+)\]$")


def starship_without_python(shell):
    """In bash it leaves the name to others, and builds over what `activate` writes into the prompt."""
    lines, files = _starship(shell, "$directory")
    return Tool(lines, files=files, own="never()", by_hand=None)


def liquidprompt(_shell):
    """It writes the name into a prompt that it builds anew."""
    return Tool(
        f"LP_ENABLE_BATT=0 LP_ENABLE_LOAD=0 LP_PS1_POSTFIX=$'\\n@> '\n. {share('liquidprompt/liquidprompt')}\n",
        own=r"\[(?:prompt = )?([\w.]+)\]",
    )


def _powerlevel9k(elements):
    return (
        f"POWERLEVEL9K_LEFT_PROMPT_ELEMENTS=({elements}) POWERLEVEL9K_DISABLE_RPROMPT=true POWERLEVEL9K_PROMPT_ON_NEWLINE=true\n"
        "POWERLEVEL9K_MULTILINE_FIRST_PROMPT_PREFIX= POWERLEVEL9K_MULTILINE_LAST_PROMPT_PREFIX='@> '\n"
        f". {share('powerlevel9k/powerlevel9k.zsh-theme')}\n"
    )


def powerlevel9k(_shell):
    """It shows no environment unless it is told to, and none that is activated by hand."""
    return Tool(_powerlevel9k("dir"), setup=EDITED, own="never()", by_hand=None, extra={"TERM": "xterm-256color"})


def powerlevel9k_s_own_segment(_shell):
    """It shows the name of the environment's directory."""
    lines = "VIRTUAL_ENV_DISABLE_PROMPT=1\n" + _powerlevel9k("virtualenv dir")
    return Tool(lines, setup=EDITED, own=r"^ (\.venv|hand) ", ours=".venv", extra={"TERM": "xterm-256color"})


def pure(_shell):
    directory = os.path.dirname(share("pure-prompt/pure.zsh"))
    lines = f"PURE_PROMPT_SYMBOL=$'\\n@>'\nfpath+=({directory})\nautoload -U promptinit\npromptinit\nprompt pure\n"
    return Tool(lines, setup=EDITED, own=r"^([\w.]+)$")


def autosuggestions(_shell):
    return Tool(f". {share('zsh-autosuggestions/zsh-autosuggestions.zsh')}\n", setup=EDITED)


def highlighting(_shell):
    return Tool(f". {share('zsh-syntax-highlighting/zsh-syntax-highlighting.zsh')}\n", setup=EDITED)


BESIDE = [
    ("bash", starship),
    ("bash", starship_without_python),
    ("zsh", starship),
    ("fish", starship),
    ("pwsh", starship),
    ("bash", liquidprompt),
    ("zsh", liquidprompt),
    ("zsh", powerlevel9k),
    ("zsh", powerlevel9k_s_own_segment),
    ("zsh", pure),
    ("zsh", autosuggestions),
    ("zsh", highlighting),
]


@pytest.mark.parametrize(("shell", "tool"), BESIDE)
def test_row(only, versions, tool, shell, order):
    row = Row(only(shell), tool(shell), versions)
    row.open(order)
    row.come_and_go()
    row.by_hand()
    row.leave()


@pytest.mark.parametrize(("shell", "tool"), BESIDE)
def test_no_process_of_ours(only, versions, tool, shell):
    Row(only(shell), tool(shell), versions).starts_nothing()
