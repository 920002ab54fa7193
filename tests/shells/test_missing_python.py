"""A Python that is not installed: the line says what is wanted, where that stands, what is nearest, and the command that gets it."""

from __future__ import annotations

import os

from autovenv.python.installed import find_interpreters
from tests.shells.conftest import REAL

IN_TURN = True


def metadata(stage, name, requires):
    stage.write(f"{name}/pyproject.toml", f"[project]\nname = '{name}'\nversion = '1'\nrequires-python = '{requires}'\n")


def test_the_command_in_the_line_gets_what_the_range_wants(stage):
    """`==3.7` is 3.7.0, and `install 3.7` would get the newest of that line."""
    stage.project("shop", "==3.7")
    stage.project("till", ">3.7.50,<=3.7.60")
    stage.play(
        """
        > cd shop
        autovenv: shop wants python ==3.7 ({home}/shop/.python-version:1), which is not installed; nearest is …: `… install 3.7.0` gets it
        > cd ../till
        autovenv: till wants python >3.7.50,<=3.7.60 (…:1), which is not installed; nearest is …: `… install 3.7.60` gets it
        """
    )


def test_a_range_of_the_metadata_is_named_with_its_file(stage):
    metadata(stage, "shop", "==3.7.50")
    stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~"]\n')
    stage.write("shop/.envrc", "export COLOUR=red\nlayout python\n")
    stage.play(
        """
        > cd shop
        autovenv: shop wants python ==3.7.50 ({home}/shop/pyproject.toml:4), which is not installed; nearest is …: `… install 3.7.50` gets it
        > show COLOUR
        red
        """
    )


def test_a_pin_that_an_installed_python_answers_names_the_range_that_none_does(stage):
    stage.project("shop", "3")
    metadata(stage, "shop", ">=3.99")
    stage.play(
        """
        > cd shop
        autovenv: shop wants python 3 (…/.python-version:1) and >=3.99 (…/pyproject.toml:4), which is not installed; nearest is …
        """
    )


def test_the_nearest_is_shown_with_its_patch_also_where_only_its_name_was_known(stage, versions):
    """It is asked for the first time where that decides; what it said is known afterwards."""
    newest = versions[0]
    real = next(one.path for one in find_interpreters(REAL, "/").interpreters if ".".join(map(str, one.version[:2])) == newest)
    program = f"{os.path.dirname(stage.home)}/tools/python{newest}"
    with open(program, "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\nexec "{real}" "$@"\n')
    os.chmod(program, 0o755)
    stage.project("shop", f"{newest}.98")
    stage.project("till", "9.9")
    stage.open(extra={"PYENV_ROOT": "/nowhere"})
    stage.play(
        """
        > cd shop
        autovenv: shop wants python {newest}.98 (…:1), which is not installed; nearest is {newest}.…: `uv python install {newest}.98` gets it
        > cd ../till
        autovenv: till wants python 9.9 (…:1), which is not installed; nearest is {newest}.…: …
        """,
        newest=newest,
    )
