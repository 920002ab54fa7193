"""Orders for one shell: `on`, `off`, `reload`."""

from __future__ import annotations

import os

import pytest

from autovenv.base.errors import AutovenvError
from autovenv.base.paths import state_directory
from autovenv.facts.session import order, session_of
from tests.commands import run

HOOKED = {"AUTOVENV_SESSION": "123-456-bash"}


def orders(state):
    with open(f"{state}/sessions/123-456-bash.orders", encoding="ascii") as file:
        return file.read()


def test_orders_queue_until_the_shell_reads_them(home):
    state = state_directory(os.environ)
    for word in ("off", "on", "reload"):
        order(word, HOOKED, state)
    assert orders(state) == "off\non\nreload\n"


def test_windows_adds_nothing_to_the_end_of_a_line(home, monkeypatch):
    """A file that is not opened as binary gets CR LF there, and `off\\r` is no order."""
    binary, opened, real = getattr(os, "O_BINARY", 0) or os.O_SYNC, [], os.open
    monkeypatch.setattr(os, "O_BINARY", binary, raising=False)
    monkeypatch.setattr(os, "open", lambda path, flags, *rest, **more: opened.append((path, flags)) or real(path, flags, *rest, **more))
    order("off", HOOKED, state_directory(os.environ))
    assert [flags & binary for path, flags in opened if os.path.basename(path) == "123-456-bash.orders"] == [binary]


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_nobody_else_gives_orders(home):
    state = state_directory(os.environ)
    order("off", HOOKED, state)
    assert os.stat(f"{state}/sessions").st_mode & 0o777 == 0o700
    assert os.stat(f"{state}/sessions/123-456-bash.orders").st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["", "../x", "a/b", "1-2\n", "١", "1;2"])
def test_a_session_is_letters_and_digits(name, home):
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
