"""venv, virtualenv, `uv venv` and pip-tools: what they make in a project is its environment, and pip-sync fills autovenv's."""

from __future__ import annotations

import os

import pytest

from autovenv.env.environment import inspect
from tests.tools.place import ODD, program, same

MAKERS = {
    "venv": lambda: ("python", "-m", "venv", "--without-pip", ".venv"),
    "virtualenv": lambda: (program("virtualenv"), ".venv"),
    "uv": lambda: (program("uv"), "venv", ".venv"),
}


def agrees(place, kind="python"):
    """autovenv finds a healthy environment, of the version that its interpreter says; return its path."""
    found = place.find(kind)
    made = inspect(found.path, place.environ)
    assert (found.exists, made.state) == (True, "healthy"), made
    said = place.run(os.path.join(made.path, "bin", "python"), "-c", "import sys; print(sys.prefix, *sys.version_info[:3])").rsplit(" ", 3)
    assert same(said[0], made.path)
    assert tuple(map(int, said[1:])) == made.version
    return made.path


@pytest.mark.parametrize("maker", MAKERS)
def test_what_was_made_by_hand_is_found(place, maker):
    place.run(*MAKERS[maker]())
    assert agrees(place) == os.path.join(place.root, ".venv")


def test_pip_sync_fills_the_environment_that_autovenv_made(place):
    path = place.make(place.find("python").path)
    place.write("requirements.in", f"tiny @ file://{place.wheel()}\n")
    place.run(program("pip-tools", "pip-compile"), "--no-index", "requirements.in")
    place.run(program("pip-tools", "pip-sync"), "--python-executable", os.path.join(path, "bin", "python"), "requirements.txt")
    assert place.installed_into(path)
    assert agrees(place) == path


# --- With --long -----------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("name", ODD)
def test_in_a_directory_of_an_odd_name(place, name, maker):
    place.move(name)
    place.run(*MAKERS[maker]())
    assert agrees(place) == os.path.join(place.root, ".venv")


@pytest.mark.long
@pytest.mark.parametrize("below", ["here", "envs/here"])
def test_virtualenv_leaves_a_file_that_says_where(place, below):
    """virtualenv 21 does so beside a pyproject.toml (PEP 832), and uv follows it."""
    place.write("pyproject.toml", '[project]\nname = "shop"\nversion = "1"\n[tool.uv]\npackage = false\n')
    place.run(program("virtualenv"), "--venv-redirect", below)
    if not os.path.exists(os.path.join(place.root, ".venv")):
        place.write(".venv", f"{below}\n")
    assert agrees(place) == os.path.join(place.root, below)
    assert agrees(place, "uv") == os.path.join(place.root, below)
    answer = place.run(program("uv"), "run", "--no-sync", "python", "-c", "import sys; print(sys.prefix)")
    assert same(answer, os.path.join(place.root, below))


@pytest.mark.long
def test_uv_may_keep_them_in_its_cache(place):
    place.write("pyproject.toml", '[project]\nname = "shop"\nversion = "1"\n[tool.uv]\npackage = false\n')
    uv = program("uv")
    place.run(uv, "--preview-features", "centralized-project-envs", "sync")
    answer = place.run(uv, "run", "--no-sync", "python", "-c", "import sys; print(sys.prefix)")
    assert same(agrees(place, "uv"), answer)
    assert os.path.islink(os.path.join(place.root, ".venv"))
