"""The state directory does not grow without end."""

from __future__ import annotations

import os
import shutil
import time

import pytest

from autovenv import PROTOCOL
from autovenv.base.paths import state_directory
from autovenv.plan.inputs import Input
from autovenv.plan.leftovers import OLDER, PLANS, SHELL, leftovers, sweep
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.store import is_due, plans, publish
from tests.commands import run, run_helper
from tests.patience import wait_until

ENDED = 4_000_000  # no process has such a number (pid_max is 4,194,304 at most, and 32,768 mostly)


@pytest.fixture
def state(home):
    return state_directory(os.environ)


def project(home, state, name):
    path = f"{home}/{name}"
    os.makedirs(path)
    publish(Plan(path, ACTIVE, inputs=(Input("absent", f"{path}/x"),)), "bash", state, time.time_ns())
    return path


def of_shell(state, process, *, days=2):
    path = f"{state}/sessions/{process}-1-bash"
    open(path, "w").close()
    os.utime(path, (time.time() - days * 86400,) * 2)
    return path


def test_plans_go_with_their_directory(home, state):
    kept, gone = project(home, state, "kept"), project(home, state, "above/gone")
    shutil.rmtree(gone)
    assert [one.kind for one in leftovers(state)] == [PLANS]
    sweep(state)
    assert leftovers(state) == []
    assert os.path.isdir(f"{plans(state)}{kept}")
    assert not os.path.exists(f"{plans(state)}{gone}")


def test_what_a_shell_that_ended_has_left(home, state):
    project(home, state, "kept")
    ended, young, alive = of_shell(state, ENDED), of_shell(state, ENDED + 1, days=0), of_shell(state, os.getpid())
    assert [(one.kind, one.path) for one in leftovers(state)] == [(SHELL, ended)]
    sweep(state)
    assert [os.path.exists(path) for path in (ended, young, alive)] == [False, True, True]


def test_what_an_older_version_has_left(home, state):
    project(home, state, "kept")
    for name in ("plans/home/x/.autovenv-plan", "stamps/abcd", f"plans-{int(PROTOCOL) - 1}"):
        os.makedirs(f"{state}/{name}")
    assert {one.kind for one in leftovers(state)} == {OLDER}
    sweep(state)
    assert sorted(os.listdir(state)) == ["clock", "locks", f"plans-{PROTOCOL}", "sessions", "swept"]


def test_it_goes_at_some_look(home, state):
    """The helper sweeps, once a day."""
    gone = project(home, state, "gone")
    here = project(home, state, "here")
    open(f"{here}/.envrc", "w").close()
    shutil.rmtree(gone)
    assert is_due(state)
    assert run_helper(["plan", PROTOCOL, "bash", here], home, here).returncode == 0
    # In a process of its own: nobody waits for a share that hangs.
    wait_until(lambda: not os.path.exists(f"{plans(state)}{gone}"), "its plan is still there")
    assert not is_due(state)


def test_prune_does_it_at_once(home, state):
    for number in range(3):
        shutil.rmtree(project(home, state, f"gone{number}"))
    ended = of_shell(state, ENDED)
    said = run(["prune", "--dry-run"], home, home).stdout
    assert said == "would remove plans of directories that are gone: 3\nwould remove files of shells that have ended: 1\n"
    assert run(["prune"], home, home).stdout == said.replace("would remove", "removed")
    assert os.listdir(plans(state)) == []
    assert not os.path.exists(ended)
    assert run(["prune"], home, home).stdout == "nothing to remove\n"
