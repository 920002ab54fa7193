"""A `.envrc` whose environment is not there yet: its variables are in force, and each shell is told what makes the environment."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.envrc.row import make_environment

IN_TURN = True

READ_BY = {"without bash": "", "by bash": "f() { :; }\nf\n"}


@pytest.fixture(params=READ_BY.values(), ids=READ_BY)
def shop(request, stage):
    """A function that writes the file of a project that is trusted, as each of the evaluators reads it."""
    stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~"]\n')

    def write(text):
        stage.write("shop/.envrc", text + request.param)
        return f"{stage.home}/shop"

    return write


def test_a_layout_before_the_first_install_keeps_the_variables_and_says_what_makes_it(stage, shop):
    path = shop("export COLOUR=red\nlayout hatch\n")
    stage.write("shop/hatch.toml", '[envs.default]\npath = "env"\n')
    line = "autovenv: {home}/shop/.envrc:2: layout hatch: there is no environment yet: `hatch env create` makes it"
    entering = f"> cd shop\n{line}\n> show COLOUR\nred\n> show VIRTUAL_ENV\nunset\n>\n"
    stage.play(entering)
    first = stage.terminal
    stage.open()
    stage.play(entering)
    stage.terminal = first
    make_environment(f"{path}/env")
    stage.play(
        """
        >
        > show VIRTUAL_ENV
        {home}/shop/env
        > show COLOUR
        red
        > cd ..
        > show VIRTUAL_ENV
        unset
        > show COLOUR
        unset
        """
    )


def test_a_layout_that_may_fail_is_no_reason_to_stop(stage, shop):
    shop(
        "set -e\nif layout virtualenvwrapper mine; then\n  export FOUND=yes\nelse\n  export FOUND=no\nfi\nlayout pixi || true\nexport LAST=1\n"
    )
    stage.write("shop/pixi.toml", "")
    stage.play(
        """
        > cd shop
        autovenv: …layout pixi: there is no environment yet: `pixi install` makes it
        autovenv: {home}/shop/.envrc:2: layout virtualenvwrapper: there is no environment yet: `mkvirtualenv mine` makes it
        > show FOUND
        no
        > show LAST
        1
        """
    )


def test_variables_that_name_an_environment_before_it_is_made_are_set_all_the_same(stage, shop):
    path = shop('export VIRTUAL_ENV="$PWD/.venv"\nPATH_add "$VIRTUAL_ENV/bin"\nexport COLOUR=red\n')
    stage.play(
        """
        > cd shop
        autovenv: {home}/shop/.envrc: VIRTUAL_ENV names {home}/shop/.venv, where no environment is: `python3 -m venv .venv` makes it
        > show COLOUR
        red
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > show PATH
        {home}/shop/.venv/bin:…
        >
        """
    )
    make_environment(f"{path}/.venv")
    stage.play(
        """
        >
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > show VIRTUAL_ENV_PROMPT
        shop
        > cd ..
        > show VIRTUAL_ENV
        unset
        """
    )
    (after,) = stage.terminal.type("show PATH")
    assert "shop" not in after


def test_a_pin_makes_the_environment_that_the_variables_name(stage, shop, versions):
    shop('export VIRTUAL_ENV="$PWD/.venv"\nPATH_add "$VIRTUAL_ENV/bin"\nexport COLOUR=red\n')
    stage.write("shop/.python-version", f"{versions[0]}\n")
    stage.play(
        """
        > cd shop
        autovenv: created .venv (python …) in … ms
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > show COLOUR
        red
        >
        """
    )


def test_a_layout_of_a_python_that_is_not_installed_keeps_the_variables(stage, shop):
    shop("export COLOUR=red\nlayout python 3.99\n")
    stage.play(
        """
        > cd shop
        autovenv: …shop wants python 3.99 ({home}/shop/.envrc:2), which is not installed; nearest is …
        > show COLOUR
        red
        > show VIRTUAL_ENV
        unset
        """
    )


def test_what_poetry_would_print_is_nothing_before_the_first_install(stage, shop):
    tools = f"{os.path.dirname(stage.home)}/tools"
    if not shutil.which("poetry", path=tools):
        with open(f"{tools}/poetry", "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexit 1\n")
        os.chmod(f"{tools}/poetry", 0o755)
    shop('export COLOUR=red\n[ -d "$(poetry env info --path)" ] && source "$(poetry env info --path)/bin/activate"\nexport LAST=1\n')
    stage.write("shop/pyproject.toml", '[tool.poetry]\nname = "shop"\n')
    stage.play(
        """
        > cd shop
        autovenv: {home}/shop/.envrc:2: layout poetry: there is no environment yet: `poetry install` makes it
        > show COLOUR
        red
        > show LAST
        1
        """
    )
