"""The four shells: how each is started with nothing but the hook, and how it says what the transcripts need."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache

from autovenv.hook.script import hook
from autovenv.plan.store import RENDERERS

DEMANDED = ("bash", "zsh", "fish", "pwsh")


@dataclass(frozen=True)
class Dialect:
    """One shell. Texts take `name` and `value` (quoted already) by str.format."""

    name: str
    program: str
    assign: str  # export a variable
    unassign: str
    last_status: str  # prints the status of the last command
    prepend: str  # a directory before PATH
    append: str

    @property
    def version(self) -> tuple[int, ...]:
        """The program's version, as (5, 2, 15)."""
        return _version(self.program)

    @property
    def takes_list(self) -> bool:
        """Whether each command of PROMPT_COMMAND may stand by itself, as it may from bash 5.1 on."""
        return self.name != "bash" or self.version >= (5, 1)

    @property
    def coarse(self) -> bool:
        """Whether it sees whole seconds where it compares the times of two files."""
        return self.name == "bash" and _coarse(self.program)

    def quote(self, text: str) -> str:
        return RENDERERS[self.name].quote(text)

    def command(self, home: str) -> list[str]:
        """How the shell starts interactively, with its rc file below home."""
        return {
            "bash": [self.program, "--noediting", "--noprofile", "-i"],
            "zsh": [self.program, "-d", "-i"],
            "fish": [self.program, "-i"],
            "pwsh": [self.program, "-NoLogo", "-NoExit"],
        }[self.name]

    def rc(self, home: str) -> str:
        return {
            "bash": f"{home}/.bashrc",
            "zsh": f"{home}/.zshrc",
            "fish": f"{home}/.config/fish/config.fish",
            "pwsh": f"{home}/.config/powershell/Microsoft.PowerShell_profile.ps1",
        }[self.name]

    def setup(self) -> str:
        """Lines of the rc file before the hook: a plain prompt, no editing that redraws."""
        return {
            "bash": "PS1='@> '\nHISTFILE=\nbind 'set enable-bracketed-paste off' 2>/dev/null\n",
            "zsh": "PROMPT='@> '\nunsetopt prompt_cr prompt_sp zle\nHISTFILE=\n",
            "fish": (
                "function fish_prompt; printf '@> '; end\nfunction fish_right_prompt; end\nfunction fish_mode_prompt; end\n"
                "function fish_greeting; end\nset -g fish_autosuggestion_enabled 0\nset -g fish_history ''\n"
            ),
            "pwsh": "function prompt { '@> ' }\nRemove-Module PSReadLine -ErrorAction Ignore\n",
        }[self.name]

    def write_rc(
        self, home: str, environ: dict[str, str], *, before: str = "", after: str = "", hooked: bool = True, setup: str | None = None
    ) -> None:
        """Write the rc file: setup (the usual one, or another), `before`, the hook sourced from a static file as installed, `after`."""
        path = self.rc(home)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if self.name == "fish":
            # Without it, each start makes completions from all manual pages of the machine, in the background.
            os.makedirs(f"{home}/.local/share/fish/generated_completions", exist_ok=True)
        text = (self.setup() if setup is None else setup) + before + "\n"
        if hooked:
            static = f"{home}/hook.{self.name}" + (".ps1" if self.name == "pwsh" else "")
            with open(static, "w", encoding="utf-8") as file:
                file.write(hook(self.name, environ))
            text += f". {self.quote(static)}\n"
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text + after + "\n")


def _dialect(name: str, program: str | None) -> Dialect | None:
    if program is None:
        return None
    if name == "fish":
        return Dialect(
            name,
            program,
            "set -gx {name} {value}",
            "set -e {name}",
            "echo $status",
            "set -gx PATH {value} $PATH",
            "set -gx PATH $PATH {value}",
        )
    if name == "pwsh":
        separator = os.pathsep
        return Dialect(
            name,
            program,
            "$env:{name} = {value}",
            "Remove-Item Env:{name}",
            "$?",
            "$env:PATH = {value} + '" + separator + "' + $env:PATH",
            "$env:PATH += '" + separator + "' + {value}",
        )
    return Dialect(name, program, "export {name}={value}", "unset {name}", "echo $?", "PATH={value}:$PATH", "PATH=$PATH:{value}")


@cache
def _version(program: str) -> tuple[int, ...]:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(map(int, re.search(r"\d+(?:\.\d+)+", said)[0].split(".")))


@cache
def _coarse(program: str) -> bool:
    with tempfile.TemporaryDirectory() as place:
        for name, time in (("earlier", 10**18), ("later", 10**18 + 1)):
            path = f"{place}/{name}"
            open(path, "wb").close()
            os.utime(path, ns=(time, time))
        return subprocess.run([program, "-c", f"[[ {place}/later -nt {place}/earlier ]]"], check=False).returncode != 0


def find(name: str) -> Dialect | None:
    """The shell that is first on PATH, of whichever version, or None. AUTOVENV_TEST_PWSH names a PowerShell that is not on PATH."""
    program = shutil.which(name)
    if name == "pwsh":
        program = os.environ.get("AUTOVENV_TEST_PWSH") or program
    return _dialect(name, program)


@cache
def powershell_home() -> str:
    """PowerShell's own directory, which it puts at the front of PATH each time one starts; "" without PowerShell."""
    found = find("pwsh")
    if found is None:
        return ""
    command = [found.program, "-NoProfile", "-NonInteractive", "-Command", "[Console]::Out.Write($PSHOME)"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def demanded() -> tuple[str, ...]:
    """The shells that must be there: AUTOVENV_TEST_SHELLS names them, else all four under CI=true."""
    named = os.environ.get("AUTOVENV_TEST_SHELLS")
    if named is not None:
        return tuple(named.split())
    return DEMANDED if os.environ.get("CI") == "true" else ()
