"""poetry: where it puts an environment, and whether it takes one that is there already."""

from __future__ import annotations

import os

import pytest

from autovenv.env.kinds import poetry
from tests.tools.place import ODD, program, same

VARIABLES = {"outside": {}, "in-project": {"POETRY_VIRTUALENVS_IN_PROJECT": "true"}}


class Shop:
    """A project of poetry's."""

    def __init__(self, place, name="The.Shop", more=""):
        self.place, self.poetry = place, program("poetry")
        self.write(name, more)

    def write(self, name="The.Shop", more=""):
        self.place.write("pyproject.toml", f'[project]\nname = "{name}"\nversion = "1"\n{more}[tool.poetry]\npackage-mode = false\n')

    def run(self, *words, **options):
        return self.place.run(self.poetry, *words, **options)

    def answer(self, **options):
        """Return what poetry says; "" if it has no environment. A relative setting it takes from its working directory, and says so."""
        answer = self.run("env", "info", "--path", fails=True, **options)
        return answer and os.path.join(self.place.root, answer)

    def agrees(self, **options):
        """autovenv and poetry name the same environment; return its path."""
        answer, found = self.answer(**options), self.place.find("poetry", **options)
        assert found.exists, found
        assert same(found.path, answer), (found.path, answer)
        return answer


@pytest.fixture
def shop(place):
    return Shop(place)


def test_what_poetry_made_is_found(shop):
    shop.run("install")
    made = shop.agrees()
    assert made.startswith(os.path.join(shop.place.home, ".cache"))


def test_what_autovenv_makes_where_poetry_would_is_taken(shop):
    takes(shop, {})


# --- With --long -----------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("where", VARIABLES)
@pytest.mark.parametrize("name", ODD)
def test_in_a_directory_of_an_odd_name(place, name, where):
    place.move(name)
    shop = Shop(place)
    shop.run("install", environ=VARIABLES[where])
    shop.agrees(environ=VARIABLES[where])
    os.makedirs(os.path.join(place.root, "docs"))
    shop.agrees(environ=VARIABLES[where], below="docs")


@pytest.mark.long
@pytest.mark.parametrize("name", ["a", "A_b.C--d", "x" * 60])
def test_a_name_of_a_project_is_not_that_of_its_directory(place, name):
    shop = Shop(place, name)
    shop.run("install")
    shop.agrees()


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        '[tool.poetry]\nname = "old"\nversion = "1"\ndescription = ""\nauthors = []\npackage-mode = false\n',
        '[project]\nname = "new"\nversion = "1"\n[tool.poetry]\nname = "old"\npackage-mode = false\n',
        "[tool.poetry]\npackage-mode = false\n",
    ],
)
def test_a_name_may_stand_in_either_table(place, text):
    shop = Shop(place)
    place.write("pyproject.toml", text)
    shop.run("install")
    shop.agrees()


@pytest.mark.long
@pytest.mark.parametrize("where", VARIABLES)
def test_below_a_link(place, where):
    place.through_link()
    shop = Shop(place)
    shop.run("install", environ=VARIABLES[where])
    shop.agrees(environ=VARIABLES[where])


@pytest.mark.long
@pytest.mark.parametrize(
    ("user", "own", "environ"),
    [
        ("", '[virtualenvs]\npath = "envs"\n', {}),
        ("", '[virtualenvs]\npath = "{cache-dir}/other"\n', {}),
        ('[virtualenvs]\npath = "~/users"\n', "", {}),
        ('[virtualenvs]\npath = "~/users"\nin-project = true\n', "[virtualenvs]\nin-project = false\n", {}),
        ('cache-dir = "~/c"\n', "", {}),
        ("", "", {"POETRY_CACHE_DIR": "HOME/cached"}),
        ("", "", {"POETRY_VIRTUALENVS_PATH": "HOME/variable"}),
        ("", '[virtualenvs]\nin-project = true\npath = "envs"\n', {"POETRY_VIRTUALENVS_IN_PROJECT": "false"}),
        ("", "", {"POETRY_VIRTUALENVS_PATH": "{data-dir}/v"}),
        ("", "", {"XDG_CACHE_HOME": "HOME/xdg"}),
        ("[virtualenvs]\nin-project = true\n", "", {}),
    ],
)
def test_settings_say_where(shop, user, own, environ):
    environ = {name: value.replace("HOME", shop.place.home) for name, value in environ.items()}
    if user:
        shop.place.write(os.path.join(shop.place.home, ".config", "pypoetry", "config.toml"), user)
    if own:
        shop.place.write("poetry.toml", own)
    shop.run("install", environ=environ)
    shop.agrees(environ=environ)


@pytest.mark.long
def test_of_several_the_one_that_was_chosen_is_used(shop):
    place = shop.place
    if len(place.minors) < 3:
        pytest.skip(f"needs three Pythons; here: {place.minors}")
    for minor in (place.minors[1], place.minors[0], place.minors[2]):
        shop.run("env", "use", f"python{minor}")
        assert shop.agrees().endswith(f"-py{minor}")
    shop.run("env", "use", "system", fails=True)
    shop.agrees()


@pytest.mark.long
@pytest.mark.parametrize("own", ["true", "false"])
def test_of_several_without_a_choice_the_one_of_poetrys_python_is_used(shop, own):
    place = shop.place
    environ = {"POETRY_VIRTUALENVS_USE_POETRY_PYTHON": own}
    for minor in place.minors[:2]:
        shop.run("env", "use", f"python{minor}")
    os.unlink(os.path.join(os.path.dirname(shop.answer()), "envs.toml"))
    shop.agrees(environ=environ)
    # `python` is an older one now.
    python = os.path.join(place.home, "bin", "python")
    os.unlink(python)
    os.symlink(place.pythons[1], python)
    shop.agrees(environ=environ)


@pytest.mark.long
def test_in_the_project_without_one_there_the_outer_one_is_used(shop):
    shop.run("install")
    environ = {"POETRY_VIRTUALENVS_IN_PROJECT": "true"}
    made = shop.agrees(environ=environ)
    assert not made.startswith(shop.place.root)


@pytest.mark.long
def test_in_the_project_both(shop):
    shop.run("install")
    shop.place.run("python", "-m", "venv", "--without-pip", ".venv")
    assert shop.agrees() == os.path.join(shop.place.root, ".venv")
    assert shop.agrees(environ={"POETRY_VIRTUALENVS_IN_PROJECT": "false"}).startswith(shop.place.home + "/.cache")


def takes(shop, environ, index=0):
    """autovenv makes one where poetry would; poetry names it, installs into it, and makes no second one."""
    place = shop.place
    shop.write(more=f'requires-python = ">=3.9"\ndependencies = ["tiny @ file://{place.wheel()}"]\n')
    found = place.find("poetry", environ=environ)
    assert (found.exists, found.make) == (False, True), found
    path = place.make(found.path or found.pattern.replace("{version}", place.minors[index]), index)
    poetry.finish(path, place.root, {**place.environ, **environ})
    assert same(shop.answer(environ=environ), path)
    shop.run("install", environ=environ)
    assert same(shop.agrees(environ=environ), path)
    assert place.installed_into(path)
    beside = os.listdir(os.path.dirname(path))
    assert len([name for name in beside if name.startswith(os.path.basename(path).split("-py")[0])]) == 1, beside


@pytest.mark.long
def test_one_in_the_project_that_autovenv_makes_is_taken(shop):
    takes(shop, {"POETRY_VIRTUALENVS_IN_PROJECT": "true"})


@pytest.mark.long
@pytest.mark.parametrize("where", VARIABLES)
def test_one_of_another_python_is_taken(shop, where):
    if len(shop.place.minors) < 2:
        pytest.skip("needs two Pythons")
    takes(shop, VARIABLES[where], index=1)
