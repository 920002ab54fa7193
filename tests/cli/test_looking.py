"""Commands that look run nothing of the project's, write nothing, and say what a shell there has."""

from __future__ import annotations

import json
import os

import pytest

from tests.commands import run, write

BASH = "for a in 1; do :; done\necho run >>{runs}\nexport COLOUR=red\n"
LOOKS = (["status"], ["status", "--json"], ["why"], ["why", "--json"], ["revoke"], ["deny"])


def listed(top):
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(top) for name in names)


@pytest.fixture
def shop(home):
    """A project below a trusted path, with a file that bash has to read, which would make an environment."""
    path = f"{home}/shop"
    write(f"{home}/.config/autovenv/config.toml", 'trusted_paths = ["~"]\n')
    write(f"{path}/.envrc", "layout python3\n" + BASH.format(runs=f"{home}/runs"))
    return path


@pytest.mark.parametrize("command", LOOKS, ids=" ".join)
def test_a_trusted_file_is_not_run_for_a_look(home, shop, command):
    before = listed(shop)
    done = run(command, home, shop)
    assert "Traceback" not in done.stderr
    assert not os.path.exists(f"{home}/runs")
    assert listed(shop) == before


def test_what_is_not_known_yet_is_said_to_be_not_known_yet(home, shop):
    said = run(["status"], home, shop).stdout
    assert "pending" in said
    assert f"{shop}/.envrc:2: a loop needs bash: it is run when a shell enters, and not for a look" in said
    assert json.loads(run(["status", "--json"], home, shop).stdout)["state"] == "pending"


def test_editing_runs_it_only_where_it_is_approved(home, shop):
    run(["edit"], home, shop, EDITOR="true")
    assert not os.path.exists(f"{home}/runs")


def test_an_unapproved_file_in_a_subdirectory_of_a_project_is_told_of_and_the_project_is_what_the_shell_has(home):
    write(f"{home}/shop/.python-version", "3.99\n")
    write(f"{home}/shop/sub/.envrc", "export A=1\n")
    said = run(["status"], home, f"{home}/shop/sub").stdout
    assert f"project       {home}/shop\n" in said
    assert "missing-python" in said
    assert f"not in force  {home}/shop/sub/.envrc: `autovenv allow {home}/shop/sub`" in said
    why = run(["why"], home, f"{home}/shop/sub").stdout
    assert "its content needs your consent: `autovenv allow`  [.envrc]" in why
    assert why.index("its content needs") < why.index("passed by") < why.index("3.99")
