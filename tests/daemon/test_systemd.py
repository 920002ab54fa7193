"""The unit by a real systemd: a manager of the test's own, which sees nothing of the machine's."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile

import pytest

from autovenv.daemon.life import ALREADY_RUNNING
from tests.commands import surroundings, write
from tests.daemon.conftest import Keeper
from tests.patience import wait_until

SYSTEMD = next(filter(os.path.exists, ("/lib/systemd/systemd", "/usr/lib/systemd/systemd")), "")
# What tells programs that systemd began this machine lies in a /run that only the manager sees.
BEGIN = 'mount -t tmpfs none /run && mkdir -p /run/systemd/system && for one; do echo $$ >"$one"; done; exec %s --user --log-target=console'


def _groups():
    """Return the control groups, not there yet, in which a manager of our own may live."""
    tops = ["/sys/fs/cgroup"] if os.path.exists("/sys/fs/cgroup/cgroup.procs") else ["/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"]
    return [f"{top}/autovenv-{os.getpid()}" for top in tops if os.access(top, os.W_OK)]


class Manager:
    """A manager of a user's units; the keeper's commands find a `systemctl` that asks this one."""

    def __init__(self, keeper, runtime, groups):
        for group in groups:
            os.makedirs(group)
        command = [
            "unshare",
            "-m",
            "--propagation",
            "private",
            "sh",
            "-ec",
            BEGIN % SYSTEMD,
            "sh",
            *(f"{one}/cgroup.procs" for one in groups),
        ]
        self.environ = {**surroundings(keeper.home), "XDG_RUNTIME_DIR": runtime}
        del self.environ["AUTOVENV_DAEMON"]
        self.log = open(f"{runtime}/log", "wb")  # noqa: SIM115 - as long as the process
        self.process = subprocess.Popen(command, env=self.environ, cwd="/", stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        inside = ["nsenter", "-m", "-t", str(self.process.pid), "env", f"XDG_RUNTIME_DIR={runtime}", "/usr/bin/systemctl"]
        program = write(f"{keeper.home}/tools/systemctl", f'#!/bin/sh\nexec {shlex.join(inside)} "$@"\n')
        os.chmod(program, 0o755)
        self.path = f"{keeper.home}/tools:{self.environ['PATH']}"
        self.keeper = keeper

    def runs(self):
        assert self.process.poll() is None, "it ended"
        return self.tells("is-system-running") in {"running", "degraded"}

    def tells(self, *words):
        done = subprocess.run([f"{self.keeper.home}/tools/systemctl", "--user", *words], capture_output=True, text=True, check=False)
        return done.stdout.strip()

    def shows(self, name):
        return self.tells("show", "--property", name, "--value", "autovenv.service")

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


def is_removed(group):
    """Remove a control group and those below it; tell whether that was done: the last process may just be ending."""
    try:
        for directory, _, _ in os.walk(group, topdown=False):
            os.rmdir(directory)
    except OSError:
        return False
    return True


@pytest.fixture
def manager(keeper):
    groups = _groups()
    if not SYSTEMD or os.geteuid() != 0 or not groups or not shutil.which("nsenter"):
        pytest.skip("no systemd here that may be started for a test (root and control groups)")
    runtime = tempfile.mkdtemp(prefix="autovenv-systemd-")  # not below tmp_path: a socket's path is short
    one = Manager(keeper, runtime, groups)
    try:
        wait_until(one.runs, "it does not begin")
        yield one
    finally:
        keeper.end()
        one.end()
        with open(f"{runtime}/log", encoding="utf-8", errors="replace") as file:
            print(file.read())
        shutil.rmtree(runtime)
        for group in groups:
            wait_until(lambda group=group: is_removed(group), "a process is left in its control group")


def test_it_starts_the_daemon_has_it_again_and_lets_go_of_it(keeper: Keeper, manager: Manager):
    path = {"PATH": manager.path}
    done = keeper.command("install", **path)
    assert (done.returncode, done.stderr) == (0, "")
    keeper.wait_until_it_stands()
    assert manager.tells("is-enabled", "autovenv.service") == "enabled"
    assert manager.shows("MainPID") == str(keeper.process)
    # It plans what changes, as one of a shell's does.
    root = keeper.project("work", "3.90")
    keeper.pin(root, "3.91")
    keeper.wait_until_fresh(root, "3.91")
    # One that was killed comes back, one that was told to end does not.
    os.kill(keeper.process, signal.SIGKILL)
    wait_until(lambda: manager.shows("SubState") == "auto-restart")
    manager.tells("restart", "autovenv.service")
    keeper.wait_until_it_stands()
    assert keeper.command("stop").returncode == 0
    wait_until(lambda: manager.shows("SubState") == "dead")
    # Beside one that a shell started it is no failure.
    keeper.start()
    manager.tells("start", "autovenv.service")
    wait_until(lambda: manager.shows("ExecMainStatus") == str(ALREADY_RUNNING))
    wait_until(lambda: manager.shows("ActiveState") == "inactive")
    assert manager.shows("Result") == "success"
    assert keeper.command("stop").returncode == 0
    # With the unit its daemon goes.
    manager.tells("start", "autovenv.service")
    keeper.wait_until_it_stands()
    done = keeper.command("uninstall", **path)
    assert (done.returncode, done.stderr) == (0, "")
    assert manager.shows("LoadState") == "not-found"
    wait_until(lambda: not keeper.alive())
