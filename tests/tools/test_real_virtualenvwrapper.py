"""virtualenvwrapper: environments by name, and the project that one is linked to."""

from __future__ import annotations

import os

import pytest

from tests.tools.place import ODD, program, same


class Shop:
    """A shell with virtualenvwrapper's functions."""

    def __init__(self, place):
        self.place = place
        self.script = program("virtualenvwrapper", "virtualenvwrapper.sh")
        self.python = program("virtualenvwrapper", "python")

    def run(self, line, **options):
        """Run a line in bash; $ROOT is the project."""
        environ = {
            "VIRTUALENVWRAPPER_PYTHON": self.python,
            "VIRTUALENVWRAPPER_VIRTUALENV": program("virtualenvwrapper", "virtualenv"),
            "ROOT": self.place.root,
            **options.pop("environ", {}),
        }
        return self.place.run("bash", "-c", f". {self.script}; {line}", environ=environ, **options)

    def answer(self, name, **options):
        """Return what `workon` activates."""
        return self.run(f"workon '{name}' && printf %s \"$VIRTUAL_ENV\"", **options).splitlines()[-1]


@pytest.fixture
def shop(place):
    return Shop(place)


def test_one_that_is_linked_to_the_project_is_found(shop):
    shop.run('mkvirtualenv -a "$ROOT" some')
    found = shop.place.find("virtualenvwrapper")
    assert found.exists
    assert same(found.path, shop.answer("some"))


# --- With --long -----------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("name", ODD)
def test_a_project_of_an_odd_name(place, name):
    place.move(name)
    shop = Shop(place)
    shop.run("mkvirtualenv other")
    # `mkvirtualenv -a` splits the path where it has a space.
    shop.run('mkvirtualenv mine && cd "$ROOT" && setvirtualenvproject "$VIRTUAL_ENV"')
    assert same(place.find("virtualenvwrapper").path, shop.answer("mine"))
    assert same(place.find("virtualenvwrapper", name="other").path, shop.answer("other"))


@pytest.mark.long
@pytest.mark.parametrize("line", ['mkvirtualenv -a "$ROOT" some', 'mkvirtualenv some && cd "$ROOT" && setvirtualenvproject'])
def test_below_a_link(place, line):
    place.through_link()
    shop = Shop(place)
    shop.run(line)
    assert same(place.find("virtualenvwrapper").path, shop.answer("some"))
    place.root = os.path.realpath(place.root)
    assert same(place.find("virtualenvwrapper").path, shop.answer("some"))


@pytest.mark.long
@pytest.mark.parametrize("given", ["HOME/envs", "~/envs", "envs"])
def test_the_collection_may_be_elsewhere(shop, given):
    environ = {"WORKON_HOME": given.replace("HOME", shop.place.home)}
    shop.run('mkvirtualenv -a "$ROOT" some', environ=environ)
    found = shop.place.find("virtualenvwrapper", environ=environ)
    assert found.exists
    assert same(found.path, shop.answer("some", environ=environ))


@pytest.mark.long
def test_a_file_may_hold_the_name(shop):
    shop.run('mkvirtualenv -a "$ROOT" linked')
    shop.run("mkvirtualenv named")
    shop.place.write(".venv", "named\n")
    assert same(shop.place.find("virtualenvwrapper").path, shop.answer("named"))


@pytest.mark.long
def test_a_project_that_was_made_with_its_environment(shop):
    projects = os.path.dirname(shop.place.root)
    shop.run("mkproject fresh", environ={"PROJECT_HOME": projects})
    shop.place.move("fresh")
    assert same(shop.place.find("virtualenvwrapper").path, shop.answer("fresh"))


@pytest.mark.long
def test_a_link_of_another_name(shop):
    environ = {"VIRTUALENVWRAPPER_PROJECT_FILENAME": ".of"}
    shop.run('mkvirtualenv -a "$ROOT" some', environ=environ)
    assert same(shop.place.find("virtualenvwrapper", environ=environ).path, shop.answer("some", environ=environ))
