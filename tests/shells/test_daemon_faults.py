"""Faults of the daemon, as shells see them: prompts are right, nobody waits, and what happened is told once."""

from __future__ import annotations

import os
import signal

import pytest

from autovenv.daemon.files import holder
from tests.commands import make_foreign
from tests.patience import wait_until
from tests.shells.test_daemon import enter_watched, fresh, stands, wait_until_planned, wait_until_watched
from tests.shells.test_other_directories import sets

IN_TURN = True

pytestmark = pytest.mark.usefixtures("with_daemon")


@pytest.fixture
def site(stage, with_daemon, versions):
    """A pinned project that a shell's helper gave to a daemon."""
    root = stage.project("site", versions[0])
    stage.open()
    enter_watched(stage, with_daemon, "site")
    return root


def pin_of(root):
    with open(f"{root}/.venv/pyvenv.cfg", encoding="utf-8") as file:
        return file.read()


def test_of_two_shells_one_tells_what_happened_behind_their_prompts(stage, site, versions):
    terminals = [stage.terminal, stage.open(directory=site)]
    terminals[1].type("")
    for version in (versions[1], versions[2]):
        stage.write("site/.python-version", f"{version}\n")
        wait_until(lambda version=version: fresh(stage, "site") and f" {version}." in pin_of(site))
        said = [line for one in (*terminals, *terminals) for line in one.type("")]
        assert len(said) == 1, said
        assert said[0].startswith("autovenv: changed .venv (python ")
    last = stage.open(directory=site)
    assert last.type("") == []


def test_what_is_allowed_before_anybody_entered_it_is_known_to_the_daemon(stage, with_daemon):
    root = stage.project("ours")
    make_foreign(root)
    stage.open()
    stage.terminal.type("autovenv allow ours")
    wait_until(lambda: stands(with_daemon) and fresh(stage, "ours"), "the daemon was not told")


@pytest.mark.each_shell
def test_a_shell_with_other_settings_has_plans_of_its_own(stage, site):
    """What the daemon plans for that one is no other's."""
    stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~/site"]\n')
    stage.write("site/autovenv.toml", '[env]\nCOLOUR = "red"\n')
    stage.play(">\n> show COLOUR\nred\n")
    ours = stage.terminal
    others = stage.open(directory=f"{stage.home}/site")
    others.type(sets(stage, "XDG_CONFIG_HOME"))
    for colour in ("green", "blue"):
        others.type("autovenv reload")  # it is the last that the daemon hears of
        stage.write("site/autovenv.toml", f'[env]\nCOLOUR = "{colour}"\n')
        wait_until_planned(stage, "site")
        stage.terminal = ours
        stage.play(f">\n> show COLOUR\n{colour}\n")
    stage.open(directory=f"{stage.home}/site")
    stage.play("> show COLOUR\nblue\n")


@pytest.mark.each_shell
def test_after_kill_9_the_next_prompt_is_right_and_the_next_helper_starts_another_one(stage, site, with_daemon, versions):
    killed = holder(with_daemon)[0]
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: holder(with_daemon)[0] != killed)
    stage.write("site/.python-version", f"{versions[1]}\n")
    stage.play(">\nautovenv: changed .venv (python …) in … ms\n>\n> show VIRTUAL_ENV\n{home}/site/.venv\n")
    wait_until(lambda: holder(with_daemon)[0] not in {0, killed}, "no helper started one")
    wait_until_watched(stage, with_daemon, "site")
    stage.play(">\n>\n")


def test_while_it_is_stopped_prompts_are_right_and_wait_for_nothing(stage, site, with_daemon, versions):
    process = holder(with_daemon)[0]
    os.kill(process, signal.SIGSTOP)
    stage.write("site/.python-version", f"{versions[1]}\n")
    stage.play(">\nautovenv: changed .venv (python …) in … ms\n>\n")
    for number in range(3):
        stage.write("site/.python-version", f"# {number}\n{versions[1]}\n")
        stage.play(">\n> show VIRTUAL_ENV\n{home}/site/.venv\n")
    os.kill(process, signal.SIGCONT)
    wait_until_planned(stage, "site")
    stage.play(">\n>\n")
    assert holder(with_daemon)[0] == process
