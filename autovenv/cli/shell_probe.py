"""Questions to a shell at a terminal. It answers into files, so prompts, themes and highlighting do not matter."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from autovenv.base.files import read_small
from autovenv.cli.terminal import Terminal
from autovenv.plan.store import RENDERERS

_ANSWER_SECONDS = 60.0  # a shell that starts answers when its rc files are through; some people's take long
_ASK_AGAIN_SECONDS = 0.25
_LIMIT = 2**16  # bytes

# Each script writes what the shell sees into the file that its argument names, and keeps the shell from saving its history.
_POSIX = """\
unset HISTFILE
{
    printf 'python=%s\\n' "$(command -v python)"
    printf 'environment=%s\\n' "${VIRTUAL_ENV-}"
    printf 'path=%s\\n' "$PATH"
    if [ -n "${VIRTUAL_ENV-}" ]; then
        printf 'version=%s\\n' "$(python -V 2>&1)"
        printf 'pip=%s\\n' "$(python -m pip --version 2>&1)"
    fi
} >| "$1.new"
command mv -f "$1.new" "$1"
"""
_FISH = """\
begin
    printf 'python=%s\\n' (command -v python; or echo)
    printf 'environment=%s\\n' "$VIRTUAL_ENV"
    printf 'path=%s\\n' "$PATH"
    if test -n "$VIRTUAL_ENV"
        printf 'version=%s\\n' (python -V 2>&1)
        printf 'pip=%s\\n' (python -m pip --version 2>&1)
    end
end >$argv[1].new
command mv -f $argv[1].new $argv[1]
"""
_PWSH = """\
param([string] $answer)
Set-PSReadLineOption -HistorySaveStyle SaveNothing -ErrorAction Ignore
$found = Get-Command python -CommandType Application -TotalCount 1 -ErrorAction Ignore
$lines = @("python=$(if ($found) { $found.Source })", "environment=$env:VIRTUAL_ENV", "path=$env:PATH")
if ($env:VIRTUAL_ENV) { $lines += "version=$(python -V 2>&1)", "pip=$(python -m pip --version 2>&1)" }
[IO.File]::WriteAllText("$answer.new", ($lines -join "`n") + "`n")
[IO.File]::Move("$answer.new", $answer, $true)
"""
_SCRIPTS = {"bash": ("ask.sh", _POSIX), "zsh": ("ask.sh", _POSIX), "fish": ("ask.fish", _FISH), "pwsh": ("ask.ps1", _PWSH)}


@dataclass(frozen=True)
class Sight:
    """What a shell sees at one moment. `version` and `pip` are what the two programs print, "" outside of an environment."""

    python: str = ""
    environment: str = ""
    path: str = ""
    version: str = ""
    pip: str = ""


class Conversation:
    """Questions to one shell, answered in files."""

    def __init__(self, terminal: Terminal, shell: str, work: str) -> None:
        self.terminal = terminal
        self.quote = RENDERERS[shell].quote
        # A line feed is another key to PSReadLine: the line would stand there unfinished. The other shells take both.
        self.waits_for_prompt = shell == "pwsh"
        self.work = work
        name, script = _SCRIPTS[shell]
        self.script = os.path.join(work, name)
        self.asked = 0
        with open(self.script, "w", encoding="utf-8") as file:
            file.write(script)

    def say(self, line: str) -> None:
        """Type a line; in front of it the blank that keeps it out of many people's history. Raises TooLateError."""
        if self.waits_for_prompt:
            self.terminal.wait_until(self.terminal.takes_keys, _ANSWER_SECONDS, f"no prompt in {_ANSWER_SECONDS:g} s")
        self.terminal.send(f" {line}\r")

    def ask(self, moment: str) -> Sight:
        """Return what the shell sees now. Raises TooLateError."""
        self.asked += 1
        answer = os.path.join(self.work, f"{moment}-{self.asked}")
        source = "source" if self.script.endswith(".fish") else "."
        self.say(f"{source} {self.quote(self.script)} {self.quote(answer)}")
        self.terminal.wait_until(lambda: os.path.exists(answer), _ANSWER_SECONDS, f"no answer ({moment}) in {_ANSWER_SECONDS:g} s")
        pairs = [line.split("=", 1) for line in os.fsdecode(read_small(answer, _LIMIT)).splitlines() if "=" in line]
        os.unlink(answer)
        return Sight(**{name: text for name, text in pairs if name in Sight.__dataclass_fields__})

    def ask_until(self, moment: str, right: Callable[[Sight], bool], seconds: float) -> Sight:
        """Return what the shell sees as soon as it is right, or else at the end. An environment may be made behind the prompt."""
        end = time.monotonic() + seconds
        while True:
            seen = self.ask(moment)
            if right(seen) or time.monotonic() > end:
                return seen
            self.terminal.pause(_ASK_AGAIN_SECONDS)
