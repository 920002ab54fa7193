"""Environments that a pin calls by name."""

from __future__ import annotations

import os

import pytest

from autovenv.plan.inputs import Input, watched
from autovenv.python.environments import environments_named, inputs_of


def test_the_order_is_pyenv_virtualenvwrapper_conda(tree):
    tree.file(".pyenv", "versions", "3.12.1", "envs", "web", "pyvenv.cfg")
    tree.link(tree.path(".pyenv", "versions", "3.12.1", "envs", "web"), ".pyenv", "versions", "web")
    tree.file("work", "web", "pyvenv.cfg")
    os.makedirs(tree.path("miniconda3", "envs", "web", "conda-meta"))
    os.makedirs(tree.path("elsewhere", "web", "conda-meta"))
    tree.file(
        ".conda", "environments.txt", content=f"{tree.path('miniconda3')}\n{tree.path('elsewhere', 'web')}\n{tree.path('gone', 'web')}\n"
    )
    environ = {**tree.environ, "WORKON_HOME": tree.path("work")}
    assert environments_named("web", environ) == (
        tree.path(".pyenv", "versions", "web"),
        tree.path("work", "web"),
        tree.path("miniconda3", "envs", "web"),
        tree.path("elsewhere", "web"),
    )
    assert environments_named("3.12.1/envs/web", environ) == (tree.path(".pyenv", "versions", "3.12.1", "envs", "web"),)


def test_virtualenvwrappers_usual_place(tree):
    tree.file(".virtualenvs", "web", "pyvenv.cfg")
    assert environments_named("web", tree.environ) == (tree.path(".virtualenvs", "web"),)


def test_what_is_no_environment_is_not_found(tree):
    os.makedirs(tree.path(".pyenv", "versions", "web"))
    os.makedirs(tree.path(".virtualenvs", "web"))
    assert environments_named("web", tree.environ) == ()


def test_an_environment_outside_of_pyenv_is_not_pyenvs(tree):
    tree.file("evil", "pyvenv.cfg")
    tree.link(tree.path("evil"), ".pyenv", "versions", "web")
    tree.file(".pyenv", "versions2", "pyvenv.cfg")
    for name in ("web", "../versions2", "..", ".", "", "web/", "/web", "a/../web"):
        assert environments_named(name, tree.environ) == ()


@pytest.mark.parametrize("written", ["~/envs", "envs", "{home}/envs"])
def test_every_spelling_of_workon_home(home, written):
    """virtualenvwrapper reads it relative to the home directory; pins and .venv files find the same place."""
    from autovenv.env.venv_file import target

    os.makedirs(f"{home}/envs/tools")
    with open(f"{home}/envs/tools/pyvenv.cfg", "w"):
        pass
    os.mkdir(f"{home}/shop")
    with open(f"{home}/shop/.venv", "w") as file:
        file.write("tools\n")
    environ = {"HOME": home, "WORKON_HOME": written.format(home=home)}
    assert environments_named("tools", environ) == (f"{home}/envs/tools",)
    assert target(f"{home}/shop/.venv", environ) == (f"{home}/envs/tools", "")


def test_an_environment_that_conda_lists_later_is_seen(tree):
    """Nothing but conda's list says where one lies that was made with `--prefix`."""
    listed = tree.path(".conda", "environments.txt")
    assert Input("absent", listed) in inputs_of("web", tree.environ)
    tree.file(".conda", "environments.txt", content=tree.path("elsewhere", "other") + "\n")
    assert watched(listed).mtime_ns in {one.mtime_ns for one in inputs_of("web", tree.environ) if one.path == listed}


@pytest.mark.parametrize("distribution", ["miniforge3", "mambaforge", "miniconda3", "anaconda3", "micromamba"])
def test_one_of_a_conda_that_is_installed_later_is_seen(tree, distribution):
    assert Input("absent", tree.path(distribution, "envs", "web")) in inputs_of("web", tree.environ)
