"""Which project a directory belongs to: a stray pin above a clone, a link into a project, a link out of one."""

from __future__ import annotations

import os

import pytest

IN_TURN = True


@pytest.fixture
def clone(stage, versions):
    """A repository with a requires-python of its own, below a directory with somebody's stray pin."""
    stage.project("downloads", versions[0])
    stage.write("downloads/clone/pyproject.toml", '[project]\nname = "clone"\nversion = "1"\nrequires-python = ">=3.9"\n')
    os.mkdir(f"{stage.home}/downloads/clone/.git")
    os.mkdir(f"{stage.home}/downloads/clone/src")
    return stage


def test_a_pin_above_a_clone_is_not_meant_for_it(clone):
    clone.open()
    clone.play(
        """
        > cd downloads
        autovenv: created .venv …
        > cd clone
        autovenv: clone is a Python project (python >=3.9, pyproject.toml): `autovenv allow` sets it up
        > show VIRTUAL_ENV
        unset
        > cd src
        > show VIRTUAL_ENV
        unset
        > cd ../..
        > show VIRTUAL_ENV
        {home}/downloads/.venv
        """
    )
    assert not os.path.exists(f"{clone.home}/downloads/clone/.venv")


def test_a_clone_that_is_allowed_has_an_environment_of_its_own(clone):
    clone.open()
    clone.play("> cd downloads/clone\nautovenv: clone is a Python project …\n> show VIRTUAL_ENV\nunset\n")
    clone.terminal.type("autovenv allow")
    clone.play("> show VIRTUAL_ENV\n{home}/downloads/clone/.venv\n> cd src\n> show VIRTUAL_ENV\n{home}/downloads/clone/.venv\n")
    assert not os.path.exists(f"{clone.home}/downloads/.venv")


def test_a_directory_becomes_a_repository_and_is_none_again(clone):
    git = f"{clone.home}/downloads/clone/.git"
    os.rmdir(git)
    clone.open()
    clone.play("> cd downloads/clone\nautovenv: created .venv …\n> show VIRTUAL_ENV\n{home}/downloads/.venv\n")
    os.mkdir(git)
    clone.play(">\nautovenv: clone is a Python project …\n> show VIRTUAL_ENV\nunset\n")
    os.rmdir(git)
    clone.play(">\n> show VIRTUAL_ENV\n{home}/downloads/.venv\n")


def test_variables_of_a_clone_come_without_the_environment_above_it(clone):
    clone.write("downloads/clone/.envrc", "export COLOUR=red\n")
    clone.open()
    clone.terminal.type("cd downloads/clone")
    clone.terminal.type("autovenv allow")
    clone.play("> show COLOUR\nred\n> show VIRTUAL_ENV\n{home}/downloads/clone/.venv\n")


def test_a_pin_in_a_variable_makes_no_environment_in_every_clone(clone, versions):
    clone.environ["AUTOVENV_PYTHON"] = versions[0]
    clone.open()
    clone.play("> cd downloads/clone\nautovenv: clone is a Python project …\n> show VIRTUAL_ENV\nunset\n")
    assert not os.path.exists(f"{clone.home}/downloads/clone/.venv")


def test_a_link_into_a_project_lies_where_it_was_made(stage, versions):
    """The path counts by which the shell came, as for direnv: what $PWD says."""
    stage.project("shop", versions[0])
    os.mkdir(f"{stage.home}/shop/src")
    os.symlink(f"{stage.home}/shop/src", f"{stage.home}/s")
    stage.open()
    stage.play(
        """
        > cd s
        > show VIRTUAL_ENV
        unset
        > cd ../shop/src
        autovenv: created .venv …
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > cd ../../s
        > show VIRTUAL_ENV
        unset
        """
    )


def test_a_link_out_of_a_project_belongs_to_it(stage, versions):
    stage.project("shop", versions[0])
    os.mkdir(f"{stage.home}/data")
    os.symlink(f"{stage.home}/data", f"{stage.home}/shop/data")
    stage.open()
    stage.play(
        """
        > cd shop/data
        autovenv: created .venv …
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > cd {home}/data
        > show VIRTUAL_ENV
        unset
        """,
        home=stage.home,
    )
