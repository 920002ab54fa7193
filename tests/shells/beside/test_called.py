"""A hook that is loaded and never called: `why` and `status` say so; and `install` puts the block where it is called."""

from __future__ import annotations

import pytest

TAKEN = {
    "assigned later": ("bash", "after", "PROMPT_COMMAND='history -a'", "PROMPT_COMMAND"),
    "assigned later, a list": ("bash", "after", "unset PROMPT_COMMAND; PROMPT_COMMAND=('history -a')", "PROMPT_COMMAND"),
    "read-only": ("bash", "before", "readonly PROMPT_COMMAND='history -a'", "PROMPT_COMMAND"),
    "zsh's lists": ("zsh", "after", "mine() { : }\nprecmd_functions=(mine) chpwd_functions=(mine)", "precmd_functions"),
}


@pytest.mark.parametrize("case", TAKEN)
@pytest.mark.parametrize("command", ["why", "status"])
def test_what_took_its_place_is_said(beside, case, command):
    shell, order, text, place = TAKEN[case]
    stage = beside(shell)
    stage.open(**{order: text})
    stage.terminal.type("cd ~/proj")
    stage.terminal.type("")
    if stage.terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/proj/.venv"]:
        return  # it is called, after all
    said = " ".join(stage.terminal.type(f"autovenv {command}"))
    assert "not called" in said, said
    assert place in said, said


@pytest.mark.parametrize("attach", ["[[ ! ${BLE_VERSION-} ]] || ble-attach", "ble-attach"])
def test_install_puts_the_block_before_ble_attach(beside, attach):
    """ble.sh takes PROMPT_COMMAND over when it attaches: what is registered behind that is not called."""
    stage = beside("bash")
    stage.open(hooked=False)
    rc = stage.dialect.rc(stage.home)
    stage.write(".bashrc", f"[[ $- == *i* ]] && source ~/.local/share/blesh/ble.sh --noattach\nPS1='@> '\n{attach}\n")
    stage.terminal.type("autovenv install --yes --shell bash")
    with open(rc, encoding="utf-8") as file:
        lines = file.read().splitlines()
    ours = [number for number, line in enumerate(lines) if "autovenv" in line]
    assert ours, lines
    assert max(ours) < lines.index(attach) or any("blehook" in line for line in lines), lines
