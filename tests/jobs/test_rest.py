"""Files that go on changing: what stands in them at the end is installed."""

from __future__ import annotations

import os
import shlex
import sys
import time

import pytest

from autovenv.base.locks import Lock
from autovenv.deps.sources import Source, source_of
from autovenv.deps.sync import NOTHING
from autovenv.jobs import state as jobs_state
from autovenv.jobs import task as tasks
from autovenv.jobs import work
from autovenv.jobs.state import DONE, Job, place_of, prepare, read
from autovenv.jobs.task import Task
from tests.commands import write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing is installed behind the prompt there")

COMMITS, PACE = 8, 0.3  # seconds from one to the next, which look like rest


class Rebase:
    """Somebody who writes a file commit after commit, and the clock of a job, by which the next one is written in time."""

    time = staticmethod(time.time)

    def __init__(self, path):
        self.path, self.now, self.commits = path, 0.0, 1
        write(path, "1\n")

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        while self.commits < min(COMMITS, 1 + self.now / PACE):
            self.commits += 1
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(f"{self.commits}\n")


def test_a_rebase_that_writes_a_file_commit_after_commit_is_installed_as_it_ends(shop, monkeypatch):
    """Each installation lasts until the next commit, and the pause between two of them looks like rest."""
    rebase, has = Rebase(os.path.join(shop.root, "requirements")), os.path.join(shop.home, "has")
    monkeypatch.setattr(work, "time", rebase)
    sync = work.sync

    def slow_sync(*arguments, **options):
        line = sync(*arguments, **options)
        rebase.sleep(PACE)
        return line

    monkeypatch.setattr(work, "sync", slow_sync)
    source = Source("", rebase.path, (rebase.path,), (("cp", rebase.path, has),), 1, said="sync in autovenv.toml:1")
    job = work._ended(Task(source, shop.environment, shop.root, ""), shop.state, shop.environ())
    assert (job.status, rebase.commits) == (DONE, COMMITS)
    with open(has, encoding="utf-8") as file:
        assert file.read() == "".join(f"{number}\n" for number in range(1, COMMITS + 1))


def test_what_was_installed_is_told_where_the_file_was_written_meanwhile_and_nothing_was_left_to_do(shop, monkeypatch):
    """The command is run once more then, and installs nothing."""
    lock, sync, times = os.path.join(shop.root, "uv.lock"), work.sync, []

    def sync_and_write(*arguments, **options):
        line = sync(*arguments, **options)
        if not times:
            with open(lock, "a", encoding="utf-8") as file:
                file.write("# as it was, but for this\n")
        times.append(line)
        return line

    monkeypatch.setattr(work, "sync", sync_and_write)
    shop.lock("thing==2.0", "other==1.0")
    source = source_of(shop.root)
    assert source is not None
    job = work._ended(Task(source, shop.environment, shop.root, ""), shop.state, shop.environ())
    assert (job.status, len(times)) == (DONE, 2)
    assert NOTHING in times[1]
    assert job.line == times[0]
    assert "1 package updated" in job.line


def test_what_was_installed_is_told_where_a_task_came_as_the_job_ended(shop):
    """It is done by the same process, and finds nothing to do."""
    source = source_of(shop.root)
    assert source is not None
    before = Job(DONE, "uv.lock", shop.root, shop.environment, 2, "", "uv.lock: 2 packages updated in 0.1 s")
    place = place_of(shop.environment, shop.root, shop.state)
    prepare(shop.state)
    write(place.untold, "")
    task = Task(source, shop.environment, shop.root, "", again=True)
    work._do_all(task, place, shop.state, shop.environ(), before)
    assert read(place).line == before.line
    assert os.path.exists(place.untold)


def test_a_command_that_makes_the_environment_anew_is_run_once(shop):
    """Nobody else made another one in its place."""
    make = f'exec {shlex.quote(sys.executable)} -m venv --without-pip --clear "{shop.environment}"'
    own = write(os.path.join(shop.home, "own"), f'#!/bin/sh\necho >>"{shop.syncs}"\n{make}\n')
    os.chmod(own, 0o755)
    source = Source("", own, (own,), ((own,),), 1, said="sync in autovenv.toml:1")
    job = work._ended(Task(source, shop.environment, shop.root, ""), shop.state, shop.environ())
    assert (job.status, shop.count()) == (DONE, 1)


def test_a_task_that_came_as_the_job_ended_is_given_the_end_that_nobody_has_told(shop, monkeypatch):
    source = source_of(shop.root)
    assert source is not None
    place = place_of(shop.environment, shop.root, shop.state)
    prepare(shop.state)
    task = Task(source, shop.environment, shop.root, "")
    ended = Job(DONE, "uv.lock", shop.root, shop.environment, 2, "", "uv.lock: 2 packages updated in 0.1 s")
    given = []

    def end(first, place, state, environ, last=None):
        given.append(last)
        jobs_state.write(place, ended)
        if len(given) == 3:
            os.unlink(place.untold)  # a shell tells it
        if len(given) < 5:
            tasks.put(place.task, task)

    monkeypatch.setattr(work, "_do_all", end)
    tasks.put(place.task, task)
    write(place.untold, "")
    lock = Lock(place.lock, 1.0)
    with lock:
        work.work(os.path.basename(place.state), shop.state, shop.environ(), lock.descriptor)
    assert given == [None, ended, ended, None, ended]
