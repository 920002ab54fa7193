"""Nothing that was installed is lost: what happens to an environment that was renamed, copied, spoilt, or whose interpreter went."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess

import pytest

from autovenv.deps import snapshot

IN_TURN = True


@pytest.fixture
def shop(stage, versions):
    """A project that has been entered, with a package that somebody installed; the shell stands outside of it."""
    path = stage.project("shop", versions[0])
    stage.open()
    stage.terminal.type("cd shop")
    plant(path)
    stage.terminal.type("cd ..")
    return path


def plant(project):
    (library,) = glob.glob(f"{project}/.venv/lib/python3*/site-packages")
    with open(f"{library}/planted.py", "w") as file:
        file.write("print('planted in', __file__)\n")


def installed(stage, project):
    """The planted package is there, pip and python are the environment's own, and nothing names another place."""
    (library,) = glob.glob(f"{project}/.venv/lib/python3*/site-packages")
    assert stage.terminal.type("python -m planted") == [f"planted in {library}/planted.py"]
    assert f" from {library}/pip " in stage.terminal.type("pip -V")[0]
    assert stage.terminal.type("show VIRTUAL_ENV") == [f"{project}/.venv"]


def test_pip_was_uninstalled_and_the_pin_changes(stage, shop, versions):
    stage.terminal.type("cd shop")
    stage.terminal.type("pip uninstall -y -q pip")
    stage.write("shop/.python-version", f"{versions[0]} # a comment\n")
    printed = stage.terminal.type("")
    assert [line for line in printed if "pip" not in line] == []
    installed(stage, shop)
    assert sorted(os.listdir(shop)) == [".python-version", ".venv"]


def test_a_project_that_was_renamed(stage, shop):
    os.rename(shop, f"{stage.home}/store")
    stage.play("> cd store\nautovenv: mended .venv (python …) in … ms: it was moved here from {home}/shop/.venv\n")
    installed(stage, f"{stage.home}/store")
    assert sorted(os.listdir(f"{stage.home}/store")) == [".python-version", ".venv"]
    left = subprocess.run(["grep", "-rlI", "/shop/.venv", f"{stage.home}/store/.venv"], capture_output=True, text=True, check=False)
    assert left.stdout == "", "nothing names the old place"


def test_a_project_that_was_renamed_while_something_was_installed_into_it(stage, shop):
    """The installation went on at the old place: here the environment is as it was before."""
    snapshot.take(f"{shop}/.venv")
    os.rename(shop, f"{stage.home}/store")
    stage.play("> cd store\nautovenv: mended .venv (python …) in … ms: it was moved here from {home}/shop/.venv\n>\n")
    assert not snapshot.is_left_over(f"{stage.home}/store/.venv")
    installed(stage, f"{stage.home}/store")


def test_a_project_that_was_renamed_and_pinned_to_another_version(stage, shop, versions):
    """The old one is parked as what it is, and comes back with the pin, also after one more new name."""
    os.rename(shop, f"{stage.home}/store")
    stage.write("store/.python-version", versions[1] + "\n")
    stage.play("> cd store\nautovenv: changed .venv (python {second}…) in …\n> cd ..\n", second=versions[1])
    assert sorted(os.listdir(f"{stage.home}/store")) == [".python-version", ".venv", f".venv.cpython{versions[0]}"]
    os.rename(f"{stage.home}/store", f"{stage.home}/market")
    stage.write("market/.python-version", versions[0] + "\n")
    stage.play("> cd market\nautovenv: brought back .venv (python {first}…) in …\n", first=versions[0])
    installed(stage, f"{stage.home}/market")
    assert sorted(os.listdir(f"{stage.home}/market")) == [".python-version", ".venv", f".venv.cpython{versions[1]}"]


def test_a_copy_is_approved_after_its_original_was_renamed(stage, shop):
    """The copy gets an id of its own, wherever the original is by now: that one stays autovenv's."""
    subprocess.run(["cp", "-a", shop, f"{stage.home}/copy"], check=True)
    os.rename(shop, f"{stage.home}/store")
    stage.play("> cd store\nautovenv: mended .venv (python …) in … ms: it was moved here from {home}/shop/.venv\n> cd ..\n")
    stage.terminal.type("cd copy")
    stage.terminal.type("autovenv allow --yes")
    installed(stage, f"{stage.home}/copy")
    os.rename(f"{stage.home}/store", f"{stage.home}/market")
    stage.play("> cd ../market\nautovenv: mended .venv (python …) in … ms: it was moved here from {home}/store/.venv\n")
    installed(stage, f"{stage.home}/market")


def test_a_project_that_was_copied_shares_nothing_with_its_original(stage, shop):
    subprocess.run(["cp", "-a", shop, f"{stage.home}/copy"], check=True)
    stage.play("> cd copy\nautovenv: mended .venv (python …) in … ms: it was copied here from {home}/shop/.venv\n")
    installed(stage, f"{stage.home}/copy")
    shutil.rmtree(shop)
    stage.terminal.type("cd .")
    installed(stage, f"{stage.home}/copy")


def test_a_copy_that_is_not_its_original_asks(stage, shop):
    """Its id may have been read by whoever was given the directory once; nothing of it is lost meanwhile."""
    subprocess.run(["cp", "-a", shop, f"{stage.home}/copy"], check=True)
    with open(f"{stage.home}/copy/.venv/bin/tool", "w") as file:
        file.write("#!/bin/sh\n")
    stage.play(
        """
        > cd copy
        autovenv: copy has an environment of another place, it was copied here from {home}/shop/.venv: `autovenv allow` to use it, …
        > show VIRTUAL_ENV
        unset
        """
    )
    stage.terminal.type("autovenv allow --yes")
    installed(stage, f"{stage.home}/copy")


def test_an_interpreter_that_is_gone_for_a_moment(stage, environ, versions, tmp_path):
    """Nothing is made anew meanwhile, and the environment is as it was when the interpreter is back."""
    root = tmp_path / "pythons"
    real = next(one for one in glob.glob(f"{environ['PYENV_ROOT']}/versions/{versions[0]}.*") if os.path.isdir(one))
    (root / "versions").mkdir(parents=True)
    place = root / "versions" / os.path.basename(real)
    shutil.copytree(real, place, symlinks=True, ignore=shutil.ignore_patterns("test", "__pycache__", "*.a"))
    stage.environ["PYENV_ROOT"] = str(root)
    stage.environ["PATH"] = stage.environ["PATH"].replace("/usr/local/bin:", "")
    path = stage.project("shop", versions[0])
    stage.open()
    assert stage.terminal.type("cd shop")[0].startswith("autovenv: created .venv")
    plant(path)
    stage.terminal.type("cd ..")
    os.rename(place, f"{place}.away")
    said = stage.terminal.type("cd shop")
    assert "is gone" in said[0]
    assert stage.terminal.type("show VIRTUAL_ENV") == ["unset"]
    os.rename(f"{place}.away", place)
    stage.terminal.type("")
    installed(stage, path)
    assert sorted(os.listdir(path)) == [".python-version", ".venv"]


def test_an_interpreter_of_the_same_minor_is_linked_in(stage, shop):
    (minor,) = glob.glob(f"{shop}/.venv/bin/python3.*")
    python = f"{shop}/.venv/bin/python"
    os.unlink(python)
    os.symlink("/nowhere/bin/" + os.path.basename(minor), python)
    stage.play("> cd shop\nautovenv: mended .venv (python …) in … ms: its interpreter /nowhere/bin/… is gone\n")
    installed(stage, shop)


def test_what_can_not_be_mended_is_parked_and_named(stage, shop):
    os.unlink(f"{shop}/.venv/bin/python")
    stage.play(
        "> cd shop\nautovenv: .venv is kept as .venv.broken: it was cut off, {shop}/.venv/bin/python is missing\n"
        "autovenv: created .venv (python …) in … ms\n",
        shop=shop,
    )
    assert glob.glob(f"{shop}/.venv.broken/lib/python3*/site-packages/planted.py")
    assert stage.terminal.type("show VIRTUAL_ENV") == [f"{shop}/.venv"]


def test_one_that_was_cut_off_in_the_middle_of_its_removal(stage, shop):
    (library,) = glob.glob(f"{shop}/.venv/lib/python3*/site-packages")
    shutil.rmtree(library)
    printed = stage.terminal.type("cd shop")
    assert printed[0] == f"autovenv: .venv is kept as .venv.broken: it was cut off, {library} is missing"
    assert stage.terminal.type("") == []
    assert stage.terminal.type("pip -V")[0].split()[3].startswith(f"{shop}/.venv/")


def test_an_empty_directory_is_filled_in_place(stage, versions):
    path = stage.project("shop", versions[0])
    stage.write("shop/.venv/.gitkeep", "")
    inode = os.stat(f"{path}/.venv").st_ino
    stage.open()
    stage.play("> cd shop\nautovenv: created .venv (python …) in … ms\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")
    assert os.stat(f"{path}/.venv").st_ino == inode, "a mount point can't be renamed over"
    assert sorted(os.listdir(path)) == [".python-version", ".venv"]
    assert stage.terminal.type("pip -V")[0].split()[3].startswith(f"{path}/.venv/")


@pytest.mark.parametrize("kind", ["directory", "dangling link"])
def test_a_broken_one_that_was_removed_is_made(stage, versions, kind):
    path = stage.project("shop", versions[0])
    if kind == "directory":
        stage.write("shop/.venv/notes", "")
    else:
        os.symlink("/nowhere", f"{path}/.venv")
    stage.open()
    assert len(stage.terminal.type("cd shop")) == 1
    stage.age()
    os.rename(f"{path}/.venv", f"{path}/aside")
    stage.play(">\nautovenv: created .venv (python …) in … ms\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")


def test_requires_python_that_changed_under_an_environment_of_ours(stage, versions):
    path = stage.project("shop")
    stage.write("shop/pyproject.toml", f"[project]\nname = 'shop'\nrequires-python = '=={versions[1]}.*'\n")
    stage.open()
    stage.terminal.type("cd shop")
    stage.terminal.type("autovenv allow --yes")
    assert stage.terminal.type("python -V")[0].startswith(f"Python {versions[1]}.")
    plant(path)
    stage.write("shop/pyproject.toml", f"[project]\nname = 'shop'\nrequires-python = '=={versions[0]}.*'\n")
    assert stage.terminal.type("")[0].startswith(f"autovenv: changed .venv (python {versions[0]}.")
    assert stage.terminal.type("python -V")[0].startswith(f"Python {versions[0]}.")
    assert glob.glob(f"{path}/.venv.cpython{versions[1]}/lib/python3*/site-packages/planted.py")


def test_the_programs_of_the_environment_were_removed(stage, shop):
    """As far as an interrupted `rm -rf .venv` came."""
    shutil.rmtree(f"{shop}/.venv/bin")
    printed = stage.terminal.type("cd shop")
    assert "can't make" not in " ".join(printed)
    assert stage.terminal.type("show VIRTUAL_ENV") == [f"{shop}/.venv"]
    assert stage.terminal.type("python -m pip -V")[0].startswith("pip ")
