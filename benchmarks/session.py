"""An interactive shell on a pseudo-terminal that is told to run a line, and answers between angle brackets."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pexpect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROMPT = "@> "
PATIENCE = 120.0  # seconds; `python -m venv` takes some on a slow machine


class Session:
    """One shell, open and idle at its prompt between two calls."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], directory: str) -> None:
        started = time.perf_counter()
        self._child = pexpect.spawn(
            command[0], list(command[1:]), env=dict(environ), cwd=directory, dimensions=(50, 200), timeout=PATIENCE, encoding="utf-8"
        )
        self._child.delaybeforesend = None
        self._await(re.escape(PROMPT))
        self.opening_seconds = time.perf_counter() - started

    def ask(self, line: str) -> str:
        """Type a line; return what it printed between `<:` and `:>`, once the shell is at its next prompt.

        Raises RuntimeError with what stood on the terminal if no answer comes.
        """
        self._child.send(line + "\r")
        try:
            # What is typed is echoed; it never holds the brackets next to a text.
            self._await(r"<:(.*?):>")
            answer = self._child.match.group(1)
            self._await(re.escape(PROMPT))
        except (pexpect.TIMEOUT, pexpect.EOF) as problem:
            raise RuntimeError(f"no answer to {line!r}: {self._child.before}") from problem
        return re.sub(r"\s+", " ", str(answer))

    def run(self, line: str) -> str:
        """Type a line; return what stood on the terminal, the line itself too, once the shell is at its next prompt.

        Raises RuntimeError with that if no prompt comes.
        """
        self._child.send(line + "\r")
        try:
            self._await(re.escape(PROMPT))
        except (pexpect.TIMEOUT, pexpect.EOF) as problem:
            raise RuntimeError(f"no end of {line!r}: {self._child.before}") from problem
        return str(self._child.before)

    def _await(self, pattern: str) -> None:
        """Wait for what matches, and answer PowerShell, which asks now and then where the cursor stands (ESC [ 6 n)."""
        while self._child.expect([pattern, r"\x1b\[6n"], searchwindowsize=4000) == 1:
            self._child.send("\x1b[1;1R")

    def seconds(self, line: str) -> float:
        """Type a line that answers with two times; return the seconds between them."""
        begin, end = self.ask(line).split()
        return float(end) - float(begin) if "." in begin else (int(end) - int(begin)) / 1e9

    def close(self) -> None:
        self._child.close(force=True)
