"""Disks that are full or read-only, and clocks that jump, around a job: the prompt is right, says once what is the matter, and loops in nothing."""

from __future__ import annotations

import os
import sys
import time

import pytest

from autovenv.jobs.state import process_of
from tests.patience import wait_until
from tests.shells.disks import Disk, SmallDisk
from tests.shells.test_clocks_and_disks import Traced
from tests.shells.test_jobs import Shop

IN_TURN = True

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mount namespaces are Linux'")

AGAIN = "the next `cd` here tries again"
FAULTS = {
    "full": ("fill", "empty", f"No space left on device; {AGAIN}"),
    "read-only": ("close", "reopen", f"Read-only file system; {AGAIN}"),
}


@pytest.fixture
def shop(stage, tmp_path):
    """The shop, whose state lies on a small disk, and a shell in it."""
    made = Shop(stage, tmp_path)
    made.disk = SmallDisk(stage, f"{stage.home}/.local/state")
    made.disk.open()
    made.jobs = made.disk.seen(made.jobs)
    stage.terminal.type("autovenv allow shop")
    stage.play("> cd shop\n> show VIRTUAL_ENV\n{home}/shop/.venv\n>\n")
    return made


def changed(shop, *requirements):
    """Have something else locked."""
    shop.lock(*requirements, directory=shop.root)
    rested(shop.root, "uv.lock", "pyproject.toml")


def rested(root, *names):
    """Have files be as they are for a while: what is younger than a tick of its clock may change again, and is looked at twice."""
    then = time.time() - 60
    for path in (*(f"{root}/{name}" for name in names), root):
        os.utime(path, (then, then))


@pytest.mark.parametrize("fault", FAULTS)
def test_where_the_state_can_not_be_written_what_is_active_stays_and_one_line_says_why(shop, fault):
    begins, ends, why = FAULTS[fault]
    stage = shop.stage
    getattr(shop.disk, begins)()
    stage.play(">\n> cd ..\n> show VIRTUAL_ENV\nunset\n> cd shop\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")
    changed(shop, "thing==2.0", "other==1.0")
    stage.play(
        """
        >
        autovenv: can't store a plan in {home}/…/shop/.autovenv-plan: {why}
        >
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > cd ..
        > show VIRTUAL_ENV
        unset
        """,
        why=why,
    )
    rested(stage.project("new", "3.99"), ".python-version")
    stage.play("> cd new\nautovenv: can't store a plan in {home}/…/new/.autovenv-plan: {why}\n> show VIRTUAL_ENV\nunset\n", why=why)
    stage.terminal.type("cd ..")
    getattr(shop.disk, ends)()
    stage.play("> cd new\nautovenv: …3.99…\n> cd ../shop\n")
    stage.terminal.type("autovenv wait")
    stage.play(">\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")
    assert shop.installed() == ["other-1.0", "thing-2.0"]


@pytest.mark.parametrize("fault", FAULTS)
def test_where_the_state_can_not_be_written_no_prompt_makes_an_environment_over_and_over(shop, versions, fault):
    begins, ends, why = FAULTS[fault]
    stage = shop.stage
    root = stage.project("new", versions[0])
    getattr(shop.disk, begins)()
    rested(root, ".python-version")
    before = os.stat(root).st_mtime_ns
    stage.play(
        "> cd ../new\nautovenv: can't store a plan in {home}/…/new/.autovenv-plan: {why}\n>\n>\n> show VIRTUAL_ENV\nunset\n", why=why
    )
    assert os.stat(root).st_mtime_ns == before, "its directory was left alone"
    stage.terminal.type("cd ..")
    getattr(shop.disk, ends)()
    stage.play("> cd new\nautovenv: created .venv (python …) in … ms\n> show VIRTUAL_ENV\n{home}/new/.venv\n")


def test_a_disk_that_becomes_full_while_a_job_runs_loses_nothing(shop):
    stage = shop.stage
    changed(shop, "thing==2.0", "other==1.0", "slow")
    stage.play(">\n")
    wait_until(lambda: os.path.exists(shop.held))
    shop.disk.fill()
    with open(shop.go, "w", encoding="utf-8"):
        pass
    process = process_of(shop.place)
    wait_until(lambda: not os.path.exists(f"/proc/{process}"))
    stage.play(
        """
        >
        autovenv: installing uv.lock was interrupted: `autovenv sync` does it again
        autovenv: can't store a plan in {home}/…/shop/.autovenv-plan: No space left on device; the next `cd` here tries again
        >
        > show VIRTUAL_ENV
        {home}/shop/.venv
        """
    )
    shop.disk.empty()
    stage.play("> autovenv sync\nuv.lock: … in … s\n>\n> show VIRTUAL_ENV\n{home}/shop/.venv\n> autovenv sync --check\n")
    assert shop.installed() == ["other-1.0", "thing-2.0"]


def test_a_project_that_can_not_be_written(stage, tmp_path):
    shop = Shop(stage, tmp_path)
    stage.open()
    stage.terminal.type("autovenv allow shop")
    changed(shop, "thing==2.0", "other==1.0")
    disk = Disk(stage, shop.root)
    disk.open()
    disk.close()
    stage.play("> cd shop\n")
    job = shop.wait_until_a_job_ended()
    assert job.status == "failed"
    stage.play(
        """
        >
        autovenv: can't keep {home}/shop/.venv as it is before it is changed: Read-only file system
        >
        > cd ..
        > cd shop
        > show VIRTUAL_ENV
        {home}/shop/.venv
        """
    )
    assert shop.job() == job, "it was not tried again"
    disk.reopen()
    stage.play("> autovenv sync\nuv.lock: 1 package updated in … s\n>\n")


@pytest.mark.parametrize("then", [1, 4_070_908_800], ids=["1970", "2099"])
def test_files_that_are_dated_anyhow_start_one_job_and_then_nothing(stage, tmp_path, then):
    shop = Shop(stage, tmp_path)
    traced = Traced(stage, tmp_path / "trace")
    stage.terminal.type("autovenv allow shop")
    stage.terminal.type("cd shop")
    shop.lock("thing==2.0", "other==1.0", directory=shop.root)
    for name in ("uv.lock", "pyproject.toml"):
        os.utime(f"{shop.root}/{name}", (then, then))
    stage.terminal.type("")
    job = shop.wait_until_a_job_ended()
    os.utime(shop.place.state, (then, then))
    assert traced.settles()
    assert shop.job() == job
    assert shop.installed() == ["other-1.0", "thing-2.0"]
    stage.play("> show VIRTUAL_ENV\n{home}/shop/.venv\n")
