"""A project of hatch's is set up by `autovenv allow`: hatch makes the environment, with the project's Python, and fills it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.cli.mirror import Mirror
from tests.commands import MINOR
from tests.deps.index import Index
from tests.patience import PATIENCE, wait_until
from tests.tools.place import REPOSITORY, program

PROJECT = '[project]\nname = "shop"\nversion = "1"\n{}[tool.hatch.envs.default]\nskip-install = true\ndependencies = [{}]\n'


class Shop:
    """A project of hatch's, an index of two packages, and the user's Pythons."""

    def __init__(self, place, index):
        self.place, self.index = place, index
        tools = os.path.join(place.home, "tools")
        os.makedirs(tools)
        self.hatch = os.path.join(tools, "hatch")
        os.symlink(program("hatch"), self.hatch)
        own = {name: text for name, text in place.environ.items() if name not in {"PIP_NO_INDEX", "UV_OFFLINE"}}
        path = os.pathsep.join([tools, place.environ["PATH"]])
        self.environ = {**own, **index.environ(), "PATH": path, "PYTHONPATH": REPOSITORY, "PWD": place.root}
        self.write('"thing"')

    def write(self, dependencies, more=""):
        self.place.write("pyproject.toml", PROJECT.format(more, dependencies))

    def command(self, *arguments):
        return [sys.executable, "-P", "-m", "autovenv", *arguments]

    def run(self, *arguments, **extra):
        return subprocess.run(
            self.command(*arguments),
            cwd=self.place.root,
            env={**self.environ, **extra},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def said(self, text):
        """Return the lines of what was said, but for what is waited for."""
        return [line for line in text.splitlines() if "waiting for" not in line]

    def found(self):
        return self.place.find("hatch")

    def exported(self):
        return json.loads(self.run("export", "json").stdout)

    def python(self, code):
        done = subprocess.run([os.path.join(self.found().path, "bin", "python"), "-c", code], capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else done.stderr


@pytest.fixture
def shop(place, tmp_path):
    index = Index(tmp_path / "index")
    index.wheel("thing")
    index.wheel("other")
    return Shop(place, index)


def test_allow_has_hatch_make_it_with_the_projects_python(shop):
    before = shop.exported()
    assert before["state"] == "blocked"
    assert before["messages"][0].endswith("`autovenv allow` sets it up")
    assert not shop.found().exists
    minor = shop.place.minors[-1]
    shop.place.write(".python-version", f"{minor}\n")
    done = shop.run("allow")
    assert (done.returncode, shop.said(done.stderr)) == (0, []), done.stdout
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert lines[2][0] == "environment"
    assert lines[2][1].startswith(f"{shop.found().path}, to be made by `hatch env create` with python {minor}")
    assert lines[3] == ["packages", "from pyproject.toml, by the same command"]
    assert lines[-1] == ["state", "active"]
    assert shop.exported()["set"]["VIRTUAL_ENV"] == shop.found().path
    assert shop.python("import sys, thing; print('%d.%d' % sys.version_info[:2])") == minor


# --- With --long -----------------------------------------------------------------


@pytest.mark.long
def test_what_is_added_later_is_installed_by_sync(shop):
    assert shop.run("allow").returncode == 0
    assert shop.run("sync", "--check").returncode == 0
    shop.write('"thing", "other"')
    assert shop.run("sync", "--check").returncode == 1
    done = shop.run("sync")
    assert done.stdout.startswith("pyproject.toml: 1 package installed in "), (done.stdout, done.stderr)
    assert shop.python("import other; print(other.version)") == "1.0"


@pytest.mark.long
@pytest.mark.parametrize("again", ["allow", "sync"])
def test_a_failure_is_one_line_and_leaves_nothing_that_looks_whole(shop, again):
    shop.write('"thing", "nothing-of-that-name"')
    done = shop.run("allow")
    assert (done.returncode, len(shop.said(done.stderr))) == (1, 1), done.stderr
    assert "nothing-of-that-name" in done.stderr
    log = done.stderr.rpartition("(log: ")[2].removesuffix(")\n")
    assert os.path.exists(log)
    assert not shop.found().exists
    shop.write('"thing"')
    assert shop.run(again).returncode == 0
    assert shop.python("import thing; print(thing.version)") == "1.0"
    assert shop.exported()["state"] == "active"


@pytest.mark.long
def test_an_interrupt_is_one_line_and_leaves_nothing_that_looks_whole(shop):
    started, go = os.path.join(shop.place.home, "started"), os.path.join(shop.place.home, "go")
    shop.index.slow_sdist("slow", started, go)
    shop.write('"slow"')
    child = subprocess.Popen(
        shop.command("allow"), cwd=shop.place.root, env=shop.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_until(lambda: os.path.exists(started) or child.poll() is not None, "the build")
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=PATIENCE)
    lines = shop.said(said)
    assert (child.returncode, len(lines)) == (130, 1), said
    assert lines[0].startswith("autovenv: interrupted, and what was installed is as before")
    assert not shop.found().exists
    open(go, "w", encoding="utf-8").close()
    assert shop.run("sync").returncode == 0
    assert shop.exported()["state"] == "active"


@pytest.mark.long
def test_hatch_that_is_not_installed_is_one_line_with_the_command_that_gets_it(shop):
    os.unlink(shop.hatch)
    done = shop.run("allow")
    assert done.returncode == 1
    assert len(shop.said(done.stderr)) == 1
    assert done.stderr.endswith(": hatch is not installed: `uv tool install hatch`\n")
    assert not shop.found().exists


@pytest.mark.long
@pytest.mark.parametrize("how", ["pin", "range"])
def test_hatch_takes_no_other_python_than_the_projects(shop, how):
    shop.place.write(os.path.join(shop.place.home, ".config", "autovenv", "config.toml"), 'python_downloads = "never"\n')
    if how == "pin":
        shop.place.write(".python-version", "3.99\n")
    else:
        shop.write('"thing"', 'requires-python = ">=3.99"\n')
    done = shop.run("allow")
    assert (done.returncode, len(shop.said(done.stderr))) == (1, 1), done.stderr
    assert " wants python " in done.stderr
    assert "3.99" in done.stderr
    assert not shop.found().exists


@pytest.mark.long
def test_an_environment_at_a_place_of_the_projects_is_approved_since_it_was_made_by_consent(shop):
    shop.place.write("hatch.toml", '[envs.default]\nskip-install = true\npath = "made-here"\n')
    done = shop.run("allow")
    assert done.returncode == 0, done.stderr
    assert shop.exported()["set"]["VIRTUAL_ENV"] == os.path.join(shop.place.root, "made-here")


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="the archive is one for Linux")
def test_hatch_is_given_the_python_that_was_fetched_this_moment(shop, tmp_path):
    mirror = Mirror(tmp_path / "mirror", shop.place.home)
    tools = os.path.dirname(shop.hatch)
    os.unlink(shop.hatch)
    shop.place.write(shop.hatch, f'#!/bin/sh\necho "$HATCH_PYTHON" > "$HOME/given"\nexec "{program("hatch")}" "$@"\n')
    os.chmod(shop.hatch, 0o755)
    shop.place.write(".python-version", f"{MINOR}\n")
    done = shop.run("allow", PATH=tools, UV_PYTHON_DOWNLOADS="manual", **mirror.environ())
    assert f"python        {MINOR}, fetched by uv" in done.stdout, done.stderr
    with open(os.path.join(shop.place.home, "given"), encoding="utf-8") as file:
        assert file.read().startswith(mirror.pythons)
