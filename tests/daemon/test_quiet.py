"""The daemon does nothing where nothing is to be done. Beside it one that has nothing to do is the clock: so many looks of that one."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager

import pytest

from autovenv.daemon import loop
from tests.commands import run, write
from tests.daemon.conftest import Keeper
from tests.daemon.test_limits import limited
from tests.patience import attempts, wait_until

LOOKS = 200  # switches of the other one: some seconds
A_LOOK = 2  # switches of one that hears nothing: it waits for a word, and for what changes


@pytest.fixture
def idle(tmp_path):
    """A daemon with one project in which nothing happens."""
    (tmp_path / "idle").mkdir()
    other = Keeper(str(tmp_path / "idle"))
    other.project("work", "3.90")
    other.start()
    yield other
    other.end()


def measured(keeper, idle):
    """Let the idle one go to sleep LOOKS times; return how often the daemon did meanwhile, and the processor's time of both, in ticks."""
    keeper.wake()
    idle.wake()  # both have heard something, and look as often as they do then
    before, switches, looks = (keeper.ticks(), idle.ticks()), keeper.switches(), idle.switches()
    wait_until(lambda: idle.switches() - looks >= LOOKS, "the idle one does not look")
    return keeper.switches() - switches, keeper.ticks() - before[0], idle.ticks() - before[1]


def is_as_quiet(keeper, idle):
    switches, taken, of_idle = measured(keeper, idle)
    assert switches < 4 * LOOKS  # what spins goes to sleep a hundred times as often, or not at all
    assert taken < 20 * max(of_idle, 5)  # what spins takes a hundred times as much, itself or by what it starts


def test_one_that_has_nothing_to_do_looks_no_oftener_than_it_should(idle):
    """It is the clock of the others. On a busy machine its looks take longer, never less."""
    idle.wake()
    looks, pauses = idle.switches(), 0
    for _ in attempts(loop._AT_WORK_SECONDS):  # a clock of our own, which goes slower on a busy machine as well
        if idle.switches() - looks >= LOOKS:
            break
        pauses += 1
    assert pauses > LOOKS / A_LOOK / 2


def test_with_many_projects(keeper, idle):
    for number in range(20):
        keeper.project(f"work{number}", "3.90")
    keeper.start()
    is_as_quiet(keeper, idle)


@pytest.mark.parametrize(("name", "most"), [("instances", 0), ("watches", 0), ("watches", 12)])
def test_without_inotify(keeper, idle, name, most):
    for number in range(16):  # more directories than there are watches
        keeper.project(f"work{number}", "3.90")
    keeper.prefix = limited(name, most)
    keeper.begin()
    wait_until(lambda: keeper.stands() and "used up" in keeper.log())
    is_as_quiet(keeper, idle)


def test_with_a_name_that_is_not_utf_8(keeper, idle):
    root = keeper.project("work", "3.90")
    keeper.start()
    with open(os.fsencode(root) + b"/\xff", "wb"):
        pass
    wait_until(lambda: "not UTF-8" in keeper.log())
    is_as_quiet(keeper, idle)


def test_with_a_project_that_is_left_to_its_shells(keeper, idle):
    root = keeper.living()
    keeper.wait_until_it_stands()
    write(f"{root}/.envrc", "export A=$B\n")
    assert run(["allow"], keeper.home, root).returncode == 0
    wait_until(lambda: f"left to its shells: {root}" in keeper.log(), "it was not")
    os.utime(f"{root}/.python-version")
    is_as_quiet(keeper, idle)
    assert keeper.count("left to its shells") <= 2  # at first, and when it was told to look at everything


@contextmanager
def all_the_time(work, pause):
    """Do work again and again, with a pause of so many seconds."""
    done = threading.Event()

    def go_on():
        while not done.wait(pause):
            work()

    worker = threading.Thread(target=go_on)
    worker.start()
    try:
        yield
    finally:
        done.set()
        worker.join()


def test_with_names_that_are_not_utf_8_and_come_and_go_all_the_time(keeper, idle):
    root, other = keeper.project("work", "3.90"), keeper.project("other", "3.90")
    keeper.start()
    path = os.fsencode(root) + b"/\xff"

    def come_and_go():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT))
        os.unlink(path)

    with all_the_time(come_and_go, 0.02):
        wait_until(lambda: keeper.log().count("\n") > 1 or keeper.switches() > 300)
        is_as_quiet(keeper, idle)
        keeper.pin(other, "3.91")
        keeper.wake()
        keeper.wait_until_fresh(other, "3.91")


@pytest.mark.parametrize("pause", [0, 0.02])
def test_with_a_pin_that_changes_all_the_time(keeper, idle, pause):
    root = keeper.project("work", "3.90")
    keeper.start()
    with all_the_time(lambda: os.utime(f"{root}/.python-version"), pause):
        before = keeper.count("planned")
        measured(keeper, idle)
        planned = keeper.count("planned") - before
    assert planned < LOOKS / A_LOOK / 8  # once in twenty looks; what spins plans at every third
    keeper.pin(root, "3.91")
    keeper.wait_until_fresh(root, "3.91")


def test_a_project_that_changes_all_day_is_planned_now_and_then(tmp_path, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(loop.time, "monotonic", lambda: now[0])
    days_work, planned = loop.Loop(str(tmp_path), None), []
    monkeypatch.setattr(days_work, "_replan", planned.append)
    for _ in range(6000):  # each tenth of a second, for ten minutes
        days_work._mark(["/site"])
        now[0] += 0.1
        days_work._replan_what_rests()
    assert 100 <= len(planned) <= 201
    now[0] += 3600
    days_work._mark(["/site"])
    now[0] += 0.1
    days_work._replan_what_rests()
    assert len(planned) <= 202


def test_own_writes_are_no_changes(keeper, idle):
    roots = [keeper.project(f"work{number}", "3.90") for number in range(3)]
    keeper.start()
    for root in roots:
        keeper.pin(root, "3.91")
        keeper.wait_until_fresh(root, "3.91")
    measured(keeper, idle)
    assert [keeper.count(f"planned: {root}") for root in roots] == [1, 1, 1]
