"""How often a prompt asks the file system: no clock, and what a share or a FUSE disk makes people wait for."""

from __future__ import annotations

import re
import shutil
import time

import pytest

from tests.shells.terminal import Terminal

LOOKUP = re.compile(
    r"\b(?:stat|lstat|newfstatat|statx|access|faccessat2?|open|openat|readlink|readlinkat)\((?:AT_FDCWD, |\d+, )?\"(/[^\"]*)\""
)
# What a prompt asks in a project, more for each level below it, and outside for each level. Each exact comparison of a file's time is four
# lookups in shells that compare two files, in both directions: of the pin and of pyvenv.cfg.
WANTED = {"bash": (17, 4, 4), "zsh": (20, 4, 4), "fish": (16, 4, 4), "pwsh": (16, 4, 4)}


@pytest.fixture
def asked(stage, tmp_path):
    """The shell below strace; `asked()` tells which paths below the home directory the next prompt asks for."""
    if shutil.which("strace") is None:
        pytest.skip("no strace on PATH: lookups can't be counted here")
    log = tmp_path / "trace"
    stage.dialect.write_rc(stage.home, stage.environ)
    command = ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=%file", "-o", str(log), *stage.dialect.command(stage.home)]
    stage.terminal = Terminal(command, stage.environ, stage.home)
    stage._opened.append(stage.terminal)

    def paths():
        # A directory that is no older than the last look is looked at again: not before its time is a tick ago.
        for _ in range(3):
            time.sleep(0.03)
            stage.terminal.type("")
        counts = []
        for _ in range(3):
            before = len(log.read_text().splitlines())
            stage.terminal.type("")
            lines = log.read_text().splitlines()[before:]
            counts.append([path for line in lines for path in LOOKUP.findall(line) if path.startswith(stage.home)])
        return min(counts, key=len)

    return paths


def test_a_prompt_asks_little(stage, asked, versions):
    in_project, each_below, each_outside = WANTED[stage.dialect.name]
    stage.project("proj", versions[0])
    stage.project("proj/a/b/c/d")
    stage.project("p/l/a/i/n")
    stage.terminal.type("cd proj")
    there = asked()
    assert 0 < len(there) <= in_project, "\n".join(there)
    stage.terminal.type("cd a/b/c/d")
    deep = asked()
    assert len(deep) <= len(there) + 4 * each_below, "\n".join(deep)
    stage.terminal.type("cd ~")
    home = asked()
    stage.terminal.type("cd p/l/a/i/n")
    outside = asked()
    assert 0 < len(outside) <= len(home) + 5 * each_outside, "\n".join(outside)
