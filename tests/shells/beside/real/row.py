"""One long row: a shell with a real tool in its rc file goes through two projects, by hand and back, and all is as without the tool."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field

import pytest

from tests.shells.beside.seen import WHICH
from tests.shells.by_hand import activate, make
from tests.shells.play import Stage
from tests.shells.terminal import Terminal
from tests.shells.test_no_process import STARTS

# What a shell says of a fault, whoever's it is.
FAULT = re.compile(r"not found|[Ee]rror|unbound|nknown|nvalid|bad |parse|No such|Traceback|(?i:warning|usage:)|__autovenv")
EDITED = "PROMPT='@> '\nunsetopt prompt_cr prompt_sp\nHISTFILE=\n"  # zsh with its line editor


@dataclass(frozen=True)
class Tool:
    """What stands in the rc file, and how the tool's own prompt shows an environment, if it does.

    `own` is a pattern with one group, for the line above the last one. `ours` and `by_hand` are what is shown of an environment of ours,
    where it is not the project's name, and of one that is activated by hand.
    """

    lines: str
    setup: str | None = None
    options: list[str] | None = None
    own: str = ""
    ours: str = ""
    by_hand: str | None = "hand"
    extra: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # below ~/.config


class Row:
    """A shell beside a tool, and what a user sees in it."""

    def __init__(self, stage: Stage, tool: Tool, versions: list[str]) -> None:
        self.stage, self.tool = stage, tool
        self.one, self.two = f"{stage.home}/one/.venv", f"{stage.home}/two/.venv"
        for name, pin in (("one", versions[0]), ("one/a/b", None), ("two", versions[1]), ("two/c", None), ("plain", None)):
            stage.project(name, pin)
        for name, text in tool.files.items():
            stage.write(f".config/{name}", text)

    def open(self, order: str) -> None:
        """Open the shell, with the tool's lines before the hook or behind it."""
        tool = self.tool
        self.stage.open(**{order: tool.lines}, setup=tool.setup, options=tool.options, extra=tool.extra)

    # --- What is seen --------------------------------------------------------

    @property
    def names(self) -> list[str]:
        """The names of environments at the prompt, whoever drew them."""
        assert self.stage.terminal
        lines = self.stage.terminal.lines()[-2:] if self.tool.own else self.stage.terminal.lines()[-1:]
        own = re.findall(self.tool.own, lines[0]) if self.tool.own else []
        return [*own, *re.findall(r"\(([^)]*)\) ", "\n".join(lines))]

    def type(self, command: str, name: str | None = None) -> list[str]:
        """Type a command; the prompt behind it has the name of this project once, or none. Return what was printed."""
        assert self.stage.terminal
        printed = self.stage.terminal.type(command)
        self.shows((self.tool.ours or name) if name else None, command)
        return printed

    def shows(self, name: str | None, command: str) -> None:
        """The prompt has this name once, or none."""
        assert self.stage.terminal
        assert self.names == ([name] if name else []), f"after {command!r}:\n" + "\n".join(self.stage.terminal.lines()[-8:])

    def value(self, name: str) -> str:
        """A variable, as programs see it."""
        assert self.stage.terminal
        printed = self.stage.terminal.type(f"show {name}")
        values = [line for line in printed if line == "unset" or line.startswith("/")]
        assert values, f"show {name} printed {printed}:\n" + "\n".join(self.stage.terminal.lines()[-8:])
        return values[0]

    def inside(self, environment: str, *around: str) -> None:
        """This environment is active: variable, first on PATH, its `python`; others on PATH are only those around it."""
        assert self.stage.terminal
        assert self.value("VIRTUAL_ENV") == environment
        entries = [f"{one}/bin" for one in (environment, *around)]
        assert self.value("PATH") == ":".join([*entries, self.stage.environ["PATH"]])
        found = self.stage.terminal.type(WHICH.get(self.stage.dialect.name, "command -v python"))
        assert f"{environment}/bin/python" in found, found

    def outside(self) -> None:
        """No environment is active, and nothing of one is left."""
        self.type("")
        assert self.value("VIRTUAL_ENV") == "unset"
        assert self.value("PATH") == self.stage.environ["PATH"]

    # --- What is done --------------------------------------------------------

    def come_and_go(self) -> None:
        """Into a project and below, into a second one, out again; `deactivate`."""
        self.outside()
        for _ in range(2):
            self.type("cd ~/one", "one")
            self.inside(self.one)
            self.type("cd a/b", "one")
            self.type("cd ..", "one")
            self.inside(self.one)
            self.type("cd ~/two/c", "two")
            self.inside(self.two)
            self.type("cd ~/plain")
            self.outside()
        self.type("cd ~/one", "one")
        self.type("deactivate")
        self.outside()
        self.type("cd ~")

    def by_hand(self) -> None:
        """In a project: an environment of one's own on top, and away again."""
        hand = make(f"{self.stage.home}/hand", "hand")
        self.type("cd ~/two", "two")
        activate(self.stage, hand)
        self.shows(self.tool.by_hand, "activate")
        self.inside(hand, self.two)
        self.type("deactivate", "two")
        self.inside(self.two)

    def leave(self) -> None:
        """Out of all projects; nothing on the screen tells of a fault."""
        assert self.stage.terminal
        self.type("cd ~")
        self.outside()
        printed = [line for line in self.stage.terminal.lines() if "@> " not in line]
        assert not [line for line in printed if FAULT.search(line)], "\n".join(printed)

    def starts_nothing(self) -> None:
        """Where all is known, prompts and changes of directory start what the tool starts, in both orders, and nothing more."""
        if shutil.which("strace") is None:
            pytest.skip("no strace on PATH: processes can't be counted here")
        self._started(hooked=True)  # all that is made once
        for order in ("before", "after"):
            # What a tool does in the background (pure asks git) is now one process more, now one less: ours would be there each time.
            counts = []
            while len(counts) < 3 and (not counts or counts[-1][0] > counts[-1][1]):
                counts.append((self._started(hooked=True, order=order), self._started(hooked=False)))
            assert counts[-1][0] <= counts[-1][1], f"{order}: with the hook, without it: {counts}"

    def _started(self, *, hooked: bool, order: str = "before") -> int:
        stage, tool = self.stage, self.tool
        stage.dialect.write_rc(stage.home, stage.environ, **{order: tool.lines}, setup=tool.setup, hooked=hooked)
        log = f"{stage.home}/trace"
        command = stage.dialect.command(stage.home) if tool.options is None else [stage.dialect.program, *tool.options]
        command = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=process", "-o", log, *command]
        terminal = Terminal(command, stage.environ | tool.extra, stage.home)
        stage._opened.append(terminal)

        def count() -> int:
            # What the shell itself starts; what that starts in turn may come later or earlier, in the background.
            with open(log, encoding="utf-8") as file:
                lines = file.readlines()
            shell = lines[0].split()[0]
            return sum(1 for line in lines if line.split()[0] == shell and STARTS.search(line) and "CLONE_THREAD" not in line)

        places = ("one", "two/c", "plain", "one/a")
        for place in places:
            terminal.type(f"cd ~/{place}")
        before = count()
        for place in places:
            terminal.type(f"cd ~/{place}")
            terminal.type("")
        started = count() - before
        terminal.close()
        return started
