"""`edit` opens the project's .envrc, and asks for consent when it was saved."""

from __future__ import annotations

import os
import sys

import pexpect
import pytest

from autovenv.base.digest import digest
from autovenv.base.paths import state_directory
from autovenv.trust import consent
from tests.commands import TOP, run, surroundings, write
from tests.patience import PATIENCE

pytestmark = pytest.mark.skipif(os.name == "nt", reason="editors are scripts of a POSIX shell")


def editor(home, script):
    """A program that edits the file named last."""
    path = write(f"{home}/bin/my editor", f'#!/bin/sh\nfor file; do :; done\nprintf "%s\\n" "$@" >"{home}/called"\n{script}\n')
    os.chmod(path, 0o755)
    return f"'{path}' --wait"


def called(home):
    with open(f"{home}/called", encoding="utf-8") as file:
        return file.read().splitlines()


def approved(directory):
    return consent.consent_for(os.path.realpath(directory), state_directory(os.environ)).files


@pytest.fixture
def shop(home):
    os.makedirs(f"{home}/shop/src")
    return f"{home}/shop"


def test_the_nearest_file_above_is_opened_as_the_variables_say(home, shop):
    path = write(f"{shop}/.envrc", "export A=1\n")
    done = run(["edit"], home, f"{shop}/src", VISUAL=editor(home, ":"), EDITOR="false")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path} is as it was\n", "")
    assert called(home) == ["--wait", path]
    assert approved(shop) == ()


def test_a_file_that_is_not_there_is_made_only_by_saving(home, shop):
    done = run(["edit"], home, shop, EDITOR=editor(home, ":"))
    assert (done.returncode, done.stdout) == (0, f"{shop}/.envrc was not saved\n")
    assert called(home)[-1] == f"{shop}/.envrc"
    assert not os.path.exists(f"{shop}/.envrc")


def test_a_file_or_directory_that_is_named(home, shop):
    for named, expected in (("shop", f"{shop}/.envrc"), ("shop/.env", f"{shop}/.env"), (f"{shop}/src", f"{shop}/src/.envrc")):
        run(["edit", named], home, home, EDITOR=editor(home, ":"))
        assert called(home)[-1] == expected


def test_without_a_terminal_it_says_what_to_type(home, shop):
    done = run(["edit"], home, shop, EDITOR=editor(home, 'echo "export A=1" >"$file"'))
    assert done.returncode == 2
    assert done.stderr == f"autovenv: {shop}/.envrc was saved, and is not approved: `autovenv allow {shop}`\n"
    assert approved(shop) == ()


def test_yes_approves_of_what_was_saved(home, shop):
    done = run(["edit", "--yes"], home, shop, EDITOR=editor(home, 'echo "export A=1" >"$file"'))
    assert "  .envrc        export A=1\n" in done.stdout, done.stderr
    assert approved(shop) == ((f"{shop}/.envrc", digest(b"export A=1\n")),)


@pytest.mark.parametrize(("answer", "files"), [("y", 1), ("n", 0), ("", 0)])
def test_at_a_terminal_it_asks(home, shop, answer, files):
    command = ["-P", "-m", "autovenv", "edit"]
    environ = {**surroundings(home), "PYTHONPATH": TOP, "PWD": shop, "EDITOR": editor(home, 'echo "export A=1" >"$file"')}
    child = pexpect.spawn(sys.executable, command, env=environ, cwd=shop, timeout=PATIENCE, encoding="utf-8")
    child.expect_exact("export A=1")
    child.expect_exact("Approve it? [y/N]")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert len(approved(shop)) == files
    if not files:
        assert child.exitstatus == 2
        assert "it was saved, and is not approved" in child.before


def test_an_editor_that_fails(home, shop):
    done = run(["edit"], home, shop, EDITOR=editor(home, 'echo "export A=1" >"$file"; exit 3'))
    assert done.returncode == 1
    assert done.stderr.endswith("ended with 3: nothing was approved\n")
    assert approved(shop) == ()


def test_an_editor_that_is_not_there(home, shop):
    done = run(["edit"], home, shop, EDITOR="no-such-editor")
    assert (done.returncode, done.stderr) == (1, "autovenv: can't run no-such-editor: No such file or directory: set $VISUAL or $EDITOR\n")


def test_a_variable_that_is_no_command(home, shop):
    done = run(["edit"], home, shop, EDITOR="vi '")
    assert done.returncode == 1
    assert done.stderr.startswith("autovenv: $EDITOR can't be read")


def test_no_such_directory(home):
    done = run(["edit", "nowhere/.envrc"], home, home, EDITOR="true")
    assert (done.returncode, done.stderr) == (2, f"autovenv: no directory {home}/nowhere\n")
