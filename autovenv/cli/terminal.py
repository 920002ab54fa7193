"""A program at a pseudo-terminal: typed to, its output kept, its terminal's questions answered. Not on Windows."""

from __future__ import annotations

import os
import re
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

_POLL_SECONDS = 0.02
_HANG_UP_SECONDS = 2.0
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
        """`command` begins with the program's absolute path."""
        self.command = list(command)
        self.environ = dict(environ)
        self.directory = directory
        self.output = b""
        self._process = self._descriptor = -1

    def __enter__(self) -> Self:
        if sys.platform == "win32":
            raise OSError("no pseudo-terminal on Windows")
        import fcntl
        import pty
        import termios

        self._process, self._descriptor = pty.fork()
        if self._process == 0:
            try:
                os.chdir(self.directory)
                os.execve(self.command[0], self.command, self.environ)
            finally:
                os._exit(127)
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
        return self

    def send(self, text: str) -> None:
        """Send text as if it were typed."""
        rest = os.fsencode(text)
        while rest:
            self._listen(0)  # a program that is not read from does not read, either
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except OSError:
                return  # it ended: wait_until says so

    def takes_keys(self) -> bool:
        """Return whether the program reads keys as they are: until then the terminal turns an Enter into a line feed."""
        if sys.platform == "win32":
            return True
        import termios

        return not termios.tcgetattr(self._descriptor)[0] & termios.ICRNL

    def pause(self, seconds: float) -> None:
        """Let the program go on for so long, and keep what it prints."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._listen(_POLL_SECONDS):
            pass

    def wait_until(self, condition: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait for the condition while the program goes on. Raises TooLateError, which begins with `what`."""
        end = time.monotonic() + seconds
        while not condition():
            alive = self._listen(_POLL_SECONDS)
            if not alive and not condition():
                raise TooLateError(f"the shell ended{self._shown()}")
            if time.monotonic() > end:
                raise TooLateError(what + self._shown())

    def _listen(self, seconds: float) -> bool:
        """Take what the program printed, for at most that long; return whether it is still there."""
        while select.select([self._descriptor], [], [], seconds)[0]:
            try:
                piece = os.read(self._descriptor, 65536)
            except OSError:  # Linux' way to say that the other side is gone
                piece = b""
            if not piece:
                return False
            for question in _QUESTION.findall(piece):
                os.write(self._descriptor, _ANSWERS[question])
            self.output = (self.output + piece)[-_KEPT:]
            seconds = 0
        return True

    def _shown(self) -> str:
        text = _ESCAPE.sub("", self.output.decode(errors="replace"))
        lines = ["".join(c for c in line if c.isprintable()).strip() for line in text.splitlines()]
        shown = [line for line in lines if line][-3:]
        return "; last shown: " + " | ".join(shown) if shown else ""

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        if sys.platform == "win32":
            return
        os.close(self._descriptor)  # the kernel hangs up on what runs there
        end = time.monotonic() + _HANG_UP_SECONDS
        while os.waitpid(self._process, os.WNOHANG) == (0, 0):
            if time.monotonic() > end:
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)
                return
            time.sleep(_POLL_SECONDS)
