"""What happens to a job: it is killed, `uv run` comes in between, another version of the program is there."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from types import SimpleNamespace

import pytest

from autovenv.base.locks import is_held
from autovenv.facts.behind import kept_up
from autovenv.jobs import state as jobs
from autovenv.jobs.state import process_of
from autovenv.plan.inputs import holds
from autovenv.plan.plan import ACTIVE, Plan
from tests.commands import make_foreign, write
from tests.patience import PATIENCE, wait_until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing is installed behind the prompt there")

MOMENTS = [0, *random.Random(19).sample(range(500), 19)]  # milliseconds: from the first step of a job to behind its last
INTERRUPTED = "autovenv: installing uv.lock was interrupted: `autovenv sync` does it again\n"

OWN = """\
#!/bin/sh
"{uv}" sync -q --frozen --inexact || exit
: >"{held}"
while [ ! -e "{go}" ]; do sleep 0.01; done
"""


def locks(shop):
    """The locks that somebody holds."""
    directory = os.path.join(shop.state, "locks")
    return [name for name in os.listdir(directory) if is_held(os.path.join(directory, name))]


def processes(shop):
    """What runs with this home: process id to command line. Who ends meanwhile is none of them."""
    found = {}
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/environ", "rb") as file:
                environ = file.read().split(b"\0")
            with open(f"/proc/{process}/cmdline", "rb") as file:
                line = file.read().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if f"HOME={shop.home}".encode() in environ and line:
            found[int(process)] = line
    return found


def has_a_lock_open(process):
    """Tell whether uv has come as far as a lock, which somebody else holds."""
    try:
        opened = [os.readlink(f"/proc/{process}/fd/{name}") for name in os.listdir(f"/proc/{process}/fd")]
    except OSError:
        return False
    return any(path.endswith(".lock") for path in opened)


@pytest.mark.parametrize("moment", [*MOMENTS[:5], *(pytest.param(one, marks=pytest.mark.long) for one in MOMENTS[5:])])
def test_killed_at_a_random_moment_it_is_told_of_once_and_nothing_is_lost(shop, look, moment):
    """Which step the moment falls into depends on the machine; what holds afterwards does not."""
    shop.lock("thing==2.0", "other==2.0")
    assert shop.run("sync", "--background").returncode == 0
    process = process_of(shop.place)
    end = time.monotonic() + moment / 1000
    wait_until(lambda: time.monotonic() >= end or not os.path.exists(f"/proc/{process}"))
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        pass
    shop.wait_until_it_ended()
    wait_until(lambda: not processes(shop), "something goes on")
    wait_until(lambda: locks(shop) == [], "a lock is held")  # a program that outlived the kill may hold one until it ends
    was, lacks = shop.job().status, shop.run("sync", "--check").returncode
    told = [line for line in (look(), look(), look()) if line]
    assert told == ([INTERRUPTED] if was == "interrupted" and lacks else told[:1] if was == "done" else [])
    assert was == "interrupted" or told[0].startswith("autovenv: uv.lock: 2 packages updated in ")
    assert [name.partition("-")[0] for name in shop.installed()] == ["other", "thing"], "nothing is lost"
    assert shop.run("sync").returncode == 0
    assert shop.installed() == ["other-2.0", "thing-2.0"]
    assert shop.run("sync", "--check").returncode == 0
    assert [name for name in os.listdir(shop.environment) if name.startswith(".autovenv-")] == []
    assert look() == "", "there is nothing more to tell"
    assert (locks(shop), processes(shop)) == ([], {})


def test_a_uv_run_that_comes_in_between_waits_and_both_end_well(shop):
    """What it runs has the packages of the lock: uv does the same once more, and finds all done."""
    shop.lock("thing==2.0", "other==1.0", "slow")
    assert shop.run("sync", "--background").returncode == 0
    shop.wait_until_it_installs()
    command = [shop.uv, "run", "--frozen", "python", "-c", "import slow, thing; print(thing.version)"]
    child = subprocess.Popen(command, cwd=shop.root, env=shop.environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: has_a_lock_open(child.pid) or child.poll() is not None, "it did not come as far as that")
    shop.release()
    printed, said = child.communicate(timeout=PATIENCE)
    assert (child.returncode, printed) == (0, "2.0\n"), said
    done = shop.run("wait")
    assert (done.returncode, done.stderr) == (0, "")
    assert shop.installed() == ["other-1.0", "slow-1.0", "thing-2.0"]
    assert shop.run("sync", "--check").returncode == 0
    assert (locks(shop), processes(shop)) == ([], {})


def test_a_uv_run_whose_sync_was_there_first_is_waited_for(shop):
    shop.lock("thing==2.0", "other==1.0", "slow")
    command = [shop.uv, "run", "--frozen", "python", "-c", "import slow, thing; print(thing.version)"]
    child = subprocess.Popen(command, cwd=shop.root, env=shop.environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    shop.wait_until_it_installs()
    assert shop.run("sync", "--background").returncode == 0
    wait_until(lambda: any(has_a_lock_open(process) for process, line in processes(shop).items() if "uv sync" in line))
    shop.release()
    printed, said = child.communicate(timeout=PATIENCE)
    assert (child.returncode, printed) == (0, "2.0\n"), said
    assert shop.run("wait").returncode == 0
    assert shop.installed() == ["other-1.0", "slow-1.0", "thing-2.0"]
    assert shop.run("sync", "--check").returncode == 0


def test_a_uv_run_during_a_sync_that_fails_loses_nothing(shop):
    """What was kept before the sync is put back below the feet of a program that runs."""
    shop.index.slow_sdist("slow", shop.held, shop.go, "2.0", fails=True)
    shop.lock("thing==2.0", "other==1.0", "slow")
    assert shop.run("sync", "--background").returncode == 0
    shop.wait_until_it_installs()
    command = [shop.uv, "run", "--no-sync", "python", "-c", "input(); import thing; print(thing.version)"]
    child = subprocess.Popen(
        command, cwd=shop.root, env=shop.environ(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    shop.release()
    assert "the compiler has no memory left" in shop.run("wait").stderr
    printed, said = child.communicate("\n", timeout=PATIENCE)
    assert (child.returncode, printed) == (0, "1.0\n"), said
    assert shop.installed() == ["other-1.0", "thing-1.0"]


@pytest.fixture
def removed(shop):
    """A job that installs, and whose environment somebody removes meanwhile."""
    shop.lock("thing==2.0", "other==1.0", "slow")
    assert shop.run("sync", "--background").returncode == 0
    shop.wait_until_it_installs()
    shutil.rmtree(shop.environment)
    return shop


def test_an_environment_that_is_removed_meanwhile_leaves_nothing_that_looks_like_one(look, removed):
    removed.release()
    done = removed.run("wait")
    assert done.returncode == 1, done.stdout
    assert f"{removed.environment} was removed while uv.lock was installed into it" in done.stderr
    assert not os.path.lexists(removed.environment)
    make_foreign(removed.root)
    assert look() == ""
    assert removed.run("wait").returncode == 0
    assert removed.installed() == ["other-1.0", "slow-1.0", "thing-2.0"]


def test_one_that_is_made_in_its_place_meanwhile_has_all_packages(removed):
    make_foreign(removed.root)
    removed.release()
    done = removed.run("wait")
    assert done.returncode == 0, done.stderr
    assert removed.installed() == ["other-1.0", "slow-1.0", "thing-2.0"]
    assert removed.run("sync", "--check").returncode == 0


def test_a_project_that_is_moved_away_meanwhile_leaves_nothing_in_its_place(shop):
    shop.lock("thing==2.0", "other==1.0", "slow")
    assert shop.run("sync", "--background").returncode == 0
    shop.wait_until_it_installs()
    os.rename(shop.root, f"{shop.root} elsewhere")
    shop.release()
    shop.wait_until_it_ended()
    assert not os.path.lexists(shop.root)


def test_who_looked_before_a_job_began_does_not_take_what_is_to_be_told_of_its_end(shop):
    shop.lock("thing==2.0", "other==1.0", "slow")
    assert shop.run("sync", "--background").returncode == 0
    shop.wait_until_it_installs()
    assert jobs.take_untold(shop.place) is None, "it has not ended"
    shop.release()
    shop.wait_until_it_ended()
    told = [jobs.take_untold(shop.place), jobs.take_untold(shop.place)]
    assert told == [shop.job(), None]
    assert told[0].status == jobs.DONE


def test_a_program_that_ends_while_somebody_looks_is_not_forgotten(monkeypatch):
    """What was not told of yet is looked at again."""
    answers = iter([True, False])
    monkeypatch.setattr("autovenv.jobs.state.goes_on", lambda place, job: next(answers))
    job = jobs.Job(jobs.INTERRUPTED, "uv.lock", "/shop", "/shop/.venv", 1, "")
    upkeep = SimpleNamespace(job=job, sync=None, place=None)
    findings = SimpleNamespace(upkeep=upkeep, facts=SimpleNamespace(drift="", auto_sync=True), state="", settings=None)
    said = []
    plan = kept_up(SimpleNamespace(findings=findings, plan=Plan("/shop", ACTIVE)), {}, said.append)
    assert said == []
    assert not all(map(holds, plan.inputs)), "no prompt looks again"


def test_what_is_installed_by_hand_after_a_killed_job_was_told_of_stays(shop, look):
    """The environment is as it was before the job, at once: half of the new packages would be active until the next one."""
    shop.index.wheel("by-hand")
    own = write(os.path.join(shop.home, "own"), OWN.format(uv=shop.uv, held=shop.held, go=shop.go))
    os.chmod(own, 0o755)
    write(os.path.join(shop.root, "autovenv.toml"), f'sync = "{own}"\n')
    shop.release()
    assert shop.run("allow").returncode == 0
    for path in (shop.held, shop.go):
        os.unlink(path)
    shop.lock("thing==2.0", "other==1.0")
    assert look() == ""
    shop.wait_until_it_installs()
    assert shop.installed() == ["other-1.0", "thing-2.0"], "it is midway"
    os.kill(process_of(shop.place), signal.SIGKILL)
    shop.wait_until_it_ended()
    assert (look(), look()) == ("", ""), "what it started goes on, and nothing can be put back"
    assert shop.run("wait").stderr == f"autovenv: installing `{own}` was interrupted: `autovenv sync` does it again\n"
    shop.release()
    wait_until(lambda: not processes(shop), "something goes on")
    assert look() == f"autovenv: installing `{own}` was interrupted: `autovenv sync` does it again\n"
    assert shop.installed() == ["other-1.0", "thing-1.0"]
    command = [shop.uv, "pip", "install", "-q", f"--python={shop.environment}", "by-hand"]
    subprocess.run(command, env=shop.environ(), check=True)
    assert shop.run("sync").returncode == 0
    assert shop.installed() == ["by_hand-1.0", "other-1.0", "thing-2.0"]
    assert [name for name in os.listdir(shop.environment) if name.startswith(".autovenv-")] == []
