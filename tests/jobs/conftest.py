"""A project of three packages with a lock, allowed and installed, and what a test has to know of its job."""

from __future__ import annotations

import os
import subprocess

import pytest

from autovenv import PROTOCOL
from autovenv.base.locks import is_held
from autovenv.env import paths
from autovenv.env.backends import uv
from autovenv.jobs.state import place_named, read
from tests.commands import make_foreign, run, run_helper, surroundings, write
from tests.deps.index import Index
from tests.patience import wait_until


class Shop:
    """A project with a lock and an environment. What needs `slow` is not installed before `release`."""

    def __init__(self, home, tmp_path):
        self.home, self.index = home, Index(tmp_path / "index")
        for version in ("1.0", "2.0"):
            for name in ("thing", "other"):
                self.index.wheel(name, version)
        self.root = os.path.join(home, "shop")
        os.mkdir(self.root)
        self.environment = make_foreign(self.root)
        self.held, self.go, self.syncs = (str(tmp_path / name) for name in ("held", "go", "syncs"))
        self.index.slow_sdist("slow", self.held, self.go)
        self.uv = uv.find(surroundings(home), "")
        self.variables = {**self.index.environ(), "UV_OFFLINE": "1", "UV_CACHE_DIR": os.path.join(home, "uv-cache")}
        self.state = os.path.join(home, ".local/state/autovenv")

    def lock(self, *requirements):
        text = f'[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = {list(requirements)!r}\n'
        write(os.path.join(self.root, "pyproject.toml"), text)
        environ = self.environ()
        command = [self.uv, "lock", "-q", f"--python={paths.python_path(self.environment)}"]
        subprocess.run(command, cwd=self.root, env=environ, check=True)

    def run(self, *arguments, **extra):
        return run(arguments, self.home, self.root, **{**self.variables, **extra})

    def environ(self):
        return {**surroundings(self.home), **self.variables}

    @property
    def place(self):
        names = {name.partition(".")[0] for name in os.listdir(os.path.join(self.state, "jobs"))}
        (name,) = names
        return place_named(name, self.state)

    def job(self):
        return read(self.place)

    def count_from_now_on(self):
        """Have the project install by a command of its own, which counts."""
        program = write(os.path.join(self.home, "own"), f'#!/bin/sh\necho >>"{self.syncs}"\nexec "{self.uv}" sync -q --frozen --inexact\n')
        os.chmod(program, 0o755)
        write(os.path.join(self.root, "autovenv.toml"), f'sync = "{program}"\n')
        assert self.run("allow").returncode == 0
        os.unlink(self.syncs)

    def count(self):
        """Return how many times something was installed."""
        if not os.path.exists(self.syncs):
            return 0
        with open(self.syncs, encoding="utf-8") as file:
            return len(file.readlines())

    def installed(self):
        library = os.path.join(self.environment, "lib")
        names = os.listdir(os.path.join(library, os.listdir(library)[0], "site-packages"))
        return sorted(name.removesuffix(".dist-info") for name in names if name.endswith(".dist-info"))

    def wait_until_it_installs(self):
        wait_until(lambda: os.path.exists(self.held), "nothing was installed")

    def release(self):
        write(self.go, "")

    def wait_until_it_ended(self):
        wait_until(lambda: not is_held(self.place.lock), "the job did not end")


@pytest.fixture
def shop(home, tmp_path):
    made = Shop(home, tmp_path)
    made.lock("thing==1.0", "other==1.0")
    done = made.run("allow")
    assert done.returncode == 0, done.stderr
    assert made.installed() == ["other-1.0", "thing-1.0"]
    yield made
    made.release()


@pytest.fixture
def look(shop):
    """`look()` is a prompt that sees something new: it returns what the helper says."""
    tools = os.path.join(shop.home, "tools")
    os.mkdir(tools)
    os.symlink(shop.uv, os.path.join(tools, "uv"))
    variables = {**shop.variables, "PATH": f"{tools}:{shop.environ()['PATH']}"}

    def look(*options, **extra):
        done = run_helper(["plan", PROTOCOL, "bash", shop.root], shop.home, shop.home, *options, **{**variables, **extra})
        assert done.returncode == 0, done.stderr
        return done.stderr

    assert look() == ""
    return look
