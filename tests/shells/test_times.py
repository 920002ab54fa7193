"""Prompts that read times instead of asking for each file: what no time tells, or tells late, is seen all the same."""

from __future__ import annotations

import os
import time

import pytest

from autovenv.base.paths import state_directory
from autovenv.plan.plan import ACTIVE, Input, Plan
from autovenv.plan.store import publish

HOMES = ("plain", "odd")


def store(root, colour, *inputs):
    plan = Plan(root, ACTIVE, set=(("COLOUR", colour),), inputs=(Input("present", f"{root}/.envrc"), *inputs))
    publish(plan, state_directory(os.environ), time.time_ns())


def settle(stage):
    """Give prompts until the times are trusted: a while after the last change, which may be another program's."""
    for _ in range(100):
        time.sleep(0.03)
        stage.terminal.type("")
        if stage.dialect.name != "zsh" or trusted(stage):
            return
    raise AssertionError("the times never settle")


def trusted(stage):
    times = stage.terminal.type('print -r -- "<$__autovenv_times>"')[0].strip("<>")
    return times != "" and any(times in line for line in stage.terminal.type("typeset -m '__autovenv_settled*'"))


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
    store(root, "red")
    stage.open(directory=f"{root}/a/b")
    assert colour(stage) == ["red"]
    settle(stage)
    return stage


@pytest.mark.parametrize("place", ["proj/a", "proj/a/b"])
def test_a_mark_below_a_project_although_the_directory_was_dated_back(deep, place):
    path = f"{deep.home}/{place}"
    store(path, "green")
    dated_back(path, lambda: deep.write(f"{place}/.envrc", ""))
    deep.terminal.type("")
    assert colour(deep) == ["green"]


@pytest.mark.parametrize("place", ["plain/below", "plain", ""])
def test_a_mark_outside_of_any_project_although_the_directory_was_dated_back(stage, place):
    stage.project("plain/below")
    stage.open(directory=f"{stage.home}/plain/below")
    settle(stage)
    path = f"{stage.home}/{place}".rstrip("/")
    store(path, "green")
    dated_back(path, lambda: stage.write(f"{place}/.envrc".lstrip("/"), ""))
    stage.terminal.type("")
    assert colour(stage) == ["green"]


def test_a_file_that_was_missed_in_the_root_although_the_directory_was_dated_back(stage):
    root = stage.project("proj")
    stage.write("proj/.envrc", "")
    store(root, "red", Input("absent", f"{root}/note"))
    stage.open(directory=root)
    assert colour(stage) == ["red"]
    settle(stage)
    dated_back(root, lambda: stage.write("proj/note", ""))
    stage.terminal.type("")
    assert colour(stage) == ["unset"], "the helper was asked, and .envrc has nobody's consent"


def test_a_file_that_is_overwritten_in_place_and_dated_back(stage):
    root = stage.project("proj")
    stage.write("proj/.envrc", "")
    note = stage.write("proj/note", "one")
    os.utime(note, (1_500_000_000, 1_500_000_000))
    store(root, "red", Input("unchanged", note, os.stat(note).st_mtime_ns))
    stage.open(directory=root)
    assert colour(stage) == ["red"]
    settle(stage)
    stage.write("proj/note", "two")
    os.utime(note, (1_400_000_000, 1_400_000_000))
    stage.terminal.type("")
    assert colour(stage) == ["unset"]


def test_a_newer_plan_of_another_shell(deep):
    store(f"{deep.home}/proj", "blue")
    deep.terminal.type("")
    assert colour(deep) == ["blue"]


def test_a_link_that_led_nowhere_and_leads_to_a_file_now(stage):
    path = stage.project("plain")
    stage.project("shared")
    os.symlink("../shared/envrc", f"{path}/.envrc")
    # PowerShell watches the link, too: it is no younger than its clock's tick.
    os.utime(f"{path}/.envrc", (1e9, 1e9), follow_symlinks=False)
    store(path, "green")
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
    store(path, "green")
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


def test_two_changes_within_one_tick_of_the_clock(only):
    """On one line, where the shell itself makes the changes: in less than the 4 ms that a directory keeps one time (Linux before 6.13)."""
    stage = only("zsh")
    path = stage.project("plain")
    store(path, "green")
    stage.open(directory=path)
    once = ": >log; __autovenv_prompt; __autovenv_prompt; : >.envrc; __autovenv_prompt; print ${COLOUR-unset}"
    for _ in range(12):
        assert stage.terminal.type(once) == ["green"]
        assert stage.terminal.type("builtin zmodload -F zsh/files b:zf_rm; zf_rm log .envrc; __autovenv_prompt; print ${COLOUR-unset}") == [
            "unset"
        ]


def test_a_zsh_without_modules(only):
    stage = only("zsh")
    root = stage.project("proj")
    stage.project("proj/below")
    stage.write("proj/.envrc", "")
    store(root, "red")
    store(f"{root}/below", "green")
    stage.open(directory=f"{root}/below", before="zmodload zsh/parameter; module_path=()")
    assert stage.terminal.lines() == ["@>"]
    assert colour(stage) == ["red"]
    stage.write("proj/below/.envrc", "")
    stage.play(">\n> show COLOUR\ngreen\n> cd ..\n> show COLOUR\nred\n")
    assert stage.terminal.type("print $__autovenv_timely") == ["no"]


def test_a_plan_that_an_older_version_stored(only):
    """It has no list of what to read the times of: its conditions are asked as they stand."""
    stage = only("zsh")
    root = stage.project("proj")
    stage.project("proj/below")
    stage.write("proj/.envrc", "")
    store(root, "red", Input("absent", f"{root}/note"))
    name = f"{state_directory(os.environ)}/plans{root}/.autovenv-plan/zsh"
    with open(name, encoding="utf-8") as file:
        lines = file.read().splitlines(keepends=True)
    newer = ("__autovenv_plan_times=", "__autovenv_plan_still=", "__autovenv_plan_bare=", "__autovenv_plan_links=")
    with open(name, "w", encoding="utf-8") as file:
        file.writelines(line for line in lines if not line.startswith(newer))
    stage.open(directory=f"{root}/below")
    assert colour(stage) == ["red"]
    for _ in range(3):
        time.sleep(0.05)
        stage.terminal.type("")
    stage.write("proj/note", "")
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
