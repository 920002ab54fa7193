"""inotify exhausted, no descriptors, directories that can't be read: it says what is slower, and the sweep sees what it does not hear of."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from autovenv.base.errors import FAILED
from autovenv.daemon import replan
from autovenv.daemon.log import Log
from autovenv.daemon.loop import Loop
from autovenv.daemon.watcher import Watcher
from tests.patience import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify")


def limited(name, most):
    """Return words that run a command in a namespace of its own, where less is to be had."""
    words = ["unshare", "-Ur", "sh", "-c", f'echo {most} >/proc/sys/user/max_inotify_{name} && exec "$@"', "sh"]
    if subprocess.run([*words, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no user namespaces")
    return words


def begins(keeper):
    keeper.begin()
    wait_until(keeper.stands, "there is no daemon")


def test_without_inotify_instances_the_sweep_goes_on_and_the_status_says_so(keeper):
    root = keeper.project("work", "3.90")
    keeper.prefix = limited("instances", 0)
    begins(keeper)
    told = "trouble       inotify's instances (fs.inotify.max_user_instances) are used up: changes are seen every 60 seconds\n"
    wait_until(lambda: told in keeper.status(), "the status does not say so")
    for version in ("3.91", "3.92"):
        keeper.pin(root, version)
        keeper.wake()  # a sweep before its time
        keeper.wait_until_fresh(root, version)
    assert keeper.count("used up") == 1


@pytest.mark.parametrize("most", [0, 25])
def test_with_few_inotify_watches_as_many_projects_as_possible_are_watched(keeper, most):
    roots = [keeper.project(f"work{number}", "3.90") for number in range(24)]
    keeper.prefix = limited("watches", most)
    begins(keeper)
    slower = "of projects used long ago changes are seen every 30 minutes" if most else "changes are seen every 60 seconds"
    told = f"trouble       inotify's watches (fs.inotify.max_user_watches) are used up: {slower}\n"
    wait_until(lambda: told in keeper.status(), "the status does not say so")
    watched, swept = numbers(keeper)
    assert watched + swept == len(roots)
    assert (watched > 0) == (most > 0)
    for version in ("3.91", "3.92"):
        for root in roots:
            keeper.pin(root, version)
        keeper.wake()
        for root in roots:
            keeper.wait_until_fresh(root, version)
    if watched:
        keeper.pin(roots[-1], "3.93")  # the one that was used last
        keeper.wait_until_fresh(roots[-1], "3.93")
    assert keeper.count("used up") == 1


def numbers(keeper):
    """Return how many projects are watched and how many are swept, as the status says it."""
    (line,) = (line for line in keeper.status().splitlines() if line.startswith("projects"))
    return tuple(int(word) for word in line.split() if word.isdecimal())


@pytest.mark.parametrize("most", [5, 6, 7, 10])
def test_with_hardly_a_descriptor_it_lives_or_says_why_not(keeper, most):
    root = keeper.project("work", "3.90")
    keeper.prefix = ["prlimit", f"--nofile={most}"]
    process = keeper.begin()
    wait_until(lambda: process.poll() is not None or "trouble" in keeper.status() or (keeper.process and "1 watched" in keeper.status()))
    if process.poll() is None:
        keeper.pin(root, "3.91")
        keeper.wake()
        wait_until(lambda: keeper.is_fresh(root, "3.91") or f"tried again later: {root}" in keeper.log() or process.poll() is not None)
    if process.poll() is not None:
        assert "gave up" in keeper.status()
    assert "Traceback" not in keeper.log()
    assert not os.path.exists(f"{keeper.state}/reports")


def test_a_directory_that_can_not_be_read_makes_nobody_deaf(keeper):
    hidden, plain = keeper.project("hidden/work", "3.90"), keeper.project("work", "3.90")
    os.chmod(f"{keeper.home}/hidden", 0o311)  # a home directory on a machine of many users
    if os.geteuid() == 0:
        keeper.prefix = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    begins(keeper)
    for version in ("3.91", "3.92"):
        for root in (plain, hidden):
            keeper.pin(root, version)
            keeper.wait_until_fresh(root, version)


def test_a_directory_that_can_not_be_read_is_no_reason_to_build_the_watch_again_and_again(keeper, monkeypatch):
    keeper.project("work", "3.90")
    access = os.access
    monkeypatch.setattr("os.access", lambda path, mode: path != keeper.home and access(path, mode))
    work = Loop(keeper.state, FakeLife())
    work._start_over()
    try:
        assert work._projects.watched
        assert keeper.home in work._projects.directories() - work._watcher.directories
        assert not work._is_elsewhere()
    finally:
        work._watcher.close()


def test_where_there_is_no_room_for_a_process_it_is_known(tmp_path, monkeypatch):
    def none(*arguments, **options):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("subprocess.Popen", none)
    assert replan.replan("/site", str(tmp_path)) == replan.NOT_STARTED


@pytest.mark.parametrize("code", [replan.NOT_STARTED, FAILED])
def test_what_can_not_be_planned_now_is_planned_later(tmp_path, monkeypatch, code):
    work, now, tries = Loop(str(tmp_path), FakeLife()), [1000.0], []
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr(replan, "replan", lambda root, state: tries.append(now[0]) or code)
    work._mark(["/site"])
    for _ in range(3000):
        now[0] += 1
        work._replan_what_rests()
    assert 8 < len(tries) < 18
    assert tries[-1] > 3000


def test_a_project_whose_planning_hangs_is_left_to_its_shells(tmp_path, monkeypatch):
    work, now, tries = Loop(str(tmp_path), FakeLife()), [1000.0], []
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr(replan, "replan", lambda root, state: tries.append(now[0]) or replan.HUNG)
    for _ in range(600):
        work._mark(["/site"])
        now[0] += 1
        work._replan_what_rests()
    assert len(tries) == 1


class FakeLife:
    log = Log(os.devnull)

    def was_useful(self):
        """Nobody asks."""

    def publish_status(self, status):
        """Nobody reads it."""


def failing(problem):
    def watch(*directories, **options):
        raise problem
        yield

    return watch


def test_directories_that_come_and_go_faster_than_they_can_be_watched_are_trouble(tmp_path, monkeypatch):
    monkeypatch.setattr("watchfiles.watch", failing(FileNotFoundError("No such file or directory")))
    watcher = Watcher()
    watcher.watch([str(tmp_path)])
    assert watcher.trouble


def test_another_failure_of_the_system_is_not_taken_for_watches_that_are_used_up(tmp_path, monkeypatch):
    monkeypatch.setattr("watchfiles.watch", failing(OSError("Input/output error")))
    watcher = Watcher()
    watcher.watch([str(tmp_path)])
    assert watcher.trouble == "watchfiles: Input/output error"
