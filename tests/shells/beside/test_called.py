"""A hook that is loaded and never called: `why` and `status` say so; and `install` puts the block where it is called."""

from __future__ import annotations

import pytest

from tests.shells.beside.seen import inside, named, outside

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
    if f"{stage.home}/proj/.venv" in stage.terminal.type("show VIRTUAL_ENV"):
        return  # it is called, after all
    said = " ".join(stage.terminal.type(f"autovenv {command}"))
    assert "not called" in said, said
    assert place in said, said


ASSIGNED = {
    "a list": ("bash", "PROMPT_COMMAND=('mine=1')"),
    "nothing": ("bash", "unset PROMPT_COMMAND"),
    "zsh's lists": ("zsh", "precmd_functions=() chpwd_functions=()"),
}


@pytest.mark.parametrize("case", ASSIGNED)
@pytest.mark.parametrize("command", ["why", "status"])
def test_what_took_its_place_at_a_prompt_is_said(beside, versions, case, command):
    """Where the hook was called last is known; that it is in its place still, is not."""
    shell, text = ASSIGNED[case]
    stage = beside(shell)
    stage.project("other", versions[1])
    stage.open()
    stage.terminal.type("cd ~/proj")
    stage.terminal.type(text)
    place = "precmd_functions" if shell == "zsh" else "PROMPT_COMMAND"
    reason = f"the hook is loaded, and not called since {stage.home}/proj: the next prompt calls it, unless {place} was assigned again"
    for directory in ("~/other", "~"):
        stage.terminal.type(f"cd {directory}")
        said = stage.terminal.type(f"autovenv {command}")
        assert [line for line in said if line.endswith(f"{stage.home}/proj is active; {reason}")], said
    stage.terminal.type("cd ~/proj")
    said = stage.terminal.type(f"autovenv {command}")
    assert [line for line in said if line.split() == ["shell", "active"]], said


@pytest.mark.parametrize("when", ["typed", "behind our block", "typed, with --cd"])
def test_a_text_assigned_to_prompt_command_takes_the_first_place_only(beside, when):
    stage = beside("bash")
    text = "PROMPT_COMMAND='mine=$((mine + 1))'"
    stage.open(after={"behind our block": text, "typed, with --cd": 'eval "$(autovenv hook bash --cd)"'}.get(when, ""))
    if stage.terminal.type("echo $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501))") == ["0"]:
        pytest.skip("before 5.1 PROMPT_COMMAND is no list")
    if when != "behind our block":
        stage.terminal.type(text)
    for _ in range(2):
        named(stage, "proj", "cd ~/proj")
        inside(stage)
        named(stage, "", "cd ~")
        outside(stage)
    named(stage, "", "mine=0")
    assert named(stage, "", "echo $mine") == ["1"], "it is called once at each prompt"
    # By now somebody else is in the list, and goes on being called when the text is assigned once more.
    stage.terminal.type("PROMPT_COMMAND+=('others=1')")
    stage.terminal.type(text)
    named(stage, "proj", "cd ~/proj")
    assert named(stage, "proj", "echo $others") == ["1"]


BACK = {
    "bash, with --cd": ("bash", "unset PROMPT_COMMAND", 'eval "$(autovenv hook bash --cd)"'),
    "zsh": ("zsh", "precmd_functions=()", ""),
    "PowerShell": ("pwsh", "function prompt { '@> ' }", ""),
    "PowerShell's alias": ("pwsh", "Remove-Alias prompt -Force", ""),
    "fish": ("fish", "function fish_prompt; printf '@> '; end", ""),
}


@pytest.mark.parametrize("case", BACK)
def test_a_change_of_directory_puts_it_back(beside, versions, case):
    shell, text, hook = BACK[case]
    stage = beside(shell)
    stage.project("other", versions[1])
    stage.open(after=hook, hooked=not hook)
    named(stage, "proj", "cd ~/proj")
    stage.terminal.type(text)
    for _ in range(2):
        named(stage, "other", "cd ~/other")
        inside(stage, "other")
        named(stage, "", "cd ~")
        outside(stage)
        named(stage, "proj", "cd ~/proj")
        inside(stage)


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
