"""The interpreters that are installed here, processes of the lean path, and a network that isn't there."""

from __future__ import annotations

import glob
import os
import subprocess
import sys

import pytest

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PLACES = (
    *os.environ.get("PATH", "").split(os.pathsep),
    *sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/*/bin"))),
    *sorted(glob.glob(os.path.join(os.environ.get("RUNNER_TOOL_CACHE", "/nonexistent"), "Python", "3.*", "x64", "bin"))),
)


def installed():
    """Real interpreters by minor, 3.9 and later: {(3, 12): path}. Shims are none."""
    found = {sys.version_info[:2]: os.path.realpath(sys.executable)}
    for minor in range(9, 15):
        for directory in PLACES:
            path = os.path.join(directory, f"python3.{minor}")
            if (
                os.path.isfile(path)
                and os.path.basename(directory) != "shims"
                and not os.path.exists(os.path.join(directory, "..", "pyvenv.cfg"))
            ):
                found.setdefault((3, minor), os.path.realpath(path))
    return found


INSTALLED = installed()


def interpreter(*, index=0, oldest=(3, 9)):
    """The newest interpreters first; (path, (3, 12)). Skips, and says so, where there are too few."""
    known = sorted((minor for minor in INSTALLED if minor >= oldest), reverse=True)
    if len(known) <= index:
        pytest.skip(f"needs {index + 1} minor versions of Python, {oldest} or later; here: {sorted(INSTALLED)}")
    return INSTALLED[known[index]], known[index]


def without_network(monkeypatch, cache):
    monkeypatch.setenv("UV_CACHE_DIR", cache)
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)


def lean(code, *arguments, **options):
    """A process of the lean path: `-I -S`, as the hooks start the helper."""
    program = f"import sys; sys.path.insert(0, {REPOSITORY!r})\n{code}"
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )
