"""Names that some shells keep for themselves: set where they are harmless, told of where they are not, never dropped in silence."""

from __future__ import annotations

import os

import pytest

HARMLESS = {"bash": {"USERNAME", "GID"}, "zsh": set(), "fish": {"USERNAME", "GID", "UID"}, "pwsh": {"USERNAME", "GID", "UID"}}


@pytest.mark.parametrize("more", ["", "for one in x; do :; done\n"], ids=["without bash", "with bash"])
def test_an_envrc_with_who_somebody_is(stage, more):
    """What docker-compose files want. bash keeps UID, and zsh becomes whom USERNAME, UID and GID name."""
    stage.project("shop")
    stage.write("shop/.envrc", f"export USERNAME=ada GID=4711 COLOUR=red\nexport UID\n{more}")
    stage.open()
    names = ("USERNAME", "UID", "GID")
    before = [stage.terminal.type(f"show {name}") for name in names]
    who = stage.terminal.type("id")
    said = stage.terminal.type("cd shop") + stage.terminal.type("autovenv allow --yes") + stage.terminal.type("")
    assert stage.terminal.type("show COLOUR") == ["red"]
    set_here = HARMLESS[stage.dialect.name]
    for name, value in zip(names, ("ada", str(os.getuid()), "4711"), strict=True):
        if name in set_here:
            assert stage.terminal.type(f"show {name}") == [value], name
    told = [set(line.split(":")[-1].split()) for line in said if line.startswith("autovenv: read-only in this shell, and left alone:")]
    assert told == ([set(names) - set_here] if set(names) - set_here else [])
    assert stage.terminal.type("id") == who
    stage.terminal.type("cd ..")
    assert [stage.terminal.type(f"show {name}") for name in names] == before
