"""`autovenv daemon`: start, stop, restart, status, logs; the unit for systemd and launchd."""

from __future__ import annotations

import os
import plistlib
import shlex
import signal
import subprocess
import sys

import pytest

from autovenv import PROTOCOL
from autovenv.base.errors import AutovenvError
from autovenv.daemon import control, status_file
from autovenv.daemon.files import daemon_files, holder, prepare
from autovenv.daemon.life import ALREADY_RUNNING
from autovenv.daemon.start import GAVE_UP
from autovenv.daemon.status_file import DaemonStatus
from autovenv.daemon.units import unit
from tests.commands import MINOR, TOP, run, run_helper, surroundings, write
from tests.patience import wait_until


class Daemon:
    """The command, for a home of the test's; what `systemctl` is told is noted down."""

    def __init__(self, home):
        self.home = home
        self.place = daemon_files(os.path.join(home, ".local/state/autovenv"))
        self.unit = os.path.join(home, ".config/systemd/user/autovenv.service")
        self.told = os.path.join(home, "told")
        program = write(os.path.join(home, "tools/systemctl"), f'#!/bin/sh\necho "$*" >>{shlex.quote(self.told)}\n[ ! -e "$HOME/deaf" ]\n')
        os.chmod(program, 0o755)

    def __call__(self, *words, **extra):
        path = f"{self.home}/tools:/usr/bin:/bin"
        command = ["daemon", *words] if words[0] != "uninstall-all" else ["uninstall", "--yes", *words[1:]]
        return run(command, self.home, self.home, **{"PATH": path, "AUTOVENV_DAEMON": "1", **extra})

    def lines(self):
        with open(self.told, encoding="utf-8") as file:
            return file.read().splitlines()


@pytest.fixture
def daemon(home):
    made = Daemon(home)
    yield made
    process, _ = holder(made.place)
    if process:
        os.kill(process, signal.SIGKILL)


def test_its_life_by_commands(daemon):
    gone = daemon("status")
    assert (gone.returncode, gone.stderr) == (1, "")
    assert gone.stdout.splitlines()[0] == "daemon        does not run"
    assert "the next prompt after a change from outside starts one helper" in gone.stdout
    assert daemon("logs").returncode == 1
    assert daemon("start").returncode == 0
    process, _ = holder(daemon.place)
    assert daemon("start").returncode == 0, "there is one"
    assert holder(daemon.place)[0] == process
    there = daemon("status")
    assert (there.returncode, there.stderr) == (0, "")
    assert f"runs: process {process}," in there.stdout
    assert daemon("restart").returncode == 0
    assert holder(daemon.place)[0] not in {0, process}
    done = daemon("stop")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert holder(daemon.place)[0] == 0
    assert "begins" in daemon("logs").stdout
    assert daemon("logs").stdout.splitlines()[-1].endswith("ends: it was stopped")
    assert not os.path.exists(daemon.place.wake)


def test_one_that_is_stopped_by_a_signal_can_be_ended(daemon):
    assert daemon("start").returncode == 0
    process, _ = holder(daemon.place)
    assert process
    os.kill(process, signal.SIGSTOP)
    assert daemon("stop").returncode == 0
    wait_until(lambda: holder(daemon.place)[0] == 0)


def test_a_second_one_in_the_foreground_says_that_there_is_one(daemon):
    daemon("start")
    second = daemon("run")
    assert (second.returncode, second.stderr) == (1, "autovenv: the daemon runs already: `autovenv daemon status`\n")


def test_where_it_can_not_run_the_command_says_why(daemon):
    write(os.path.join(daemon.home, ".local/state/autovenv/daemon"), "in the way")
    done = daemon("start")
    assert done.returncode == 1
    assert done.stderr.startswith(f"autovenv: {daemon.home}/.local/state/autovenv/daemon is not a directory of its own ")
    assert daemon("status").returncode == 1


def state(daemon):
    return os.path.join(daemon.home, ".local/state/autovenv")


def test_where_there_is_to_be_none_it_says_so(daemon):
    write(os.path.join(daemon.home, ".config/autovenv/config.toml"), "daemon = false\n")
    for word in ("start", "restart", "run"):
        done = daemon(word)
        assert (done.returncode, done.stdout) == (1, ""), word
        assert done.stderr == "autovenv: the daemon is turned off (daemon = false, or AUTOVENV_DAEMON=0)\n"
    assert holder(daemon.place)[0] == 0
    # One that systemd starts ends at once, and is not started over and over.
    begun = subprocess.run(
        [sys.executable, "-I", os.path.join(TOP, "autovenv/daemon/__main__.py"), state(daemon)], env=surroundings(daemon.home), check=False
    )
    assert begun.returncode == 0
    assert daemon("logs").stdout.endswith("does not start: it is turned off (daemon = false, or AUTOVENV_DAEMON=0)\n")


def test_where_it_is_turned_off_for_one_command_the_one_that_runs_goes_on(daemon):
    assert daemon("start").returncode == 0
    process, _ = holder(daemon.place)
    assert daemon("restart", AUTOVENV_DAEMON="0").returncode == 1
    assert holder(daemon.place)[0] == process


def test_a_log_that_can_not_be_read_is_one_line(daemon):
    os.makedirs(daemon.place.log)
    done = daemon("logs")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"autovenv: can't read {daemon.place.log}: Is a directory\n")


def test_what_an_earlier_one_died_of_is_not_told_of_one_that_is_slow(daemon, monkeypatch):
    prepare(state(daemon))
    status_file.write(daemon.place.status, DaemonStatus(ended=f"{GAVE_UP}: no disk"))
    monkeypatch.setattr(control, "start", lambda environ, state: 1 << 22)  # no child of ours
    with pytest.raises(AutovenvError, match="it did not start; "):
        control.begin(state(daemon), daemon.place, {"HOME": daemon.home})


def test_a_unit_of_systemds_comes_and_goes(daemon):
    done = daemon("install")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"wrote {daemon.unit}\n"
    with open(daemon.unit, encoding="utf-8") as file:
        text = file.read()
    assert "\nExecStart=" in text
    assert f'"{daemon.home}/.local/state/autovenv"\n' in text
    assert f"\nSuccessExitStatus={ALREADY_RUNNING}\n" in text, "a shell's daemon may live already"
    assert "\nKillMode=process\n" in text, "a job goes on when the daemon ends"
    assert daemon.lines() == ["--user daemon-reload", "--user enable --now autovenv.service"]
    done = daemon("uninstall")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"removed {daemon.unit}\n", "")
    assert not os.path.exists(daemon.unit)
    assert daemon.lines()[2:] == ["--user disable --now autovenv.service", "--user daemon-reload"]
    assert daemon("uninstall").stdout == "", "it is gone"


def test_where_systemd_does_not_answer_the_command_to_type_is_named(daemon):
    write(os.path.join(daemon.home, "deaf"), "")
    done = daemon("install")
    assert (done.returncode, done.stdout) == (1, f"wrote {daemon.unit}\n")
    assert done.stderr == "autovenv: `systemctl --user daemon-reload` failed\n"


def test_uninstall_ends_the_daemon_and_removes_the_unit(daemon):
    daemon("install")
    daemon("start")
    process, _ = holder(daemon.place)
    told = daemon("uninstall-all", "--dry-run").stdout.splitlines()
    assert f"would remove {daemon.unit}" in told
    assert f"would stop the daemon (process {process})" in told
    assert holder(daemon.place)[0] == process
    assert os.path.exists(daemon.unit)
    done = daemon("uninstall-all")
    assert (done.returncode, done.stderr) == (0, "")
    assert holder(daemon.place)[0] == 0
    assert not os.path.exists(daemon.unit)
    assert "would stop" not in daemon("uninstall-all", "--dry-run").stdout, "none runs"


def test_status_says_what_the_daemon_does_for_a_project_and_what_is_slower_without(daemon):
    project = os.path.join(daemon.home, "work")
    write(os.path.join(project, ".python-version"), f"{MINOR}\n")

    def row(**extra):
        lines = run(["status"], daemon.home, project, **{"AUTOVENV_DAEMON": "1", **extra}).stdout.splitlines()
        (line,) = (line for line in lines if line.startswith("daemon "))
        return line.removeprefix("daemon").strip()

    slower = "the next prompt after a change from outside starts one helper"
    assert row() == f"does not run: {slower}"
    assert row(AUTOVENV_DAEMON="0") == f"turned off: {slower}"
    daemon("start")
    assert row() == f"leaves this project to its shells: {slower}"
    assert run_helper(["plan", PROTOCOL, "bash", project], daemon.home, project, AUTOVENV_DAEMON="1").returncode == 0
    assert row() == "keeps this project's plan up to date"
    status_file.write(daemon.place.status, DaemonStatus(trouble="it hears nothing: changes are seen every 60 seconds"))
    assert row() == "it hears nothing: changes are seen every 60 seconds"


def test_odd_paths_are_one_word_of_the_unit():
    made = unit(["/a b/100%/python", "-I", 'it\'s $HOME "here"\\'], {"HOME": "/home/a", "XDG_CONFIG_HOME": "/cfg"}, "linux")
    assert made.path == "/cfg/systemd/user/autovenv.service"
    assert 'ExecStart="/a b/100%%/python" "-I" "it\'s $$HOME \\"here\\"\\\\"\n' in made.text


def test_launchd_gets_the_command_word_by_word():
    made = unit(["/a & b/python", "-I"], {"HOME": "/Users/a"}, "darwin")
    assert made.path == "/Users/a/Library/LaunchAgents/io.github.autovenv.daemon.plist"
    assert plistlib.loads(made.text.encode())["ProgramArguments"] == ["/a & b/python", "-I"]
