"""`autovenv daemon`: start, status, logs, restart, stop; the unit for systemd and launchd."""

from __future__ import annotations

import os
import plistlib
import shlex
import signal

import pytest

from autovenv import PROTOCOL
from autovenv.daemon import status_file
from autovenv.daemon.files import daemon_files, holder
from autovenv.daemon.life import ALREADY_RUNNING
from autovenv.daemon.status_file import DaemonStatus
from autovenv.daemon.units import unit
from tests.commands import MINOR, run, run_helper, write
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

    def __call__(self, *words):
        path = f"{self.home}/tools:/usr/bin:/bin"
        command = ["daemon", *words] if words[0] != "uninstall-all" else ["uninstall", "--yes"]
        return run(command, self.home, self.home, PATH=path, AUTOVENV_DAEMON="1")

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
    assert "the next prompt runs the helper once" in gone.stdout
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
    assert daemon("logs").stdout.splitlines()[-1].endswith("ends: it was told to")
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
    assert (second.returncode, second.stderr) == (1, "autovenv: one runs already: `autovenv daemon status`\n")


def test_where_it_can_not_run_the_command_says_why(daemon):
    write(os.path.join(daemon.home, ".local/state/autovenv/daemon"), "in the way")
    done = daemon("start")
    assert done.returncode == 1
    assert done.stderr.startswith(f"autovenv: {daemon.home}/.local/state/autovenv/daemon is not a directory of its own ")
    assert daemon("status").returncode == 1


def test_where_there_is_to_be_none_start_says_so(daemon):
    write(os.path.join(daemon.home, ".config/autovenv/config.toml"), "daemon = false\n")
    done = daemon("start")
    assert done.returncode == 1
    assert done.stderr.startswith("autovenv: the configuration says that there is to be none: ")
    assert holder(daemon.place)[0] == 0


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
    assert done.returncode == 0
    assert done.stderr == "autovenv: `systemctl --user daemon-reload` failed\n"


def test_uninstall_ends_the_daemon_and_removes_the_unit(daemon):
    daemon("install")
    daemon("start")
    done = daemon("uninstall-all")
    assert (done.returncode, done.stderr) == (0, "")
    assert holder(daemon.place)[0] == 0
    assert not os.path.exists(daemon.unit)


def test_status_says_what_the_daemon_does_for_a_project_and_what_is_slower_without(daemon):
    project = os.path.join(daemon.home, "work")
    write(os.path.join(project, ".python-version"), f"{MINOR}\n")

    def row(**extra):
        lines = run(["status"], daemon.home, project, **{"AUTOVENV_DAEMON": "1", **extra}).stdout.splitlines()
        (line,) = (line for line in lines if line.startswith("daemon "))
        return line.removeprefix("daemon").strip()

    slower = "after a change from outside the next prompt starts the helper once"
    assert row() == f"does not run: {slower}"
    assert row(AUTOVENV_DAEMON="0") == f"off in the configuration: {slower}"
    daemon("start")
    assert row() == f"leaves this project to its shells: {slower}"
    assert run_helper(["plan", PROTOCOL, "bash", project], daemon.home, project, AUTOVENV_DAEMON="1").returncode == 0
    assert row() == "has a new plan ready after a change from outside"
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
