"""Commands as they are typed in each shell: whose `--` it is, one `exec` below another, what a pin's line keeps."""

from __future__ import annotations

import os

import pytest

IN_TURN = True


@pytest.fixture
def two_projects(stage):
    stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~"]\n')
    stage.write("one/.envrc", "export COLOUR=red\nPATH_add bin\n")
    stage.write("two/.envrc", "export SIZE=big\nPATH_add bin\n")
    for name in ("one", "two"):
        os.chmod(stage.write(f"{name}/bin/{name}", f'#!/bin/sh\necho {name}: "$@"\n'), 0o755)


@pytest.mark.usefixtures("two_projects")
def test_only_a_first_dash_dash_separates(stage):
    stage.play(
        """
        > autovenv exec one -- one -- a -- b
        one: -- a -- b
        > cd one
        > autovenv exec one -- a
        one: -- a
        > autovenv exec one log -- a
        one: log -- a
        > autovenv exec -- one -- a
        one: -- a
        > autovenv exec ../two -- two -- a
        two: -- a
        """
    )


@pytest.mark.usefixtures("two_projects")
def test_one_exec_below_another_leaves_nothing_of_the_outer_project(stage):
    outside = stage.environ["PATH"]
    lines = """
        > autovenv exec {home}/one -- autovenv exec {home}/two -- show COLOUR
        unset
        > autovenv exec {home}/one -- autovenv exec {home}/two -- show SIZE
        big
        > autovenv exec {home}/one -- autovenv exec {home}/two -- show PATH
        {home}/two/bin:…{outside}
        > autovenv exec {home}/one -- autovenv exec {home}/two -- one
        autovenv: can't run one: No such file or directory
        """
    stage.play(lines, outside=outside)
    stage.play("> cd one\n> show COLOUR\nred\n")
    stage.play(lines, outside=outside)


def test_a_pin_keeps_the_comment_behind_the_version(stage, versions):
    stage.project("shop", f"{versions[0]}  # as in production")
    stage.write(".config/autovenv/config.toml", "auto_create = false\n")
    stage.play(
        """
        > cd shop
        > autovenv pin 3.99
        pinned {home}/shop/.python-version to 3.99
        autovenv: python 3.99 is not installed…
        > cat .python-version
        3.99  # as in production
        """
    )


def test_help_of_the_hook_is_no_hook(stage):
    for words in ("hook bash --help", "hook --help", "hook zsh -h"):
        printed = stage.open().type(f"autovenv {words}")
        assert "Usage: autovenv hook" in printed[0], printed
        assert not [line for line in printed if "__autovenv" in line]


def test_a_directory_that_became_a_project_is_one_at_the_next_prompt(stage):
    os.mkdir(f"{stage.home}/shop")
    stage.play(
        """
        > cd shop
        > autovenv init --yes
          .python-version
                        …
          pyproject.toml
                        [project]
                        name = "shop"
                        version = "0.1.0"
                        requires-python = ">=…"
          .gitignore    .venv/
        wrote .python-version, pyproject.toml, .gitignore
        autovenv: created .venv (python …) in … ms
        > show VIRTUAL_ENV
        {home}/shop/.venv
        """
    )
