"""Orders for one shell: `on`, `off`, `reload`."""

from __future__ import annotations

import os

import pytest

from autovenv.base.errors import AutovenvError
from autovenv.base.paths import state_directory
from autovenv.hook.session import order, session_of
from tests.commands import run

HOOKED = {"AUTOVENV_SESSION": "123-456"}


def orders(state):
    with open(f"{state}/sessions/123-456", encoding="ascii") as file:
        return file.read()


def test_orders_queue_until_the_shell_reads_them(home):
    state = state_directory(os.environ)
    for word in ("off", "on", "reload"):
        order(word, HOOKED, state)
    assert orders(state) == "off\non\nreload\n"


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_nobody_else_gives_orders(home):
    state = state_directory(os.environ)
    order("off", HOOKED, state)
    assert os.stat(f"{state}/sessions").st_mode & 0o777 == 0o700
    assert os.stat(f"{state}/sessions/123-456").st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["", "../x", "a/b", "1-2\n", "١", "1;2"])
def test_a_session_is_digits(name, home):
    """The variable becomes a file's name."""
    environ = {"AUTOVENV_SESSION": name}
    assert session_of(environ) == ""
    with pytest.raises(AutovenvError, match="not hooked"):
        order("off", environ, state_directory(os.environ))
    assert not os.path.exists(state_directory(os.environ))


@pytest.mark.parametrize("command", ["on", "off", "reload"])
def test_the_commands(home, command):
    done = run([command], home, home, **HOOKED)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert orders(state_directory(os.environ)) == f"{command}\n"
    done = run([command], home, home)
    assert done.returncode == 1
    assert done.stderr == "autovenv: this shell is not hooked: `autovenv install` hooks it, and a new shell has it\n"
