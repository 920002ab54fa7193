"""pipenv's place of the environment; names as `pipenv --venv` of pipenv 2026.10.3 gave them."""

from __future__ import annotations

import os

import pytest

from autovenv.env.kinds.pipenv import environment_name, finish


@pytest.mark.parametrize(
    ("pipfile", "expected"),
    [
        ("/home/user/proj/Pipfile", "proj-1wKmoZj3"),
        ("/home/user/my proj(1)&x/Pipfile", "my_proj_1__x-XGmT0OPw"),
        ("/home/user/Foo.Bar_baz/Pipfile", "Foo.Bar_baz-6yfv7d02"),
        # pipenv's own comment in its source names a third form.
        ("/home/user/MY_PROJECT/Pipfile", "MY_PROJECT-wyUfYPqE"),
    ],
)
def test_a_name_is_what_pipenv_makes_of_it(pipfile, expected):
    assert environment_name(pipfile) == expected


def test_the_interpreter_that_was_named_is_part_of_the_name():
    assert environment_name("/home/user/proj/Pipfile", "3.9") == "proj-1wKmoZj3-3.9"
    assert environment_name("/home/user/proj/Pipfile", "/usr/bin/python3.9") == "proj-1wKmoZj3-python3.9"


@pytest.fixture
def shop(place):
    pipfile = place.write("Pipfile", "[packages]\n")
    place.name = environment_name(pipfile)
    place.collection = os.path.join(place.home, ".local", "share", "virtualenvs")
    return place


def test_its_place_is_known_before_pipenv_made_it(shop):
    found = shop.find("pipenv")
    assert (found.path, found.exists, found.make) == (os.path.join(shop.collection, shop.name), False, True)
    assert found.tool == ("pipenv", "install")
    assert not shop.find("pipenv", create=False).make
    shop.environment(shop.collection, shop.name)
    found = shop.find("pipenv")
    assert (found.exists, found.make) == (True, False)


def test_an_environment_that_autovenv_made_links_back(shop):
    made = shop.environment(shop.collection, shop.name)
    os.makedirs(os.path.join(shop.root, "docs"))
    for root in (shop.root, os.path.join(shop.root, "docs")):
        finish(made, root, shop.environ)
        with open(os.path.join(made, ".project"), encoding="utf-8") as file:
            assert file.read() == shop.root


def test_a_venv_in_the_project_is_taken_where_pipenv_has_no_other(shop):
    own = shop.environment(".venv")
    assert shop.find("pipenv").path == own
    made = shop.environment(shop.collection, shop.name)
    assert shop.find("pipenv").path == made
    assert shop.find("pipenv", environ={"PIPENV_VENV_IN_PROJECT": "1"}).path == own


@pytest.mark.parametrize("environ", [{"PIPENV_VENV_IN_PROJECT": "0"}, {"PIPENV_NO_VENV_IN_PROJECT": "1"}])
def test_a_venv_in_the_project_can_be_switched_off(shop, environ):
    shop.environment(".venv")
    shop.write("Pipfile", "[pipenv]\nvenv_in_project = true\n")
    assert shop.find("pipenv", environ=environ).path == os.path.join(shop.collection, shop.name)


def test_the_pipfile_can_ask_for_a_venv_in_the_project(shop):
    shop.write("Pipfile", "[pipenv]\nvenv_in_project = true\n")
    found = shop.find("pipenv")
    assert (found.path, found.make) == (os.path.join(shop.root, ".venv"), True)


def test_workon_home_and_a_name_of_ones_own_are_obeyed(shop):
    environ = {"WORKON_HOME": "~/envs", "PIPENV_CUSTOM_VENV_NAME": "mine"}
    assert shop.find("pipenv", environ=environ).path == os.path.join(shop.home, "envs", "mine")
    assert shop.find("pipenv", environ={"XDG_DATA_HOME": "/data"}).path == os.path.join("/data", "virtualenvs", shop.name)


def test_a_venv_file_names_it(shop):
    for text, expected in (
        ("other\n", os.path.join(shop.collection, "other")),
        ("./other\n", os.path.join(shop.collection, "other")),
        ("other/\n", os.path.join(shop.root, "other")),
        ("a/b", os.path.join(shop.root, "a", "b")),
        ("/a/b", "/a/b"),
        ("\n", os.path.join(shop.collection, shop.name)),
    ):
        shop.write(".venv", text)
        assert shop.find("pipenv").path == expected
        assert shop.find("pipenv").led == bool(text.strip())
    shop.write(".venv", "a\nb\n")
    assert "names no environment" in shop.find("pipenv").error


def test_a_switch_that_is_neither_on_nor_off_says_nothing(shop):
    shop.write("Pipfile", "[pipenv]\nvenv_in_project = true\n")
    for given in ("", "perhaps"):
        assert shop.find("pipenv", environ={"PIPENV_VENV_IN_PROJECT": given}).path == os.path.join(shop.root, ".venv")


def test_a_relative_collection_is_below_the_project(shop):
    assert shop.find("pipenv", environ={"XDG_DATA_HOME": "data"}).path == os.path.join(shop.root, "data", "virtualenvs", shop.name)
    assert shop.find("pipenv", environ={"WORKON_HOME": "envs"}).path == os.path.join(shop.root, "envs", shop.name)


def test_the_pipfile_is_looked_for_ten_levels_up(shop):
    os.makedirs(os.path.join(shop.root, *"abcdefghi"))
    assert shop.find("pipenv", root="a/b/c/d/e/f/g/h/i").path == os.path.join(shop.collection, shop.name)
    os.makedirs(os.path.join(shop.root, *"abcdefghij"))
    assert "Pipfile" in shop.find("pipenv", root="a/b/c/d/e/f/g/h/i/j").error
    assert "Pipfile" in shop.find("pipenv", root="a", environ={"PIPENV_NO_INHERIT": "1"}).error


def test_a_project_reached_by_a_link_has_the_same_environment(shop):
    """pipenv asks the system for its working directory, which has no links in it."""
    os.symlink(shop.root, os.path.join(shop.home, "link"))
    assert shop.find("pipenv", root=os.path.join(shop.home, "link")).path == os.path.join(shop.collection, shop.name)


def test_a_pipfile_that_is_a_link_counts_by_its_own_path(shop):
    os.rename(os.path.join(shop.root, "Pipfile"), os.path.join(shop.home, "Pipfile"))
    os.symlink(os.path.join(shop.home, "Pipfile"), os.path.join(shop.root, "Pipfile"))
    assert shop.find("pipenv").path == os.path.join(shop.collection, shop.name)
