"""The output of an evaluated file, passed on as it comes, with the real file names in bash's own messages."""

from __future__ import annotations

import os
import sys

from autovenv.config.bash.approved_copies import Snapshots

_CHUNK = 1 << 16
_NOISE = b": pop_var_context: head of shell_variables not a function context\n"


class Output:
    """A pipe for bash's stdout and stderr. What is read from it goes to our stderr."""

    def __init__(self, snapshots: Snapshots) -> None:
        """Open the pipe."""
        self._snapshots = snapshots
        self._held = b""  # the end of what came, as long as it may be the beginning of a copy's path
        self._line = b""
        self.problem = ""  # the last line that begins with a copy's path: file:line: text
        self.reads, self.writes = os.pipe()
        if sys.platform == "win32":
            raise NotImplementedError
        os.set_blocking(self.reads, False)

    def started(self) -> None:
        """Close bash's end."""
        os.close(self.writes)
        self.writes = -1

    def close(self) -> None:
        """Pass on what is left and close what is open."""
        self.drain()
        self._pass(self._held)
        self._held = b""
        for descriptor in (self.reads, self.writes):
            if descriptor >= 0:
                os.close(descriptor)

    def drain(self) -> bool:
        """Pass on what is there; False at the end of it."""
        while True:
            try:
                chunk = os.read(self.reads, _CHUNK)
            except BlockingIOError:
                return True
            if not chunk:
                return False
            text = self._held + chunk
            keep = _overlap(text, self._snapshots.prefix)
            self._held = text[len(text) - keep :]
            self._pass(text[: len(text) - keep])

    def _pass(self, text: bytes) -> None:
        text = self._without_noise(text)
        self._note(text)
        text = self._snapshots.translated(text)
        while text:
            try:
                text = text[os.write(2, text) :]
            except OSError:  # the terminal has gone
                return

    def _without_noise(self, text: bytes) -> bytes:
        """Return text without what bash 5.2 says at each exit by `set -e` from a file that a function reads. It comes in one piece."""
        while (at := text.find(_NOISE)) >= 0:
            text = text[: text.rfind(b"\n", 0, at) + 1] + text[at + len(_NOISE) :]
        return text

    def _note(self, text: bytes) -> None:
        *lines, rest = (self._line + text).split(b"\n")
        self._line = rest[-_CHUNK:]
        for line in lines:
            # A syntax error has two lines: the second one quotes the file.
            if line.startswith(self._snapshots.prefix) and not (b": `" in line and line.endswith(b"'")):
                self.problem = os.fsdecode(self._snapshots.translated(line))


def _overlap(text: bytes, prefix: bytes) -> int:
    """Return how many bytes at the end of text may be the beginning of a copy's path: the prefix and a number of six digits."""
    for at in range(max(0, len(text) - len(prefix) - 5), len(text)):
        tail = text[at:]
        if prefix.startswith(tail) or (tail.startswith(prefix) and tail[len(prefix) :].isdigit()):
            return len(tail)
    return 0
