"""Old values that are long: no variable that the hook exports may keep programs from starting (Linux: 128 KiB each)."""

from __future__ import annotations

import pytest

NAMES = ("LONG_A", "LONG_B", "LONG_C", "LONG_D", "LONG_E")
OLD = {name: name[-1] * 30_000 for name in NAMES}  # 150 KB together


@pytest.fixture
def shop(stage, versions):
    """A shell in a project that sets variables whose old values are long, and one whose old value is short."""
    stage.project("shop", versions[0])
    stage.write("shop/.envrc", "".join(f"export {name}=new\n" for name in (*NAMES, "COLOUR")))
    stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~"]\n')
    stage.open(extra={**OLD, "COLOUR": "grey"})
    assert stage.terminal.type("cd shop")[0].startswith("autovenv: created .venv")
    return stage


def length(stage, name):
    return int(stage.terminal.type(f"printenv {name} | wc -c")[0]) - 1


def test_programs_start_and_all_comes_back(shop):
    for _ in range(2):
        shop.play("> show LONG_A\nnew\n> show COLOUR\nnew\n> cd ..\n> show COLOUR\ngrey\n> show VIRTUAL_ENV\nunset\n")
        assert [length(shop, name) for name in NAMES] == [30_000] * 5
        shop.terminal.type("cd shop")


def test_a_child_shell_leaves_what_was_not_too_long_to_be_carried(shop):
    shop.terminal.type(" ".join(shop.dialect.command(shop.home)))
    shop.play("> show VIRTUAL_ENV\n{home}/shop/.venv\n> cd ..\n> show VIRTUAL_ENV\nunset\n> show COLOUR\ngrey\n")
    shop.play("> show PATH\n{path}\n", path=shop.environ["PATH"])
    shop.terminal.type("exit")
    shop.terminal.type("cd ..")
    assert length(shop, "LONG_E") == 30_000
