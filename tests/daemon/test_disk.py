"""A full disk, and a state directory that can't be written or is gone: prompts go on without a daemon, and none is started over and over."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

import pytest

from tests.commands import TOP, write
from tests.daemon.conftest import DAEMON, Keeper
from tests.patience import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="prlimit")

FULL = ["prlimit", "--fsize=0"]  # files can be made, and nothing be written into them
READ_ONLY = ["setpriv", "--bounding-set=-dac_override"]  # for root, whom no mode keeps out


@pytest.fixture
def counted(home, tmp_path):
    """A keeper of a program of its own, whose daemons note that they were started: `starts` counts them."""
    program = str(tmp_path / "program")
    shutil.copytree(f"{TOP}/autovenv", f"{program}/autovenv", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(f"{TOP}/shells", f"{program}/shells")
    started = str(tmp_path / "started")
    path = os.path.join(program, DAEMON)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    write(path, text.replace("    os.chdir(", f"    os.mkdir(f'{started}{{os.getpid()}}')\n    os.chdir(", 1))
    keeper = Keeper(home, program)
    keeper.starts = lambda: len([name for name in os.listdir(tmp_path) if name.startswith("started")])
    yield keeper
    keeper.end()
    print(keeper.log())


def ask_often(keeper, root):
    for _ in range(10):
        assert keeper.ask(root)[0] == 0
    wait_until(lambda: not keeper.alive(), "one stays")


@pytest.mark.parametrize("name", ["daemon", "locks"])
def test_where_its_directory_is_read_only_it_is_started_once_at_most(counted, name):
    root = counted.living("work")
    counted.wait_until_it_stands()
    counted.end()
    before = counted.starts()
    shutil.rmtree(f"{counted.state}/daemon")
    os.unlink(f"{counted.state}/locks/daemon")
    os.mkdir(f"{counted.state}/daemon", 0o700)
    os.chmod(f"{counted.state}/{name}", 0o500)
    counted.prefix = READ_ONLY if os.geteuid() == 0 else []
    ask_often(counted, root)
    assert counted.starts() - before <= 1


def test_where_the_disk_is_full_it_is_started_once_at_most(counted):
    root = counted.living("work")
    counted.wait_until_it_stands()
    counted.end()
    before = counted.starts()
    shutil.rmtree(f"{counted.state}/daemon")
    counted.prefix = FULL
    for _ in range(10):
        counted.ask(root)  # which can't store a plan, and says so
    wait_until(lambda: not counted.alive(), "one stays")
    assert counted.starts() - before <= 1


def test_one_that_ends_as_it_begins_is_started_once(counted):
    write(f"{counted.program}/autovenv/daemon/loop.py", "import os\nos.abort()\n")
    root = counted.living("work")
    ask_often(counted, root)
    assert counted.starts() == 1
    assert "gave up" in counted.status()


def test_one_with_a_bug_is_started_once_and_says_so(counted):
    write(
        f"{counted.program}/autovenv/daemon/loop.py", "class Loop:\n    def __init__(self, state, life):\n        raise KeyError(state)\n"
    )
    root = counted.living("work")
    ask_often(counted, root)
    assert counted.starts() == 1
    assert "gave up: a bug: KeyError in loop.py:3" in counted.status()
    assert len(os.listdir(f"{counted.state}/reports")) == 1


def test_a_disk_that_is_full_for_a_while(keeper):
    root = keeper.project("work", "3.90")
    keeper.start()
    limit = ["prlimit", f"--pid={keeper.process}"]
    subprocess.run([*limit, "--fsize=0:unlimited"], check=True)
    keeper.pin(root, "3.91")
    wait_until(lambda: f"left to its shells: {root}" in keeper.log() or not keeper.is_fresh(root, "3.91"))
    subprocess.run([*limit, "--fsize=unlimited:unlimited"], check=True)
    keeper.helper(root)
    for version in ("3.92", "3.93"):
        keeper.pin(root, version)
        keeper.wait_until_fresh(root, version)


def test_a_plan_that_could_not_be_stored_is_made_again_once_it_can(keeper):
    """Nobody wakes the daemon: a shell whose helper failed asks no more."""
    root = keeper.project("work", "3.90")
    keeper.start()
    lock = f"{keeper.state}/locks/plans"
    os.unlink(lock)
    os.mkdir(lock)
    keeper.pin(root, "3.91")
    wait_until(lambda: f"can't be planned, tried again later: {root}" in keeper.log(), "it did not fail")
    os.rmdir(lock)
    keeper.wait_until_fresh(root, "3.91")


def test_a_state_directory_that_is_removed_ends_it(keeper):
    keeper.project("work", "3.90")
    keeper.start()
    shutil.rmtree(keeper.state)
    wait_until(lambda: not keeper.alive(), "it did not end")
    assert not os.path.exists(keeper.state)


def test_a_state_directory_that_is_removed_and_made_anew_has_one_daemon_of_its_own(keeper):
    root = keeper.project("work", "3.90")
    keeper.start()
    old = keeper.process
    os.kill(old, signal.SIGSTOP)  # else it might be gone before there is another one
    shutil.rmtree(keeper.state)
    keeper.helper(root)
    keeper.start()
    new = keeper.process
    os.kill(old, signal.SIGCONT)
    wait_until(lambda: keeper.alive() == [new], "the old one did not end, or the new one did")
    for version in ("3.91", "3.92"):
        keeper.pin(root, version)
        keeper.wait_until_fresh(root, version)
    assert keeper.process == new
    assert "1 watched" in keeper.status()
