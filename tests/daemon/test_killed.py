"""kill -9 and SIGSTOP: nothing is lost, nobody waits, and the next helper that needs a daemon has one."""

from __future__ import annotations

import os
import random
import signal
import threading
import time

import pytest

from tests.commands import MINOR, write
from tests.patience import wait_until

QUEUE = "/proc/sys/fs/inotify/max_queued_events"
FILES = 20_000  # made while the daemon hears nothing


@pytest.fixture
def alive(keeper):
    """A project whose helper has started a daemon."""
    root = keeper.living()
    keeper.wait_until_it_stands()
    return root


def kill(keeper):
    process = keeper.process
    os.kill(process, signal.SIGKILL)
    wait_until(lambda: keeper.process != process)


@pytest.mark.parametrize("times", [5, pytest.param(20, marks=pytest.mark.long)])
def test_kill_9_at_random_moments_loses_nothing(keeper, alive, times):
    moments = random.Random(times)
    roots = [keeper.project(f"work{number}", "3.90") for number in range(3)]
    done = threading.Event()

    def work():
        for number in range(10**6):
            if done.is_set():
                return
            keeper.pin(roots[number % 3], f"3.9{number % 10}")
            if number % 3 == 0:
                write(f"{alive}/.python-version", f"# {number}\n{MINOR}\n")
                keeper.helper((alive, *roots)[number % 4])

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for _ in range(times):
            wait_until(keeper.stands, "no helper started one")
            time.sleep(moments.uniform(0, 0.4))  # the moment is what is random here
            kill(keeper)
    finally:
        done.set()
        worker.join()
    write(f"{alive}/.python-version", f"{MINOR}\n")
    keeper.helper(alive)
    keeper.wait_until_it_stands()
    wait_until(lambda: len(keeper.alive()) == 1, "more than one lives")
    for version in ("3.95", "3.96"):
        for root in roots:
            keeper.pin(root, version)
        for root in roots:
            keeper.wait_until_fresh(root, version)
    assert [keeper.process] == keeper.alive()


def test_after_kill_9_a_helper_is_right_and_starts_a_new_one(keeper, alive):
    root = keeper.project("work", "3.90")
    kill(keeper)
    assert os.path.exists(keeper.place.wake)  # nobody reads it
    keeper.pin(root, "3.91")
    keeper.helper(root)
    assert keeper.has(root, "3.91")
    assert not keeper.alive()  # it has no environment: nothing to be early for
    keeper.helper(alive)
    keeper.wait_until_it_stands()
    keeper.pin(root, "3.92")
    keeper.wait_until_fresh(root, "3.92")


def test_what_changed_while_none_lived_is_planned_when_one_begins(keeper, alive):
    root = keeper.project("work", "3.90")
    kill(keeper)
    keeper.pin(root, "3.91")
    keeper.start()
    keeper.wait_until_fresh(root, "3.91")


def test_a_queue_that_overflowed_while_it_was_stopped(keeper):
    root = keeper.project("work", "3.90")
    keeper.start()
    with open(QUEUE, encoding="ascii") as file:
        most = int(file.read())
    os.kill(keeper.process, signal.SIGSTOP)
    for number in range(max(FILES, most // 2 + 500)):  # made and closed: two events at least
        os.close(os.open(f"{root}/file{number}", os.O_WRONLY | os.O_CREAT))
    keeper.pin(root, "3.91")
    os.kill(keeper.process, signal.SIGCONT)
    keeper.wait_until_fresh(root, "3.91")


@pytest.mark.parametrize("size", [40, 3000])
def test_helpers_do_not_wait_for_one_that_is_stopped(keeper, size):
    root = keeper.project("work", "3.90")
    keeper.start()
    os.kill(keeper.process, signal.SIGSTOP)
    for number in range(2 * 65536 // size):
        keeper.wake(f"/{number:0{size}}"[:size])
    late = keeper.project("late", "3.90")  # of which the daemon hears nothing: there is no room
    os.kill(keeper.process, signal.SIGCONT)
    for one in (root, late):
        keeper.pin(one, "3.91")
        keeper.wait_until_fresh(one, "3.91")


def test_stop_ends_one_that_is_stopped(keeper):
    keeper.start()
    os.kill(keeper.process, signal.SIGSTOP)
    assert keeper.command("stop").returncode == 0
    assert not keeper.process
    keeper.start()
