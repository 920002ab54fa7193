"""Themes and terminals' integrations, played: who builds the prompt anew, who wraps it, who shows the name without us."""

from __future__ import annotations

# Said in the rc file or typed: the prompt of these tests.
ASSIGNED = {
    "bash": "PS1='@> '",
    "zsh": "PROMPT='@> '",
    "fish": "function fish_prompt; printf '@> '; end",
    "pwsh": "function global:prompt { '@> ' }",
}

# As __git_ps1 with three arguments, bash-it's bobby, grml and many hand-made ones: anew at each prompt.
REBUILT = {
    "bash": """
_theme() { PS1='@> '; }
PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND;}_theme"
""",
    "zsh": "_theme() { PROMPT='@> ' }\nprecmd_functions+=(_theme)\n",
    "fish": "function _theme --on-event fish_prompt\n    function fish_prompt\n        printf '@> '\n    end\nend\n",
}
# As __git_ps1 is often hooked: in front of all others, or the only one.
FIRST = {
    "bash": """
_theme() { PS1='@> '; }
PROMPT_COMMAND="_theme${PROMPT_COMMAND:+;$PROMPT_COMMAND}"
""",
    "zsh": "precmd() { PROMPT='@> ' }\n",
}
# As starship does it in bash: what stood in PROMPT_COMMAND is called first, then the prompt is built.
STARSHIP = """
_starship_kept=$PROMPT_COMMAND
_starship_give() { return "$1"; }
_starship_precmd() { local kept=$?; _starship_give "$kept"; eval "$_starship_kept"; PS1='@> '; return "$kept"; }
PROMPT_COMMAND=_starship_precmd
"""

# As VS Code does it: marks around what stands there; in zsh what stood there comes back before a command is run.
VSCODE = {
    "bash": r"""
_vsc_running=1 _vsc_made= _vsc_kept=$PROMPT_COMMAND
_vsc_give() { return "$1"; }
_vsc_prompt() {
    local kept=$?
    _vsc_give "$kept"
    eval "$_vsc_kept"
    if [[ $_vsc_running == 1 && $PS1 != "$_vsc_made" ]]; then
        _vsc_made='\[\e]633;A\a\]'$PS1'\[\e]633;B\a\]'
        PS1=$_vsc_made
    fi
    _vsc_running=0
}
trap '_vsc_running=1' DEBUG
PROMPT_COMMAND=_vsc_prompt
""",
    "zsh": r"""
_vsc_running=1
_vsc_precmd() {
    if [[ -n $_vsc_running ]]; then
        _vsc_prior=$PS1 _vsc_running=
        PS1=$'%{\e]633;A\a%}'$PS1$'%{\e]633;B\a%}'
    fi
}
_vsc_preexec() { PS1=$_vsc_prior _vsc_running=1 }
precmd_functions+=(_vsc_precmd) preexec_functions+=(_vsc_preexec)
""",
    "fish": r"""
function _vsc_preserve --on-event fish_prompt
    functions --copy fish_prompt _vsc_theirs
    functions --erase _vsc_preserve
    function fish_prompt
        printf '\e]633;A\a'
        _vsc_theirs
        printf '\e]633;B\a'
    end
end
""",
}
# As wezterm does it in zsh: what stood there comes back, if nobody has changed the prompt meanwhile.
WEZTERM = r"""
_wez_running=1
_wez_precmd() {
    if [[ $_wez_running != 0 ]]; then
        _wez_kept=$PS1 PS1=$'%{\e]133;P\a%}'$PS1$'%{\e]133;B\a%}'
        _wez_made=$PS1
    fi
    _wez_running=0
}
_wez_preexec() { [[ $PS1 == "$_wez_made" ]] && PS1=$_wez_kept; _wez_running=1 }
precmd_functions+=(_wez_precmd) preexec_functions+=(_wez_preexec)
"""
# As ghostty and kitty do it in zsh: marks only where they are the last who are called; they make themselves the last at each prompt.
GHOSTTY = r"""
_gho_precmd() {
    if [[ $precmd_functions[-1] == _gho_precmd ]]; then
        [[ $PS1 == *$'\e]133;A'* ]] || PS1=$'%{\e]133;A\a%}'$PS1
        [[ $PS1 == *$'\e]133;B'* ]] || PS1=$PS1$'%{\e]133;B\a%}'
    else
        precmd_functions=(${precmd_functions:#_gho_precmd} _gho_precmd)
    fi
}
_gho_preexec() { PS1=${PS1//$'%{\e]133;A\a%}'} PS1=${PS1//$'%{\e]133;B\a%}'} }
_gho_begin() {
    precmd_functions=(${precmd_functions:#_gho_begin} _gho_precmd) preexec_functions+=(_gho_preexec)
    _gho_precmd
}
precmd_functions+=(_gho_begin)
"""

# As pure (zsh), disco (fish) and oh-my-posh do it: the name is shown by the theme, which says so at its own first prompt only.
DISABLING = {
    "bash": """
_theme() {
    export VIRTUAL_ENV_DISABLE_PROMPT=1
    PS1="${VIRTUAL_ENV_PROMPT:+($VIRTUAL_ENV_PROMPT) }@> "
}
PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND;}_theme"
""",
    "zsh": """
_theme() {
    export VIRTUAL_ENV_DISABLE_PROMPT=12
    psvar[12]=${VIRTUAL_ENV_PROMPT:+"($VIRTUAL_ENV_PROMPT) "}
}
PROMPT='%12v@> '
precmd_functions+=(_theme)
""",
    "fish": """
function _theme_environment
    set -q VIRTUAL_ENV_DISABLE_PROMPT
    or set -g VIRTUAL_ENV_DISABLE_PROMPT true
    set -q VIRTUAL_ENV_PROMPT
    and printf '(%s) ' $VIRTUAL_ENV_PROMPT
end
function fish_prompt
    _theme_environment
    printf '@> '
end
""",
    "pwsh": """
function global:Get-Environment {
    $env:VIRTUAL_ENV_DISABLE_PROMPT = 1
    if ($env:VIRTUAL_ENV_PROMPT) { "($env:VIRTUAL_ENV_PROMPT) " }
}
function global:prompt { "$(Get-Environment)@> " }
""",
}
# As liquidprompt and starship's Python module in bash do it: the name, in colours, is written into a prompt that is built anew.
WRITTEN = {
    "bash": r"""
_theme() { PS1="${VIRTUAL_ENV:+[\[\e[36m\]prompt = $VIRTUAL_ENV_PROMPT\[\e[0m\]] (~/${PWD##*/}) \n}@> "; }
PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND;}_theme"
""",
    "zsh": r"""
_theme() {
    PROMPT='@> '
    [[ -z $VIRTUAL_ENV ]] || PROMPT=$'[%{\e[36m%}'$VIRTUAL_ENV_PROMPT$'%{\e[0m%}] (~/'${PWD:t}$')\n@> '
}
precmd_functions+=(_theme)
""",
    "pwsh": """
function global:prompt {
    $e = [char]27
    $(if ($env:VIRTUAL_ENV) { "[$e[36m$env:VIRTUAL_ENV_PROMPT$e[0m] (~/$(Split-Path -Leaf $PWD))`n" }) + '@> '
}
""",
}
# As oh-my-zsh's plugin and many a guide have it.
INFO = {
    "bash": "virtualenv_info() { [[ -n ${VIRTUAL_ENV_PROMPT-} ]] && printf '(%s) ' \"$VIRTUAL_ENV_PROMPT\"; }\nPS1='$(virtualenv_info)@> '\n",
    "zsh": (
        'setopt prompt_subst\nvirtualenv_info() { [[ -n ${VIRTUAL_ENV_PROMPT-} ]] && print -n "($VIRTUAL_ENV_PROMPT) " }\n'
        "PROMPT='$(virtualenv_info)@> '\n"
    ),
}
