"""Which paths a shell's prompt asks the file system for, seen with strace."""

from __future__ import annotations

import re
import shutil
import time

import pytest

from tests.shells.terminal import Terminal

LOOKUP = re.compile(
    r"\b(?:stat|lstat|newfstatat|statx|access|faccessat2?|open|openat|readlink|readlinkat)\((?:AT_FDCWD, |\d+, )?\"(/[^\"]*)\""
)


def open_traced(stage, log):
    """Open a shell below strace and return a function: the paths that the next prompt asks for, after the shell has settled."""
    if shutil.which("strace") is None:
        pytest.skip("no strace on PATH: lookups can't be counted here")
    stage.dialect.write_rc(stage.home, stage.environ)
    command = ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=%file", "-o", str(log), *stage.dialect.command(stage.home)]
    stage.terminal = Terminal(command, stage.environ, stage.home)
    stage._opened.append(stage.terminal)

    def asked():
        # A directory that is no older than the last look is looked at again: not before its time is a tick ago.
        for _ in range(3):
            time.sleep(0.03)
            stage.terminal.type("")
        prompts = []
        for _ in range(3):
            before = len(log.read_text().splitlines())
            stage.terminal.type("")
            prompts.append([path for line in log.read_text().splitlines()[before:] for path in LOOKUP.findall(line)])
        return min(prompts, key=len)

    return asked


def typed(stage, log, line):
    """The paths that the shell asks for while a line is typed and its prompt drawn."""
    before = len(log.read_text().splitlines())
    stage.terminal.type(line)
    return [path for seen in log.read_text().splitlines()[before:] for path in LOOKUP.findall(seen)]
