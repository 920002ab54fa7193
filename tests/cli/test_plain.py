"""`allow` and `sync` as people type them read their own words; everything else is typer's to read, and means the same."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from importlib import import_module

import pytest

from autovenv.cli import plain
from tests.commands import TOP, run, surroundings, write

LOADED = """\
import sys
sys.argv[0] = "autovenv"
from autovenv.__main__ import main
code = main()
print(code, *sorted({"typer", "rich", "pydantic", "shutil", "dataclasses", "inspect"} & set(sys.modules)))
"""


def read(command, *words):
    return plain.read(words, import_module(f"autovenv.cli.{command}").PARAMETERS[command])


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ((), {}),
        (("shop",), {"directory": "shop"}),
        (("--yes", "shop", "--once"), {"directory": "shop", "yes": True, "once": True}),
        (("-y", "-y"), {"yes": True}),
        (("",), {"directory": ""}),
        (("--no-install",), {"no_install": True}),
    ],
)
def test_a_directory_and_switches(words, given):
    assert read("allow", *words) == given


@pytest.mark.parametrize(
    "words",
    [("a", "b"), ("--below", "x"), ("--below=x",), ("--help",), ("-h",), ("--yes=1",), ("-yy",), ("--", "shop"), ("-",), ("--ye",)],
)
def test_what_typer_has_to_read(words):
    assert read("allow", *words) is None


def test_other_commands_are_typers():
    assert plain.run([]) is None
    assert plain.run(["deny"]) is None


@pytest.mark.parametrize("module", plain.COMMANDS)
def test_what_is_declared_is_what_the_functions_take(module):
    found = import_module(f"autovenv.cli.{module}")
    for command in found.COMMANDS:
        assert set(inspect.signature(command).parameters) == set(found.PARAMETERS[command.__name__])


@pytest.mark.parametrize("command", plain.COMMANDS)
def test_typer_knows_the_same_switches(home, command):
    done = run([command, "--help"], home, home)
    assert done.returncode == 0
    for one in import_module(f"autovenv.cli.{command}").PARAMETERS[command].values():
        assert all(name in done.stdout for name in one.names)
        assert " ".join(one.help.split()) in " ".join(done.stdout.split())


def test_setting_a_project_up_loads_nothing_slow(home):
    project = os.path.join(home, "shop")
    write(os.path.join(project, "requirements.txt"), "")
    environ = {**surroundings(home), "PYTHONPATH": TOP, "PWD": project}
    for command, code in (("allow", 0), ("sync", 0), ("allow /missing", 2)):
        line = [sys.executable, "-P", "-c", LOADED, *command.split()]
        done = subprocess.run(line, env=environ, cwd=project, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1].split() == [str(code)], (command, done.stderr)


@pytest.mark.parametrize(("words", "code"), [(["--ye"], 2), (["a", "b"], 2)])
def test_a_mistake_is_told_as_in_every_command(home, words, code):
    done = run(["allow", *words], home, home)
    assert done.returncode == code
    assert "Usage: autovenv allow" in done.stderr


@pytest.mark.parametrize("command", ["allow", "allow --below", "deny", "init --yes", "lock", "recreate", "remove --yes", "revoke", "sync"])
def test_an_empty_text_is_not_the_working_directory(home, command):
    project = os.path.join(home, "shop")
    write(os.path.join(project, "requirements.txt"), "")
    assert run(["allow"], home, project).returncode == 0
    before = sorted(os.listdir(project))
    done = run([*command.split(), ""], home, project)
    assert (done.returncode, done.stderr) == (2, "autovenv: the directory is an empty text: write `.` for this one\n")
    assert sorted(os.listdir(project)) == before
