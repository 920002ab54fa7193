"""Where `allow` makes an environment: the place of uv's variable, of a `.venv` that is a file or a link; and by which backend."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from autovenv.env import paths
from autovenv.env.backends import uv
from tests.cli.environments import refused
from tests.commands import BASE, configure, make_foreign, run, surroundings, write
from tests.deps.index import Index

pytestmark = pytest.mark.skipif(os.name == "nt", reason="paths are POSIX")
PROJECT = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = ["thing"]\n[tool.uv]\npackage = false\n'


class Shop:
    """A project of uv's, with a lock."""

    def __init__(self, home, index):
        self.home, self.root = home, os.path.join(home, "shop")
        self.variables = {**index.environ(), "UV_OFFLINE": "1", "UV_CACHE_DIR": os.path.join(home, "uv-cache")}
        write(os.path.join(self.root, "pyproject.toml"), PROJECT)
        self.uv("lock", f"--python={BASE}")

    def uv(self, *arguments, **extra):
        environ = {**surroundings(self.home), **self.variables, **extra}
        done = subprocess.run([uv.find(environ, ""), *arguments], cwd=self.root, env=environ, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def run(self, *arguments, **extra):
        return run(arguments, self.home, self.root, **{**self.variables, **extra})

    def active(self, **extra):
        """Return the environment that is active; "" for none."""
        return json.loads(self.run("export", "json", **extra).stdout).get("set", {}).get("VIRTUAL_ENV", "")


@pytest.fixture
def shop(home, tmp_path):
    index = Index(tmp_path / "index")
    index.wheel("thing")
    return Shop(home, index)


def imports(environment):
    return subprocess.run([paths.python_path(environment), "-c", "import thing"], check=False, stderr=subprocess.DEVNULL).returncode == 0


@pytest.mark.parametrize(
    "given", ["made/here", pytest.param("HOME/envs/shop", marks=pytest.mark.long), pytest.param("../beside", marks=pytest.mark.long)]
)
def test_uvs_variable_says_where(shop, given):
    given = given.replace("HOME", shop.home)
    place = os.path.normpath(os.path.join(shop.root, given))
    extra = {"UV_PROJECT_ENVIRONMENT": given}
    done = shop.run("allow", **extra)
    assert done.returncode == 0, done.stderr
    assert f"environment   {place}, to be made" in done.stdout
    assert shop.active(**extra) == place
    assert imports(place)
    assert not os.path.exists(os.path.join(shop.root, ".venv"))
    made = os.stat(paths.configuration_path(place)).st_ino
    assert shop.uv("run", "--frozen", "python", "-c", "import sys; print(sys.prefix)", **extra) == os.path.realpath(place)
    assert os.stat(paths.configuration_path(place)).st_ino == made, "uv made another one"


@pytest.mark.parametrize("how", ["file", "link"])
def test_what_a_file_or_link_called_venv_names_is_asked_about_and_filled(shop, how):
    elsewhere = os.path.join(shop.home, "elsewhere")
    os.makedirs(elsewhere)
    target = make_foreign(elsewhere)
    place = os.path.join(shop.root, ".venv")
    if how == "file":
        write(place, f"{target}\n")
    else:
        os.symlink(target, place)
    assert shop.active() == ""
    done = shop.run("allow")
    assert done.returncode == 0, done.stderr
    assert "autovenv did not make it" in done.stdout
    assert os.path.realpath(shop.active()) == target
    assert imports(target)
    assert os.path.islink(place) if how == "link" else os.path.isfile(place), "it is as it was"


@pytest.mark.parametrize("how", ["file", pytest.param("link", marks=pytest.mark.long)])
def test_where_a_file_or_link_leads_nowhere_nothing_is_made_and_one_line_says_so(shop, how):
    place, target = os.path.join(shop.root, ".venv"), os.path.join(shop.home, "nowhere")
    if how == "file":
        write(place, f"{target}\n")
    else:
        os.symlink(target, place)
    line = refused(shop.run("allow"))
    assert place in line or target in line
    assert not os.path.exists(target)
    assert os.path.islink(place) if how == "link" else os.path.isfile(place)


@pytest.mark.long
def test_the_backend_of_the_setting_is_used(shop):
    configure(shop.home, 'backend = "virtualenv"\n')
    done = shop.run("allow")
    assert done.returncode == 0, done.stderr
    with open(paths.configuration_path(os.path.join(shop.root, ".venv")), encoding="utf-8") as file:
        assert "\nvirtualenv = " in file.read()
    assert imports(os.path.join(shop.root, ".venv"))
