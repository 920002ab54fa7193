"""pipenv: where it puts an environment, and whether it takes one that is there already."""

from __future__ import annotations

import os

import pytest

from autovenv.env.kinds import pipenv
from tests.tools.place import ODD, program, same

VARIABLES = {"outside": {}, "in-project": {"PIPENV_VENV_IN_PROJECT": "1"}}


class Shop:
    """A project of pipenv's."""

    def __init__(self, place, text="[packages]\n"):
        self.place, self.pipenv = place, program("pipenv")
        place.write("Pipfile", text)

    def run(self, *words, **options):
        return self.place.run(self.pipenv, *words, **options)

    def create(self, **options):
        """Have pipenv make its environment, without a lock."""
        self.run("run", "python", "-c", "0", **options)

    def answer(self, **options):
        """Return what pipenv says; "" if it has no environment."""
        return self.run("--venv", fails=True, **options)

    def agrees(self, **options):
        """autovenv and pipenv name the same environment; return its path."""
        answer, found = self.answer(**options), self.place.find("pipenv", **options)
        assert found.exists, found
        assert same(found.path, answer), (found.path, answer)
        return answer


@pytest.fixture
def shop(place):
    return Shop(place)


def test_what_pipenv_made_is_found(shop):
    expected = shop.place.find("pipenv")
    shop.create()
    made = shop.agrees()
    assert made == expected.path
    assert made.startswith(os.path.join(shop.place.home, ".local"))


def test_what_autovenv_makes_where_pipenv_would_is_taken(shop):
    takes(shop, {})


# --- With --long -----------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("where", VARIABLES)
@pytest.mark.parametrize("name", ODD)
def test_in_a_directory_of_an_odd_name(place, name, where):
    place.move(name)
    shop = Shop(place)
    shop.create(environ=VARIABLES[where])
    shop.agrees(environ=VARIABLES[where])
    os.makedirs(os.path.join(place.root, "docs"))
    shop.agrees(environ=VARIABLES[where], below="docs")


@pytest.mark.long
@pytest.mark.parametrize("where", VARIABLES)
def test_below_a_link(place, where):
    place.through_link()
    shop = Shop(place)
    shop.create(environ=VARIABLES[where])
    shop.agrees(environ=VARIABLES[where])


@pytest.mark.long
def test_variables_and_the_pipfile_say_where(shop):
    place = shop.place
    asked = "[packages]\n[pipenv]\nvenv_in_project = {}\n".format
    for text, environ in (
        ("", {"WORKON_HOME": os.path.join(place.home, "envs")}),
        ("", {"WORKON_HOME": "~/envs2"}),
        ("", {"WORKON_HOME": "relative"}),
        ("", {"PIPENV_CUSTOM_VENV_NAME": "mine"}),
        ("", {"PIPENV_PYTHON": place.minors[0]}),
        ("", {"PIPENV_PYTHON": place.pythons[0]}),
        ("", {"XDG_DATA_HOME": os.path.join(place.home, "data")}),
        (asked("true"), {"PIPENV_VENV_IN_PROJECT": "0", "PIPENV_CUSTOM_VENV_NAME": "a"}),
        (asked("false"), {"PIPENV_VENV_IN_PROJECT": "perhaps", "PIPENV_CUSTOM_VENV_NAME": "c"}),
        (asked("true"), {"PIPENV_NO_VENV_IN_PROJECT": "1", "PIPENV_CUSTOM_VENV_NAME": "b"}),
        (asked("false"), {}),
        (asked("true"), {}),
    ):
        place.write("Pipfile", text)
        assert shop.answer(environ=environ) == "", (text, environ)
        shop.create(environ=environ)
        try:
            shop.agrees(environ=environ)
        except AssertionError as problem:
            raise AssertionError(f"Pipfile {text!r}, variables {environ}: {problem}") from problem


@pytest.mark.long
@pytest.mark.parametrize("content", ["named\n", "./here\n", "sub/there", "here/", "/absolute/there", ""])
def test_a_file_says_where(shop, content):
    shop.place.write(".venv", content.replace("/absolute", shop.place.home))
    shop.create()
    shop.agrees()


@pytest.mark.long
def test_both(shop):
    shop.create()
    outside = shop.agrees()
    shop.place.run("python", "-m", "venv", "--without-pip", ".venv")
    assert shop.agrees() == outside
    assert shop.agrees(environ={"PIPENV_VENV_IN_PROJECT": "1"}) != outside


@pytest.mark.long
def test_a_venv_in_the_project_alone(shop):
    shop.place.run("python", "-m", "venv", "--without-pip", ".venv")
    assert shop.agrees() == os.path.join(shop.place.root, ".venv")


@pytest.mark.long
def test_a_pipfile_of_another_name(shop):
    other = shop.place.write("other/Deps", "[packages]\n")
    environ = {"PIPENV_PIPFILE": other}
    shop.create(environ=environ)
    shop.agrees(environ=environ)


def takes(shop, environ, index=0):
    """autovenv makes one where pipenv would; pipenv names it, installs into it, and makes no second one."""
    place = shop.place
    place.write("Pipfile", f'[packages]\ntiny = {{path = "{place.wheel()}"}}\n')
    found = place.find("pipenv", environ=environ)
    assert (found.exists, found.make) == (False, True), found
    path = place.make(found.path, index)
    pipenv.finish(path, place.root, {**place.environ, **environ})
    assert same(shop.answer(environ=environ), path)
    shop.run("install", "--skip-lock", environ=environ)
    assert same(shop.agrees(environ=environ), path)
    assert place.installed_into(path)
    assert [name for name in os.listdir(os.path.dirname(path)) if name not in ("Pipfile", "Pipfile.lock")] == [os.path.basename(path)]
    with open(os.path.join(path, ".project"), encoding="utf-8") as file:
        assert same(file.read(), place.root)


@pytest.mark.long
def test_one_in_the_project_that_autovenv_makes_is_taken(shop):
    takes(shop, VARIABLES["in-project"])


@pytest.mark.long
@pytest.mark.parametrize("where", VARIABLES)
def test_one_of_another_python_is_taken(shop, where):
    if len(shop.place.minors) < 2:
        pytest.skip("needs two Pythons")
    takes(shop, VARIABLES[where], index=1)
