"""`remove` and `recreate`: no job begins while they are at work, and what came meanwhile is done afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from autovenv import PROTOCOL
from autovenv.base.locks import HeldError, Lock, is_held
from autovenv.deps import record
from autovenv.jobs import state as jobs
from autovenv.jobs.pause import Pause
from autovenv.plan.store import folder
from tests.commands import MINOR, TOP, run_helper, write
from tests.patience import PATIENCE, wait_until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing is installed behind the prompt there")


@pytest.fixture
def owned(shop):
    """A project whose environment autovenv has made, with its packages installed."""
    shop.root = os.path.join(shop.home, "owned")
    write(os.path.join(shop.root, ".python-version"), f"{MINOR}\n")
    shop.environment = os.path.join(shop.root, ".venv")
    assert shop.run("exec", "--", "true").returncode == 0
    shop.lock("thing==1.0")
    assert shop.run("allow").returncode == 0
    return shop


def started(shop, *arguments):
    command = [sys.executable, "-P", "-m", "autovenv", *arguments]
    environ = {**shop.environ(), "PYTHONPATH": TOP}
    return subprocess.Popen(command, cwd=shop.root, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_wanted_while_an_environment_is_made_anew_waits_for_it(owned, fails):
    if fails:
        owned.index.slow_sdist("slow", owned.held, owned.go, "2.0", fails=True)
    owned.lock("thing==2.0", "slow")
    child = started(owned, "recreate")
    owned.wait_until_it_installs()
    place = jobs.place_of(owned.environment, owned.root, owned.state)
    assert owned.run("sync", "--background").returncode == 0
    assert not os.path.exists(place.state), "none has begun"
    owned.release()
    _, said = child.communicate(timeout=PATIENCE)
    assert child.returncode == int(fails), said
    assert not jobs.waits(place)
    if fails:
        assert owned.installed()[-1] == "thing-1.0", "the old one is back"
        return
    assert [name for name in owned.installed() if not name.startswith("pip-")] == ["slow-1.0", "thing-2.0"]
    assert owned.run("sync", "--check").returncode == 0


def test_nothing_is_removed_while_something_is_installed_in_the_foreground(owned):
    owned.lock("thing==2.0", "slow")
    child = started(owned, "sync")
    owned.wait_until_it_installs()
    done = owned.run("remove", "--yes")
    assert done.returncode == 1, done.stdout
    assert done.stderr == f"autovenv: something is being installed into {owned.environment}: nothing was removed\n"
    owned.release()
    _, said = child.communicate(timeout=PATIENCE)
    assert child.returncode == 0, said
    assert owned.run("remove", "--yes").returncode == 0


def test_a_task_that_was_left_at_a_remove_is_dropped(owned):
    place = jobs.place_of(owned.environment, owned.root, owned.state)
    jobs.prepare(owned.state)
    assert run_helper(["plan", PROTOCOL, "bash", owned.root], owned.home, owned.root).returncode == 0
    assert os.path.exists(folder(owned.state, owned.root))
    owned.lock("thing==2.0")
    with Lock(record.lock_of(owned.environment, owned.state), 1):
        child = started(owned, "remove", "--yes")
        wait_until(lambda: is_held(place.lock), "remove holds no lock")
        assert owned.run("sync", "--background").returncode == 0
        assert jobs.waits(place)
        _, said = child.communicate(timeout=PATIENCE)
    assert said == f"autovenv: something is being installed into {owned.environment}: nothing was removed\n"
    assert not jobs.waits(place)
    assert not os.path.exists(folder(owned.state, owned.root)), "each shell looks again"


def test_an_environment_is_removed_where_no_byte_can_be_written(owned):
    """It is what makes room."""
    command = ["prlimit", "--fsize=0", sys.executable, "-P", "-m", "autovenv", "remove", "--yes"]
    if shutil.which("prlimit") is None:
        pytest.skip("no prlimit here")
    subprocess.run(command, cwd=owned.root, env={**owned.environ(), "PYTHONPATH": TOP}, capture_output=True, check=False)
    assert not os.path.exists(owned.environment)


@pytest.mark.parametrize("status", [None, jobs.RUNNING, jobs.DONE])
def test_an_environment_that_is_made_anew_is_no_job(owned, status):
    place = jobs.place_of(owned.environment, owned.root, owned.state)
    jobs.prepare(owned.state)
    if status is not None:
        jobs.write(place, jobs.Job(status, "uv.lock", owned.root, owned.environment, 1, ""))
    with Pause(owned.environment, owned.root, owned.state):
        found = jobs.read(place)
        assert (found.status if found is not None else None) == {jobs.RUNNING: jobs.INTERRUPTED}.get(status, status)
        assert "is being installed" not in owned.run("status").stdout
        with pytest.raises(HeldError), Pause(owned.environment, owned.root, owned.state):
            pass
    assert owned.run("sync", "--background").returncode == 0
    assert owned.run("wait").returncode == 0
