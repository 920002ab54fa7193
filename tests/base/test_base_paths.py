"""Our directories are those of platformdirs, which the lean path can't afford to import."""

from __future__ import annotations

import os
import sys

import pytest
from platformdirs import PlatformDirs
from platformdirs.macos import MacOS
from platformdirs.windows import Windows, get_win_folder_from_env_vars

from autovenv.base.paths import config_directory, data_directory, home_directory, state_directory

DIRECTORIES = {"state": state_directory, "data": data_directory, "config": config_directory}
THEIRS = {"state": "user_state_dir", "data": "user_data_dir", "config": "user_config_dir"}


@pytest.mark.parametrize("kind", DIRECTORIES)
@pytest.mark.parametrize("given", [None, "", "/x/y", "/x/y/", "/with space/é"])
@pytest.mark.skipif(sys.platform == "win32", reason="XDG is not Windows'")
def test_they_are_those_of_platformdirs(kind, given, home, monkeypatch):
    if given is not None:
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", given)
    theirs = getattr(PlatformDirs("autovenv", appauthor=False), THEIRS[kind])
    assert os.path.normpath(DIRECTORIES[kind](os.environ)) == os.path.normpath(theirs)


@pytest.mark.parametrize("kind", DIRECTORIES)
@pytest.mark.parametrize("given", [None, "/x/y"])
@pytest.mark.skipif(sys.platform == "win32", reason="the paths of macOS are POSIX")
def test_they_are_those_of_platformdirs_on_macos(kind, given, home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    if given is not None:
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", given)
    assert DIRECTORIES[kind](os.environ) == getattr(MacOS("autovenv", appauthor=False), THEIRS[kind])


@pytest.mark.parametrize("kind", DIRECTORIES)
@pytest.mark.skipif(sys.platform == "win32", reason="there the registry answers, and not the variable")
def test_they_are_those_of_platformdirs_on_windows(kind, home, monkeypatch):
    monkeypatch.setenv("USERPROFILE", home)
    monkeypatch.setenv("LOCALAPPDATA", os.path.join(home, "AppData", "Local"))
    monkeypatch.setattr("platformdirs.windows.get_win_folder", get_win_folder_from_env_vars)  # else only Windows itself answers
    monkeypatch.setattr(sys, "platform", "win32")
    assert DIRECTORIES[kind](os.environ) == getattr(Windows("autovenv", appauthor=False), THEIRS[kind])


@pytest.mark.parametrize("kind", DIRECTORIES)
@pytest.mark.skipif(sys.platform != "linux", reason="the XDG specification is linux's")
def test_a_relative_path_is_ignored_as_the_specification_says(kind, home):
    environ = {"HOME": home, f"XDG_{kind.upper()}_HOME": "relative"}
    assert DIRECTORIES[kind](environ) == DIRECTORIES[kind]({"HOME": home})


@pytest.mark.skipif(sys.platform == "win32", reason="there it is USERPROFILE")
def test_without_a_variable_it_is_the_home_directory_on_record():
    import pwd

    assert home_directory({}) == pwd.getpwuid(os.getuid()).pw_dir
