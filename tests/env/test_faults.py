"""An environment that can't be used as it stands: spoilt by what carried it, or of another machine."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from real_pythons import interpreter

from autovenv.base.machine import kind_of_machine
from autovenv.env import pyvenv
from autovenv.env.create import make
from autovenv.env.environment import inspect
from autovenv.env.faults import INTERPRETER, MACHINE
from autovenv.plan.plan import Make

pytestmark = pytest.mark.usefixtures("no_network")


@pytest.fixture
def made(project, state):
    """An environment of autovenv's, and what made it."""
    python, minor = interpreter(oldest=(3, 9))
    wish = Make(os.path.join(project, ".venv"), python, ".".join(map(str, minor)), "shop", "mend")
    make(wish, state)
    return wish


def edit(path, **changes):
    with open(os.path.join(path, "pyvenv.cfg"), "rb") as file:
        content = file.read()
    with open(os.path.join(path, "pyvenv.cfg"), "wb") as file:
        file.write(pyvenv.edited(content, {name.replace("_", "-"): text for name, text in changes.items()}))


def runs(path):
    output = subprocess.run([os.path.join(path, "bin", "pip"), "--version"], capture_output=True, text=True, check=True).stdout
    return path in output and subprocess.run([os.path.join(path, "bin", "python"), "-c", ""], check=False).returncode == 0


def test_links_that_became_empty_files(made, state):
    """A cloud folder that knows no links leaves empty files in their place."""
    scripts = os.path.join(made.path, "bin")
    for name in os.listdir(scripts):
        if os.path.islink(os.path.join(scripts, name)):
            os.unlink(os.path.join(scripts, name))
            open(os.path.join(scripts, name), "w").close()
    found = inspect(made.path, {})
    assert (found.fault, found.reason) == (INTERPRETER, f"its interpreter {scripts}/python is empty")
    assert make(made, state).backend == "mended"
    assert runs(made.path)


def test_an_archive_that_dropped_the_right_to_run(made, state):
    scripts = os.path.join(made.path, "bin")
    real = os.path.realpath(os.path.join(scripts, "python"))
    os.unlink(os.path.join(scripts, "python"))
    shutil.copy(real, os.path.join(scripts, "python"))
    for name in os.listdir(scripts):
        if not os.path.islink(os.path.join(scripts, name)):
            os.chmod(os.path.join(scripts, name), 0o644)
    found = inspect(made.path, {})
    assert (found.fault, found.reason) == (INTERPRETER, f"its interpreter {scripts}/python may not be run")
    assert make(made, state).backend == "mended"
    assert runs(made.path)


def test_only_the_scripts_lost_the_right_to_run(made, state):
    pip = os.path.join(made.path, "bin", "pip")
    os.chmod(pip, 0o644)
    assert inspect(made.path, {}).reason == "it has no pip"
    assert make(made, state).backend == "mended"
    assert runs(made.path)


def test_it_says_on_which_kind_of_machine_it_was_made(made):
    with open(os.path.join(made.path, "pyvenv.cfg")) as file:
        assert f"autovenv-machine = {kind_of_machine()}\n" in file.read()
    assert inspect(made.path, {}).fault == ""
    edit(made.path, autovenv_machine="sparc-linux-musl")
    found = inspect(made.path, {})
    assert (found.fault, found.reason) == (MACHINE, "it was made on another kind of machine (sparc-linux-musl)")


def test_one_of_windows_is_told_by_its_scripts(made):
    edit(made.path, home="C:\\Python312", autovenv_machine="")
    os.rename(os.path.join(made.path, "bin"), os.path.join(made.path, "Scripts"))
    os.unlink(os.path.join(made.path, "Scripts", "python"))
    open(os.path.join(made.path, "Scripts", "python.exe"), "w").close()
    found = inspect(made.path, {})
    assert (found.state, found.fault, found.reason) == ("broken", MACHINE, "it was made on Windows")
