"""Every test has its own HOME and XDG tree: nothing of the developer's is read or touched."""

from __future__ import annotations

import os
import signal

import pytest

FOREIGN = (
    "AUTOVENV_",
    "XDG_",
    "PYENV_",
    "VIRTUAL_ENV",
    "CONDA_",
    "UV_",
    "PYTHON",
    "MISE_",
    "ASDF_",
    "DIRENV_",
    "WORKON_HOME",
    "POETRY_",
    "PIPENV_",
)


def _hear_signals():
    """A shell without job control starts what is in its background, and `nohup` all, deaf to signals, and programs hand that on.

    This process goes on as it was started: a handler that does nothing is as good as none. But what the tests start hears them.
    """
    for name in ("SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, lambda _number, _frame: None)


_hear_signals()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home directory (str); the environment names no other place of the user's."""
    for name in list(os.environ):
        if name.startswith(FOREIGN):
            monkeypatch.delenv(name)
    path = tmp_path / "home"
    path.mkdir()
    monkeypatch.setenv("HOME", str(path))
    if os.name == "nt":
        monkeypatch.setenv("USERPROFILE", str(path))
        monkeypatch.delenv("LOCALAPPDATA", raising=False)
    return str(path)


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the tests that take minutes, too")
    parser.addoption(
        "--seeds", default="", help="FIRST-LAST: the random sequences of tests/shells/model, instead of those that its tests name"
    )


def pytest_report_header(config):
    return "" if config.getoption("--long") else "without the tests that take minutes: --long runs them"


def pytest_collection_modifyitems(config, items):
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    items[:] = [item for item in items if not item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
