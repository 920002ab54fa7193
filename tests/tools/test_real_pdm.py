"""pdm: where it puts an environment, and whether it takes one that is there already."""

from __future__ import annotations

import os

import pytest

from tests.tools.place import ODD, program, same

VARIABLES = {"in-project": {}, "outside": {"PDM_VENV_IN_PROJECT": "0"}}
PROJECT = (
    '[project]\nname = "The.Shop"\nversion = "1"\nrequires-python = "{}"\ndependencies = [{}]\n[tool.pdm]\ndistribution = false\n'.format
)


class Shop:
    """A project of pdm's."""

    def __init__(self, place):
        self.place, self.pdm = place, program("pdm")
        place.write("pyproject.toml", PROJECT(">=3.9", ""))

    def run(self, *words, **options):
        return self.place.run(self.pdm, *words, **options)

    def answer(self, **options):
        """Return the environment that pdm uses. (pdm makes one, where it has none.) `pdm info` loses what stands in brackets."""
        return self.run("run", "python", "-c", "import sys; print(sys.prefix)", **options)

    def agrees(self, **options):
        """autovenv and pdm name the same environment, also when pdm has written down what it uses; return its path."""
        assert self.place.find("pdm", **options).exists
        return self.agrees_first(**options)

    def agrees_first(self, **options):
        """The same, where pdm may have none yet."""
        found, answer = self.place.find("pdm", **options), self.answer(**options)
        assert same(found.path, answer), (found.path, answer)
        assert same(self.place.find("pdm", **options).path, answer)
        return answer

    def forget(self):
        """Take away what pdm has written down."""
        if os.path.exists(os.path.join(self.place.root, ".pdm-python")):
            os.unlink(os.path.join(self.place.root, ".pdm-python"))


@pytest.fixture
def shop(place):
    return Shop(place)


def test_what_pdm_made_is_found(shop):
    shop.run("install")
    assert shop.agrees() == os.path.join(shop.place.root, ".venv")


def test_what_autovenv_makes_where_pdm_would_is_taken(shop):
    takes(shop, VARIABLES["outside"])


# --- With --long -----------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("where", VARIABLES)
@pytest.mark.parametrize("name", ODD)
def test_in_a_directory_of_an_odd_name(place, name, where):
    place.move(name)
    shop, environ = Shop(place), VARIABLES[where]
    shop.run("install", environ=environ)
    shop.forget()
    shop.agrees(environ=environ)
    os.makedirs(os.path.join(place.root, "docs"))
    shop.agrees(environ=environ, below="docs")


@pytest.mark.long
@pytest.mark.parametrize("where", VARIABLES)
def test_below_a_link(place, where):
    place.through_link()
    shop, environ = Shop(place), VARIABLES[where]
    shop.run("install", environ=environ)
    shop.agrees(environ=environ)
    shop.forget()
    shop.agrees(environ=environ)


@pytest.mark.long
def test_settings_say_where(shop):
    place = shop.place
    user = os.path.join(place.home, ".config", "pdm", "config.toml")
    for text, own, environ in (
        ("", "[venv]\nin_project = false\n", {}),
        ("[venv]\nin_project = false\n", "", {"XDG_DATA_HOME": os.path.join(place.home, "data")}),
        ('[venv]\nin_project = false\nlocation = "~/envs"\n', "", {}),
        ("", f'[venv]\nin_project = false\nlocation = "{place.home}/own"\n', {}),
        ("[venv]\nin_project = false\n", "[venv]\nin_project = true\n", {}),
    ):
        place.write(user, text)
        place.write("pdm.toml", own)
        shop.forget()
        shop.run("install", environ=environ)
        shop.forget()
        try:
            shop.agrees(environ=environ)
        except AssertionError as problem:
            raise AssertionError(f"user {text!r}, project {own!r}, variables {environ}: {problem}") from problem


@pytest.mark.long
@pytest.mark.parametrize("name", [".venv", "venv", "env"])
def test_one_in_the_project_is_used(shop, name):
    shop.place.run("python", "-m", "venv", "--without-pip", name)
    assert shop.agrees() == os.path.join(shop.place.root, name)


@pytest.mark.long
def test_of_several_that_are_outside(shop):
    place, environ = shop.place, VARIABLES["outside"]
    if len(place.minors) < 3:
        pytest.skip(f"needs three Pythons; here: {place.minors}")
    for minor in (place.minors[1], place.minors[0], place.minors[2]):
        shop.run("venv", "create", minor, environ=environ)
        shop.forget()
        found = place.find("pdm", environ=environ)
        assert same(found.path, shop.answer(environ=environ)), place.find("pdm", environ=environ)


@pytest.mark.long
def test_one_of_an_unfit_python_is_passed_over(shop):
    place, environ = shop.place, VARIABLES["outside"]
    if len(place.minors) < 2:
        pytest.skip("needs two Pythons")
    for minor in place.minors[:2]:
        shop.run("venv", "create", minor, environ=environ)
    place.run("python", "-m", "venv", "--without-pip", ".venv")
    place.write("pyproject.toml", PROJECT(f"<{place.minors[0]}", ""))
    shop.forget()
    assert shop.agrees(environ=environ).endswith(place.minors[1])


@pytest.mark.long
def test_a_saved_interpreter_that_no_longer_fits_is_passed_over(shop):
    place = shop.place
    if len(place.minors) < 2:
        pytest.skip("needs two Pythons")
    shop.run("venv", "create", "--name", "older", place.minors[1])
    shop.run("install")
    place.write("pyproject.toml", PROJECT(f"<{place.minors[0]}", ""))
    assert shop.agrees().endswith("older")


@pytest.mark.long
def test_a_saved_interpreter_of_another_environment_is_used(shop):
    shop.run("venv", "create", "--name", "side", environ=VARIABLES["outside"])
    shop.run("install")
    shop.run("use", "--venv", "side")
    assert shop.agrees().endswith("side")


@pytest.mark.long
@pytest.mark.parametrize("member", ["packages/a", "packages/a/src", "other", "apps/x", "apps/x/y", "deep/er/z"])
def test_members_of_a_workspace(shop, member):
    place = shop.place
    text = PROJECT(">=3.9", "") + '[tool.pdm.workspace]\nmembers = ["packages/*", "apps/x", "deep/**"]\n'
    place.write("pyproject.toml", text)
    for name in ("packages/a", "other", "apps/x", "apps/x/y", "deep/er/z"):
        place.write(f"{name}/pyproject.toml", PROJECT(">=3.9", "").replace("The.Shop", name.replace("/", "-")))
    for name in ("packages/a/src", "sub"):
        os.makedirs(os.path.join(place.root, name))
    for at in (member, "", "sub"):
        shop.agrees_first(below=at)


@pytest.mark.long
def test_an_old_release_wrote_it_down_elsewhere(shop):
    shop.place.run("python", "-m", "venv", "--without-pip", "here")
    shop.place.write(".pdm.toml", f'[python]\npath = "{shop.place.root}/here/bin/python"\n')
    assert shop.agrees().endswith("here")


def takes(shop, environ, index=0):
    """autovenv makes one where pdm would; pdm uses it, installs into it, and makes no second one."""
    place = shop.place
    place.write("pyproject.toml", PROJECT(">=3.9", f'"tiny @ file://{place.wheel()}"'))
    found = place.find("pdm", environ=environ)
    assert (found.exists, found.make) == (False, True), found
    path = place.make(found.path or found.pattern.replace("{version}", place.minors[index]), index)
    assert same(shop.answer(environ=environ), path)
    shop.run("install", environ=environ)
    assert same(shop.agrees(environ=environ), path)
    assert place.installed_into(path)
    shop.forget()
    assert same(shop.agrees(environ=environ), path)
    beside = [name for name in os.listdir(os.path.dirname(path)) if os.path.isdir(os.path.join(os.path.dirname(path), name))]
    assert beside == [os.path.basename(path)]


@pytest.mark.long
def test_one_in_the_project_that_autovenv_makes_is_taken(shop):
    takes(shop, VARIABLES["in-project"])


@pytest.mark.long
@pytest.mark.parametrize("where", VARIABLES)
def test_one_of_another_python_is_taken(shop, where):
    if len(shop.place.minors) < 2:
        pytest.skip("needs two Pythons")
    takes(shop, VARIABLES[where], index=1)
