"""Real shells for the transcripts: every test that asks for `shell` runs once in each."""

from __future__ import annotations

import os
import shlex
import signal
import sys

import pytest

from autovenv.daemon.files import daemon_files, holder
from autovenv.plan.store import RENDERERS
from autovenv.python.installed import find_interpreters
from tests.patience import wait_until
from tests.shells import dialects
from tests.shells.play import Stage

REAL = dict(os.environ)  # before any fixture empties it
ODD = "'\";&&e-$ èрт🚒♞中片-j"


HOMES = {"plain": "home", "odd": ODD}


def pytest_generate_tests(metafunc):
    """A module whose HOMES names them runs each test below an odd path, which has in it what a plain one has; with --long below that, too."""
    if "home_name" in metafunc.fixturenames:
        names = getattr(metafunc.module, "HOMES", ("plain",))
        values = [
            pytest.param(name, id=name if len(names) > 1 else "", marks=pytest.mark.long if name == "plain" and len(names) > 1 else ())
            for name in names
        ]
        metafunc.parametrize("home_name", values, indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """A module with IN_TURN has each of its tests in one of the shells, with --long in all. What is marked `each_shell` always is in all.

    It is about what the helper, a job or the daemon does, for whichever shell, or has many cases of what a few marked ones show.
    """
    turns: dict[tuple[str, str], int] = {}
    shells = list(RENDERERS)
    for item in items:
        if not getattr(item.module, "IN_TURN", False) or "dialect" not in getattr(item, "fixturenames", ()):
            continue
        shell = item.callspec.params["dialect"]
        turn = turns.setdefault((item.module.__name__, item.name.replace(shell, "", 1)), len(turns))
        if shells[turn % len(shells)] != shell and not item.get_closest_marker("each_shell"):
            item.add_marker(pytest.mark.long)


@pytest.fixture
def home_name(request):
    """What the home directory is called, and with it a part of every path below it."""
    return HOMES[request.param]


@pytest.fixture
def home(home, home_name, monkeypatch):
    """The empty home directory, maybe of an odd name."""
    path = os.path.join(os.path.dirname(home), home_name)
    os.rename(home, path)
    monkeypatch.setenv("HOME", path)
    return path


@pytest.fixture(scope="session")
def uv_cache(tmp_path_factory):
    """One cache for all tests: what is measured and tested is not the network. tests/run has filled one beside the interpreter."""
    filled = os.path.join(sys.prefix, "uv-cache")
    return REAL.get("UV_CACHE_DIR") or (filled if os.path.isdir(filled) else str(tmp_path_factory.mktemp("uv-cache")))


class Versions(list):
    """Minor versions of Python that are installed here, the newest first. A test that asks for one too many skips."""

    def __getitem__(self, index):
        if index < len(self):
            return super().__getitem__(index)
        here = ", ".join(self) or "none"
        return pytest.skip(f"needs {index + 1} minor versions of Python of 3.8 or newer; here: {here} (pyenv, uv python install)")


@pytest.fixture(scope="session")
def versions():
    """Versions for pins, as `3.12`."""
    found = {
        one.version[:2]
        for one in find_interpreters(REAL, "/").interpreters
        if one.implementation == "cpython" and not one.pre and not one.freethreaded and one.version >= (3, 8)
    }
    return Versions(".".join(map(str, minor)) for minor in sorted(found, reverse=True))


@pytest.fixture
def environ(home, tmp_path, uv_cache):
    """The environment that shells under test start in: an empty home, the machine's interpreters, `autovenv` and `show` on PATH.

    There is no daemon: only tests that are about it, which ask for `with_daemon`, have one.
    """
    tools = tmp_path / "tools"
    tools.mkdir()
    _script(tools / "autovenv", f'exec "{sys.executable}" -P -m autovenv "$@"')
    _script(tools / "show", _SHOW.format(own=shlex.quote(dialects.powershell_home())))
    keep = {name: REAL[name] for name in ("LANG", "SSL_CERT_FILE", "TZ") if name in REAL}
    keep |= {name: text for name, text in REAL.items() if name.startswith(("PIP_", "UV_INDEX", "UV_DEFAULT_INDEX"))}
    root = REAL.get("PYENV_ROOT") or os.path.expanduser("~" + (REAL.get("USER") or "")) + "/.pyenv"
    if os.path.isdir(root):
        keep["PYENV_ROOT"] = root
    return keep | {
        "HOME": home,
        "PATH": f"{tools}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "UV_CACHE_DIR": uv_cache,
        "AUTOVENV_DAEMON": "0",
    }


@pytest.fixture
def with_daemon(stage):
    """Shells start the daemon, as they do without a word in the configuration; what it did is in the failure's report."""
    del stage.environ["AUTOVENV_DAEMON"]
    place = daemon_files(f"{stage.home}/.local/state/autovenv")
    yield place
    process, _ = holder(place)
    if process:
        os.kill(process, signal.SIGTERM)
        os.kill(process, signal.SIGCONT)  # a test that was skipped midway has left it stopped
        wait_until(lambda: holder(place)[0] != process, "the daemon did not end")
    if os.path.exists(place.log):
        with open(place.log, encoding="utf-8") as file:
            print(file.read())


# Prints an environment variable as a child process sees it, alike in all shells: without what PowerShell itself puts on PATH.
_SHOW = """\
eval "[ \\"\\${{$1+x}}\\" ]" || {{ echo unset; exit; }}
eval "value=\\$$1"
own={own}
if [ "$1" = PATH ] && [ "$own" ]; then
    value=:$value:
    while :; do
        case $value in *":$own:"*) value=${{value%%":$own:"*}}:${{value#*":$own:"}} ;; *) break ;; esac
    done
    value=${{value#:}} value=${{value%:}}
fi
printf '%s\\n' "$value"
"""


def _script(path, body):
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


@pytest.fixture(params=list(RENDERERS))
def dialect(request):
    """Each of the shells; a missing one skips, a missing one that is demanded fails."""
    found = dialects.find(request.param)
    if found is None:
        if request.param in dialects.demanded():
            pytest.fail(f"{request.param} is demanded, and is not on PATH")
        pytest.skip(f"no {request.param} on PATH")
    return found


@pytest.fixture
def only(environ, home):
    """For tests of what is peculiar to one shell: `only("zsh")` gives a stage in it, or skips or fails like `dialect`."""
    stages = []

    def choose(name):
        found = dialects.find(name)
        if found is None:
            if name in dialects.demanded():
                pytest.fail(f"{name} is demanded, and is not on PATH")
            pytest.skip(f"no {name} on PATH")
        stages.append(Stage(found, environ, home))
        return stages[-1]

    yield choose
    for made in stages:
        made.close()


@pytest.fixture
def stage(dialect, environ, home):
    """A shell that can be opened, typed in, and looked at."""
    made = Stage(dialect, environ, home)
    yield made
    made.close()


def pytest_report_header():
    found = {name: dialects.find(name) for name in RENDERERS}
    return "shells: " + ", ".join(f"{name} {'(missing)' if one is None else one.program}" for name, one in found.items())
