"""A program at a pseudo-terminal: typed to, its output kept, its terminal's questions answered. Not on Windows."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

_POLL_SECONDS = 0.02
_HANG_UP_SECONDS = 0.5  # between the signals that end what does not end by itself
_READ = 65536  # bytes at once
_KEPT = 4096  # bytes of output
_ROWS, _COLUMNS = 40, 200

# fish and PowerShell wait for their terminal to say what it is and where its cursor stands (ECMA-48 DA and DSR).
_ANSWERS = {b"\x1b[c": b"\x1b[?62;c", b"\x1b[0c": b"\x1b[?62;c", b"\x1b[6n": b"\x1b[1;1R", b"\x1b[5n": b"\x1b[0n"}
_QUESTION = re.compile(rb"\x1b\[(?:0?c|[56]n)")
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_]|[()][0-9A-Z]|[=>78])")


class TooLateError(Exception):
    """Something did not come in time, or the program ended first; the message ends with what the terminal showed last."""


class Terminal:
    """`with Terminal(command, environ, directory) as terminal:` runs command; at the end it is hung up on, then killed."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], directory: str) -> None:
        """`command` is the program's absolute path, and at least one argument."""
        self.command = list(command)
        self.environ = dict(environ)
        self.directory = directory
        self.output = b""
        self._child: Any = None

    def __enter__(self) -> Self:
        if sys.platform == "win32":
            raise OSError("no pseudo-terminal on Windows")
        import pexpect

        program, *arguments = self.command
        self._child = pexpect.spawn(program, arguments, env=self.environ, cwd=self.directory, dimensions=(_ROWS, _COLUMNS))
        self._child.delaybeforesend = None
        self._child.ptyproc.delayafterterminate = _HANG_UP_SECONDS
        return self

    def send(self, text: str) -> None:
        """Send text as if it were typed."""
        try:
            self._child.send(os.fsencode(text))
        except OSError:
            return  # it ended: wait_until says so

    def takes_keys(self) -> bool:
        """Return whether the program reads keys as they are: until then the terminal turns an Enter into a line feed."""
        if sys.platform == "win32":
            return True
        import termios

        return not termios.tcgetattr(self._child)[0] & termios.ICRNL

    def pause(self, seconds: float) -> None:
        """Let the program go on for so long, and keep what it prints."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._listen():
            pass

    def wait_until(self, condition: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait for the condition while the program goes on. Raises TooLateError, which begins with `what`."""
        end = time.monotonic() + seconds
        while not condition():
            alive = self._listen()
            if not alive and not condition():
                raise TooLateError(f"the shell ended{self._shown()}")
            if time.monotonic() > end:
                raise TooLateError(what + self._shown())

    def _listen(self) -> bool:
        """Take what the program prints, and wait for it a moment; return whether the program is still there."""
        import pexpect

        try:
            piece = self._child.read_nonblocking(_READ, _POLL_SECONDS)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        for question in _QUESTION.findall(piece):
            self._child.send(_ANSWERS[question])
        self.output = (self.output + piece)[-_KEPT:]
        return True

    def _shown(self) -> str:
        text = _ESCAPE.sub("", self.output.decode(errors="replace"))
        lines = ["".join(c for c in line if c.isprintable()).strip() for line in text.splitlines()]
        shown = [line for line in lines if line][-3:]
        return "; last shown: " + " | ".join(shown) if shown else ""

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        import pexpect

        try:
            self._child.close(force=True)  # the kernel hangs up on what runs there
        except pexpect.ExceptionPexpect as stuck:
            raise OSError(f"the shell can't be ended: {stuck}") from stuck
