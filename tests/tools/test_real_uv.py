"""uv: where it puts an environment, and whether it takes one that is there already."""

from __future__ import annotations

import os

import pytest

from tests.tools.place import ODD, program, same

PROJECT = '[project]\nname = "The.Shop"\nversion = "1"\nrequires-python = "{}"\ndependencies = [{}]\n[tool.uv]\npackage = false\n'.format
ABSOLUTE = "/envs/absolute"  # below the home


class Shop:
    """A project of uv's."""

    def __init__(self, place):
        self.place, self.uv = place, program("uv")
        place.write("pyproject.toml", PROJECT(">=3.9", ""))

    def run(self, *words, **options):
        return self.place.run(self.uv, *words, **options)

    def agrees(self, **options):
        """uv syncs, and names the environment that autovenv had named before; return its path."""
        expected = self.place.find("uv", **options)
        assert expected.make
        self.run("sync", **options)
        assert os.path.exists(os.path.join(expected.path, "pyvenv.cfg")), expected
        if options.get("environ"):
            # `uv python find` knows nothing of UV_PROJECT_ENVIRONMENT.
            answer = self.run("run", "--no-sync", "python", "-c", "import sys; print(sys.prefix)", **options)
        else:
            answer = os.path.dirname(os.path.dirname(self.run("python", "find", **options)))
        assert same(expected.path, answer), (expected.path, answer)
        assert self.place.find("uv", **options).exists
        return answer


@pytest.fixture
def shop(place):
    return Shop(place)


def test_what_uv_made_is_found(shop):
    assert shop.agrees() == os.path.join(shop.place.root, ".venv")


def test_what_autovenv_makes_where_uv_would_is_taken(shop):
    takes(shop, {})


# --- With --long -----------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("name", ODD)
def test_in_a_directory_of_an_odd_name(place, name):
    place.move(name)
    shop = Shop(place)
    shop.agrees()
    os.makedirs(os.path.join(place.root, "docs"))
    shop.agrees(below="docs")


@pytest.mark.long
def test_below_a_link(place):
    place.through_link()
    Shop(place).agrees()


@pytest.mark.long
@pytest.mark.parametrize("given", ["foo", "../beside", "./a/b", ABSOLUTE, ""])
@pytest.mark.parametrize("below", ["", "docs"])
def test_a_variable_says_where(shop, given, below):
    if given == ABSOLUTE:
        given = shop.place.home + given
    os.makedirs(os.path.join(shop.place.root, "docs"))
    shop.agrees(environ={"UV_PROJECT_ENVIRONMENT": given}, below=below)


@pytest.mark.long
@pytest.mark.parametrize("given", ["", "foo"])
@pytest.mark.parametrize("member", ["packages/a", "packages/b/src/b", "packages/out", "other", "sub", "apps/deep/x", "apps/deep/x/y"])
def test_members_of_a_workspace(shop, member, given):
    place = shop.place
    table = '[tool.uv.workspace]\nmembers = ["packages/*", "apps/**/x"]\nexclude = ["packages/out"]\n'
    place.write("pyproject.toml", PROJECT(">=3.9", "") + table)
    for name in ("packages/a", "packages/b", "packages/out", "other", "apps/deep/x"):
        place.write(f"{name}/pyproject.toml", PROJECT(">=3.9", "").replace("The.Shop", name.replace("/", "-")))
    for name in ("packages/b/src/b", "sub", "apps/deep/x/y"):
        os.makedirs(os.path.join(place.root, name))
    shop.agrees(below=member, environ={"UV_PROJECT_ENVIRONMENT": given} if given else {})


@pytest.mark.long
def test_a_workspace_without_a_project(shop):
    place = shop.place
    place.write("pyproject.toml", '[tool.uv.workspace]\nmembers = ["a"]\n')
    place.write("a/pyproject.toml", PROJECT(">=3.9", ""))
    shop.agrees(below="a")
    shop.agrees()


@pytest.mark.long
def test_a_workspace_that_is_not_managed_by_uv(shop):
    place = shop.place
    place.write(
        "pyproject.toml", '[project]\nname = "w"\nversion = "1"\n[tool.uv]\nmanaged = false\n[tool.uv.workspace]\nmembers = ["a"]\n'
    )
    place.write("a/pyproject.toml", PROJECT(">=3.9", ""))
    shop.agrees(below="a")


def takes(shop, environ, index=0):
    """autovenv makes one where uv would; uv names it, installs into it, and makes no second one."""
    place = shop.place
    place.write("pyproject.toml", PROJECT(">=3.9", f'"tiny @ file://{place.wheel()}"'))
    found = place.find("uv", environ=environ)
    assert (found.exists, found.make) == (False, True), found
    path = place.make(found.path, index)
    made = os.stat(os.path.join(path, "pyvenv.cfg")).st_ino
    shop.run("sync", environ=environ)
    assert same(shop.agrees(environ=environ), path)
    assert os.stat(os.path.join(path, "pyvenv.cfg")).st_ino == made, "uv made it again"
    assert place.installed_into(path)


@pytest.mark.long
def test_one_of_another_python_is_taken(shop):
    if len(shop.place.minors) < 2:
        pytest.skip("needs two Pythons")
    takes(shop, {}, index=1)


@pytest.mark.long
def test_one_at_another_place_is_taken(shop):
    takes(shop, {"UV_PROJECT_ENVIRONMENT": os.path.join(shop.place.home, "elsewhere")})
