"""How far up a prompt looks: to the home directory, to the ceilings of the settings and to git's, and never above."""

from __future__ import annotations

import os

import pytest

from autovenv.project.marks import MARKS
from tests.shells.lookups import open_traced, typed


@pytest.fixture
def above(stage, tmp_path, versions):
    """A pin and a secret beside the home directory, in what would be /home."""
    top = os.path.dirname(stage.home)
    assert top.startswith(str(tmp_path))
    with open(f"{top}/.python-version", "w", encoding="utf-8") as file:
        file.write(versions[0] + "\n")
    with open(f"{top}/.envrc", "w", encoding="utf-8") as file:
        file.write("export SECRET=1\n")
    return top


def marks_in(directory, paths):
    """Those of the paths that are a mark of a project in directory."""
    return [path for path in paths if path in [f"{directory}/{mark}" for mark in MARKS]]


def test_above_the_home_directory_nothing_is_looked_at(stage, tmp_path, above):
    os.makedirs(f"{stage.home}/work/deep")
    log = tmp_path / "trace"
    asked = open_traced(stage, log)
    for line in ("cd work/deep", "cd ..", "cd ~"):
        paths = typed(stage, log, line) + asked()
        assert marks_in(stage.home, paths), "the home directory itself is looked at"
        assert marks_in(above, paths) == []
    stage.play("> show VIRTUAL_ENV\nunset\n> show SECRET\nunset\n")


def test_beside_the_home_directory_all_is_looked_at(stage, above):
    os.makedirs(f"{above}/elsewhere/deep")
    stage.open()
    stage.play(f"> cd {above}/elsewhere/deep\nautovenv: {os.path.basename(above)} wants .envrc: …\n> show VIRTUAL_ENV\nunset\n")


def test_a_project_in_the_home_directory_itself_holds_below_it(stage, above):
    stage.write(".envrc", "export COLOUR=red\n")
    os.mkdir(f"{stage.home}/work")
    stage.open()
    stage.terminal.type("autovenv allow")
    stage.play("> cd work\n> show COLOUR\nred\n")


def test_the_setting_ends_the_walk_of_the_hook(stage, tmp_path, versions):
    stage.project("proj", versions[0])
    stage.write("net/.python-version", versions[0] + "\n")
    os.makedirs(f"{stage.home}/net/share/deep")
    stage.write(".config/autovenv/config.toml", 'ceiling = ["~/net/"]\n')
    log = tmp_path / "trace"
    asked = open_traced(stage, log)
    # The helper reads the settings; a hook knows them once it has been asked for any project.
    stage.play("> cd proj\nautovenv: created .venv …\n")
    for line in ("cd ~/net/share/deep", "cd ../..", "cd share"):
        paths = typed(stage, log, line) + asked()
        assert marks_in(f"{stage.home}/net", paths) == []
    stage.play("> show VIRTUAL_ENV\nunset\n")
    os.unlink(f"{stage.home}/.config/autovenv/config.toml")
    stage.play("> cd ~/proj\n> cd ~/net/share\nautovenv: created .venv …\n> show VIRTUAL_ENV\n{home}/net/.venv\n")


def test_git_s_ceilings_end_it_too(stage, versions):
    stage.write("net/.python-version", versions[0] + "\n")
    stage.write("net/share/.python-version", versions[0] + "\n")
    os.makedirs(f"{stage.home}/net/share/deep")
    os.makedirs(f"{stage.home}/net/other/deep")
    stage.environ["GIT_CEILING_DIRECTORIES"] = f"/nowhere::{stage.home}/net"
    stage.open()
    stage.play(
        """
        > cd net/other/deep
        > show VIRTUAL_ENV
        unset
        > autovenv status --json | grep -c other
        0
        > cd ../../share/deep
        autovenv: created .venv …
        > show VIRTUAL_ENV
        {home}/net/share/.venv
        """
    )


def test_a_project_s_own_ceiling_does_not_end_the_walk_to_it(stage, versions):
    stage.project("proj", versions[0])
    stage.write("proj/.envrc", f"export GIT_CEILING_DIRECTORIES={stage.home}/proj\n")
    os.mkdir(f"{stage.home}/proj/sub")
    stage.open()
    stage.play("> cd proj\nautovenv: created .venv …\nautovenv: proj wants .envrc: …\n")
    stage.terminal.type("autovenv allow")
    stage.play(
        """
        > cd sub
        > show VIRTUAL_ENV
        {home}/proj/.venv
        > show GIT_CEILING_DIRECTORIES
        {home}/proj
        > cd ~
        > show GIT_CEILING_DIRECTORIES
        unset
        """
    )
