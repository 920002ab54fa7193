"""How often a prompt asks the file system: no clock, and what a share or a FUSE disk makes people wait for."""

from __future__ import annotations

import pytest

from tests.shells.lookups import open_traced

# What a prompt asks in a project, more for each level below it, and outside for each level. An exact comparison of a file's time is four
# look-ups in shells that compare two files; a zsh has to ask whether the file exists, besides.
WANTED = {"bash": (12, 4, 4), "zsh": (13, 4, 4), "fish": (12, 4, 4), "pwsh": (12, 4, 4)}


@pytest.fixture
def asked(stage, tmp_path):
    """Tells which paths below the home directory the next prompt asks for."""
    paths = open_traced(stage, tmp_path / "trace")
    return lambda: [path for path in paths() if path.startswith(stage.home)]


def test_a_prompt_asks_little(stage, asked, versions):
    in_project, each_below, each_outside = WANTED[stage.dialect.name]
    stage.project("proj", versions[0])
    stage.project("proj/a/b/c/d")
    stage.project("p/l/a/i/n")
    stage.terminal.type("cd proj")
    if stage.age():
        stage.terminal.type("")
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
