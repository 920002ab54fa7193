"""`remove` takes an environment away: the one that autovenv made, and another one only where its user said so twice."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pexpect
import pytest

from autovenv.base.errors import AutovenvError
from autovenv.env import removal
from autovenv.trust import consent
from tests.cli.environments import Project, refused, tree
from tests.commands import TOP, make_foreign, surroundings, write
from tests.patience import PATIENCE

posix = pytest.mark.skipif(os.name == "nt", reason="links and terminals are POSIX")


@pytest.fixture
def shop(home):
    return Project(home)


def test_it_goes_with_its_record(shop):
    shop.enter().add("thing", "part")
    assert len(shop.owned()) == 1
    done = shop.run("remove", "--yes")
    assert done.returncode == 0, done.stderr
    assert f"  environment   {shop.venv} (python " in done.stdout
    assert ", 2 packages)\nremoved .venv\n" in done.stdout
    assert shop.names() == [".python-version"]
    assert shop.owned() == []


def test_what_was_installed_into_it_is_forgotten(shop):
    write(f"{shop.root}/.envrc", "layout python\npip install -r requirements.txt\n")
    write(f"{shop.root}/requirements.txt", "")
    assert shop.run("allow").returncode == 0
    assert os.listdir(f"{shop.state}/deps") != []
    assert shop.run("remove", "--yes").returncode == 0
    assert os.listdir(f"{shop.state}/deps") == []


def test_without_a_terminal_nothing_goes(shop):
    shop.enter()
    before = tree(shop.root)
    assert refused(shop.run("remove"), 2) == "nothing was removed: `autovenv remove --yes` removes it without asking"
    assert tree(shop.root) == before


@posix
@pytest.mark.parametrize(("answer", "stays"), [("y", False), ("n", True), ("", True)])
def test_at_a_terminal_it_asks(shop, answer, stays):
    shop.enter()
    environ = {**surroundings(shop.home), "PYTHONPATH": TOP, "PWD": shop.root}
    command = ["-P", "-m", "autovenv", "remove"]
    child = pexpect.spawn(sys.executable, command, env=environ, cwd=shop.root, timeout=PATIENCE, encoding="utf-8")
    child.expect_exact("0 packages)")
    child.expect_exact("Remove it? [y/N]: ")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == (2 if stays else 0)
    assert os.path.isdir(shop.venv) == stays


def test_there_is_none(shop):
    assert refused(shop.run("remove", "--yes")) == f"there is no environment in {shop.root}"


def test_a_directory_is_named(shop):
    shop.enter()
    assert shop.run("remove", shop.root, "--yes", cwd=shop.home).returncode == 0
    assert shop.names() == [".python-version"]


@posix
def test_parked_ones_are_named_and_stay(shop):
    shop.enter()
    os.rename(shop.venv, f"{shop.venv}.cpython3.7")
    shop.enter()
    write(f"{shop.venv}.broken/somebody's", "")
    write(f"{shop.venv}.notes/mine", "")
    done = shop.run("remove", "--yes")
    assert ".venv.cpython3.7 is parked, and stays: `autovenv remove --parked` takes it away\n" in done.stdout
    assert ".venv.broken is parked, and stays: autovenv did not make it\n" in done.stdout
    assert "notes" not in done.stdout
    assert shop.names() == [".python-version", ".venv.broken", ".venv.cpython3.7", ".venv.notes"]
    done = shop.run("remove", "--yes", "--parked")
    assert (done.returncode, done.stderr) == (0, "")
    assert shop.names() == [".python-version", ".venv.broken", ".venv.notes"]
    assert shop.owned() == []


def test_one_that_autovenv_did_not_make_stays(shop):
    make_foreign(shop.root)
    before = tree(shop.root)
    said = refused(shop.run("remove", "--yes"), 2)
    assert said == f"{shop.venv} was not made by autovenv, and you did not approve it: remove it yourself, or `autovenv allow` first"
    consent.allow(shop.root, shop.state, (shop.venv,))
    said = refused(shop.run("remove"), 2)
    assert said == f"{shop.venv} was not made by autovenv: `autovenv remove --yes` removes it all the same"
    assert tree(shop.root) == before
    assert shop.run("remove", "--yes").returncode == 0
    assert not os.path.exists(shop.venv)


def test_what_is_no_environment_stays(shop):
    write(f"{shop.venv}/mine", "")
    write(f"{shop.home}/.config/autovenv/config.toml", f'trusted_paths = ["{shop.home}"]\n')
    assert refused(shop.run("remove", "--yes")) == f"{shop.venv} is no environment, it has no pyvenv.cfg: move it away yourself"
    assert os.listdir(shop.venv) == ["mine"]


def test_one_that_git_tracks_stays(shop):
    make_foreign(shop.root)
    for command in (["init", "-q"], ["add", "-f", ".venv/pyvenv.cfg"]):
        subprocess.run(["git", *command], cwd=shop.root, check=True, env=surroundings(shop.home))
    consent.allow(shop.root, shop.state, (shop.venv,), tracked=True)
    assert refused(shop.run("remove", "--yes")).startswith(f"{shop.venv} is committed to git")
    assert os.path.exists(f"{shop.venv}/pyvenv.cfg")


@posix
@pytest.mark.parametrize("kind", ["link", "file"])
def test_of_a_link_or_a_file_that_alone_goes(shop, kind):
    target = make_foreign(f"{shop.home}/shared")
    if kind == "link":
        os.symlink(target, shop.venv)
    else:
        write(shop.venv, f"{target}\n")
    before = tree(target)
    done = shop.run("remove", "--yes")
    assert done.returncode == 0, done.stderr
    assert f"removed .venv; {target} stays\n" in done.stdout
    assert not os.path.lexists(shop.venv)
    assert tree(target) == before


def test_a_file_that_names_no_environment_goes_and_nothing_is_said_to_stay(shop):
    write(shop.venv, "two\nlines\n")
    done = shop.run("remove", "--yes")
    assert done.returncode == 0, done.stderr
    assert f"{shop.venv}, which names no environment\nremoved .venv\n" in done.stdout
    assert not os.path.lexists(shop.venv)


def test_what_can_not_be_deleted_is_named(shop, monkeypatch):
    shop.enter()

    def refusing(path):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), f"{path}/bin")

    monkeypatch.setattr(removal, "remove_tree", refusing)
    with pytest.raises(AutovenvError) as failure:
        removal.remove(shop.venv, shop.state)
    (left,) = (name for name in shop.names() if name.startswith(".venv"))
    said = f"{shop.venv} is gone, but what was in it can't be deleted (Permission denied): {shop.root}/{left} is yours to remove"
    assert failure.value.message == said


@posix
def test_a_link_above_it_is_not_followed_out_of_the_project(shop):
    write(f"{shop.home}/.config/autovenv/config.toml", 'venv_path = "build/venv"\n')
    shop.enter()
    os.rename(f"{shop.root}/build", f"{shop.home}/build")
    os.symlink(f"{shop.home}/build", f"{shop.root}/build")
    before = tree(f"{shop.home}/build")
    shop.run("export", "json")
    said = refused(shop.run("remove", "--yes"))
    assert said == f"{shop.root}/build/venv lies outside of the project, and autovenv did not make it: remove it yourself"
    assert tree(f"{shop.home}/build") == before


@posix
def test_links_in_it_lead_nowhere(shop):
    shop.enter()
    write(f"{shop.home}/data/mine", "")
    os.symlink(f"{shop.home}/data", f"{shop.venv}/data")
    assert shop.run("remove", "--yes").returncode == 0
    assert os.listdir(f"{shop.home}/data") == ["mine"]


@posix
def test_the_project_itself_may_be_reached_by_a_link(shop):
    shop.enter()
    os.symlink(shop.root, f"{shop.home}/way")
    done = shop.run("remove", "--yes", cwd=f"{shop.home}/way")
    assert done.returncode == 0, done.stderr
    assert shop.names() == [".python-version"]


@posix
def test_a_tool_s_own_is_left_to_the_tool(shop):
    make_foreign(f"{shop.home}/.virtualenvs/named")
    os.rename(f"{shop.home}/.virtualenvs/named/.venv", f"{shop.home}/.virtualenvs/env")
    write(f"{shop.root}/.python-version", "env\n")
    path = f"{shop.home}/.virtualenvs/env"
    assert refused(shop.run("remove", "--yes")) == f"{path} is virtualenvwrapper's: `rmvirtualenv env` removes it"
    os.unlink(f"{shop.root}/.python-version")
    write(f"{shop.root}/Pipfile", "")
    # As pipenv names it.
    from autovenv.env.kinds.pipenv import environment_name

    os.makedirs(f"{shop.home}/.local/share/virtualenvs")
    kept = f"{shop.home}/.local/share/virtualenvs/{environment_name(f'{shop.root}/Pipfile')}"
    os.rename(path, kept)
    assert refused(shop.run("remove", "--yes")) == f"{kept} is pipenv's: `pipenv --rm` removes it"
    assert os.path.exists(f"{kept}/pyvenv.cfg")


def test_the_next_entry_makes_it_again_and_that_is_said(shop):
    shop.enter()
    assert shop.run("remove", "--yes").stdout.endswith("it is made again where you enter the project: `autovenv deny` keeps it away\n")
    shop.enter()
    assert os.path.isdir(shop.venv)
    write(f"{shop.home}/.config/autovenv/config.toml", "auto_create = false\n")
    assert shop.run("remove", "--yes").stdout.endswith("\nremoved .venv\n")


@posix
def test_a_link_at_the_tool_s_place_is_only_a_link(shop):
    target = make_foreign(f"{shop.home}/shared")
    os.unlink(f"{shop.root}/.python-version")
    write(f"{shop.root}/pyproject.toml", "[tool.uv]\n")
    os.symlink(target, f"{shop.root}/env")
    before = tree(target)
    done = shop.run("remove", "--yes", UV_PROJECT_ENVIRONMENT="env")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"removed env; {target} stays\n" in done.stdout
    assert not os.path.lexists(f"{shop.root}/env")
    assert tree(target) == before


@posix
def test_a_link_outside_of_the_project_is_left(shop):
    target = make_foreign(f"{shop.home}/shared")
    os.symlink(target, f"{shop.home}/link")
    write(f"{shop.root}/.envrc", f"VIRTUAL_ENV={shop.home}/link\nlayout python\n")
    assert shop.run("allow").returncode == 0
    said = refused(shop.run("remove", "--yes"))
    assert said == f"{shop.home}/link lies outside of the project, and autovenv did not make it: remove it yourself"
    assert os.path.islink(f"{shop.home}/link")
