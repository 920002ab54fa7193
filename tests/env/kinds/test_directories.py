"""Each system's directories of a tool's data, configuration and cache."""

from __future__ import annotations

import os
import sys

import platformdirs
import pytest

from autovenv.env.kinds import directories

MAC = {"HOME": "/Users/me"}
WINDOWS = {"USERPROFILE": r"C:\Users\me", "LOCALAPPDATA": r"D:\Local", "APPDATA": r"D:\Roaming"}


def test_macos_has_its_library():
    assert directories.cache("pypoetry", MAC, "darwin") == "/Users/me/Library/Caches/pypoetry"
    assert directories.data("pdm", MAC, "darwin", author=True) == "/Users/me/Library/Application Support/pdm"
    assert directories.configuration("pypoetry", MAC, "darwin") == "/Users/me/Library/Application Support/pypoetry"


def test_windows_has_local_and_roaming():
    assert directories.cache("pypoetry", WINDOWS, "win32") == r"D:\Local\pypoetry\Cache"
    assert directories.configuration("pypoetry", WINDOWS, "win32", roaming=True) == r"D:\Roaming\pypoetry"
    assert directories.data("pdm", WINDOWS, "win32", author=True) == r"D:\Local\pdm\pdm"
    assert directories.data("hatch", {"USERPROFILE": r"C:\Users\me"}, "win32") == r"C:\Users\me\AppData\Local\hatch"


@pytest.mark.parametrize("given", [{}, {"XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "/c", "XDG_CACHE_HOME": "/k"}])
def test_here_they_are_what_the_tools_get(home, monkeypatch, given):
    for name, text in given.items():
        monkeypatch.setenv(name, text)
    assert directories.data("pdm", os.environ, author=True) == platformdirs.user_data_dir("pdm")
    assert directories.data("hatch", os.environ) == platformdirs.user_data_dir("hatch", appauthor=False)
    expected = platformdirs.user_config_dir("pypoetry", appauthor=False, roaming=True)
    assert directories.configuration("pypoetry", os.environ, roaming=True) == expected
    assert directories.cache("pypoetry", os.environ) == platformdirs.user_cache_dir("pypoetry", appauthor=False)
    assert sys.platform
