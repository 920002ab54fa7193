"""direnv, played: it keeps the whole of PATH when it loads an `.envrc`, and puts that back when it leaves it."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

# What direnv tells a shell to do. State lies in the variables where direnv has it; consent lies in the files where direnv has it.
PLAYED = r"""#!/bin/sh
at=$PWD
while [ "$at" ] && [ ! -e "$at/.envrc" ]; do at=${at%/*}; done
if [ "$at" ]; then
    consent=$HOME/.local/share/direnv/allow/$( (echo "$at/.envrc"; cat "$at/.envrc") | sha256sum | cut -c 1-64)
fi
if [ "$1" = allow ]; then
    mkdir -p "${consent%/*}"
    echo "$at/.envrc" >"$consent"
    exit
fi
put() {
    case $shell in
        fish) printf "set -gx %s '%s';" "$1" "$2" ;;
        pwsh) printf "\$env:%s = '%s';" "$1" "$2" ;;
        *) printf "export %s='%s';" "$1" "$2" ;;
    esac
}
drop() {
    case $shell in
        fish) printf 'set -e %s;' "$1" ;;
        pwsh) printf 'Remove-Item Env:%s -ErrorAction Ignore;' "$1" ;;
        *) printf 'unset %s;' "$1" ;;
    esac
}
shell=$2
if [ -z "$at" ]; then now=; elif [ -e "$consent" ]; then now=$at; else now=blocked:$at; fi
[ "$now" != "${DIRENV_WATCHES-}" ] || exit 0
if [ "${DIRENV_DIFF-}" ]; then
    PATH=$DIRENV_DIFF
    put PATH "$PATH"
    for name in COLOUR DIRENV_DIFF DIRENV_DIR; do drop "$name"; done
fi
put DIRENV_WATCHES "$now"
case $now in
    '') drop DIRENV_WATCHES ;;
    blocked:*) echo "direnv: error $at/.envrc is blocked. Run \`direnv allow\` to approve its content" >&2 ;;
    *)
        put DIRENV_DIR "-$at"
        put DIRENV_DIFF "$PATH"
        PATH_add() { PATH=$at/$1:$PATH; }
        . "$at/.envrc"
        put PATH "$PATH"
        put COLOUR "$COLOUR"
        ;;
esac
"""
ENVRC = "export COLOUR=red\nPATH_add tools\n"

# As `direnv hook` has them: where each is registered, and when it is called.
HOOK = {
    "bash": """
_direnv_hook() { local kept=$?; eval "$(direnv export bash)"; return $kept; }
PROMPT_COMMAND="_direnv_hook${PROMPT_COMMAND:+;$PROMPT_COMMAND}"
""",
    "zsh": """
_direnv_hook() { eval "$(direnv export zsh)"; }
typeset -ag precmd_functions chpwd_functions
precmd_functions=(_direnv_hook $precmd_functions)
chpwd_functions=(_direnv_hook $chpwd_functions)
""",
    "fish": """
function __direnv_export_eval --on-event fish_prompt
    direnv export fish | source
    function __direnv_cd_hook --on-variable PWD
        direnv export fish | source
    end
end
function __direnv_export_eval_2 --on-event fish_preexec
    functions --erase __direnv_cd_hook
end
""",
    "pwsh": """
$hook = [EventHandler[System.Management.Automation.LocationChangedEventArgs]] {
    $text = (direnv export pwsh) -join "`n"
    if ($text) { Invoke-Expression $text }
}
$invoke = $ExecutionContext.SessionState.InvokeCommand
$invoke.LocationChangedAction = [Delegate]::Combine($invoke.LocationChangedAction, $hook)
""",
}


def put(stage, *, real: bool = False) -> str:
    """Put direnv on PATH, ours unless the real one is asked for; return the lines that hook it."""
    name = stage.dialect.name
    if not real:
        path = f"{os.path.dirname(stage.home)}/tools/direnv"
        with open(path, "w", encoding="utf-8") as file:
            file.write(PLAYED)
        os.chmod(path, 0o755)
        return HOOK[name]
    program = shutil.which("direnv")
    if program is None:
        pytest.skip("no direnv on PATH")
    done = subprocess.run([program, "hook", name], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this direnv has no hook for {name}")
    return done.stdout


def envrc(stage, name: str, *, allowed: bool = True) -> None:
    """Write an `.envrc` into directory name; it is direnv's where allowed."""
    stage.project(f"{name}/tools")
    stage.write(f"{name}/.envrc", ENVRC)
    if allowed:
        environ = stage.environ | {"PWD": f"{stage.home}/{name}"}
        subprocess.run(["direnv", "allow"], cwd=f"{stage.home}/{name}", env=environ, check=True, capture_output=True)
