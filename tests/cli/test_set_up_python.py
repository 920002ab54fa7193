"""A Python that is missing: fetched by uv after `allow` and `sync`, from where the user's variables say."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.cli.environments import refused
from tests.cli.mirror import NOWHERE, RELEASES, Mirror, stuck
from tests.commands import EXACT, MINOR, TOP, configure, run, surroundings, write
from tests.deps.index import Index
from tests.patience import PATIENCE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the archive is one for Linux")
PROJECT = '[project]\nname = "shop"\nversion = "1"\nrequires-python = "=={}.*"\ndependencies = [{}]\n'


class Shop:
    """A project whose user has no Python at all, but for the one in the mirror."""

    def __init__(self, home, mirror, index):
        self.home, self.mirror = home, mirror
        self.root = os.path.join(home, "shop")
        self.tools = os.path.join(home, "tools")
        os.makedirs(self.root)
        os.makedirs(self.tools)
        self.variables = {**index.environ(), "UV_CACHE_DIR": os.path.join(home, "uv-cache"), "PATH": self.tools, **mirror.environ()}

    def write(self, name, text):
        return write(os.path.join(self.root, name), text)

    def run(self, *arguments, **extra):
        return run(arguments, self.home, self.root, **{**self.variables, **extra})

    def version(self):
        """Return the version of the environment's Python."""
        done = subprocess.run(
            [os.path.join(self.root, ".venv", "bin", "python"), "-V"],
            capture_output=True,
            text=True,
            check=True,
            env=surroundings(self.home),
        )
        return done.stdout.split()[1]


@pytest.fixture
def shop(home, tmp_path):
    index = Index(tmp_path / "index")
    index.wheel("thing")
    return Shop(home, Mirror(tmp_path / "mirror", home), index)


def shown(done):
    """Return what `allow` printed: (word, rest) of each line."""
    return [tuple(line.split(maxsplit=1)) for line in done.stdout.splitlines()]


def test_a_pinned_python_is_fetched_after_it_was_said(shop):
    shop.write(".python-version", f"{MINOR}\n")
    shop.write("requirements.txt", "thing\n")
    done = shop.run("allow")
    assert done.returncode == 0, done.stderr
    lines = shown(done)
    assert ("environment", f"{shop.root}/.venv, to be made with python {MINOR}") in lines
    first, told = lines.index(("python", f"{MINOR} is fetched by uv first")), lines.index(("python", f"{MINOR}, fetched by uv"))
    assert first < told
    assert lines[-1] == ("state", "active")
    assert shop.mirror.installed()[-1].startswith(f"cpython-{EXACT}-linux-")
    assert shop.version() == EXACT
    assert not os.path.exists(os.path.join(shop.home, ".local", "bin")), "no program of the user's is replaced"


@pytest.mark.long
def test_requires_python_alone_is_enough(shop):
    shop.write("pyproject.toml", PROJECT.format(MINOR, '"thing"'))
    done = shop.run("allow")
    assert done.returncode == 0, done.stderr
    assert ("python", f"{MINOR}, fetched by uv") in shown(done)
    assert shop.version() == EXACT


@pytest.mark.long
def test_sync_fetches_it_as_well(shop):
    shop.write("requirements.txt", "thing\n")
    shop.write(".python-version", f"{MINOR}\n")
    configure(shop.home, 'python_downloads = "never"\n')
    assert shop.run("allow").returncode == 1
    configure(shop.home, 'python_downloads = "always"\n')
    done = shop.run("sync")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("requirements.txt: 1 package installed in ")


def test_nothing_is_fetched_at_a_prompt(shop):
    configure(shop.home, 'python_downloads = "always"\n')
    shop.write(".python-version", f"{MINOR}\n")
    done = shop.run("export", "json")
    assert "missing-python" in done.stdout
    assert shop.mirror.installed() == []


def test_never_says_the_command_and_promises_nothing(shop):
    configure(shop.home, 'python_downloads = "never"\n')
    shop.write(".python-version", f"{MINOR}\n")
    done = shop.run("allow")
    line = refused(done)
    assert line.endswith(f"is not installed: `uv python install {MINOR}` gets it")
    assert ("environment", "none") in shown(done)
    assert "fetched" not in done.stdout
    assert shop.mirror.installed() == []


@pytest.mark.parametrize("command", ["allow", pytest.param("sync", marks=pytest.mark.long)])
def test_a_mirror_that_is_down_is_one_line_with_the_log(shop, command):
    shop.write("requirements.txt", "thing\n")
    shop.write(".python-version", f"{MINOR}\n")
    shop.mirror.environ(NOWHERE)
    if command == "sync":
        assert shop.run("allow").returncode == 1
    line = refused(shop.run(command))
    assert line.startswith(f"uv python install {MINOR} failed: "), line
    with open(line.rpartition("(log: ")[2].removesuffix(")"), encoding="utf-8") as file:
        assert "127.0.0.1:9" in file.read()
    assert shop.mirror.installed() == []
    assert not os.path.exists(os.path.join(shop.root, ".venv"))
    if command == "sync":
        shop.mirror.environ()
        assert shop.run("sync").returncode == 0, "it is tried again"


@pytest.mark.long
def test_an_archive_that_is_not_what_it_was_is_refused(shop):
    shop.write(".python-version", f"{MINOR}\n")
    with open(shop.mirror.archive, "ab") as file:
        file.write(b"more")
    assert "hash" in refused(shop.run("allow")).lower()
    assert shop.mirror.installed() == []


@pytest.mark.long
def test_the_users_mirror_is_asked(shop):
    shop.write(".python-version", f"{MINOR}\n")
    shop.mirror.environ(f"{RELEASES}/20260101/cpython.tar.gz")
    done = shop.run("allow", UV_PYTHON_INSTALL_MIRROR=f"file://{shop.mirror.directory}")
    assert done.returncode == 0, done.stderr
    assert shop.version() == EXACT


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGHUP, marks=pytest.mark.long)])
def test_an_interrupt_is_one_line_and_leaves_nothing(shop, number):
    shop.write(".python-version", f"{MINOR}\n")
    shop.write("requirements.txt", "thing\n")
    with stuck() as (url, asked):
        environ = {**surroundings(shop.home), **shop.variables, **shop.mirror.environ(url), "PYTHONPATH": TOP}
        command = [sys.executable, "-P", "-m", "autovenv", "allow"]
        child = subprocess.Popen(command, cwd=shop.root, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert asked.wait(PATIENCE)
        child.send_signal(number)
        _, said = child.communicate(timeout=PATIENCE)
    assert child.returncode == 130
    lines = [line for line in said.splitlines() if "waiting for" not in line]
    assert lines == [f"autovenv: interrupted: uv python install {MINOR} did not end, and nothing was installed"]
    assert shop.mirror.installed() == []
    assert not os.path.exists(os.path.join(shop.root, ".venv"))
    shop.mirror.environ()
    assert shop.run("sync").returncode == 0, "it is tried again"


@pytest.mark.parametrize("locked", [True, pytest.param(False, marks=pytest.mark.long)])
def test_the_command_is_that_of_the_projects_own_tool(shop, locked):
    """pyenv is installed, and a project of uv's names uv all the same."""
    configure(shop.home, 'python_downloads = "never"\n')
    os.makedirs(os.path.join(shop.home, ".pyenv", "versions"))
    shop.write(".python-version", f"{MINOR}\n")
    if locked:
        shop.write("pyproject.toml", PROJECT.format(MINOR, ""))
        shop.write("uv.lock", f'version = 1\nrequires-python = "=={MINOR}.*"\n')
    line = refused(shop.run("allow"))
    assert line.endswith(f"`{'uv python' if locked else 'pyenv'} install {MINOR}` gets it")


@pytest.mark.parametrize(
    ("text", "fetched"),
    [
        ("--mirror=http://127.0.0.1:9", False),
        *(
            pytest.param(*row, marks=pytest.mark.long)
            for row in (
                ("--install-dir=/tmp/elsewhere", False),
                ("-i", False),
                (f"{MINOR} --mirror=http://127.0.0.1:9", False),
                (f"{MINOR}\n--mirror=http://127.0.0.1:9", False),
                ("http://127.0.0.1:9/python.tar.gz", False),
                ("../../mirror", False),
                (f"cpython-{MINOR}-linux", True),
                (f"cpython@{MINOR}", True),
            )
        ),
    ],
)
def test_what_a_pin_says_reaches_uv_as_a_version_or_not_at_all(shop, text, fetched):
    shop.write(".python-version", f"{text}\n")
    done = shop.run("allow")
    logs = os.path.join(shop.home, ".local", "state", "autovenv", "log")
    asked = sorted(os.listdir(logs)) if os.path.isdir(logs) else []
    if fetched:
        assert done.returncode == 0, done.stderr
        assert f"python-{MINOR}.log" in asked, "its name is what uv was asked for"
    else:
        refused(done)
        assert asked == []
        assert shop.mirror.installed() == []


@pytest.mark.long
def test_a_user_who_forbids_uv_to_download_is_obeyed(shop):
    shop.write(".python-version", f"{MINOR}\n")
    assert "Python downloads are not allowed" in refused(shop.run("allow", UV_PYTHON_DOWNLOADS="never"))
    assert shop.mirror.installed() == []


@pytest.mark.long
def test_a_place_for_pythons_that_is_relative_is_none(shop):
    """uv is started elsewhere, where it would be another one."""
    shop.write(".python-version", f"{MINOR}\n")
    done = shop.run("allow", UV_PYTHON_INSTALL_DIR="somewhere")
    assert done.returncode == 0, done.stderr
    assert shop.version() == EXACT
    assert os.path.isdir(os.path.join(shop.home, ".local", "share", "uv", "python"))


def test_no_file_of_the_project_leads_the_download(shop):
    elsewhere = os.path.join(shop.home, "elsewhere")
    shop.write(".python-version", f"{MINOR}\n")
    shop.write("uv.toml", f'python-install-mirror = "http://127.0.0.1:9"\npython-downloads-json-url = "{elsewhere}/list.json"\n')
    shop.write("pyproject.toml", '[tool.uv]\npython-downloads = "never"\n')
    # Approved by this very command, and none of the user's for all that.
    names = {"UV_PYTHON_INSTALL_DIR": elsewhere, "UV_PYTHON": "3.1", "UV_PYTHON_INSTALL_MIRROR": "http://127.0.0.1:9"}
    shop.write(".envrc", "".join(f"export {name}={text}\n" for name, text in names.items()))
    done = shop.run("allow", UV_PYTHON="3.2", UV_PROJECT=shop.root, UV_WORKING_DIR=shop.root)
    assert done.returncode == 0, done.stderr
    assert len(shop.mirror.installed()) >= 1
    assert not os.path.exists(elsewhere)
