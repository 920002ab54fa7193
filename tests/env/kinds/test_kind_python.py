"""`layout python`, `layout virtualenv`, `layout pyenv`: what direnv made is used, else .venv is made."""

from __future__ import annotations

import os

import pytest


def test_without_anything_it_is_venv_of_the_project_and_ours_to_make(place):
    found = place.find("python")
    assert (found.path, found.exists, found.make) == (os.path.join(place.root, ".venv"), False, True)


def test_a_layout_that_creates_nothing_creates_nothing(place):
    assert not place.find("python", create=False).make


def test_a_path_that_is_given_is_the_path(place):
    made = place.environment("elsewhere")
    place.environment(".direnv", "python-3.11.2")
    for kind in ("python", "virtualenv", "path", "uv", "pyenv", "poetry", "pipenv", "pdm", "hatch", "pixi", "virtualenvwrapper"):
        found = place.find(kind, path=made)
        assert (found.path, found.exists) == (made, True)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", "python-3.11.10"),
        ("3", "python-3.11.10"),
        ("python3", "python-3.11.10"),
        ("3.9", "python-3.9.18"),
        ("python3.9", "python-3.9.18"),
        ("/usr/local/bin/python3.9", "python-3.9.18"),
        ("3.11.2", "python-3.11.2"),
        ("2", "python-2.7.18"),
        ("3.8.1", "python-3.8"),
    ],
)
def test_the_environment_that_direnv_made_for_that_python_is_used(place, asked, expected):
    for name in ("python-3.9.18", "python-3.11.2", "python-3.11.10", "python-2.7.18", "python-3.8", "node"):
        place.environment(".direnv", name)
    found = place.find("python", version=asked)
    assert (found.path, found.exists) == (os.path.join(place.root, ".direnv", expected), True)


def test_one_that_direnv_made_for_another_python_is_not_used(place):
    place.environment(".direnv", "python-3.9.18")
    assert place.find("python", version="3.12").path == os.path.join(place.root, ".venv")


def test_one_that_direnv_made_whose_interpreter_is_gone_is_not_used(place):
    newer = place.environment(".direnv", "python-3.11.2")
    older = place.environment(".direnv", "python-3.9.18")
    os.unlink(os.path.join(newer, "bin", "python"))
    assert place.find("python").path == older


def test_layout_virtualenv_uses_its_own_directory_of_direnv(place):
    own = place.environment(".direnv", "virtualenv")
    place.environment(".direnv", "python-3.11.2")
    assert place.find("virtualenv").path == own
    assert place.find("python").path == own, "oldest releases of direnv kept that of `layout python` there"
    assert place.find("python", version="3.11").path == os.path.join(place.root, ".direnv", "python-3.11.2")


@pytest.mark.parametrize(
    ("made", "asked"),
    [("virtualenv", "3.11"), ("python-3.1", "3.11"), ("python-3.11.4", "/opt/py/bin/python"), ("flake-profile", "")],
)
def test_what_need_not_be_of_that_python_is_not_used(place, made, asked):
    place.environment(".direnv", made)
    assert place.find("python", version=asked).path == os.path.join(place.root, ".venv")


def test_direnv_may_keep_its_directory_elsewhere(place):
    made = place.environment(place.home, "layouts", "python-3.11.2")
    found = place.find("python", environ={"direnv_layout_dir": os.path.join(place.home, "layouts")})
    assert found.path == made


def test_layout_pyenv_with_a_version_uses_what_direnv_made(place):
    made = place.environment(".direnv", "python-3.10.13")
    assert place.find("pyenv", version="3.10.13").path == made
    # PYENV_VERSION becomes 3.11.7:3.10.13, VIRTUAL_ENV that of the last (measured with direnv 2.32.1).
    assert place.find("pyenv", version="3.11.7 3.10.13").path == made
    assert place.find("pyenv", version="3.12.1").path == os.path.join(place.root, ".venv")


def test_layout_pyenv_with_the_name_of_an_environment_is_that_environment(place):
    real = place.environment(place.home, ".pyenv", "versions", "3.12.1", "envs", "shop")
    link = os.path.join(place.home, ".pyenv", "versions", "shop")
    os.symlink(real, link)
    found = place.find("pyenv", version="shop")
    assert (found.path, found.exists, found.make) == (link, True, False)
    elsewhere = place.environment(place.home, "py", "versions", "shop")
    assert place.find("pyenv", version="shop", environ={"PYENV_ROOT": os.path.join(place.home, "py")}).path == elsewhere


def test_layout_pyenv_with_a_name_that_is_nowhere_says_how_it_is_made(place):
    found = place.find("pyenv", version="shop")
    assert (found.exists, found.make, found.tool) == (False, False, ("pyenv", "virtualenv", "shop"))


def test_virtualenvwrapper_keeps_them_by_name(place):
    made = place.environment(place.home, ".virtualenvs", "shop")
    assert place.find("virtualenvwrapper", name="shop").path == made
    other = place.environment(place.home, "envs", "shop")
    assert place.find("virtualenvwrapper", name="shop", environ={"WORKON_HOME": "~/envs"}).path == other
    assert place.find("virtualenvwrapper", name="nosuch").tool == ("mkvirtualenv", "nosuch")


def test_virtualenvwrapper_finds_the_name_in_the_venv_file(place):
    made = place.environment(place.home, ".virtualenvs", "shop")
    place.write(".venv", "shop\n")
    assert place.find("virtualenvwrapper").path == made


def test_virtualenvwrapper_finds_the_environment_that_is_linked_to_the_project(place):
    collection = os.path.join(place.home, ".virtualenvs")
    made = place.environment(collection, "mine")
    for name, project in (("mine", f"{place.root}\n"), ("other", f"{place.root}x\n"), ("broken", f"{place.root}\n"), ("relative", "shop")):
        place.write(os.path.join(collection, name, ".project"), project)
    found = place.find("virtualenvwrapper")
    assert (found.path, found.led) == (made, False)
    read = {one.path for one in found.inputs}
    assert {collection, os.path.join(made, ".project")} <= read
    assert os.path.join(collection, "other", ".project") not in read, "a prompt pays for each"
    os.symlink(place.root, os.path.join(place.home, "link"))
    assert place.find("virtualenvwrapper", root=os.path.join(place.home, "link")).path == made
    place.environment(collection, "broken")
    assert "broken, mine" in place.find("virtualenvwrapper").error
    place.write(".venv", "other\n")
    assert place.find("virtualenvwrapper").path == os.path.join(collection, "other")


def test_virtualenvwrapper_without_a_name_is_an_error(place):
    assert "NAME" in place.find("virtualenvwrapper").error
