"""What was approved is a content at a place: anything else there, however it came, is not."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from autovenv import PROTOCOL
from tests.commands import run, run_helper, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")

GOOD = "export COLOUR=good\n"
EVIL = "export COLOUR=evil\n"
BASH = "for one in 1; do :; done\n"
EVALUATORS = pytest.mark.parametrize("extra", ["", BASH], ids=["declarative", "bash"])


@pytest.fixture
def shop(home):
    os.makedirs(f"{home}/shop")
    return f"{home}/shop"


def colour(home, directory, **extra):
    """What the stored plan and `export` say; they must not differ in what an attacker gains."""
    run_helper(["plan", PROTOCOL, "bash", directory], home, directory, **extra)
    done = run(["export", "json"], home, directory, **extra)
    with open(f"{home}/.local/state/autovenv/plans-{PROTOCOL}{directory}/.autovenv-plan/bash") as file:
        stored = file.read()
    document = json.loads(done.stdout)
    text = (document.get("set") or {}).get("COLOUR", document["state"])
    assert ("evil" in stored) == (text == "evil")
    return text


def approved(home, directory, name, text):
    write(f"{directory}/{name}", text)
    done = run(["allow"], home, directory)
    assert done.returncode == 0, done.stderr


def keep_time(path, swap):
    """Swap, and set the times back: what `rsync -t`, `tar` and `touch -r` do."""
    seen = os.stat(path)
    swap()
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


@EVALUATORS
def test_another_content_with_the_old_time(home, shop, extra):
    approved(home, shop, ".envrc", GOOD + extra)
    assert colour(home, shop) == "good"
    keep_time(f"{shop}/.envrc", lambda: write(f"{shop}/.envrc", EVIL + extra))
    assert colour(home, shop) in {"blocked", "good"}


@EVALUATORS
def test_another_file_renamed_into_its_place_with_the_old_time(home, shop, extra):
    approved(home, shop, ".envrc", GOOD + extra)
    write(f"{shop}/next", EVIL + extra)
    keep_time(f"{shop}/.envrc", lambda: os.replace(f"{shop}/next", f"{shop}/.envrc"))
    assert colour(home, shop) in {"blocked", "good"}


@EVALUATORS
def test_a_file_behind_a_link_that_is_turned(home, shop, extra):
    write(f"{shop}/one", GOOD + extra)
    write(f"{shop}/two", EVIL + extra)
    os.utime(f"{shop}/two", ns=(os.stat(f"{shop}/one").st_mtime_ns,) * 2)
    os.symlink("one", f"{shop}/.envrc")
    assert run(["allow"], home, shop).returncode == 0
    assert colour(home, shop) == "good"
    os.unlink(f"{shop}/.envrc")
    os.symlink("two", f"{shop}/.envrc")
    assert colour(home, shop) == "blocked"


@EVALUATORS
def test_approved_content_at_another_place(home, shop, extra):
    """A file acts on the directory that it lies in: consent to `PATH_add bin` there is no consent to it here."""
    approved(home, shop, ".envrc", GOOD + extra)
    for number, place in enumerate((os.link, os.symlink, shutil.copy)):
        directory = f"{home}/stranger{number}"
        os.makedirs(directory)
        place(f"{shop}/.envrc", f"{directory}/.envrc")
        assert colour(home, directory) == "blocked"


@EVALUATORS
def test_a_directory_that_is_a_link_turned_elsewhere(home, extra):
    for name in ("one", "two"):
        write(f"{home}/{name}/.envrc", f"export COLOUR={'good' if name == 'one' else 'evil'}\n" + extra)
    os.symlink("one", f"{home}/shop")
    assert run(["allow"], home, f"{home}/shop").returncode == 0
    assert colour(home, f"{home}/shop") == "good"
    os.unlink(f"{home}/shop")
    os.symlink("two", f"{home}/shop")
    assert colour(home, f"{home}/shop") == "blocked"


@EVALUATORS
def test_a_project_moved_away_and_another_in_its_place(home, shop, extra):
    approved(home, shop, ".envrc", GOOD + extra)
    assert colour(home, shop) == "good"
    os.rename(shop, f"{home}/old")
    write(f"{shop}/.envrc", EVIL + extra)
    assert colour(home, shop) == "blocked"


@EVALUATORS
@pytest.mark.parametrize("form", ["source_env extra.sh", "source ./extra.sh", ". ./extra.sh"])
def test_a_sourced_file(home, shop, form, extra):
    write(f"{shop}/extra.sh", GOOD)
    approved(home, shop, ".envrc", form + "\n" + extra)
    assert colour(home, shop) == "good"
    write(f"{shop}/extra.sh", EVIL)
    assert colour(home, shop) == "blocked"
    write(f"{shop}/extra.sh", GOOD)
    assert colour(home, shop) == "good"
    os.unlink(f"{shop}/extra.sh")
    write(f"{shop}/other", EVIL)
    os.symlink("other", f"{shop}/extra.sh")
    assert colour(home, shop) == "blocked"


@EVALUATORS
@pytest.mark.parametrize("form", ["dotenv", "dotenv .env", "dotenv_if_exists", "source .env"])
def test_a_dotenv_file(home, shop, form, extra):
    write(f"{shop}/.env", GOOD)
    approved(home, shop, ".envrc", form + "\n" + extra)
    if form != "source .env":
        assert colour(home, shop) == "good"
    write(f"{shop}/.env", EVIL)
    assert colour(home, shop) == "blocked"


@EVALUATORS
def test_a_file_that_was_not_there(home, shop, extra):
    approved(home, shop, ".envrc", "source_env_if_exists local\nexport COLOUR=good\n" + extra)
    assert colour(home, shop) == "good"
    write(f"{shop}/local", "export EVIL=1\n")
    assert colour(home, shop) == "blocked"


@EVALUATORS
def test_a_file_that_was_sourced_is_not_approved_as_the_main_one(home, shop, extra):
    write(f"{shop}/sub/.envrc", "export COLOUR=good\n" + extra)
    approved(home, shop, ".envrc", "source_env sub\n")
    assert colour(home, shop) == "good"
    for command in (["status", "--json"], ["export", "json"]):
        there = json.loads(run(command, home, f"{shop}/sub").stdout)
        assert (there["root"], there["withheld"]) == (shop, [".envrc"]), "what a shell has there is the project around it"


@pytest.mark.parametrize("name", ["autovenv.toml", "pyproject.toml"])
def test_declared(home, shop, name):
    head = "[tool.autovenv]\n" if name == "pyproject.toml" else ""
    env = "[tool.autovenv.env]\n" if head else "[env]\n"
    approved(home, shop, name, head + env + 'COLOUR = "good"\n')
    assert colour(home, shop) == "good"
    keep_time(f"{shop}/{name}", lambda: write(f"{shop}/{name}", head + env + 'COLOUR = "evil"\n'))
    assert colour(home, shop) == "blocked"


def test_what_bash_runs_is_what_was_approved_even_where_the_file_is_replaced_meanwhile(home, shop):
    """bash reads a script as it goes: were it the file itself, it would go on in what is there by then."""
    swap = "if [[ -e flag ]]; then cp evil .envrc; cp evil extra.sh; fi\n"
    write(f"{shop}/evil", "\n" * 4 + EVIL)
    write(f"{shop}/extra.sh", "true\n" * 4)
    approved(home, shop, ".envrc", f"watch_file flag\n{swap}true\ntrue\n{GOOD}")
    write(f"{shop}/flag", "")
    run_helper(["plan", PROTOCOL, "bash", shop], home, shop)
    with open(f"{home}/.local/state/autovenv/plans-{PROTOCOL}{shop}/.autovenv-plan/bash") as file:
        assert "evil" not in file.read()
    assert colour(home, shop) == "blocked"


def test_between_what_is_shown_and_what_is_recorded(home, shop):
    """An editor's pretence: each look at the file finds another one. Nothing unseen is ever recorded."""
    write(f"{shop}/evil", EVIL)
    write(f"{shop}/.envrc", GOOD + BASH + "cp evil .envrc\n")
    done = run(["allow"], home, shop)
    assert colour(home, shop) != "evil" or "COLOUR=evil" in done.stdout


def test_consent_that_is_taken_back_counts_where_bash_has_run_before(home, shop):
    approved(home, shop, ".envrc", GOOD + BASH)
    assert colour(home, shop) == "good"
    run(["revoke"], home, shop)
    assert colour(home, shop) == "blocked"
    run(["allow"], home, shop)
    assert colour(home, shop) == "good"
    run(["deny"], home, shop)
    assert colour(home, shop) == "blocked"


@EVALUATORS
def test_a_path_that_is_trusted_no_more(home, shop, extra):
    config = write(f"{home}/.config/autovenv/config.toml", f'trusted_paths = ["{shop}"]\n')
    write(f"{shop}/.envrc", GOOD + extra)
    assert colour(home, shop) == "good"
    write(config, "trusted_paths = []\n")
    assert colour(home, shop) == "blocked"


@EVALUATORS
def test_links_out_of_a_path_that_is_trusted(home, shop, extra):
    write(f"{home}/.config/autovenv/config.toml", f'trusted_paths = ["{shop}"]\n')
    write(f"{home}/stranger/.envrc", EVIL + extra)
    os.symlink(f"{home}/stranger", f"{shop}/link")
    assert colour(home, f"{shop}/link") == "blocked"
    os.makedirs(f"{shop}/sub")
    os.symlink(f"{home}/stranger/.envrc", f"{shop}/sub/.envrc")
    assert colour(home, f"{shop}/sub") == "blocked"
    write(f"{shop}/web/.envrc", "source_env ../link\n" + extra)
    assert colour(home, f"{shop}/web") == "blocked"
    os.makedirs(f"{shop}x")
    write(f"{shop}x/.envrc", EVIL)
    assert colour(home, f"{shop}x") == "blocked", "by component"
