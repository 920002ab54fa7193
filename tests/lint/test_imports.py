"""Which module may know which: imports point one way, and the lean path stays lean."""

from __future__ import annotations

import ast
import os

import pytest

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
LEAN = ("base", "plan", "project", "trust", "python", "env", "config", "facts", "hook")
# Each costs a shell that waits between 2 and 110 ms; they are imported where a rare case needs them.
HEAVY = {
    "argparse", "contextlib", "dataclasses", "enum", "functools", "hashlib", "inspect", "json", "logging", "packaging", "pathlib",
    "platformdirs", "random", "re", "rich", "shutil", "subprocess", "tempfile", "tomlkit", "tomllib", "typer", "typing", "uv", "virtualenv",
    "watchfiles",
}  # fmt: skip
# Not there on Windows: `base` has the twin of each.
POSIX_ONLY = {"curses", "fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
GROUND = {"base": (), "plan": ("base",)}  # what else of autovenv a package may import


def modules(*packages):
    for package in packages or [""]:
        for folder, _, names in os.walk(os.path.join(TOP, "autovenv", package)):
            for name in names:
                if name.endswith(".py"):
                    yield os.path.relpath(os.path.join(folder, name), TOP)


def tree(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return ast.parse(file.read(), path)


def imported(nodes):
    """Dotted names that are imported by these statements, in conditions and tries too, but not in functions or for type checkers."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "absolute imports say where a name comes from"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        elif isinstance(node, ast.If):
            for_types = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
            found |= imported(node.orelse if for_types else [*node.body, *node.orelse])
        elif isinstance(node, ast.Try):
            found |= imported([*node.body, *node.orelse, *node.finalbody, *(line for one in node.handlers for line in one.body)])
    return found


@pytest.mark.parametrize("path", sorted(modules(*LEAN)))
def test_what_a_shell_waits_for_imports_nothing_heavy(path):
    assert {name.split(".")[0] for name in imported(tree(path).body)} & HEAVY == set()


@pytest.mark.parametrize("path", sorted(modules(*LEAN)))
def test_what_a_shell_waits_for_knows_no_command(path):
    everywhere = imported(node for node in ast.walk(tree(path)) if isinstance(node, ast.Import | ast.ImportFrom))
    assert not {name for name in everywhere if name.startswith("autovenv.cli")}


@pytest.mark.parametrize("path", sorted(modules(*GROUND)))
def test_the_ground_and_the_plan_know_nobody(path):
    package = path.split(os.sep)[1]
    allowed = tuple(f"autovenv.{one}" for one in (package, *GROUND[package]))
    known = {name for name in imported(tree(path).body) if name.startswith("autovenv.")}
    assert {name for name in known if not name.startswith(allowed)} - {"autovenv.PROTOCOL"} == set()


@pytest.mark.parametrize("path", sorted(modules()))
def test_a_windows_machine_can_import_it(path):
    """What only POSIX has stands below a condition on the platform, or in a function."""
    plain = [node for node in tree(path).body if not isinstance(node, ast.If)]
    assert {name.split(".")[0] for name in imported(plain)} & POSIX_ONLY == set()


def test_the_check_sees_what_it_looks_for():
    lines = "import json\nif x:\n    from re import sub\ntry:\n    import pwd\nexcept E:\n    import tty\ndef f():\n    import typer\n"
    hidden = "if TYPE_CHECKING:\n    import typing\nelse:\n    import enum\n"
    assert imported(ast.parse(lines + hidden).body) == {"json", "re", "re.sub", "pwd", "tty", "enum"}
