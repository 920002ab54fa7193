"""Places that are not this user's or this machine's alone: open to everybody, somebody else's, shared with another machine, carried there."""

from __future__ import annotations

import glob
import os
import shutil

import pytest

IN_TURN = True

root_only = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives a directory to somebody else")


@pytest.fixture(params=["everybody may write", pytest.param("somebody else's", marks=root_only)])
def exposed(request, stage, versions):
    """A pinned project in such a place, and the words that a shell says."""
    path = stage.project("shop", versions[0])
    if request.param == "everybody may write":
        os.chmod(path, 0o777)
        return (
            path,
            f"lies where everybody may write: `autovenv allow` to use it all the same, or `chmod o-w {path}`, `autovenv why` for more",
        )
    os.chown(path, 1234567, -1)
    return path, "belongs to another user (1234567): `autovenv allow` to use it all the same, `autovenv why` for more"


def test_such_a_place_is_a_matter_of_consent(stage, exposed):
    path, words = exposed
    stage.open()
    assert stage.terminal.type("cd shop") == [f"autovenv: shop {words}"]
    stage.play("> show VIRTUAL_ENV\nunset\n")
    assert not os.path.exists(f"{path}/.venv"), "nothing is made there either"
    assert "blocked" in " ".join(stage.terminal.type("autovenv status"))
    assert "active" in stage.terminal.type("autovenv allow")[-1]
    stage.play("> show VIRTUAL_ENV\n{home}/shop/.venv\n")
    stage.terminal.type("autovenv revoke")
    stage.play("> show VIRTUAL_ENV\nunset\n")


def test_a_trusted_path_covers_it(stage, exposed):
    from autovenv.base.settings import settings_path

    stage.write(os.path.relpath(settings_path(stage.environ), stage.home), f"trusted_paths = ['{stage.home}']\n")
    stage.open()
    stage.play("> cd shop\nautovenv: created .venv …\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")


def test_an_environment_of_ours_whose_place_was_opened_asks_again(stage, versions):
    path = stage.project("shop", versions[0])
    stage.open()
    stage.terminal.type("cd shop")
    os.chmod(path, 0o777)
    stage.write("shop/.python-version", f"{versions[0]}\n")
    stage.play(
        """
        >
        autovenv: shop lies where everybody may write: `autovenv allow` to use it all the same, or `chmod …
        > show VIRTUAL_ENV
        unset
        """
    )
    os.chmod(path, 0o755)
    stage.write("shop/.python-version", f"{versions[0]}\n\n")
    stage.play(">\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")


@pytest.fixture
def shop(stage, versions):
    """A project that has been entered; the shell stands outside of it."""
    path = stage.project("shop", versions[0])
    stage.open()
    stage.terminal.type("cd shop")
    stage.terminal.type("cd ..")
    return path


def test_a_cloud_folder_turned_links_into_empty_files(stage, shop):
    for path in glob.glob(f"{shop}/.venv/bin/python*"):
        os.unlink(path)
        open(path, "w").close()
    stage.play("> cd shop\nautovenv: mended .venv (python …) in … ms: its interpreter {home}/shop/.venv/bin/python is empty\n")
    assert stage.terminal.type("python -m pip -V")[0].startswith("pip ")


def test_the_interpreter_becomes_empty_in_an_open_shell(stage, shop):
    stage.terminal.type("cd shop")
    for path in glob.glob(f"{shop}/.venv/bin/python*"):
        os.unlink(path)
        open(path, "w").close()
    stage.play("> \nautovenv: mended .venv (python …) in … ms: its interpreter {home}/shop/.venv/bin/python is empty\n")


def test_an_archive_dropped_the_right_to_run(stage, shop):
    python = os.path.realpath(f"{shop}/.venv/bin/python")
    os.unlink(f"{shop}/.venv/bin/python")
    shutil.copy(python, f"{shop}/.venv/bin/python")
    for path in glob.glob(f"{shop}/.venv/bin/*"):
        if not os.path.islink(path):
            os.chmod(path, 0o644)
    stage.play("> cd shop\nautovenv: mended .venv (python …) in … ms: its interpreter {home}/shop/.venv/bin/python may not be run\n")
    assert stage.terminal.type("pip -V")[0].startswith("pip ")


def of_another_machine(project):
    path = f"{project}/.venv/pyvenv.cfg"
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write("".join(line for line in text.splitlines(keepends=True) if "autovenv-machine" not in line))
        file.write("autovenv-machine = sparc-linux-musl\n")


def test_an_environment_that_another_kind_of_machine_made_is_left_as_it_is(stage, shop):
    of_another_machine(shop)
    before = sorted(glob.glob(f"{shop}/.venv/**", recursive=True))
    stage.play(
        """
        > cd shop
        autovenv: {home}/shop/.venv is left as it is, it was made on another kind of machine (sparc-linux-musl): AUTOVENV_VENV_PATH=.venv-here …
        > show VIRTUAL_ENV
        unset
        """
    )
    assert sorted(glob.glob(f"{shop}/.venv/**", recursive=True)) == before


def test_each_machine_has_an_environment_of_its_own(stage, shop):
    of_another_machine(shop)
    stage.environ["AUTOVENV_VENV_PATH"] = ".venv-here"
    stage.open()
    stage.play("> cd shop\nautovenv: created .venv-here …\n> show VIRTUAL_ENV\n{home}/shop/.venv-here\n> cd ..\n")
    del stage.environ["AUTOVENV_VENV_PATH"]
    stage.open()
    stage.play("> cd shop\nautovenv: {home}/shop/.venv is left as it is, …\n> show VIRTUAL_ENV\nunset\n")


def test_a_place_for_environments_that_is_none(stage, versions):
    stage.project("shop", versions[0])
    stage.environ["AUTOVENV_VENV_PATH"] = "../elsewhere"
    stage.open()
    stage.play("> cd shop\nautovenv: AUTOVENV_VENV_PATH is a path below the project\n> show VIRTUAL_ENV\nunset\n")


def test_an_environment_of_somebody_else_s_whose_interpreter_is_on_another_machine(stage, versions):
    path = stage.project("shop", versions[0])
    os.makedirs(f"{path}/.venv/bin")
    os.symlink("/nowhere/bin/python3", f"{path}/.venv/bin/python")
    stage.write("shop/.venv/pyvenv.cfg", f"home = /nowhere/bin\nversion = {versions[0]}.1\n")
    stage.open()
    stage.play(
        """
        > cd shop
        autovenv: {home}/shop/.venv is broken: its interpreter /nowhere/bin/python3 is gone; autovenv did not make it: if another machine uses it, AUTOVENV_VENV_PATH=.venv-here gives this machine an environment of its own; else remove it yourself
        """
    )


def test_a_creation_that_fails_says_it_once(stage):
    """Three programs fail of the same cause: one line has the first one's last word, the log has all of them."""
    stage.project("shop", "3.9.77")
    stage.environ["PYENV_ROOT"] = f"{stage.home}/pyenv"
    python = stage.write("pyenv/versions/3.9.77/bin/python3.9", "#!/bin/sh\necho no library of mine is here >&2\nexit 1\n")
    os.chmod(python, 0o755)
    os.symlink("python3.9", f"{os.path.dirname(python)}/python")
    stage.open()
    line = "".join(stage.terminal.type("cd shop"))  # it is longer than the terminal is wide, for the sake of the paths
    assert line.startswith(f"autovenv: can't make {stage.home}/shop/.venv from {python}: uv: ")
    assert "virtualenv: " not in line and line.count("autovenv: ") == 1
    log = line.partition("(log: ")[2].partition(")")[0]
    with open(log) as file:
        said = file.read()
    assert "uv: " in said and "virtualenv: " in said
