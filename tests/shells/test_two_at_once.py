"""Two shells come to the same project at the same moment, and two helpers run."""

from __future__ import annotations


def test_both_have_the_environment_that_one_of_them_made(stage, versions):
    stage.project("shop", versions[0])
    terminals = [stage.open(), stage.open()]
    before = [len(terminal.lines()) for terminal in terminals]
    for terminal in terminals:
        terminal.send(b"cd shop\r")
    for terminal in terminals:
        terminal.wait_for_prompt()
    said = [terminal.lines()[row:-1] for terminal, row in zip(terminals, before, strict=True)]
    assert sorted(len(lines) for lines in said) == [0, 1], said
    assert "".join(map("".join, said)).startswith("autovenv: created .venv (python ")
    for terminal in terminals:
        assert terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/shop/.venv"]
        assert terminal.type("") == []
