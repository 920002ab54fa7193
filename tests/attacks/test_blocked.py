"""A file that nobody approved does nothing at all, whichever way somebody gets near it."""

from __future__ import annotations

import json
import os

import pytest

from autovenv import PROTOCOL
from tests.commands import make_foreign, run, run_helper, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")

# Each writes a file, sets a variable and adds to PATH, as far as it can.
DECLARED = "export CANARY=1\nPATH_add evil\nlog_status CANARY\nlayout python3\n"
BASH = "export CANARY=1; for one in 1; do touch canary; echo CANARY >canary2; done\nPATH_add evil\nlayout python3\n"
TOML = 'path = ["evil"]\nlayout = "python3"\n[env]\nCANARY = "1"\n'


@pytest.fixture
def shop(home):
    os.makedirs(f"{home}/shop/evil")
    return f"{home}/shop"


def files_below(*directories):
    """Every path below the directories with its size and time: what was written shows."""
    found = {}
    for directory in directories:
        for folder, names, files in os.walk(directory):
            for name in names + files:
                seen = os.lstat(os.path.join(folder, name))
                found[os.path.join(folder, name)] = (seen.st_mode, seen.st_size, seen.st_mtime_ns if name in files else 0)
    return found


def helper(home, directory, **extra):
    return run_helper(["plan", PROTOCOL, "bash", directory], home, directory, **extra)


def stored(home, directory):
    with open(f"{home}/.local/state/autovenv/plans-{PROTOCOL}{directory}/.autovenv-plan/bash") as file:
        return file.read()


COMMANDS = {
    "export": ["export", "json"],
    "export bash": ["export", "bash"],
    "export zsh": ["export", "zsh"],
    "export dotenv": ["export", "dotenv"],
    "export gha": ["export", "gha"],
    "export systemd": ["export", "systemd"],
    "export docker": ["export", "docker"],
    "exec": ["exec", "--", "/usr/bin/env"],
    "status": ["status"],
    "status json": ["status", "--json"],
    "why": ["why"],
    "why json": ["why", "--json"],
    "prune": ["prune"],
    "edit": ["edit"],
    "edit yes": ["edit", "--yes"],
    "deny": ["deny"],
    "revoke": ["revoke"],
    "import": ["allow", "--import-direnv"],
    "reload": ["reload"],
}


@pytest.mark.parametrize("name, text", [(".envrc", DECLARED), (".envrc", BASH), ("autovenv.toml", TOML), (".env", "CANARY=1\n")])
def test_no_command_lets_it_take_effect(home, shop, name, text):
    write(f"{shop}/{name}", text)
    write(f"{home}/.config/autovenv/config.toml", "load_dotenv = true\n")
    before = files_below(shop)
    assert "CANARY" not in helper(home, shop).stderr
    assert "CANARY" not in stored(home, shop)
    for arguments in COMMANDS.values():
        done = run(arguments, home, shop, EDITOR="true", AUTOVENV_SESSION="11-22")
        assert "CANARY" not in done.stdout + done.stderr, arguments
        assert f"{shop}/evil" not in done.stdout, arguments
    assert files_below(shop) == before


@pytest.mark.parametrize("text", [DECLARED, BASH], ids=["declarative", "bash"])
@pytest.mark.parametrize(
    "child",
    ["source_up\n", "source_env ..\n", "source ../.envrc\n", "source_up\nfor a in 1; do :; done\n", "source_env_if_exists ../.envrc\n"],
)
def test_nor_does_a_parent_s_file_that_an_approved_one_reads(home, shop, child, text):
    write(f"{shop}/web/.envrc", "export OWN=1\n" + child)
    assert run(["allow"], home, f"{shop}/web").returncode in {0, 1}
    # Approved as there was no parent: now there is one.
    write(f"{shop}/.envrc", text)
    before = files_below(shop)
    done = helper(home, f"{shop}/web")
    assert "CANARY" not in done.stderr
    for arguments in (COMMANDS["export"], COMMANDS["exec"], COMMANDS["status"], COMMANDS["why"]):
        done = run(arguments, home, f"{shop}/web")
        assert "CANARY" not in done.stdout + done.stderr
        assert "OWN=1" not in done.stdout, "all of it or nothing"
    document = json.loads(run(["export", "json"], home, f"{shop}/web").stdout)
    assert document["state"] == "blocked"
    assert files_below(shop) == before


def test_nor_does_what_is_inherited(home, shop):
    write(f"{shop}/web/autovenv.toml", "inherit = true\n[env]\nOWN = '1'\n")
    assert run(["allow"], home, f"{shop}/web").returncode == 0
    for name, text in ((".envrc", BASH), ("autovenv.toml", TOML)):
        path = write(f"{shop}/{name}", text)
        before = files_below(shop)
        helper(home, f"{shop}/web")
        for arguments in (COMMANDS["export"], COMMANDS["exec"], COMMANDS["status"], COMMANDS["why"]):
            done = run(arguments, home, f"{shop}/web")
            assert "CANARY" not in done.stdout + done.stderr
        assert files_below(shop) == before
        os.unlink(path)


def test_a_blocked_envrc_chooses_no_environment(home, shop):
    make_foreign(shop)
    write(f"{shop}/.envrc", "layout python3\n")
    write(f"{shop}/autovenv.toml", 'venv_path = "evil"\n')
    document = json.loads(run(["export", "json"], home, shop).stdout)
    assert document["state"] == "blocked"
    assert "VIRTUAL_ENV" not in document["set"]


def test_denied_stays_denied_whoever_reads_it(home, shop):
    write(f"{shop}/.envrc", "export CANARY=1\n")
    write(f"{home}/good/.envrc", "source_env ../shop\n")
    assert run(["allow"], home, f"{home}/good").returncode == 0
    assert run(["deny"], home, shop).returncode == 0
    done = run(["export", "json"], home, f"{home}/good")
    assert "CANARY" not in done.stdout
    assert json.loads(done.stdout)["state"] == "blocked"
    done = run(["allow"], home, f"{home}/good")
    assert done.returncode == 2 or "you denied" in done.stderr


def test_a_broken_file_that_is_blocked_is_only_blocked(home, shop):
    """What stands in it is not even told of by an error."""
    write(f"{shop}/.envrc", "if CANARY; then ((( \n")
    write(f"{shop}/autovenv.toml", "CANARY = [[[[\n")
    for arguments in (COMMANDS["export"], COMMANDS["status"], COMMANDS["why"]):
        done = run(arguments, home, shop)
        assert "CANARY" not in done.stdout + done.stderr
    assert json.loads(run(["export", "json"], home, shop).stdout)["state"] == "blocked"
