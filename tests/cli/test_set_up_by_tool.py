"""Projects whose environment only their tool makes: conda and pixi, by stand-ins that do what their documentation says.

hatch, for real, is in tests/tools/test_real_hatch.py.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.cli import stand_ins
from tests.cli.environments import refused
from tests.commands import TOP, run, surroundings, write
from tests.patience import PATIENCE, wait_until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are scripts of sh")
CONDA = "name: shop\ndependencies:\n  - python\n  - thing\n"


class Shop:
    """A project of a tool that makes its environments itself."""

    def __init__(self, home, tool):
        self.home, self.tool = home, tool
        self.root = os.path.join(home, "shop")
        self.tools = os.path.join(home, "tools")
        os.makedirs(self.tools)
        # The machine may have a conda of its own, whose directories come behind this one.
        self.variables = {
            "PATH": os.pathsep.join([self.tools, surroundings(home)["PATH"]]),
            "CONDA_ENVS_DIRS": os.path.join(home, ".conda", "envs"),
        }
        if tool == "pixi":
            self.write("pixi.toml", '[workspace]\nname = "shop"\n')
            self.write("pixi.lock", "version: 6\n")
            self.environment = os.path.join(self.root, ".pixi", "envs", "default")
            self.file, self.command = "pixi.lock", "pixi install --frozen"
        else:
            self.write("environment.yml", CONDA)
            self.environment = os.path.join(home, ".conda", "envs", "shop")
            self.file, self.command = "environment.yml", "conda env create --file environment.yml"
        self.arguments = self.command.split(" ", 1)[1] + (f" --prefix {self.environment}" if tool != "pixi" else "")

    def put(self, name=""):
        return stand_ins.put(name or self.tool, self.tools)

    def ran(self):
        return stand_ins.ran(self.tool, self.home)

    def write(self, name, text=""):
        return write(os.path.join(self.root, name), text)

    def environ(self):
        return {**surroundings(self.home), **self.variables, "PYTHONPATH": TOP}

    def run(self, *arguments, **extra):
        return run(arguments, self.home, self.root, **{**self.variables, **extra})

    def exported(self):
        done = self.run("export", "json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(params=["conda", "pixi"])
def both(request, home):
    made = Shop(home, request.param)
    made.put()
    return made


@pytest.fixture(params=["conda", pytest.param("pixi", marks=pytest.mark.long)])
def shop(request, home):
    made = Shop(home, request.param)
    made.put()
    return made


@pytest.fixture
def conda(home):
    return Shop(home, "conda")


def test_nothing_is_made_without_consent_and_one_line_says_what_it_is(shop):
    found = shop.exported()
    assert found["state"] == "blocked"
    (line,) = found["messages"]
    assert line.startswith(f"autovenv: shop is a {shop.tool} project")
    assert line.endswith("`autovenv allow` sets it up")
    assert (shop.ran(), os.path.exists(shop.environment)) == ([], False)


def test_allow_shows_what_it_does_and_its_tool_does_it(both):
    shop = both
    done = shop.run("allow")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert lines[:3] == [
        ["project", shop.root],
        ["environment", f"{shop.environment}, to be made by `{shop.command}`"],
        ["packages", f"{'2 ' if shop.tool == 'conda' else ''}from {shop.file}, by the same command"],
    ]
    assert lines[3][1].startswith(f"{shop.file}: 1 package installed in ")
    assert lines[4:] == [["state", "active"]]
    assert shop.ran() == [shop.arguments]
    found = shop.exported()
    assert (found["state"], found["messages"]) == ("active", [])
    assert found["set"]["CONDA_PREFIX"] == shop.environment
    assert shop.run("exec", "--", "python", "-c", "import thing").returncode == 0


@pytest.mark.long
def test_what_it_made_is_current_and_an_edit_is_installed(shop):
    assert shop.run("allow").returncode == 0
    assert shop.run("sync", "--check").returncode == 0
    shop.write(shop.file, "version: 6 # more\n" if shop.tool == "pixi" else f"{CONDA}  - other\n")
    assert shop.run("sync", "--check").returncode == 1
    assert shop.run("sync").returncode == 0
    assert len(shop.ran()) == 2
    assert shop.tool == "pixi" or shop.ran()[1] == shop.arguments.replace("create", "update")
    assert shop.run("sync", "--check").returncode == 0


def test_a_tool_that_is_not_installed_is_one_line_with_the_command_that_gets_it(shop):
    os.unlink(os.path.join(shop.tools, shop.tool))
    line = refused(shop.run("allow"))
    get = {"conda": "curl -fsSL https://micro.mamba.pm/install.sh | bash", "pixi": "curl -fsSL https://pixi.sh/install.sh | bash"}
    assert line.endswith(f": {shop.tool} is not installed: `{get[shop.tool]}`")
    assert not os.path.exists(shop.environment)
    shop.put()
    assert shop.run("sync").returncode == 0, "the consent is there"
    assert shop.exported()["state"] == "active"


@pytest.mark.parametrize("again", [pytest.param("allow", marks=pytest.mark.long), "sync"])
def test_a_tool_that_fails_is_one_line_and_leaves_nothing_that_looks_whole(shop, again):
    fails = write(os.path.join(shop.home, "fails"), "")
    line = refused(shop.run("allow"))
    assert "failed: Error: the channel has no memory left (log: " in line
    with open(line.rpartition("(log: ")[2].removesuffix(")"), encoding="utf-8") as file:
        assert "no memory left" in file.read()
    assert not os.path.exists(shop.environment)
    assert shop.exported()["state"] != "active"
    os.unlink(fails)
    done = shop.run(again)
    assert done.returncode == 0, done.stderr
    assert shop.exported()["state"] == "active"


def test_an_interrupt_is_one_line_and_leaves_nothing_that_looks_whole(shop):
    waits, started = write(os.path.join(shop.home, "waits"), ""), os.path.join(shop.home, "started")
    command = [sys.executable, "-P", "-m", "autovenv", "allow"]
    child = subprocess.Popen(command, cwd=shop.root, env=shop.environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: os.path.exists(started) or child.poll() is not None, "the tool")
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=PATIENCE)
    assert child.returncode == 130
    lines = [line for line in said.splitlines() if "waiting for" not in line]
    assert lines == [f"autovenv: interrupted, and what was installed is as before: `autovenv sync` installs {shop.file}"]
    assert not os.path.exists(shop.environment)
    os.unlink(waits)
    assert shop.run("sync").returncode == 0
    assert shop.exported()["state"] == "active"


@pytest.mark.long
def test_nothing_is_installed_into_a_frozen_environment(shop):
    assert shop.run("allow").returncode == 0
    write(os.path.join(shop.environment, "conda-meta", "frozen"), "")
    shop.write(shop.file, "version: 6 # more\n" if shop.tool == "pixi" else f"{CONDA}  - other\n")
    line = refused(shop.run("sync"))
    assert line == f"{shop.environment} is frozen ({shop.environment}/conda-meta/frozen): nothing is installed into it"
    assert len(shop.ran()) == 1
    assert shop.exported()["state"] == "active"


@pytest.mark.long
def test_consent_for_one_shell_stays_one_for_this_shell(shop):
    hooked = {"AUTOVENV_SESSION": "11-22-bash"}
    write(os.path.join(shop.home, "fails"), "")
    refused(shop.run("allow", "--once", **hooked))
    os.unlink(os.path.join(shop.home, "fails"))
    assert shop.run("sync", **hooked).returncode == 0
    assert json.loads(shop.run("status", "--json", **hooked).stdout)["state"] == "active"
    found = json.loads(shop.run("status", "--json", AUTOVENV_SESSION="33-44-bash").stdout)
    # One that conda keeps outside of projects is anybody's.
    assert found["state"] == ("active" if shop.tool == "conda" else "blocked")
    assert shop.run("sync", AUTOVENV_SESSION="33-44-bash").returncode == 2


@pytest.mark.long
def test_install_is_all_or_nothing_where_the_tool_makes_both(shop):
    done = shop.run("allow", "--no-install")
    assert done.returncode == 1
    assert "`autovenv sync` sets it up" in done.stderr
    assert shop.ran() == []


def test_no_python_is_fetched_for_a_tool_that_brings_its_own(shop):
    shop.write(".python-version", "3.99\n")
    done = shop.run("allow")
    assert "fetched by uv" not in done.stdout
    assert shop.ran() == [shop.arguments]
    assert " wants python 3.99, " in refused(done), "what it brought is another one"


@pytest.mark.long
def test_pixi_without_a_lock_says_which_command_makes_one(home):
    shop = Shop(home, "pixi")
    shop.put()
    os.unlink(os.path.join(shop.root, "pixi.lock"))
    assert refused(shop.run("allow")) == "there is no pixi.lock: `pixi lock`"
    assert shop.ran() == []


@pytest.mark.long
@pytest.mark.parametrize("name", ["mamba", "micromamba"])
def test_conda_may_be_another_program(conda, name):
    conda.put(name)
    assert conda.run("allow").returncode == 0
    assert conda.ran() == [conda.arguments]


@pytest.mark.parametrize("variable", [pytest.param("CONDA_EXE", marks=pytest.mark.long), "MAMBA_EXE"])
def test_conda_may_be_a_function_whose_variable_names_the_program(conda, variable):
    """conda's and micromamba's rc blocks put no program on PATH. requirements.txt is for those who have neither."""
    conda.write("requirements.txt", "nothing-of-that-name\n")
    del conda.variables["CONDA_ENVS_DIRS"]
    root = os.path.join(conda.home, "miniforge3")
    program = stand_ins.put("conda" if variable == "CONDA_EXE" else "micromamba", os.path.join(root, "bin"))
    done = conda.run("allow", **{variable: program})
    assert (done.returncode, done.stderr) == (0, "")
    assert os.path.isdir(os.path.join(root, "envs", "shop", "conda-meta")), "among conda's own"
    assert json.loads(conda.run("export", "json", **{variable: program}).stdout)["set"]["CONDA_DEFAULT_ENV"] == "shop"


def test_without_conda_an_environment_yml_beside_requirements_is_nobodys(conda):
    conda.write("requirements.txt", "")
    done = conda.run("allow")
    assert done.returncode == 0, done.stderr
    assert conda.exported()["set"]["VIRTUAL_ENV"] == os.path.join(conda.root, ".venv")


@pytest.mark.parametrize(
    "name", ["../../other/evil", *(pytest.param(one, marks=pytest.mark.long) for one in ("HOME/other/evil", "..", "a b"))]
)
def test_a_name_of_condas_leads_nowhere_but_to_condas_own_directories(conda, name):
    name = name.replace("HOME", conda.home)
    made = os.path.join(conda.home, "other", "evil")
    subprocess.run([conda.put(), "env", "create", "--file", conda.write("e.yml"), "--prefix", made], env=conda.environ(), check=True)
    os.makedirs(os.path.dirname(conda.environment))
    os.unlink(os.path.join(conda.home, ".conda", "environments.txt"))
    conda.write("environment.yml", f"name: {name}\n")
    found = conda.exported()
    assert found["state"] != "active", found
    assert refused(conda.run("allow")).endswith(" is no name of an environment of conda's")
