"""A prompt goes by the times of directories: what no time tells, or tells late, is seen all the same."""

from __future__ import annotations

import os
import time

import pytest

from autovenv.base.paths import state_directory
from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.store import publish

HOMES = ("plain", "odd")


def store(stage, root, colour, *inputs):
    plan = Plan(root, ACTIVE, set=(("COLOUR", colour),), inputs=(Input("present", f"{root}/.envrc"), *inputs))
    publish(plan, stage.dialect.name, state_directory(os.environ), time.time_ns())


def settle(stage):
    """Give prompts until the last change is older than a tick of the clock, and the look that came after it."""
    for _ in range(3):
        time.sleep(0.03)
        stage.terminal.type("")


def colour(stage):
    return stage.terminal.type("show COLOUR")


def dated_back(path, change):
    """Make the change, and give the path the time back that it had."""
    before = os.stat(path)
    change()
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.fixture
def deep(stage):
    """A shell two levels below a project, and one who can tell what is active there."""
    root = stage.project("proj")
    stage.project("proj/a/b")
    stage.write("proj/.envrc", "")
    store(stage, root, "red")
    stage.open(directory=f"{root}/a/b")
    assert colour(stage) == ["red"]
    settle(stage)
    return stage


@pytest.mark.parametrize("place", ["proj/a", "proj/a/b"])
def test_a_mark_below_a_project_although_the_directory_was_dated_back(deep, place):
    path = f"{deep.home}/{place}"
    store(deep, path, "green")
    dated_back(path, lambda: deep.write(f"{place}/.envrc", ""))
    deep.terminal.type("")
    assert colour(deep) == ["green"]


@pytest.mark.parametrize("place", ["plain/below", "plain", ""])
def test_a_mark_outside_of_any_project_although_the_directory_was_dated_back(stage, place):
    stage.project("plain/below")
    stage.open(directory=f"{stage.home}/plain/below")
    settle(stage)
    path = f"{stage.home}/{place}".rstrip("/")
    store(stage, path, "green")
    dated_back(path, lambda: stage.write(f"{place}/.envrc".lstrip("/"), ""))
    stage.terminal.type("")
    assert colour(stage) == ["green"]


def test_a_weak_mark_in_a_directory_that_was_dated_back_is_seen_at_the_next_cd(stage):
    """What a prompt does not ask for by name (docs/design.md)."""
    path = stage.project("plain")
    plan = Plan(path, ACTIVE, set=(("COLOUR", "green"),), inputs=(Input("present", f"{path}/pyproject.toml"),))
    publish(plan, stage.dialect.name, state_directory(os.environ), time.time_ns())
    stage.open(directory=path)
    settle(stage)
    dated_back(path, lambda: stage.write("plain/pyproject.toml", ""))
    stage.terminal.type("cd ..")
    stage.terminal.type("cd plain")
    assert colour(stage) == ["green"]


def test_a_file_comes_into_a_root_that_was_dated_back_and_goes_from_it(stage, versions):
    """A program that synchronises directories gives them the times that they have elsewhere."""
    root = stage.project("proj", versions[0])
    stage.open()
    stage.terminal.type("cd proj")
    settle(stage)
    dated_back(root, lambda: stage.write("proj/.envrc", "export COLOUR=green\n"))
    assert "wants .envrc" in "".join(stage.terminal.type(""))
    stage.terminal.type("autovenv allow --yes")
    assert colour(stage) == ["green"]
    settle(stage)
    dated_back(root, lambda: os.remove(f"{root}/.envrc"))
    stage.terminal.type("")
    assert colour(stage) == ["unset"]


def test_a_file_that_is_overwritten_in_place_and_dated_back(stage):
    root = stage.project("proj")
    stage.write("proj/.envrc", "")
    note = stage.write("proj/note", "one")
    os.utime(note, (1_500_000_000, 1_500_000_000))
    store(stage, root, "red", Input("unchanged", note, os.stat(note).st_mtime_ns))
    stage.open(directory=root)
    assert colour(stage) == ["red"]
    settle(stage)
    stage.write("proj/note", "two")
    os.utime(note, (1_400_000_000, 1_400_000_000))
    stage.terminal.type("")
    assert colour(stage) == ["unset"]


def test_a_newer_plan_of_another_shell(deep):
    store(deep, f"{deep.home}/proj", "blue")
    deep.terminal.type("")
    assert colour(deep) == ["blue"]


def test_a_link_that_led_nowhere_and_leads_to_a_file_now(stage):
    path = stage.project("plain")
    stage.project("shared")
    os.symlink("../shared/envrc", f"{path}/.envrc")
    # PowerShell watches the link, too: it is no younger than its clock's tick.
    os.utime(f"{path}/.envrc", (1e9, 1e9), follow_symlinks=False)
    store(stage, path, "green")
    stage.open(directory=path)
    for _ in range(3):
        time.sleep(0.05)
        stage.terminal.type("")
    assert colour(stage) == ["unset"]
    stage.write("shared/envrc", "")
    stage.terminal.type("")
    assert colour(stage) == ["green"]


def test_a_mark_in_a_directory_that_changes_all_the_time(stage):
    path = stage.project("plain")
    store(stage, path, "green")
    stage.open(directory=path)
    for number in range(8):
        stage.write(f"plain/log{number}", "")
        stage.terminal.type("")
    settle(stage)
    dated_back(path, lambda: stage.write("plain/.envrc", ""))
    stage.terminal.type("")
    assert colour(stage) == ["green"]
    os.unlink(f"{path}/.envrc")
    stage.terminal.type("")
    assert colour(stage) == ["unset"]


def test_a_chain_of_links_that_led_nowhere_is_turned(stage, versions):
    path = stage.project("plain")
    stage.write("shared/pin", f"{versions[0]}\n")
    os.symlink("middle", f"{path}/.python-version")
    os.symlink("/nowhere", f"{path}/middle")
    stage.open(directory=path)
    assert stage.terminal.type("show VIRTUAL_ENV") == ["unset"]
    os.unlink(f"{path}/middle")
    os.symlink("../shared/pin", f"{path}/middle")
    assert stage.terminal.type("")[0].startswith("autovenv: created .venv")
