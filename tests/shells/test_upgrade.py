"""Installed over the release before: open shells go on or say so once, new ones have all that was there."""

from __future__ import annotations

import os

import pytest

from autovenv import PROTOCOL
from autovenv.base.paths import state_directory
from autovenv.hook.script import program
from autovenv.plan.store import RENDERERS
from tests.commands import run

BEFORE = os.path.join(os.path.dirname(__file__), "before")  # that release's hooks, and a plan as it stored it
THEN = 1_600_000_000_000_000_000  # ns since the epoch: the pin's time in that plan


def read(name):
    with open(os.path.join(BEFORE, name), encoding="utf-8", newline="") as file:
        return file.read()


@pytest.fixture
def project(stage, versions):
    """A project with the environment that autovenv made for it; return the state directory."""
    root = stage.project("proj", versions[0])
    assert run(["exec", "proj", "--", "python", "-V"], stage.home, stage.home, UV_CACHE_DIR=stage.environ["UV_CACHE_DIR"]).returncode == 0
    os.utime(f"{root}/.python-version", ns=(THEN, THEN))
    state = state_directory(os.environ)
    place = f"{state}/plans{root}/.autovenv-plan"
    for path in (place, f"{state}/stamps/abcd1234"):
        os.makedirs(path, 0o700)
    for name in RENDERERS:
        with open(f"{place}/{name}", "w", encoding="utf-8", newline="") as file:
            file.write(read(f"plan.{name}").replace("/ROOT", root).replace("/STATE", state))
    with open(f"{place}/identity", "w", encoding="utf-8") as file:
        file.write("abcd1234 -\n")
    stamp = f"{state}/stamps/abcd1234/0"
    open(stamp, "w").close()
    os.utime(stamp, ns=(THEN, THEN))
    return state


def open_older(stage, state):
    """A shell that was opened before the upgrade."""
    quote = RENDERERS[stage.dialect.name].quote
    python, helper, _ = program()
    text = read(f"hook.{stage.dialect.name}")
    for name, place in {"PROTOCOL": "2", "STATE": state, "PYTHON": python, "HELPER": helper, "BIN": ""}.items():
        text = text.replace(f"'@{name}@'", quote(place), 1)
    path = stage.write("older" + (".ps1" if stage.dialect.name == "pwsh" else ""), text)
    return stage.open(hooked=False, after=f". {quote(path)}")


def test_an_open_shell_says_so_once_and_leaves_cleanly(stage, project):
    open_older(stage, project)
    stage.play("> cd proj\n> show VIRTUAL_ENV\n{home}/proj/.venv\n>\n")
    stage.write("proj/.python-version", "3.99\n")
    stage.play(">\nautovenv: it was upgraded since this shell began: restart your shell\n>\n")
    stage.play("> cd ..\n> show VIRTUAL_ENV\nunset\n> show PATH\n{path}\n", path=stage.environ["PATH"])


def test_a_new_shell_has_all_that_was_there_and_says_nothing(stage, project):
    stage.open()
    stage.play("> cd proj\n> show VIRTUAL_ENV\n{home}/proj/.venv\n> python -c 'import pip'\n> cd ..\n> show VIRTUAL_ENV\nunset\n")
    assert sorted(name for name in os.listdir(project) if name.startswith(("plans", "stamps"))) == [f"plans-{PROTOCOL}"]
