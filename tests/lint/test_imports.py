"""Which module may know which: imports point one way, and the lean path stays lean."""

from __future__ import annotations

import ast
import os

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
# The floors of the house: each package, and what else of autovenv it may import, in functions and for types, too.
MAY_IMPORT = {
    "base": (),
    "plan": ("base",),
    "project": ("base", "plan"),
    "trust": ("base", "plan"),
    "env": ("base", "plan", "project", "trust"),
    "python": ("base", "plan", "project", "env"),  # env: an environment of conda's that a pin names
    "config": ("base", "plan", "project", "trust", "env"),
    "deps": ("base", "plan", "env"),
    "jobs": ("base", "deps"),
    "facts": ("base", "plan", "project", "trust", "env", "python", "config", "deps", "jobs"),
    "daemon": ("base", "plan", "config"),
    "hook": ("base", "plan", "project", "trust", "env", "python", "config", "deps", "jobs", "facts", "daemon"),
    "cli": ("base", "plan", "project", "trust", "env", "python", "config", "deps", "jobs", "facts", "daemon", "hook"),
}
LEAN = [package for package in MAY_IMPORT if package not in {"deps", "cli"}]  # what a shell waits for at a prompt
# Each costs a shell that waits between 2 and 110 ms; they are imported where a rare case needs them.
HEAVY = {
    "argparse", "contextlib", "dataclasses", "enum", "functools", "hashlib", "inspect", "json", "logging", "packaging", "pathlib",
    "platformdirs", "random", "re", "rich", "shutil", "subprocess", "tempfile", "tomlkit", "tomllib", "typer", "typing", "uv", "virtualenv",
    "watchfiles",
}  # fmt: skip
# Not there on Windows: `base` has the twin of each.
POSIX_ONLY = {"curses", "fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}


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


def everywhere(path):
    """Dotted names that a module imports anywhere."""
    return imported(node for node in ast.walk(tree(path)) if isinstance(node, ast.Import | ast.ImportFrom))


def above(path):
    """The packages above its own from which a module imports."""
    package = path.split(os.sep)[1]
    found = {name.split(".")[1] for name in everywhere(path) if name.startswith("autovenv.")} & MAY_IMPORT.keys()
    return found - {package, *MAY_IMPORT[package]}


def test_what_a_shell_waits_for_imports_nothing_heavy():
    found = {path: {name.split(".")[0] for name in imported(tree(path).body)} & HEAVY for path in modules(*LEAN)}
    assert {path: heavy for path, heavy in found.items() if heavy} == {}


def test_a_package_imports_from_the_floors_below_it():
    found = {path: above(path) for path in modules(*MAY_IMPORT)}
    assert {path: packages for path, packages in found.items() if packages} == {}


def test_every_package_has_its_floor_and_none_stands_on_one_above_it():
    top = os.path.join(TOP, "autovenv")
    assert {name for name in os.listdir(top) if os.path.isfile(os.path.join(top, name, "__init__.py"))} == MAY_IMPORT.keys()
    order = list(MAY_IMPORT)
    assert [package for package, below in MAY_IMPORT.items() if not set(below) <= set(order[: order.index(package)])] == []


def test_a_windows_machine_can_import_it():
    """What only POSIX has stands below a condition on the platform, or in a function."""
    plain = {path: [node for node in tree(path).body if not isinstance(node, ast.If)] for path in modules()}
    found = {path: {name.split(".")[0] for name in imported(nodes)} & POSIX_ONLY for path, nodes in plain.items()}
    assert {path: names for path, names in found.items() if names} == {}


def test_the_check_sees_what_it_looks_for():
    lines = "import json\nif x:\n    from re import sub\ntry:\n    import pwd\nexcept E:\n    import tty\ndef f():\n    import typer\n"
    hidden = "if TYPE_CHECKING:\n    import typing\nelse:\n    import enum\n"
    assert imported(ast.parse(lines + hidden).body) == {"json", "re", "re.sub", "pwd", "tty", "enum"}
