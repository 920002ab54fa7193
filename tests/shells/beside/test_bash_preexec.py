"""bash-preexec, as atuin, bash-it, starship and wezterm bring it: what it calls runs before all of PROMPT_COMMAND."""

from __future__ import annotations

import pytest

from tests.shells.beside.seen import inside, named

# It installs itself at the first prompt; from then on its functions are called first, and `preexec_functions` from a DEBUG trap.
PREEXEC = r"""
bash_preexec_imported=defined
_bp_ready= _bp_inside=
_bp_give() { return "$1"; }
_bp_precmd() {
    _bp_status=$?
    [[ -z $_bp_inside ]] || return
    local each _bp_inside=1
    for each in "${precmd_functions[@]}"; do _bp_give "$_bp_status"; "$each"; done
}
_bp_interactive() { _bp_ready=1; }
_bp_debug() {
    [[ $_bp_ready && -z ${COMP_LINE-} ]] || return 0
    _bp_ready=
    local each
    while IFS= read -r each; do
        [[ $BASH_COMMAND != "$each" ]] || return 0
    done <<<"${PROMPT_COMMAND//;/$'\n'}"
    for each in "${preexec_functions[@]}"; do "$each" "$BASH_COMMAND"; done
}
_bp_install() {
    local rest=${PROMPT_COMMAND//_bp_install/:}
    PROMPT_COMMAND="_bp_precmd"$'\n'"$rest"$'\n'"_bp_interactive"
    trap _bp_debug DEBUG
    _bp_precmd
    _bp_interactive
}
PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}_bp_install
"""
# A theme that shows the environment itself.
SHOWING = r"""
export VIRTUAL_ENV_DISABLE_PROMPT=1
_theme() { PS1="in ${VIRTUAL_ENV_PROMPT:-nothing}\n@> "; }
precmd_functions+=(_theme)
"""
REBUILDING = "_theme() { PS1='@> '; }\nprecmd_functions+=(_theme)\n"
# As wezterm does it in bash.
WEZTERM = r"""
_wez_running=1
_wez_precmd() {
    if [[ $_wez_running != 0 ]]; then
        _wez_kept=$PS1
        PS1='\[\e]133;P\a\]'$PS1'\[\e]133;B\a\]'
        _wez_made=$PS1
    fi
    _wez_running=0
}
_wez_preexec() {
    if [[ $_wez_made == "$PS1" ]]; then PS1=$_wez_kept; fi
    _wez_running=1
}
precmd_functions+=(_wez_precmd) preexec_functions+=(_wez_preexec)
"""


@pytest.fixture
def bash(beside, versions, order):
    """bash with bash-preexec and what is given, before our block or behind it."""
    stage = beside("bash")
    stage.project("two", versions[1])

    def open_(text):
        stage.open(**{order: PREEXEC + text})
        return stage

    return open_


def test_a_theme_draws_the_environment_of_this_prompt(bash):
    stage = bash(SHOWING)
    for _ in range(2):
        assert stage.terminal.type("cd ~/proj")[-1] == "in proj"
        assert stage.terminal.type("cd ~/two")[-1] == "in two"
        assert stage.terminal.type("cd ~")[-1] == "in nothing"
        assert stage.terminal.type("")[-1] == "in nothing"


@pytest.mark.parametrize("theme", [REBUILDING, WEZTERM, ""], ids=["rebuilding", "wezterm", "plain"])
def test_the_name_is_there_once(bash, theme):
    stage = bash(theme)
    for _ in range(3):
        named(stage, "proj", "cd ~/proj")
        named(stage, "proj", "")
        inside(stage)
        named(stage, "two", "cd ~/two")
        named(stage, "", "cd ~")
        named(stage, "", "")


def test_functions_of_the_user_see_the_status_and_no_command_of_ours(bash):
    stage = bash('_mine() { seen=$?; }\n_ran() { ran+=("$1"); }\nprecmd_functions+=(_mine) preexec_functions+=(_ran)\n')
    for place in ("~", "~/proj"):
        stage.terminal.type(f"cd {place}")
        stage.terminal.type("sh -c 'exit 7'")
        assert stage.terminal.type("echo $seen $?") == ["7 7"]
        stage.terminal.type("ran=()")
        stage.terminal.type("")
        stage.terminal.type("")
        assert stage.terminal.type('echo "${ran[*]}"') == ['echo "${ran[*]}"']
