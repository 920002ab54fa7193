"""Completion for PowerShell: typer's own leaves empty variables behind, binds Tab again, and sets a policy that only Windows has."""

from __future__ import annotations

import os
from pathlib import Path

from typer import _completion_shared as shared

from autovenv.cli.rc_files import rc_files

# 7.5 and newer keep a variable that is set to ''. Formatted by typer with %: no other % may stand here.
SCRIPT = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $commandAst, $cursorPosition)
    $given = @{ %(autocomplete_var)s = 'complete_powershell'; _TYPER_COMPLETE_ARGS = "$commandAst" }
    $given._TYPER_COMPLETE_WORD_TO_COMPLETE = $word
    try {
        foreach ($name in $given.Keys) { [Environment]::SetEnvironmentVariable($name, $given[$name]) }
        foreach ($line in & %(prog_name)s) {
            $text, $help = $line -split ':::'
            [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $(if ($help) { $help } else { $text }))
        }
    } finally {
        foreach ($name in $given.Keys) { [Environment]::SetEnvironmentVariable($name, [NullString]::Value) }
    }
}
"""


def prepare() -> None:
    """Have typer's --install-completion and --show-completion use the script above, in PowerShell."""
    shared._completion_scripts.update(powershell=SCRIPT, pwsh=SCRIPT)  # noqa: SLF001 - typer offers no other way
    of_windows = shared.install_powershell

    def install(*, prog_name: str, complete_var: str, shell: str) -> Path:
        if shell == "powershell":  # Windows' own, which has a profile of its own, and a policy
            return of_windows(prog_name=prog_name, complete_var=complete_var, shell=shell)
        return _add(
            Path(rc_files("pwsh", os.environ)[0]), shared.get_completion_script(prog_name=prog_name, complete_var=complete_var, shell=shell)
        )

    shared.install_powershell = install


def _add(profile: Path, script: str) -> Path:
    """Add the script to the user's profile, once; return its path. What else stands there may be in any encoding."""
    before = profile.read_bytes() if profile.exists() else b""
    if script.encode() not in before:
        profile.parent.mkdir(parents=True, exist_ok=True)
        with profile.open("ab") as file:
            file.write((b"\n" if before and not before.endswith(b"\n") else b"") + script.encode() + b"\n")
    return profile
