"""The daemon is in nobody's way, and who works in a directory with variables of its own hears of the packages around it."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import pytest

from tests.commands import make_foreign
from tests.patience import wait_until
from tests.shells.test_daemon import open_watched, said, wait_until_planned
from tests.shells.test_jobs import Shop

IN_TURN = True

pytestmark = pytest.mark.usefixtures("with_daemon")


@pytest.fixture
def shop(stage, tmp_path, with_daemon):
    """An allowed project that a daemon watches, and a shell in it."""
    made = Shop(stage, tmp_path)
    make_foreign(made.root)
    open_watched(made, with_daemon)
    return made


def test_an_environment_that_somebody_just_made_anew_is_theirs_until_the_next_prompt(stage, shop, with_daemon):
    """`python -m venv --clear .venv && pip install …`: an installation that fails would take away what is installed meanwhile."""
    log, before = os.stat(with_daemon.log).st_size, shop.job()
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", f"{shop.root}/.venv"], env=stage.environ, check=True)
    wait_until(lambda: f"left to its shells: {shop.root}\n" in said(with_daemon, log), "the daemon did not hear of it")
    assert shop.job() == before, "it installs into an environment that somebody is at work in"
    assert shop.installed() == []
    stage.play(">\n")
    shop.wait_until_a_job_ended(before)
    stage.play(">\nautovenv: uv.lock: 2 packages installed in … s\n")
    assert shop.installed() == ["other-1.0", "thing-1.0"]


def test_in_a_directory_with_variables_of_its_own_the_news_of_the_packages_around_it_are_told_once(stage, shop):
    stage.write("shop/backend/.envrc", "export BACK=1\n")
    stage.terminal.type("cd backend")
    stage.terminal.type("autovenv allow")
    stage.play("> show BACK\n1\n")
    wait_until_planned(stage, "shop/backend")
    before = shop.job()
    shop.commit("thing==2.0", "other==1.0")
    shop.git("pull", "-q", directory=shop.root)
    before = shop.wait_until_a_job_ended(before)
    wait_until_planned(stage, "shop")
    wait_until_planned(stage, "shop/backend")
    stage.play(">\nautovenv: uv.lock: 1 package updated in … s\n>\n> cd ..\n>\n> cd backend\n")
    # What failed, too; and what the line says to type is understood there.
    shop.commit("thing==3.0", "other==1.0")
    (wheel,) = (path for path in pathlib.Path(shop.index.files).iterdir() if path.name.startswith("thing-3.0-"))
    away = wheel.rename(f"{stage.home}/{wheel.name}")
    shop.git("pull", "-q", directory=shop.root)
    shop.wait_until_a_job_ended(before)
    wait_until_planned(stage, "shop")
    wait_until_planned(stage, "shop/backend")
    stage.play(">\nautovenv: uv sync --frozen --inexact failed: …thing…(log: {home}/.local/state/autovenv/log/sync-….log)\n>\n")
    away.rename(wheel)
    stage.play("> autovenv sync\nuv.lock: 1 package updated in … s\n> autovenv sync --check\n")
    assert shop.installed() == ["other-1.0", "thing-3.0"]
