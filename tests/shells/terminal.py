"""A real shell on a real terminal: pexpect types, pyte draws, and what stands on the screen is what a person would see."""

from __future__ import annotations

import re
from collections.abc import Callable

import pexpect
import pyte

from tests.patience import attempts
from tests.shells.keyboard import Keyboard

COLUMNS, LINES = 500, 600
PROMPT = "@> "


class _Screen(pyte.Screen):
    """A screen that answers: PowerShell asks where the cursor stands (ESC [ 6 n) before its first prompt, fish what the terminal is."""

    def __init__(self, answer: Callable[[bytes], object]) -> None:
        self._answer = answer
        super().__init__(COLUMNS, LINES)

    def write_process_input(self, data: str) -> None:
        self._answer(data.encode())


class Terminal:
    """One interactive shell. `type` sends a line and returns the lines that it put on the screen, prompt lines left out."""

    def __init__(self, command: list[str], environ: dict[str, str], directory: str) -> None:
        self.child = pexpect.spawn(command[0], command[1:], env=environ, cwd=directory, dimensions=(LINES, COLUMNS), timeout=1)
        self.child.delaybeforesend = None
        self.screen = _Screen(self.child.send)
        self._stream = pyte.ByteStream(self.screen)
        self._keyboard = Keyboard(self.child.send)
        self._rows = [""] * LINES
        self._prompts = 0
        self.wait_for_prompt()

    def _drain(self) -> bool:
        try:
            self._stream.feed(self._keyboard.screened(self.child.read_nonblocking(65536, timeout=0.01)))
        except pexpect.TIMEOUT:
            return False
        return True

    def lines(self) -> list[str]:
        """Everything on the screen, trailing white space and empty lines at the end removed."""
        for row in self.screen.dirty:
            cells = self.screen.buffer[row]
            self._rows[row] = "".join(cells[column].data for column in range(max(cells, default=-1) + 1)).rstrip()
        self.screen.dirty.clear()
        last = max((row for row, line in enumerate(self._rows) if line), default=-1)
        return self._rows[: last + 1]

    def _prompt_rows(self) -> list[int]:
        return [row for row, line in enumerate(self.lines()) if _is_prompt(line)]

    def wait_for_prompt(self) -> None:
        """Return when one more prompt stands at the end of the screen, and nothing more comes."""
        for _ in attempts(pause=0):
            if self._drain():
                continue
            rows = self._prompt_rows()
            if len(rows) > self._prompts and rows[-1] == len(self.lines()) - 1 and not _typed(self.lines()[-1]):
                self._prompts = len(rows)
                return
        raise AssertionError("no prompt came; the screen:\n" + "\n".join(self.lines()))

    def type(self, line: str) -> list[str]:
        """Type a line and Enter; return what was printed until the next prompt, whose name prefix is kept in `prefix`."""
        row = len(self.lines()) - 1
        self.child.send(line.encode("utf-8", "surrogateescape") + b"\r")
        self.wait_for_prompt()
        printed = self.lines()[row + 1 : -1]
        return [line for line in printed if line.strip()]

    def wipe(self) -> None:
        """Forget what stands on the screen: it has an end, and a long play would reach it."""
        self.screen.reset()
        self._prompts = 0

    def send(self, text: bytes) -> None:
        """Send keys without waiting for anything."""
        while self._drain():
            pass  # which keyboard protocol is in force
        self.child.send(self._keyboard.keys(text))

    def wait_for(self, text: str) -> None:
        """Return when text stands on the screen."""
        self.wait_until(lambda: any(text in line for line in self.lines()), f"{text!r} did not come")

    def wait_while(self, text: str) -> None:
        """Return when text stands on the screen no more."""
        self.wait_until(lambda: not any(text in line for line in self.lines()), f"{text!r} stayed")

    def wait_until(self, condition: Callable[[], object], what: str = "it did not come") -> None:
        """Return when the condition holds; what the shell prints meanwhile is drawn."""
        for _ in attempts(pause=0):
            if condition():
                return
            self._drain()
        raise AssertionError(f"{what}; the screen:\n" + "\n".join(self.lines()))

    @property
    def prefix(self) -> str:
        """What stands before the test's own prompt: the project's name, if anything."""
        return self.lines()[-1].split(PROMPT.strip())[0].strip()

    def close(self) -> None:
        self.child.close(force=True)


def _is_prompt(line: str) -> bool:
    return re.match(r"^(\^C)?(\(.*\) )?@>( |$)", line) is not None


def _typed(line: str) -> str:
    return line.split("@>", 1)[1].strip()
