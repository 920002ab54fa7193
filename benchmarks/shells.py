"""The shells: how each is started, and how it times, by its own clock, what it runs at a prompt and at a change of directory.

The functions below do by hand what the shell does by itself: bash evaluates each element of PROMPT_COMMAND, zsh calls each function
of precmd_functions (and those of chpwd_functions by itself), fish fires fish_preexec and fish_prompt (and PWD's handlers by itself),
PowerShell calls `prompt`.
Each answers with the time before and after; the same in a shell without a hook is subtracted.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

_BASH = r"""
__bench_hooks() {
    local __bench_command
    for __bench_command in ${PROMPT_COMMAND[@]+"${PROMPT_COMMAND[@]}"}; do eval "$__bench_command"; done
}
__bench_prompts() {
    local __bench_i __bench_begin=$EPOCHREALTIME
    for ((__bench_i = 0; __bench_i < $1; __bench_i++)); do __bench_hooks; done
    printf '<:%s %s:>\n' "$__bench_begin" "$EPOCHREALTIME"
}
__bench_visits() {
    local __bench_i __bench_begin=$EPOCHREALTIME
    for ((__bench_i = 0; __bench_i < $1; __bench_i++)); do
        cd "$2"
        __bench_hooks
        cd "$3"
        __bench_hooks
    done
    printf '<:%s %s:>\n' "$__bench_begin" "$EPOCHREALTIME"
}
__bench_enter() {
    local __bench_begin=$EPOCHREALTIME
    cd "$1"
    __bench_hooks
    printf '<:%s %s:>\n' "$__bench_begin" "$EPOCHREALTIME"
}
__bench_show() { printf '<:%s:>\n' "${!1-}"; }
"""

_ZSH = r"""
zmodload zsh/datetime
__bench_hooks() {
    local __bench_function
    for __bench_function in $precmd_functions; do $__bench_function; done
}
__bench_prompts() {
    local __bench_i __bench_begin=$EPOCHREALTIME
    for ((__bench_i = 0; __bench_i < $1; __bench_i++)); do __bench_hooks; done
    printf '<:%s %s:>\n' $__bench_begin $EPOCHREALTIME
}
__bench_visits() {
    local __bench_i __bench_begin=$EPOCHREALTIME
    for ((__bench_i = 0; __bench_i < $1; __bench_i++)); do
        cd $2
        __bench_hooks
        cd $3
        __bench_hooks
    done
    printf '<:%s %s:>\n' $__bench_begin $EPOCHREALTIME
}
__bench_enter() {
    local __bench_begin=$EPOCHREALTIME
    cd $1
    __bench_hooks
    printf '<:%s %s:>\n' $__bench_begin $EPOCHREALTIME
}
__bench_show() { printf '<:%s:>\n' "${(P)1}"; }
"""

# fish has no clock of its own: what `date` costs is there without a hook, too, and goes with the subtraction.
# What fish itself writes to the terminal at each prompt would, thousands of times, measure the terminal.
_FISH = r"""
functions -e __fish_enable_bracketed_paste __fish_disable_bracketed_paste
function __bench_prompts
    set -l __bench_begin (command date +%s%N)
    for __bench_i in (seq $argv[1])
        emit fish_prompt
    end
    printf '<:%s %s:>\n' $__bench_begin (command date +%s%N)
end
function __bench_go
    emit fish_preexec "cd $argv[1]"
    cd $argv[1]
    emit fish_postexec "cd $argv[1]"
    emit fish_prompt
end
function __bench_visits
    set -l __bench_begin (command date +%s%N)
    for __bench_i in (seq $argv[1])
        __bench_go $argv[2]
        __bench_go $argv[3]
    end
    printf '<:%s %s:>\n' $__bench_begin (command date +%s%N)
end
function __bench_enter
    set -l __bench_begin (command date +%s%N)
    __bench_go $argv[1]
    printf '<:%s %s:>\n' $__bench_begin (command date +%s%N)
end
function __bench_show
    printf '<:%s:>\n' "$$argv[1]"
end
"""


# PowerShell calls `prompt` as any script does, and its handlers of a change of directory by itself.
_PWSH = r"""
function global:__bench_prompts([int]$times) {
    $begin = [Diagnostics.Stopwatch]::GetTimestamp()
    for ($i = 0; $i -lt $times; $i++) { $null = prompt }
    "<:$begin $([Diagnostics.Stopwatch]::GetTimestamp()):>"
}
function global:__bench_visits([int]$times, $one, $other) {
    $begin = [Diagnostics.Stopwatch]::GetTimestamp()
    for ($i = 0; $i -lt $times; $i++) {
        Set-Location $one
        $null = prompt
        Set-Location $other
        $null = prompt
    }
    "<:$begin $([Diagnostics.Stopwatch]::GetTimestamp()):>"
}
function global:__bench_enter($place) {
    $begin = [Diagnostics.Stopwatch]::GetTimestamp()
    Set-Location $place
    $null = prompt
    "<:$begin $([Diagnostics.Stopwatch]::GetTimestamp()):>"
}
function global:__bench_show($name) { "<:$([Environment]::GetEnvironmentVariable($name)):>" }
"""


@dataclass(frozen=True)
class Shell:
    """One shell. `rc` is below the home directory, `setup` are its first lines: a plain prompt, and no history."""

    name: str
    program: str
    options: tuple[str, ...]
    rc: str
    setup: str
    driver: str

    def command(self) -> list[str]:
        return [self.program, *self.options]

    def version(self) -> str:
        printed = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=False).stdout
        return next((word.split("(")[0] for word in printed.split() if word[0].isdigit()), "?")

    def write_rc(self, home: str, hook: str) -> None:
        """Write the rc file: the plain prompt, then the lines that hook a tool."""
        path = os.path.join(home, self.rc)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if self.name == "fish":
            # Without it, each start makes completions from all manual pages of the machine, in the background.
            os.makedirs(f"{home}/.local/share/fish/generated_completions", exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.setup + hook)

    def write_driver(self, home: str) -> str:
        """Write the functions above to a file; return the line that reads it and answers with the home directory."""
        path = os.path.join(home, f"driver.{'ps1' if self.name == 'pwsh' else self.name}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.driver)
        return f". {path}; __bench_show HOME"


_KNOWN = (
    ("bash", ("--noprofile", "-i"), ".bashrc", "PS1='@> '\nHISTFILE=\n", _BASH),
    ("zsh", ("-d", "-i"), ".zshrc", "PROMPT='@> '\nHISTFILE=\n", _ZSH),
    (
        "fish",
        ("-i",),
        ".config/fish/config.fish",
        "function fish_prompt; printf '@> '; end\nfunction fish_greeting; end\nset -g fish_history ''\n",
        _FISH,
    ),
    (
        "pwsh",
        ("-NoLogo",),
        ".config/powershell/Microsoft.PowerShell_profile.ps1",
        "Remove-Module PSReadLine -ErrorAction Ignore\nfunction prompt { '@> ' }\n",
        _PWSH,
    ),
)
NAMES = tuple(known[0] for known in _KNOWN)


def find(name: str) -> Shell | None:
    """Return the shell as it is on PATH, or None."""
    program = shutil.which(name)
    if program is None:
        return None
    _, options, rc, setup, driver = next(known for known in _KNOWN if known[0] == name)
    return Shell(name, program, options, rc, setup, driver)
