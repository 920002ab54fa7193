"""Environments that people activate themselves, and whether what a shell shows of one fits together."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.shells.play import Stage

SCRIPT = {"bash": "activate", "zsh": "activate", "fish": "activate.fish", "pwsh": "activate.ps1"}
MINE = {
    "bash": "deactivate() { echo mine; }",
    "zsh": "deactivate() { echo mine; }",
    "fish": "function deactivate; echo mine; end",
    "pwsh": "function global:deactivate { 'mine' }",
}
_IS_THERE = {
    "bash": "declare -F deactivate >/dev/null && echo yes || echo no",
    "zsh": "(($+functions[deactivate])) && echo yes || echo no",
    "fish": "functions -q deactivate; and echo yes; or echo no",
    "pwsh": "if (Test-Path Function:deactivate) { 'yes' } else { 'no' }",
}


def make(path: str, name: str) -> str:
    """Make an environment with the activation scripts that uv writes; return its path."""
    uv = os.path.join(os.path.dirname(sys.executable), "uv")
    command = [uv, "venv", "-q", "--no-config", "--python", sys.executable, "--prompt", name, path]
    subprocess.run(command, check=True, env={"HOME": os.path.dirname(path), "PATH": "/usr/bin:/bin"})
    return path


def activate(stage: Stage, environment: str) -> list[str]:
    """Type what people and editors type."""
    assert stage.terminal
    return stage.terminal.type(f". {stage.quote(f'{environment}/bin/{SCRIPT[stage.dialect.name]}')}")


def whole(stage: Stage, *around: str, name: str = "") -> str:
    """VIRTUAL_ENV, PATH, the name in the prompt and `deactivate` agree; return the environment that is active, "" for none.

    `around` are environments whose entries may stand further back on PATH: of one over which another one was activated.
    `name` is what the prompt shows where it is not the name of the directory that the environment lies in.
    """
    assert stage.terminal
    shown = stage.terminal.prefix
    (environment,) = stage.terminal.type("show VIRTUAL_ENV")
    environment = "" if environment == "unset" else environment
    entries = stage.terminal.type("show PATH")[0].split(":")
    there = stage.terminal.type(_IS_THERE[stage.dialect.name]) == ["yes"]
    kept = [f"{one}/bin" for one in (environment, *around) if one]
    shows = name or os.path.basename(os.path.dirname(environment) if environment.endswith("/.venv") else environment)
    seen = {
        "first on PATH": (entries[0] if environment else "", f"{environment}/bin" if environment else ""),
        "rest of PATH": ([entry for entry in entries if entry not in kept], stage.environ["PATH"].split(":")),
        "prompt": (shown, f"({shows})" if environment else ""),
        "deactivate": (there, bool(environment)),
    }
    wrong = [f"{what} is {one!r} and not {other!r}" for what, (one, other) in seen.items() if one != other]
    assert not wrong, "\n".join([f"VIRTUAL_ENV is {environment or 'unset'}, but:", *wrong])
    return environment


def put_away(stage: Stage) -> None:
    """Outside of the project, `deactivate` whatever is active, and nothing of anybody is left."""
    assert stage.terminal
    for _ in range(2):
        if whole(stage):
            stage.terminal.type("deactivate")
    assert whole(stage) == "", "deactivated, and active still"
