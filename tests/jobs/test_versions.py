"""Two versions of the program at once, and clocks that jump: what one wrote the other tells, ignores, or does once more."""

from __future__ import annotations

import json
import os

import pytest

from autovenv.base.locks import Lock
from autovenv.base.value import replace
from autovenv.jobs import detached
from autovenv.jobs import state as jobs
from autovenv.jobs.state import process_of
from tests.patience import wait_until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing is installed behind the prompt there")

OTHERS = [b"autovenv job 0\0x", b"autovenv job 2\0running\0uv.lock\0more\0fields\0than\0there\0are\0here\0and\0one\0more\0.", b"{}"]


@pytest.fixture
def done(shop, look):
    """The shop after a job has ended and was told of."""
    shop.lock("thing==2.0", "other==1.0")
    assert shop.run("sync", "--background").returncode == 0
    assert shop.run("wait").returncode == 0
    return shop


def put(path, content):
    with open(path, "wb") as file:
        file.write(content)


@pytest.mark.parametrize("content", OTHERS)
def test_a_state_that_another_version_wrote_is_replaced_by_the_next_job(done, look, content):
    put(done.place.state, content)
    assert look() == ""
    assert done.run("wait").returncode == 0
    assert json.loads(done.run("status", "--json").stdout)["job"] is None
    done.lock("thing==1.0", "other==2.0")
    assert look() == ""
    done.wait_until_it_ended()
    assert look().startswith("autovenv: uv.lock: 2 packages updated in ")
    assert done.installed() == ["other-2.0", "thing-1.0"]


@pytest.mark.parametrize("content", OTHERS)
def test_while_another_versions_job_runs_its_end_is_waited_for(done, look, content):
    put(done.place.state, content)
    with Lock(done.place.lock, 1):
        assert look() == ""
        waited = done.run("wait", "--timeout", "0.1")
        assert (waited.returncode, waited.stderr) == (124, "autovenv: packages are being installed behind the prompt\n")
        assert "packages are being installed behind the prompt" in done.run("status").stdout
        done.lock("thing==1.0", "other==1.0")
        assert look() == ""
        assert done.installed() == ["other-1.0", "thing-2.0"], "never two"
    assert look() == ""
    done.wait_until_it_ended()
    assert done.installed() == ["other-1.0", "thing-1.0"]


TASKS = [b"autovenv task 0\0x", b"autovenv task 2\0what\0ever\0.", b""]


@pytest.mark.parametrize("content", TASKS)
def test_a_task_that_another_version_left_while_a_job_runs_is_passed_over(shop, look, content):
    shop.lock("thing==2.0", "other==1.0", "slow")
    assert shop.run("sync", "--background").returncode == 0
    shop.wait_until_it_installs()
    put(shop.place.task, content)
    shop.release()
    shop.wait_until_it_ended()
    assert shop.job().status == "done"
    assert not jobs.waits(shop.place)
    assert look().startswith("autovenv: uv.lock: 1 package installed, 1 updated in ")


@pytest.mark.parametrize("content", TASKS)
def test_a_job_that_finds_another_versions_task_alone_says_so_and_is_not_stuck(done, look, content):
    """It came between the start of the job and the job's first step, and took the place of what was to be done."""
    done.lock("thing==1.0", "other==1.0")
    lock = Lock(done.place.lock, 1)
    with lock:
        jobs.write(done.place, replace(done.job(), status="running"))
        for path, text in ((done.place.untold, b""), (done.place.task, content)):
            put(path, text)
        detached.start((os.path.basename(done.place.state), done.state), done.environ(), lock.descriptor)
        lock.hand_on()
    done.wait_until_it_ended()
    again = "another version of autovenv was asked meanwhile: `autovenv sync` does it again"
    assert look() == f"autovenv: uv.lock was not installed, {again}\n"
    done.wait_until_it_ended()
    assert look().startswith("autovenv: uv.lock: 1 package updated in ")
    assert done.installed() == ["other-1.0", "thing-1.0"]


# --- Clocks ------------------------------------------------------------------


TIMES = [1, 4_102_444_800, 10**17, -(10**12)]  # seconds: 1970, 2100, and such as no calendar has


@pytest.mark.parametrize("seconds", [*TIMES[:2], *(pytest.param(one, marks=pytest.mark.long) for one in TIMES[2:])])
@pytest.mark.parametrize("status", ["failed", "running"])
def test_a_job_of_any_time_is_told_of_once_and_tried_by_no_prompt(done, look, seconds, status):
    done.index.wheel("thing", "3.0")
    done.lock("thing==3.0", "other==1.0")
    done.index.remove("thing", "3.0")
    assert look() == ""
    done.wait_until_it_ended()
    assert "thing" in look()
    process = process_of(done.place)
    jobs.write(done.place, replace(done.job(), status=status, seconds=seconds))
    put(done.place.untold, b"")
    told = [line for line in (look(), look(), look()) if line]
    assert len(told) == 1
    assert process_of(done.place) == process, "nothing is tried again"
    shown = done.run("status")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert done.run("why").returncode == 0
    assert json.loads(done.run("status", "--json").stdout)["root"] == done.root


@pytest.mark.parametrize("then", [1, 4_102_444_800, 2**33])
def test_files_of_a_job_that_are_dated_anyhow_hide_nothing_and_repeat_nothing(done, look, then):
    for path in (done.place.state, done.place.lock, os.path.join(done.root, "uv.lock")):
        os.utime(path, (then, then))
    process = process_of(done.place)
    assert [look() for _ in range(4)] == [""] * 4
    assert process_of(done.place) == process
    done.lock("thing==1.0", "other==2.0")
    for name in ("uv.lock", "pyproject.toml"):
        os.utime(os.path.join(done.root, name), (then, then))
    assert look() == ""
    wait_until(lambda: process_of(done.place) != process)
    done.wait_until_it_ended()
    assert look().startswith("autovenv: uv.lock: 2 packages updated in ")
    assert [look() for _ in range(3)] == [""] * 3
    assert done.installed() == ["other-2.0", "thing-1.0"]
