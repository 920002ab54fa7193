"""Mending in place: what was installed stays, and nothing names another place."""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess

import pytest
from real_pythons import interpreter

from autovenv.env import ownership
from autovenv.env.create import make
from autovenv.env.environment import BROKEN, HEALTHY, inspect
from autovenv.env.faults import INTERPRETER, NO_PIP, PLACE
from autovenv.plan.plan import Make

pytestmark = pytest.mark.usefixtures("no_network")
NAMES = ("shop", "my shop", "é'$x")


def wish(project, retire="", prompt="shop"):
    python, minor = interpreter(oldest=(3, 12))
    return Make(os.path.join(project, ".venv"), python, ".".join(map(str, minor)), prompt, retire)


@pytest.fixture
def shop(tmp_path, state):
    """A project with its environment, and in it what editable installs of the project leave."""
    project = tmp_path / "shop"
    project.mkdir()
    make(wish(str(project)), state)
    fill(project)
    return str(project)


def library(project):
    return glob.glob(f"{glob.escape(str(project))}/.venv/lib/python3*/site-packages")[0]


def fill(project):
    files = {
        "shop.pth": f"{project}/src\n{project}-other/src\n/x{project}/src\n",
        "__editable___shop_finder.py": f"MAPPING = {{'shop': '{project}/src/shop'}}\n",
        "shop.egg-link": f"{project}\n.",
        "shop-1.dist-info/direct_url.json": json.dumps({"url": f"file://{project}", "dir_info": {"editable": True}}),
        "planted.py": "",
    }
    for name, text in files.items():
        path = os.path.join(library(project), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
    with open(f"{project}/.venv/bin/tool", "w") as file:
        file.write(f"#!{project}/.venv/bin/python\nimport planted; print(planted.__file__)\n")
    os.chmod(f"{project}/.venv/bin/tool", 0o755)


def read(project, name):
    with open(os.path.join(library(project), name)) as file:
        return file.read()


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize("kind", ["renamed", "copied"])
def test_a_prompt_shows_the_new_name(shop, tmp_path, state, kind):
    """starship, powerlevel10k and oh-my-posh read it in pyvenv.cfg; whoever sources bin/activate has it there."""
    project = str(tmp_path / "store")
    if kind == "renamed":
        os.rename(shop, project)
    else:
        shutil.copytree(shop, project, symlinks=True)
    assert make(wish(project, "mend", "store"), state).environment.prompt == "store"
    assert output("bash", "-c", f". {project}/.venv/bin/activate; echo $VIRTUAL_ENV_PROMPT; deactivate") == "store"


@pytest.mark.parametrize("name", NAMES)
def test_renamed(shop, tmp_path, state, name):
    place = str(tmp_path / name)
    before = inspect(f"{shop}/.venv", os.environ)
    os.rename(shop, place)
    moved = inspect(f"{place}/.venv", os.environ)
    assert (moved.state, moved.fault, moved.made_for) == (BROKEN, PLACE, f"{shop}/.venv") if name != "shop" else True
    if name == "shop":
        return
    assert ownership.was_renamed(moved, state)
    made = make(wish(place, "mend"), state)
    assert (made.backend, made.environment.state, made.environment.id, made.kept) == ("mended", HEALTHY, before.id, "")
    assert ownership.is_owned(made.environment, state)
    assert output(f"{place}/.venv/bin/tool") == f"{library(place)}/planted.py"
    assert f" from {library(place)}/pip " in output(f"{place}/.venv/bin/pip", "--version")
    said = output("sh", "-c", '. "$0" && printf %s "$VIRTUAL_ENV"', f"{place}/.venv/bin/activate")
    assert said == f"{place}/.venv"


def test_what_editable_installs_name_follows_the_project(shop, tmp_path, state):
    place = str(tmp_path / "my store")
    os.rename(shop, place)
    make(wish(place, "mend"), state)
    assert read(place, "shop.pth") == f"{place}/src\n{shop}-other/src\n/x{shop}/src\n", "whole paths alone"
    assert read(place, "__editable___shop_finder.py") == f"MAPPING = {{'shop': '{place}/src/shop'}}\n"
    assert read(place, "shop.egg-link") == f"{place}\n."
    assert json.loads(read(place, "shop-1.dist-info/direct_url.json"))["url"] == f"file://{place}".replace(" ", "%20")


def test_copied_and_the_original_goes_on(shop, tmp_path, state):
    place = str(tmp_path / "copy")
    shutil.copytree(shop, place, symlinks=True)
    copied = inspect(f"{place}/.venv", os.environ)
    assert not ownership.was_renamed(copied, state)
    assert ownership.is_copy(copied, state)
    made = make(wish(place, "mend"), state).environment
    original = inspect(f"{shop}/.venv", os.environ)
    assert (made.state, original.state) == (HEALTHY, HEALTHY)
    assert made.id != original.id
    assert ownership.is_owned(made, state)
    assert ownership.is_owned(original, state)
    shutil.rmtree(shop)
    assert output(f"{place}/.venv/bin/tool") == f"{library(place)}/planted.py"


@pytest.mark.parametrize("what", ["bin/tool", "lib/more.py", "bin/python"])
def test_a_copy_in_which_anything_differs_is_no_copy(shop, tmp_path, state, what):
    """Its id may have been read by whoever was given the directory once."""
    place = str(tmp_path / "copy")
    shutil.copytree(shop, place, symlinks=True)
    path = f"{place}/.venv/{what}"
    if os.path.islink(path):
        os.unlink(path)
    with open(path, "a") as file:
        file.write("x")
    assert not ownership.is_copy(inspect(f"{place}/.venv", os.environ), state)


def test_an_interpreter_of_the_same_minor_is_linked_in(shop, state):
    python = f"{shop}/.venv/bin/python"
    os.unlink(python)
    os.symlink("/nowhere/bin/python3", python)
    assert inspect(f"{shop}/.venv", os.environ).fault == INTERPRETER
    made = make(wish(shop, "mend"), state)
    assert (made.backend, made.environment.state) == ("mended", HEALTHY)
    assert os.readlink(python) == wish(shop).python
    assert output(f"{shop}/.venv/bin/tool") == f"{library(shop)}/planted.py"


@pytest.mark.parametrize("part", ["bin/pip", "lib/*/site-packages/pip"])
def test_pip_is_put_in_again(shop, state, part):
    (path,) = glob.glob(f"{shop}/.venv/{part}")
    shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
    assert inspect(f"{shop}/.venv", os.environ).fault == NO_PIP
    made = make(wish(shop, "mend"), state)
    assert (made.backend, made.environment.fault) == ("mended", "")
    assert f" from {library(shop)}/pip " in output(f"{shop}/.venv/bin/pip", "--version")
    assert os.path.exists(f"{library(shop)}/planted.py")


def test_distutils_configuration_of_the_user_s_sends_pip_nowhere(tmp_path, state, monkeypatch):
    home = tmp_path / "home-with-configuration"
    home.mkdir()
    (home / ".pydistutils.cfg").write_text(f"[install]\nprefix={tmp_path}/elsewhere\n")
    monkeypatch.setenv("HOME", str(home))
    project = tmp_path / "shop"
    project.mkdir()
    made = make(wish(str(project)), state, "venv")
    assert (made.backend, made.environment.fault) == ("venv", "")
    assert not (tmp_path / "elsewhere").exists()
