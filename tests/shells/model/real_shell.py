"""The model's steps, typed into a real shell: what a user sees after each is compared with what the model says."""

from __future__ import annotations

import os
from collections.abc import Sequence

from tests.shells import dialects
from tests.shells.model.model_disk import beginning
from tests.shells.model.model_shell import BASE, Seen, Shell, State, once
from tests.shells.model.real_disk import Disk
from tests.shells.model.step import Step
from tests.shells.model.steps_path import KEEP_BASE
from tests.shells.play import Stage

# Written to a file: whether there is a `deactivate`, which `python` the shell would run, and what a child process sees.
_LOOK = {
    "bash": "{{ {{ declare -F deactivate || echo; }}; {{ command -v python || echo; }}; /usr/bin/env; }} >| {file}",
    "zsh": "{{ print -r -- ${{functions[deactivate]+yes}}; whence python || echo; /usr/bin/env; }} >| {file}",
    "fish": "begin; functions -q deactivate; and echo yes; or echo; command -v python; or echo; /usr/bin/env; end > {file}",
    "pwsh": (
        "[IO.File]::WriteAllText('{file}', $((@(\"$(Test-Path Function:deactivate)\".Replace('False', ''),"
        ' "$((Get-Command python -ErrorAction Ignore -TotalCount 1)?.Source)")'
        ' + @([Environment]::GetEnvironmentVariables().GetEnumerator() | ForEach-Object {{ "$($_.Key)=$($_.Value)" }})) -join "`n"))'
    ),
}
# autovenv's own lines, and what /bin/sh says of a directory that is gone.
_EXPECTED = ("autovenv: ", "sh: 0: getcwd() failed")
_SCREENFUL = 400  # lines


class DisagreementError(AssertionError):
    """What is seen is not what the model says."""


class RealShell:
    """A shell, those that are opened in it, and the disk of the model."""

    def __init__(self, stage: Stage, versions: Sequence[str], tools: str, children: Sequence[str]) -> None:
        self._base = stage.environ["PATH"].split(":")
        self._file = f"{tools}/seen"
        self._disk = Disk(stage.home, tools, stage.environ, children)
        self.state = State(beginning(*versions), (Shell(stage.dialect.name),))
        self._disk.write(self.state.world)
        self._terminal = stage.open()
        self._type(KEEP_BASE[stage.dialect.name])
        paths = [path for path, _ in sorted(self.state.world.approved)]
        self._type("autovenv approve " + " ".join(paths))
        for path in paths:
            self.state = State(self.state.world.visit(path), self.state.shells)
        self._compare()

    def _type(self, line: str) -> list[str]:
        if len(self._terminal.lines()) > _SCREENFUL:
            self._terminal.wipe()
            self._terminal.type("")
        return self._terminal.type(self._disk.real(line))

    def do(self, step: Step) -> None:
        """Type a step, and look. Raises DisagreementError."""
        printed = self._type(step.typed(self.state.shell))
        self.state = step.after(self.state).prompt()
        try:
            self._compare([] if step.talks else [f"printed {text!r}" for text in printed if not text.startswith(_EXPECTED)])
        except DisagreementError as problem:
            raise DisagreementError("\n".join([str(problem), "printed:", *printed])) from None

    def _compare(self, wrong: Sequence[str] = ()) -> None:
        expected, (seen, python) = self.state.shell.seen(), self._look()
        wrong = [*wrong, *seen.unlike(expected)]
        first = next((f"{entry}/python" for entry in seen.path if os.access(f"{self._disk.real(entry)}/python", os.X_OK)), "")
        if first and python != first:
            wrong.append(f"python is {python!r}, first on PATH is {first!r}")
        wrong += self._disk.lost(self.state.world)
        if wrong:
            raise DisagreementError("\n".join(wrong))

    def _look(self) -> tuple[Seen, str]:
        """Return what is seen, and which `python` the shell would run."""
        name = self._terminal.prefix
        self._terminal.type(_LOOK[self.state.shell.kind].format(file=self._file))
        with open(self._file, encoding="utf-8") as file:
            there, python, *lines = file.read().replace(self._disk.home, "~").split("\n")
        variables = dict(line.split("=", 1) for line in lines if "=" in line)
        path = once(self._entries(variables["PATH"]))
        shown = name.removeprefix("(").removesuffix(")")
        return Seen(variables.get("VIRTUAL_ENV", ""), path, variables.get("COLOUR", ""), bool(there), shown), python

    def _entries(self, path: str) -> tuple[str, ...]:
        """PATH, with what it was at first as one entry."""
        own = dialects.powershell_home()
        entries = [entry for entry in path.split(":") if entry != own]
        base = [entry.replace(self._disk.home, "~") for entry in self._base]
        for start in range(len(entries) - len(base) + 1):
            if entries[start : start + len(base)] == base:
                return (*entries[:start], BASE, *entries[start + len(base) :])
        return tuple(entries)
