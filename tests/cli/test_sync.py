"""`sync`: what the project's file names is installed; `--check` tells whether it is."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from autovenv.cli.terminal import Terminal
from autovenv.env import paths
from autovenv.env.backends import uv
from tests.commands import TOP, make_foreign, run, surroundings, write
from tests.deps.index import Index
from tests.patience import PATIENCE, wait_until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="paths are POSIX")


class Shop:
    """A project with a lock, which its user has allowed."""

    def __init__(self, home, index):
        self.home, self.index = home, index
        self.root = os.path.join(home, "shop")
        os.mkdir(self.root)
        self.environment = make_foreign(self.root)
        self.variables = {**index.environ(), "UV_OFFLINE": "1", "UV_CACHE_DIR": os.path.join(home, "uv-cache")}

    def lock(self, *requirements):
        text = f'[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = {list(requirements)!r}\n'
        write(os.path.join(self.root, "pyproject.toml"), text)
        environ = {**surroundings(self.home), **self.variables}
        command = [uv.find(environ, ""), "lock", "-q", f"--python={paths.python_path(self.environment)}"]
        subprocess.run(command, cwd=self.root, env=environ, check=True)

    def run(self, *arguments, **extra):
        return run(arguments, self.home, self.root, **{**self.variables, **extra})

    def uv(self, *arguments):
        environ = {**surroundings(self.home), **self.variables, "VIRTUAL_ENV": self.environment}
        subprocess.run([uv.find(environ, ""), *arguments, "-q"], cwd=self.root, env=environ, check=True)

    def installed(self):
        library = os.path.join(self.environment, "lib")
        return sorted(name for name in os.listdir(os.path.join(library, os.listdir(library)[0], "site-packages")) if "dist-info" in name)


@pytest.fixture
def shop(home, tmp_path):
    index = Index(tmp_path / "index")
    index.wheel("thing")
    index.wheel("other")
    made = Shop(home, index)
    made.lock("thing", "other")
    assert made.run("allow", "--no-install").returncode == 0
    return made


def test_it_installs_what_the_lock_names(shop):
    done = shop.run("sync")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("uv.lock: 2 packages installed in ")
    assert shop.installed() == ["other-1.0.dist-info", "thing-1.0.dist-info"]


def test_from_elsewhere_by_its_directory(shop):
    done = run(["sync", "shop"], shop.home, shop.home, **shop.variables)
    assert done.returncode == 0, done.stderr
    assert shop.installed()


def test_without_consent_nothing_is_installed(shop):
    assert shop.run("revoke").returncode == 0
    for arguments in (["sync"], ["sync", "--check"]):
        done = shop.run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"autovenv: nothing is installed for {shop.root} without your consent: `autovenv allow`\n"
    assert shop.installed() == []


def test_an_environment_that_is_missing_is_made(shop):
    shutil.rmtree(shop.environment)
    done = shop.run("sync", "--check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"autovenv: {shop.root} has no environment in force: ")
    done = shop.run("sync")
    assert done.returncode == 0, done.stderr
    assert {"other-1.0.dist-info", "thing-1.0.dist-info"} < set(shop.installed())


def test_without_a_python_it_says_so(shop):
    shutil.rmtree(shop.environment)
    write(os.path.join(shop.home, ".config/autovenv/config.toml"), 'python_downloads = "never"\n')
    write(os.path.join(shop.root, ".python-version"), "3.99\n")
    done = shop.run("sync")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"autovenv: {shop.root} has no environment in force: ")
    assert done.stderr.count("\n") == 1


def test_with_nothing_to_install_it_says_so(shop):
    for name in ("pyproject.toml", "uv.lock"):
        os.unlink(os.path.join(shop.root, name))
    done = shop.run("sync")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "nothing to install" in done.stderr


def test_check_tells_what_changed(shop):
    done = shop.run("sync", "--check")
    assert (done.returncode, done.stdout, done.stderr) == (1, "uv.lock is not installed (2 packages)\n", "")
    assert shop.installed() == [], "a look installs nothing"
    shop.run("sync")
    done = shop.run("sync", "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    shop.lock("thing")
    done = shop.run("sync", "--check")
    assert done.returncode == 1
    assert done.stdout in (
        "uv.lock changed since its packages were installed\n",
        "pyproject.toml changed since its packages were installed\n",
    )


def test_check_sees_a_package_that_was_taken_out_by_hand_and_sync_puts_it_back(shop):
    shop.run("sync")
    shop.uv("pip", "uninstall", "thing")
    done = shop.run("sync", "--check")
    assert (done.returncode, done.stdout) == (1, "thing 1.0 is not installed\n")
    done = shop.run("sync")
    assert done.stdout.startswith("uv.lock: 1 package installed in ")
    assert shop.run("sync", "--check").returncode == 0


def test_check_asks_uv_too(shop):
    """A package of the locked version, which comes from elsewhere."""
    shop.run("sync")
    library = os.path.join(shop.environment, "lib")
    info = os.path.join(library, os.listdir(library)[0], "site-packages", "thing-1.0.dist-info")
    write(os.path.join(info, "direct_url.json"), '{"url": "file:///elsewhere", "dir_info": {"editable": true}}')
    done = shop.run("sync", "--check")
    assert (done.returncode, done.stdout, done.stderr) == (1, "thing 1.0 is not installed\n", "")


def test_check_does_not_mind_a_package_that_was_put_in(shop):
    shop.run("sync")
    shop.index.wheel("mine")
    shop.uv("pip", "install", "mine")
    assert shop.run("sync", "--check").returncode == 0


def test_for_programs(shop):
    done = shop.run("sync", "--check", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "tool": "uv",
        "file": os.path.join(shop.root, "uv.lock"),
        "packages": 2,
        "environment": shop.environment,
        "current": False,
        "message": "uv.lock is not installed (2 packages)",
    }
    done = shop.run("sync", "--json")
    assert json.loads(done.stdout)["current"] is True
    assert json.loads(shop.run("sync", "--check", "--json").stdout)["message"] == ""


def test_a_failure_is_one_line_and_the_log_is_there(shop):
    shop.index.broken_sdist("bad")
    shop.lock("bad")
    done = shop.run("sync")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "the compiler has no memory left" in done.stderr
    log = done.stderr.rpartition("(log: ")[2].removesuffix(")\n")
    with open(log, encoding="utf-8") as file:
        assert "the compiler has no memory left" in file.read()


@pytest.fixture
def building(shop):
    """The shop with a package whose build waits: (shop, what says that it began, what lets it end)."""
    started, go = os.path.join(shop.home, "started"), os.path.join(shop.home, "go")
    shop.index.slow_sdist("slow", started, go)
    shop.lock("thing", "slow")
    yield shop, started, go
    write(go, "")


COMMAND = [sys.executable, "-P", "-m", "autovenv", "sync"]


def test_an_interrupt_is_one_line(building):
    shop, started, _ = building
    environ = {**surroundings(shop.home), **shop.variables, "PYTHONPATH": TOP}
    child = subprocess.Popen(COMMAND, cwd=shop.root, env=environ, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: os.path.exists(started) or child.poll() is not None, "the build")
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=PATIENCE)
    assert child.returncode == 130
    assert said.endswith("autovenv: interrupted, and what was installed is as before: `autovenv sync` installs uv.lock\n")
    assert shop.installed() == []


def test_at_a_terminal_there_is_a_bar_with_a_count(building):
    shop, _, go = building
    environ = {**surroundings(shop.home), **shop.variables, "PYTHONPATH": TOP, "TERM": "xterm"}
    with Terminal(COMMAND, environ, shop.root) as terminal:
        terminal.wait_until(lambda: b"0/2" in terminal.output, PATIENCE, "no bar")
        assert b"uv.lock" in terminal.output
        write(go, "")
        terminal.wait_until(lambda: b"2 packages installed in" in terminal.output, PATIENCE, "it did not end")
