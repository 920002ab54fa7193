"""Environments that have a name: a pin, a layout and a `.venv` file find the same one, wherever the tool's own settings put it."""

from __future__ import annotations

import os
import sys

import pytest

from tests.envrc.row import make_environment

IN_TURN = True

TRUSTED = 'trusted_paths = ["~"]\n'


def ask_in_every_way(stage, kind):
    stage.write(".config/autovenv/config.toml", TRUSTED)
    stage.write("pin/.python-version", "tools\n")
    stage.write("layout/.envrc", f"layout {kind} tools\n")
    stage.write("bash/.envrc", f"f() {{ :; }}\nlayout {kind} tools\n")
    return ["pin", "layout", "bash"]


def make_condas(stage, name):
    stage.write(f"{name}/conda-meta/history", "")
    stage.write(f"{name}/conda-meta/python-3.12.1-h1_0.json", "{}")
    os.mkdir(f"{stage.home}/{name}/bin")
    os.symlink(sys.executable, f"{stage.home}/{name}/bin/python")


@pytest.mark.parametrize("written", ["~/envs", "envs", "{home}/envs"])
def test_every_spelling_of_workon_home_names_one_directory(stage, written):
    make_environment(f"{stage.home}/envs/tools")
    ways = ask_in_every_way(stage, "virtualenvwrapper")
    stage.write("file/.venv", "tools\n")
    stage.open(extra={"WORKON_HOME": written.format(home=stage.home)})
    for way in (*ways, "file"):
        stage.play(f"> cd ~/{way}\n> show VIRTUAL_ENV\n{{home}}/envs/tools\n")


@pytest.mark.parametrize("text", ["envs_dirs: [~/conda-envs]\n", "envs_dirs:\n  - ~/conda-envs  # mine\n"])
def test_a_directory_of_condas_own_settings_is_found_by_every_reader(stage, text):
    make_condas(stage, "conda-envs/tools")
    stage.write(".condarc", text)
    ways = ask_in_every_way(stage, "conda")
    stage.open()
    for way in ways:
        stage.play(f"> cd ~/{way}\n> show CONDA_PREFIX\n{{home}}/conda-envs/tools\n")


def test_a_pinned_name_is_found_once_condas_settings_say_where(stage):
    make_condas(stage, "conda-envs/tools")
    stage.write(".config/autovenv/config.toml", TRUSTED)
    stage.write("pin/.python-version", "tools\n")
    stage.play(
        "> cd pin\nautovenv: {home}/pin/.python-version:1: there is no environment called tools (pyenv, virtualenvwrapper, conda): …\n"
    )
    stage.write(".condarc", "envs_dirs: [~/conda-envs]\n")
    stage.play(">\n> show CONDA_PREFIX\n{home}/conda-envs/tools\n")


def test_allow_of_a_name_that_nothing_has_does_not_say_that_something_is_made(stage):
    stage.write("pin/.python-version", "tools\n")
    stage.play(
        """
        > cd pin
        autovenv: {home}/pin/.python-version:1: there is no environment called tools …
        > autovenv allow
          project       {home}/pin
          python        tools ({home}/pin/.python-version:1)
          environment   none
        autovenv: {home}/pin/.python-version:1: there is no environment called tools …
          state         failed
        """
    )
