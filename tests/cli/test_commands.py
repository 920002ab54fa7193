"""Each command is in `--help` and in README's table, and in neither there is one that isn't in the other."""

from __future__ import annotations

import os
import re

from autovenv.cli import app
from tests.commands import run


def in_readme():
    readme = os.path.join(os.path.dirname(__file__), "..", "..", "README.md")
    with open(readme, encoding="utf-8") as file:
        table = file.read().partition("## Commands\n")[2].partition("\n## ")[0]
    first = [re.split(r"(?<!\\)\|", line)[1] for line in table.splitlines() if line.startswith("| `")]
    quoted = [words.removeprefix("autovenv ") for cell in first for words in re.findall("`([^`]+)`", cell)]
    return {words.split()[0] for words in quoted if not words.startswith("-")}


def test_the_readme_has_every_command():
    assert in_readme() | {"version"} == {command.name or command.callback.__name__ for command in app.app.registered_commands}


def test_help_lists_every_command(home):
    done = run(["--help"], home, home)
    assert done.returncode == 0, done.stderr
    listed = {line.split()[0] for line in done.stdout.partition("Commands:")[2].splitlines() if line.startswith("  ") and line[2] != " "}
    assert listed == in_readme() | {"version"}
