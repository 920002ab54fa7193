"""The key `sync` of a project's configuration: another command installs its packages, or nothing is installed."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from tests.commands import MINOR, run, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the command is a script of sh")

SCRIPT = """#!/bin/sh
printf '%s\\n' "$PWD" "$VIRTUAL_ENV" "$COLOUR" "$(command -v python)" "$UV_PYTHON" "$@" > "$HOME/ran"
python -c '
import sys, sysconfig, pathlib
for name in open("requirements.txt").read().split():
    place = pathlib.Path(sysconfig.get_path("purelib"), name + "-1.0.dist-info")
    place.mkdir(exist_ok=True)
    (place / "METADATA").write_text(f"Name: {name}\\nVersion: 1.0\\n")
'
if [ -e fails ]; then echo "error: no such thing"; exit 1; fi
"""
OWN = """
sync = "./deps.sh one 'two three'"
[env]
COLOUR = "red"
"""


class Shop:
    """A project with requirements that no index has, and a script that installs them all the same."""

    def __init__(self, home):
        self.home, self.root = home, f"{home}/shop"
        self.venv = f"{self.root}/.venv"
        write(f"{self.root}/requirements.txt", "thing\n")
        os.chmod(write(f"{self.root}/deps.sh", SCRIPT), 0o755)

    def say(self, text, name="autovenv.toml"):
        write(f"{self.root}/{name}", text)

    def run(self, *arguments):
        return run(arguments, self.home, self.root, UV_OFFLINE="1")

    def done(self, *arguments):
        done = self.run(*arguments)
        assert done.returncode == 0, (done.stdout, done.stderr)
        return done.stdout

    def failed(self, *arguments, code=1):
        done = self.run(*arguments)
        assert (done.returncode, done.stdout) == (code, "")
        return done.stderr

    def packages(self):
        (library,) = os.listdir(f"{self.venv}/lib")
        return sorted(
            name.partition("-")[0]
            for name in os.listdir(f"{self.venv}/lib/{library}/site-packages")
            if name.endswith(".dist-info") and not name.startswith("pip-")
        )


@pytest.fixture
def shop(home):
    return Shop(home)


def test_the_command_runs_in_the_project_with_its_variables_and_its_environment(shop):
    shop.say(OWN)
    shown = shop.done("allow")
    assert "  packages      by `./deps.sh one 'two three'` (sync in autovenv.toml:2)\n" in shown
    assert "  packages      `./deps.sh one 'two three'`: 1 package installed in " in shown
    assert shop.packages() == ["thing"]
    with open(f"{shop.home}/ran") as file:
        assert file.read().splitlines() == [shop.root, shop.venv, "red", *2 * [f"{shop.venv}/bin/python"], "one", "two three"]
    assert shop.done("sync", "--check") == ""


def test_it_is_due_again_when_the_project_s_files_change(shop):
    shop.say(OWN)
    shop.done("allow")
    write(f"{shop.root}/requirements.txt", "thing\nother\n")
    done = shop.run("sync", "--check")
    assert (done.returncode, done.stdout) == (1, "requirements.txt changed since its packages were installed\n")
    shop.done("sync")
    assert shop.packages() == ["other", "thing"]
    shop.say(OWN.replace("one", "two"))
    shop.done("allow", "--no-install")
    done = shop.run("sync", "--check")
    assert (done.returncode, done.stdout) == (1, "`./deps.sh two 'two three'` was not run\n")
    told = json.loads(shop.done("sync", "--json"))
    assert (told["file"], told["current"]) == (f"{shop.root}/autovenv.toml", True)


def test_what_fails_leaves_the_packages_as_they_were(shop):
    shop.say(OWN)
    shop.done("allow")
    write(f"{shop.root}/requirements.txt", "thing\nother\n")
    write(f"{shop.root}/fails", "")
    line = shop.failed("sync")
    assert line.startswith("autovenv: ./deps.sh one 'two three' failed: no such thing (log: ")
    assert shop.packages() == ["thing"]


@pytest.mark.parametrize(
    ("command", "why"), [("no-such-program x", "no-such-program is not installed"), ("./none x", "./none is not an executable")]
)
def test_a_program_that_is_not_there_is_one_line(shop, command, why):
    shop.say(f'sync = "{command}"\n')
    done = shop.run("allow")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"autovenv: {command}: {why}"


def test_a_table_of_projects_leaves_it_to_the_file_until_that_is_shown(shop):
    shop.say(OWN)
    done = shop.run("allow", "--below", ".")
    assert (done.returncode, shop.home in done.stdout) == (2, True)
    assert "; packages: as autovenv.toml says; autovenv.toml\n" in done.stdout
    assert "  packages      by `./deps.sh one 'two three'` (sync in autovenv.toml:2)\n" in shop.done("allow", "--below", ".", "--yes")


def test_any_program_of_path_will_do(shop):
    shop.say('sync = "touch made"\n')
    assert "`touch made`: nothing had to be installed in " in shop.done("allow")
    assert os.path.exists(f"{shop.root}/made")


@pytest.mark.parametrize(("name", "table"), [("autovenv.toml", ""), ("pyproject.toml", "[tool.autovenv]\n")])
def test_false_is_nothing_installed_and_nothing_said_of_it(shop, name, table):
    shop.say(f"{table}sync = false\n", name)
    done = shop.run("allow")
    assert done.returncode == 0, done.stderr
    assert "packages" not in done.stdout + done.stderr
    assert shop.packages() == []
    assert json.loads(shop.done("export", "json"))["messages"] == []
    line = f"autovenv: sync = false in {name}:{1 + bool(table)}: nothing is installed\n"
    assert shop.failed("sync") == line
    assert shop.failed("sync", "--check") == line
    shop.done("recreate")
    assert shop.packages() == []


def test_a_file_about_packages_alone_takes_no_environment_away(shop):
    shop.say("sync = false\n")
    shop.done("allow")
    shutil.rmtree(shop.venv)
    assert json.loads(shop.done("export", "json"))["set"]["VIRTUAL_ENV"] == shop.venv
    assert os.path.exists(shop.venv), "as without the file"


def test_true_takes_an_inherited_command_back(shop):
    shop.say(OWN)
    write(f"{shop.root}/libs/a/requirements.txt", "thing\n")
    for text, row in (("inherit = true\n", f"by `./deps.sh one 'two three'` (sync in {shop.root}/autovenv.toml:2)"), ("", "1 from ")):
        write(f"{shop.root}/libs/a/autovenv.toml", text or "inherit = true\nsync = true\n")
        write(f"{shop.root}/libs/a/.python-version", "3.99\n")
        assert f"  packages      {row}" in shop.run("allow", "libs/a").stdout


def test_recreate_runs_it(shop):
    shop.say(OWN)
    shop.done("allow")
    assert "`./deps.sh one 'two three'`: 1 package installed in " in shop.done("recreate")
    assert shop.packages() == ["thing"]


@pytest.mark.parametrize("changed", ["autovenv.toml", ".envrc"])
def test_nothing_is_installed_while_the_file_that_says_it_is_not_in_force(shop, changed):
    shop.say("sync = false\n")
    write(f"{shop.root}/.envrc", "export A=1\n")
    shop.done("allow")
    write(f"{shop.root}/{changed}", "# changed\n" + ("sync = false\n" if changed == "autovenv.toml" else "export A=2\n"))
    assert shop.failed("sync") == "autovenv: autovenv.toml says what is installed, and is not in force: `autovenv allow`\n"


def test_a_command_that_changes_what_it_installs_from_is_run_once_more_and_later_changes_are_seen(shop):
    """As `uv add` does: without a second run nothing could be known of later changes."""
    script = '#!/bin/sh\necho >>"$HOME/runs"\ngrep -q idna requirements.txt || echo idna >>requirements.txt\n'
    os.chmod(write(f"{shop.root}/deps.sh", script), 0o755)
    shop.say('sync = "./deps.sh"\n')
    write(f"{shop.root}/.python-version", f"{MINOR}\n")
    shop.done("allow")
    with open(f"{shop.home}/runs", encoding="utf-8") as file:
        assert len(file.readlines()) == 2
    shop.done("sync", "--check")
    write(f"{shop.root}/requirements.txt", "thing\nidna\nclick\n")
    assert "requirements.txt changed" in shop.done("status")


def test_a_command_that_changes_it_each_time_is_an_error(shop):
    os.chmod(write(f"{shop.root}/deps.sh", "#!/bin/sh\necho more >>requirements.txt\n"), 0o755)
    shop.say('sync = "./deps.sh"\n')
    write(f"{shop.root}/.python-version", f"{MINOR}\n")
    assert "`./deps.sh` changed what it installs from each time that it was run" in shop.run("allow").stderr
