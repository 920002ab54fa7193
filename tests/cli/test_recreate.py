"""`recreate` makes an environment anew: the old one stands until the new one is whole."""

from __future__ import annotations

import glob
import os
import re
import signal
import subprocess
import sys

import pytest

from autovenv.base.errors import AutovenvError
from autovenv.deps.recreate import recreate
from autovenv.env import ownership
from autovenv.env.environment import inspect
from autovenv.plan.plan import Make
from autovenv.trust import consent
from tests.cli.environments import Project, refused, tree
from tests.commands import BASE, EXACT, MINOR, TOP, make_foreign, surroundings, write
from tests.deps.index import Index
from tests.patience import PATIENCE, wait_until

posix = pytest.mark.skipif(os.name == "nt", reason="links and scripts are POSIX")


@pytest.fixture
def shop(home):
    return Project(home)


def identity(venv):
    return inspect(venv, os.environ).id


def test_it_is_new_and_the_old_one_is_gone(shop):
    shop.enter().add("thing", "part")
    before = identity(shop.venv)
    done = shop.run("recreate")
    assert (done.returncode, done.stderr) == (0, "")
    recreated = rf"recreated \.venv \(python {re.escape(EXACT)}\) in \d+ ms\n"
    assert re.fullmatch(recreated + "the old one had 2 packages: install again what you need\n", done.stdout), done.stdout
    assert shop.names() == [".python-version", ".venv"]
    assert shop.owned() == [identity(shop.venv)] != [before]
    assert "thing-1.0.dist-info" not in str(tree(shop.venv).keys())
    found = shop.run("status").stdout
    assert "state         active\n" in found


def test_the_same_python_again_where_nothing_is_pinned(shop):
    shop.enter()
    os.unlink(f"{shop.root}/.python-version")
    assert f"(python {EXACT})" in shop.run("recreate").stdout


def test_another_python_has_to_agree_with_the_pin(shop):
    shop.enter()
    before = tree(shop.root)
    fake = write(f"{shop.home}/bin/python3.7", "#!/bin/sh\nexit 1\n")
    os.chmod(fake, 0o755)
    said = refused(shop.run("recreate", "--python", fake))
    assert said == f"{shop.root}/.python-version:1 pins python {MINOR}, not 3.7: change the pin first (`autovenv pin {fake}`)"
    said = refused(shop.run("recreate", "--python", "3.99"))
    assert said.startswith("python 3.99 is not installed")
    assert tree(shop.root) == before
    assert f"(python {EXACT})" in shop.run("recreate", "--python", f"python{MINOR}").stdout


def test_a_python_that_the_project_does_not_take(shop):
    shop.enter()
    os.unlink(f"{shop.root}/.python-version")
    write(f"{shop.root}/pyproject.toml", '[project]\nname = "shop"\nrequires-python = "<3"\n')
    assert "<3" in refused(shop.run("recreate", "--python", MINOR))


@posix
def test_a_creation_that_fails_leaves_the_old_one(shop):
    shop.enter().add("thing")
    os.unlink(f"{shop.root}/.python-version")
    before, owned = tree(shop.root), shop.owned()
    fake = write(f"{shop.home}/bin/python{MINOR}", "#!/bin/sh\nexit 1\n")
    os.chmod(fake, 0o755)
    said = refused(shop.run("recreate", "--python", fake))
    assert said.startswith(f"can't make {shop.venv} from {fake}: ")
    assert " (log: " in said
    assert tree(shop.root) == before
    assert shop.owned() == owned


@posix
@pytest.mark.parametrize("problem", [AutovenvError("no network"), KeyboardInterrupt()])
def test_an_installation_that_fails_brings_the_old_one_back(shop, problem):
    shop.enter().add("thing")
    before, owned = tree(shop.root), shop.owned()

    def install():
        assert "thing-1.0" not in str(tree(shop.venv).keys())
        write(f"{shop.venv}/half", "")
        raise problem

    with pytest.raises(type(problem)):
        recreate(Make(shop.venv, BASE, EXACT, "shop"), shop.state, "uv", surroundings(shop.home), install)
    assert tree(shop.root) == before
    assert shop.owned() == owned
    assert ownership.is_owned(inspect(shop.venv, os.environ), shop.state)
    assert shop.names() == [".python-version", ".venv"]


@posix
def test_a_directory_that_can_not_be_written_leaves_the_old_one(shop):
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    shop.enter()
    os.chmod(shop.root, 0o555)
    try:
        said = refused(shop.run("recreate"))
    finally:
        os.chmod(shop.root, 0o755)
    assert "the directory can't be written" in said
    assert os.path.isdir(shop.venv)


def test_one_that_the_user_approved_becomes_autovenv_s(shop):
    make_foreign(shop.root)
    before = tree(shop.root)
    said = refused(shop.run("recreate"), 2)
    assert said == f"{shop.venv} was not made by autovenv, and you did not approve it: `autovenv allow` first"
    assert tree(shop.root) == before
    consent.allow(shop.root, shop.state, (shop.venv,))
    assert shop.run("recreate").returncode == 0
    assert shop.owned() == [identity(shop.venv)]


def test_there_is_none(shop):
    assert refused(shop.run("recreate")) == f"there is no environment in {shop.root}: `autovenv allow` makes one"


def test_there_is_no_project(home):
    os.mkdir(f"{home}/plain")
    shop = Project(home)
    said = refused(shop.run("recreate", cwd=f"{home}/plain"))
    assert said == f"no project in {home}/plain: `autovenv allow` makes an environment"


def test_a_project_that_was_denied_is_left_alone(shop):
    shop.enter()
    consent.deny(shop.root, shop.state)
    before = tree(shop.root)
    refused(shop.run("recreate"), 2)
    assert tree(shop.root) == before


@posix
def test_a_link_is_not_followed(shop):
    target = make_foreign(f"{shop.home}/shared")
    os.symlink(target, shop.venv)
    consent.allow(shop.root, shop.state, (target,))
    before = tree(target)
    assert refused(shop.run("recreate")).startswith(f"{shop.venv} only names {target}: ")
    assert tree(target) == before


@posix
def test_a_tool_s_own_is_left_to_the_tool(shop):
    make_foreign(f"{shop.home}/.virtualenvs/named")
    path = f"{shop.home}/.virtualenvs/env"
    os.rename(f"{shop.home}/.virtualenvs/named/.venv", path)
    write(f"{shop.root}/.python-version", "env\n")
    said = refused(shop.run("recreate"))
    assert said == f"{path} is virtualenvwrapper's: `rmvirtualenv env` removes it, then virtualenvwrapper makes it anew"


def test_a_directory_is_named_and_a_broken_one_is_made_whole(shop):
    shop.enter()
    os.unlink(f"{shop.venv}/bin/python")
    done = shop.run("recreate", shop.root, cwd=shop.home)
    assert done.returncode == 0, done.stderr
    assert inspect(shop.venv, os.environ).state == "healthy"


@pytest.fixture
def index(shop, tmp_path):
    """An index of the test's, from which the project was installed, and something beside by hand."""
    made = Index(tmp_path.resolve() / "index")
    made.wheel("thing")
    made.wheel("thing", "1.1")
    write(f"{shop.root}/requirements.txt", "thing==1.0\n")
    consent.allow(shop.root, shop.state)
    shop.enter()
    assert shop.run("sync", **made.environ()).returncode == 0
    shop.add("mine")
    return made


def packages(shop):
    return sorted(re.findall(r"/([a-z]+-[0-9.]+)\.dist-info/METADATA", "\n".join(tree(shop.venv))))


@posix
def test_what_the_project_names_is_installed_again(shop, index):
    assert "mine-1.0" in packages(shop)
    done = shop.run("recreate", **index.environ())
    assert done.returncode == 0, done.stderr
    assert re.search(r"^recreated .*\nrequirements\.txt: 1 package installed in .* s\n$", done.stdout, re.MULTILINE), done.stdout
    assert "thing-1.0" in packages(shop)
    assert "mine-1.0" not in packages(shop)
    assert shop.run("sync", "--check", **index.environ()).returncode == 0


@posix
def test_without_consent_nothing_is_installed(shop, index):
    consent.revoke(shop.root, shop.state)
    done = shop.run("recreate", **index.environ())
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("\nthe old one had 2 packages: install again what you need\n")
    assert "thing-1.0" not in packages(shop)


@posix
def test_what_can_not_be_installed_leaves_the_old_one(shop, index):
    write(f"{shop.root}/requirements.txt", "thing==1.0\nmissing-thing\n")
    before, owned = tree(shop.root), shop.owned()
    said = refused(shop.run("recreate", **index.environ()))
    assert "missing-thing" in said
    assert said.endswith(f"; {shop.venv} is as it was")
    assert tree(shop.root) == before
    assert shop.owned() == owned
    write(f"{shop.root}/requirements.txt", "thing==1.0\n")
    assert shop.run("sync", "--check", **index.environ()).returncode == 0, "what is known of it is so still"


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_an_interrupt_midway_leaves_the_old_one(shop, index, tmp_path, number):
    started, go = f"{tmp_path}/started", f"{tmp_path}/go"
    index.slow_sdist("slow", started, go)
    write(f"{shop.root}/requirements.txt", "thing==1.1\nslow\n")
    before = tree(shop.root)
    environ = {**surroundings(shop.home), "PYTHONPATH": TOP, "PWD": shop.root, **index.environ()}
    command = [sys.executable, "-P", "-m", "autovenv", "recreate"]
    child = subprocess.Popen(command, cwd=shop.root, env=environ, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: os.path.exists(started) or child.poll() is not None, "the build")
    child.send_signal(number)
    _, said = child.communicate(timeout=PATIENCE)
    write(go, "")
    assert child.returncode == 130
    assert said.endswith(f"autovenv: interrupted: {shop.venv} is as it was\n")
    assert tree(shop.root) == before


@pytest.fixture
def poetic(home):
    """A project of poetry's whose environment autovenv made outside, by a name that says its Python."""
    shop = Project(home)
    write(f"{shop.root}/pyproject.toml", '[tool.poetry]\nname = "shop"\nversion = "1"\n')
    shop.enter()
    (shop.venv,) = glob.glob(f"{home}/**/shop-*-py{MINOR}", recursive=True, include_hidden=True)
    os.unlink(f"{shop.root}/.python-version")
    return shop


@posix
def test_a_place_that_is_named_after_its_python_takes_no_other(poetic):
    fake = write(f"{poetic.home}/bin/python3.7", "#!/bin/sh\nexit 1\n")
    os.chmod(fake, 0o755)
    before = tree(poetic.venv)
    said = refused(poetic.run("recreate", "--python", fake))
    how = "`autovenv pin 3.7` has one of python 3.7 made beside it"
    assert said == f"{poetic.venv} is by its name poetry's for python {MINOR}: {how}"
    assert tree(poetic.venv) == before


@posix
def test_the_tool_is_told_of_the_new_one(poetic):
    chosen = f"{os.path.dirname(poetic.venv)}/envs.toml"
    with open(chosen) as file:
        told = file.read()
    assert EXACT in told
    write(chosen, told.replace(EXACT, f"{MINOR}.99"))
    done = poetic.run("recreate")
    assert done.returncode == 0, done.stderr
    with open(chosen) as file:
        assert file.read() == told
