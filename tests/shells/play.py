"""Transcripts: what is typed stands behind `>`, what must be printed stands below it, line for line.

    > cd hello
    autovenv: created .venv (python …) in … ms
    > show VIRTUAL_ENV
    {home}/hello/.venv

`…` stands for any text within a line; `{home}` and what `play` is given are filled in, in a command as one quoted word. A command in double brackets is said in
the shell's own words: `[[assign NAME value]]` (the value is quoted), `[[unassign NAME]]`, `[[prepend DIR]]`, `[[append DIR]]`, `[[status]]`.
"""

from __future__ import annotations

import os
import re
import textwrap
import time
from collections.abc import Callable

from tests.shells.dialects import Dialect, powershell_home
from tests.shells.terminal import Terminal


class Stage:
    """A home directory, a shell to open in it, and transcripts to play."""

    def __init__(self, dialect: Dialect, environ: dict[str, str], home: str) -> None:
        self.dialect, self.environ, self.home = dialect, environ, home
        self.terminal: Terminal | None = None
        self._opened: list[Terminal] = []

    @property
    def path(self) -> str:
        """PATH as the shell has it outside of all projects."""
        own = powershell_home() if self.dialect.name == "pwsh" else ""
        return f"{own}:{self.environ['PATH']}" if own else self.environ["PATH"]

    def project(self, name: str, pin: str | None = None) -> str:
        """Make a directory below home, pinned or not; return its path."""
        path = f"{self.home}/{name}"
        os.makedirs(path, exist_ok=True)
        if pin is not None:
            self.write(f"{name}/.python-version", pin + "\n")
        return path

    def write(self, name: str, text: str) -> str:
        path = f"{self.home}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def age(self) -> bool:
        """Where the shell sees whole seconds, no prompt without a process is promised for what is younger than two: wait for that age.

        Return whether it is such a shell, in which each project has to be visited once more then.
        """
        if not self.dialect.coarse:
            return False
        time.sleep(2.1)
        return True

    def open(
        self,
        *,
        before: str = "",
        after: str = "",
        directory: str = "",
        hooked: bool = True,
        extra: dict[str, str] | None = None,
        setup: str | None = None,
        options: list[str] | None = None,
    ) -> Terminal:
        """Open the shell, hooked by its rc file. The newest one opened is the one that plays.

        `setup` and `options` are the first lines of the rc file and the shell's arguments, where they are to be others than usual.
        """
        environ = self.environ | (extra or {})
        self.dialect.write_rc(self.home, environ, before=before, after=after, hooked=hooked, setup=setup)
        command = self.dialect.command(self.home) if options is None else [self.dialect.program, *options]
        self.terminal = Terminal(command, environ, directory or self.home)
        self._opened.append(self.terminal)
        return self.terminal

    def play(self, transcript: str, **names: str) -> None:
        """Type each command and compare what is printed."""
        terminal = self.terminal or self.open()
        names.setdefault("home", self.home)
        for command, expected in _scenes(textwrap.dedent(transcript).strip("\n"), names, self.dialect.quote):
            printed = terminal.type(self._said(command))
            assert _alike(printed, expected), _difference(command, printed, expected)

    def _said(self, command: str) -> str:
        def say(match: re.Match[str]) -> str:
            verb, _, rest = match.group(1).partition(" ")
            words = rest.split(" ", 1)
            if verb == "status":
                return self.dialect.last_status
            if verb in {"prepend", "append"}:
                quoted = rest if rest.startswith(("'", '"')) else self.dialect.quote(rest)
                return getattr(self.dialect, verb).format(value=quoted)
            value = self.dialect.quote(words[1]) if len(words) > 1 else ""
            return getattr(self.dialect, verb).format(name=words[0], value=value)

        return re.sub(r"\[\[(.*?)\]\]", say, command)

    def quote(self, text: str) -> str:
        return self.dialect.quote(text)

    def close(self) -> None:
        for terminal in self._opened:
            terminal.close()


def _scenes(transcript: str, names: dict[str, str], quote: Callable[[str], str]) -> list[tuple[str, list[str]]]:
    scenes: list[tuple[str, list[str]]] = []
    for raw in transcript.splitlines():
        line = raw.rstrip()
        if line.startswith("> "):
            line = re.sub(
                r"\{(home|venv)\}([^\s\]]*)", lambda match: quote(names[match[1]] + match[2]) if match[1] in names else match[0], line
            )
        for name, text in names.items():
            line = line.replace("{" + name + "}", text)
        if line == ">" or line.startswith("> "):
            scenes.append((line[2:], []))
        elif line:
            scenes[-1][1].append(line)
    return scenes


def _alike(printed: list[str], expected: list[str]) -> bool:
    return len(printed) == len(expected) and all(_matches(one, other) for one, other in zip(printed, expected, strict=True))


def _matches(line: str, pattern: str) -> bool:
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("…")), line) is not None


def _difference(command: str, printed: list[str], expected: list[str]) -> str:
    return f"\n> {command}\nprinted:\n  " + "\n  ".join(printed) + "\nexpected:\n  " + "\n  ".join(expected)
