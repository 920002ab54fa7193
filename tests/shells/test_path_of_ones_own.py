"""PATH as people keep it: each entry once, in fish's universal variable, put in front again by an rc file or a tool."""

from __future__ import annotations

import os

import pytest


def lay_out(stage, versions):
    """A project that puts its `scripts` and the user's `mine` on PATH."""
    path = stage.project("shop", versions[0])
    for name in ("shop/scripts", "mine", "front"):
        os.makedirs(f"{stage.home}/{name}")
    stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~"]\n')
    stage.write("shop/.envrc", 'PATH_add scripts\nPATH_add "$HOME/mine"\n')
    return path


@pytest.fixture
def shop(stage, versions):
    return lay_out(stage, versions)


def path_of(stage):
    return stage.terminal.type("show PATH")[0].split(":")


def of_ones_own(stage):
    """PATH with the user's own entry, which the project puts on, too, in the middle."""
    parts = stage.environ["PATH"].split(":")
    return ":".join([*parts[:2], f"{stage.home}/mine", *parts[2:]])


# --- What was there before is there afterwards -------------------------------


def test_an_entry_of_ones_own_that_the_project_puts_in_front(stage, shop):
    unique = "typeset -U PATH path" if stage.dialect.name == "zsh" else ""
    stage.open(extra={"PATH": of_ones_own(stage)}, before=unique)
    before = path_of(stage)
    for _ in range(2):
        stage.terminal.type("cd shop")
        assert f"{stage.home}/mine" in path_of(stage)[:3]
        stage.terminal.type("cd ..")
        assert path_of(stage) == before


def test_an_entry_of_ones_own_and_another_one_that_was_added_inside(stage, shop):
    unique = "typeset -U PATH path" if stage.dialect.name == "zsh" else ""
    stage.open(extra={"PATH": of_ones_own(stage)}, before=unique)
    before = path_of(stage)
    stage.terminal.type("cd shop")
    late = "path=(/opt/late $path)" if stage.dialect.name == "zsh" else "[[prepend /opt/late]]"
    stage.play("> {late}\n> cd ..\n", late=late)
    after = path_of(stage)
    assert after[0] == "/opt/late"
    assert sorted(after[1:]) == sorted(before)


def test_zsh_path_that_became_unique_inside(only, versions):
    stage = only("zsh")
    lay_out(stage, versions)
    stage.open(extra={"PATH": of_ones_own(stage)})
    before = path_of(stage)
    stage.terminal.type("cd shop")
    stage.terminal.type("typeset -U path")
    stage.terminal.type("cd ..")
    assert sorted(path_of(stage)) == sorted(before)


@pytest.mark.parametrize("scope", ["-U", "-g"])
def test_fish_user_paths_and_fish_add_path_inside(only, versions, scope):
    stage = only("fish")
    lay_out(stage, versions)
    stage.open(after=f"set {scope} fish_user_paths {stage.home}/mine")
    before = path_of(stage)
    assert before[0] == f"{stage.home}/mine"
    stage.terminal.type("cd shop")
    stage.terminal.type(f"fish_add_path {scope} {stage.home}/front")
    stage.terminal.type("cd ..")
    assert sorted(path_of(stage)) == sorted([f"{stage.home}/front", *before])
    stage.terminal.type("cd shop")
    stage.terminal.type("cd ..")
    assert sorted(path_of(stage)) == sorted([f"{stage.home}/front", *before])


def test_fish_add_path_of_an_entry_that_the_project_has(only, versions):
    """It is the user's from then on: fish keeps it, and the next fish has it anywhere."""
    stage = only("fish")
    path = lay_out(stage, versions)
    stage.open()
    before = path_of(stage)
    stage.terminal.type("cd shop")
    stage.terminal.type("fish_add_path scripts")
    stage.terminal.type("cd ..")
    assert path_of(stage) == [f"{path}/scripts", *before]


# --- Put in front in a live shell --------------------------------------------


@pytest.fixture
def other_python(stage, versions):
    """A shell in a pinned project, and a directory with a python of somebody else's."""
    stage.project("shop", versions[0])
    os.chmod(stage.write("front/python", "#!/bin/sh\necho another one\n"), 0o755)
    stage.open()
    stage.terminal.type("cd shop")
    if stage.age():
        stage.terminal.type("")
    return f"{stage.home}/front"


def test_a_tool_that_puts_itself_in_front_is_named(stage, other_python):
    stage.play("> [[prepend {front}]]\n> python -V\nanother one\n", front=other_python)
    for command in ("status", "why"):
        (said,) = [line for line in stage.terminal.type(f"autovenv {command}") if line.startswith("shell ")]
        assert said.split(maxsplit=1)[1] != "active"
        assert other_python in said


def test_reading_the_hook_again_puts_ours_in_front(stage, other_python, versions):
    hook = f"{stage.home}/hook.{stage.dialect.name}" + (".ps1" if stage.dialect.name == "pwsh" else "")
    stage.play("> [[prepend {front}]]\n> python -V\nanother one\n", front=other_python)
    stage.terminal.type(f". {stage.quote(hook)}")
    assert stage.terminal.type("python -V")[0].startswith(f"Python {versions[0]}.")
    assert path_of(stage) == [f"{stage.home}/shop/.venv/bin", other_python, *stage.environ["PATH"].split(":")]
    assert stage.terminal.prefix == "(shop)"
    stage.terminal.type("cd ..")
    assert path_of(stage) == [other_python, *stage.environ["PATH"].split(":")]


def test_an_rc_file_that_is_read_again(stage, other_python, versions):
    """As people do after an edit of it: its lines put entries in front once more, and the hook comes last."""
    front = {"fish": f"set -gx PATH {other_python} $PATH", "pwsh": f"$env:PATH = '{other_python}:' + $env:PATH"}
    stage.open(before=front.get(stage.dialect.name, f"PATH={other_python}:$PATH"))
    stage.terminal.type("cd shop")
    stage.terminal.type(f". {stage.quote(stage.dialect.rc(stage.home))}")
    assert stage.terminal.type("python -V")[0].startswith(f"Python {versions[0]}.")
    assert stage.terminal.prefix == "(shop)"
    stage.terminal.type("cd ..")
    assert path_of(stage) == [other_python, other_python, *stage.environ["PATH"].split(":")]
    assert stage.terminal.prefix == ""
