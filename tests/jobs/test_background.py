"""`sync --background`, `wait`, and what `status` and `why` say of a job."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from autovenv.jobs import state as jobs
from autovenv.jobs.state import process_of
from autovenv.plan import news
from tests.commands import MINOR, TOP, run, write
from tests.patience import PATIENCE

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing is installed behind the prompt there")

STARTED = "uv.lock is being installed behind the prompt: `autovenv wait` waits for it\n"


@pytest.fixture
def held(shop):
    """The shop while a job installs, and gets no further."""
    shop.lock("thing==2.0", "other==1.0", "slow")
    assert shop.run("sync", "--background").stdout == STARTED
    shop.wait_until_it_installs()
    return shop


def status(shop, command="status"):
    return dict(line.split(maxsplit=1) for line in shop.run(command).stdout.splitlines())


def test_the_command_returns_and_wait_tells_the_end(held):
    assert held.installed() == ["other-1.0", "thing-1.0"], "it goes on behind the prompt"
    done = held.run("wait", "--timeout", "0.1")
    assert (done.returncode, done.stdout) == (124, "")
    assert done.stderr.startswith("autovenv: uv.lock is being installed behind the prompt, ")
    held.release()
    done = held.run("wait")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("uv.lock: 1 package installed, 1 updated in ")
    assert held.installed() == ["other-1.0", "slow-1.0", "thing-2.0"]
    done = held.run("wait")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), "nothing goes on, and the end was told"


def test_wait_returns_at_once_where_nothing_ever_ran(shop):
    done = shop.run("wait")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_failure_is_exit_1_and_one_line_until_it_is_made_good(shop):
    shop.lock("thing==2.0")
    shop.index.remove("thing", "2.0")
    assert shop.run("sync", "--background").returncode == 0
    for _ in range(2):
        done = shop.run("wait")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert "thing" in done.stderr
        assert "(log: " in done.stderr
    assert shop.job().log in done.stderr
    assert os.path.exists(shop.job().log)
    assert shop.installed() == ["other-1.0", "thing-1.0"], "what was installed is as before"
    seen = status(shop)["packages"]
    assert seen.startswith("it failed at ")
    assert seen.endswith("`autovenv sync` tries again")
    told = json.loads(shop.run("status", "--json").stdout)["job"]
    assert (told["state"], told["log"]) == ("failed", shop.job().log)
    assert "it failed at " in shop.run("why").stdout
    shop.index.wheel("thing", "3.0")
    shop.lock("thing==3.0")
    assert shop.run("sync").returncode == 0
    assert shop.run("wait").returncode == 0
    assert "packages" not in status(shop)
    assert json.loads(shop.run("status", "--json").stdout)["job"] is None


def test_without_consent_nothing_is_started(shop):
    assert shop.run("revoke").returncode == 0
    done = shop.run("sync", "--background")
    assert (done.returncode, done.stdout) == (2, "")
    assert not os.path.exists(os.path.join(shop.state, "jobs"))


def test_check_and_background_are_not_both(shop):
    assert shop.run("sync", "--background", "--check").returncode == 2


def test_status_and_why_show_how_far_it_is(held):
    assert status(held)["packages"] == "uv.lock is being installed behind the prompt, 2/3"
    assert "uv.lock is being installed behind the prompt, 2/3" in held.run("why").stdout
    for command in ("status", "why"):
        told = json.loads(held.run(command, "--json").stdout)["job"]
        assert told["message"] == "uv.lock is being installed behind the prompt, 2/3"
        assert {key: told[key] for key in ("state", "installs", "installed", "packages", "log")} == {
            "state": "running",
            "installs": "uv.lock",
            "installed": 2,
            "packages": 3,
            "log": None,
        }


def test_what_is_asked_for_while_one_runs_is_done_once_more(held):
    first = process_of(held.place)
    for version in ("1.0", "2.0", "1.0"):
        held.lock(f"thing=={version}", "other==2.0")
        assert held.run("sync", "--background").returncode == 0
        assert process_of(held.place) == first, "it is the one that runs"
    assert status(held)["packages"].endswith(", then once more")
    held.release()
    assert held.run("wait").returncode == 0
    assert held.installed() == ["other-2.0", "slow-1.0", "thing-1.0"]
    assert not jobs.waits(held.place)


def test_what_was_installed_is_told_where_it_was_asked_for_twice(held):
    assert held.run("sync", "--background").returncode == 0
    assert jobs.waits(held.place)
    held.release()
    assert held.run("wait").returncode == 0
    assert held.job().line.startswith("uv.lock: 1 package installed, 1 updated in ")


def test_an_end_that_nobody_has_told_is_told_before_another_job_begins(held):
    held.release()
    held.wait_until_it_ended()
    done = held.run("sync", "--background")
    assert (done.returncode, done.stdout) == (0, STARTED)
    assert done.stderr.startswith("autovenv: uv.lock: 1 package installed, 1 updated in ")


def test_a_lock_that_changes_while_it_is_installed_is_installed_once_more(held):
    """Nobody asks for it: no shell is at a prompt."""
    project = os.path.join(held.root, "pyproject.toml")
    with open(project, encoding="utf-8") as file:
        text = file.read()
    held.lock("thing==1.0", "other==2.0")
    write(project, text)
    held.release()
    assert held.run("wait").returncode == 0
    assert held.installed() == ["other-2.0", "slow-1.0", "thing-1.0"]
    assert held.run("sync", "--check").returncode == 0


def test_it_is_nobodys_child_has_no_terminal_and_nothing_open(held):
    process = process_of(held.place)
    assert os.getsid(process) == process
    assert os.getpgid(process) == process
    assert os.readlink(f"/proc/{process}/cwd") == "/"
    opened = {int(name): os.readlink(f"/proc/{process}/fd/{name}") for name in os.listdir(f"/proc/{process}/fd")}
    assert {opened.pop(number) for number in (0, 1, 2)} == {os.devnull}
    assert opened.pop(9) == held.place.lock
    own = sorted(
        path.partition(":")[0] if path.startswith("pipe:") else os.path.basename(path).partition("-")[0] for path in opened.values()
    )
    assert own == ["install", "pipe", "sync"], "its second lock, what the installer prints, and the log of that"


def test_descriptors_of_the_shell_are_not_held(shop, tmp_path):
    """A pipe that a shell reads would wait for the job."""
    shop.lock("thing==2.0", "other==1.0", "slow")
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    command = [sys.executable, "-P", "-m", "autovenv", "sync", "--background"]
    environ = {**shop.environ(), "PYTHONPATH": TOP}
    subprocess.run(command, cwd=shop.root, env=environ, pass_fds=[writing], check=True, stdout=subprocess.DEVNULL)
    shop.wait_until_it_installs()
    os.close(writing)
    assert os.read(reading, 1) == b"", "nobody holds the other end any more"
    os.close(reading)


def test_nothing_of_the_environment_is_written_down(shop):
    shop.lock("thing==2.0")
    assert shop.run("sync", "--background", MY_TOKEN="s3cr3t-t0ken").returncode == 0
    assert shop.run("wait").returncode == 0
    for directory, _, names in os.walk(shop.state):
        for name in names:
            with open(os.path.join(directory, name), "rb") as file:
                assert b"s3cr3t-t0ken" not in file.read(), name


def test_it_has_the_environment_of_the_shell_that_caused_it(shop):
    asked = os.path.join(shop.home, "asked")
    write(os.path.join(shop.root, "autovenv.toml"), f"sync = \"sh -c 'echo $MY_PROXY >{asked}'\"\n")
    assert shop.run("allow", "--no-install").returncode == 0
    assert shop.run("sync", "--background", MY_PROXY="socks5://here").returncode == 0
    shop.run("wait")
    with open(asked, encoding="utf-8") as file:
        assert file.read() == "socks5://here\n"


def test_an_interrupt_leaves_what_was_installed_and_says_so(held):
    os.kill(process_of(held.place), signal.SIGTERM)
    done = held.run("wait")
    assert done.returncode == 1
    assert done.stderr == (
        "autovenv: installing uv.lock was interrupted, and what was installed is as before: `autovenv sync` does it again\n"
    )
    assert held.installed() == ["other-1.0", "thing-1.0"]


def test_one_that_was_killed_is_told_of_and_can_be_started_again(held):
    os.kill(process_of(held.place), signal.SIGKILL)
    held.wait_until_it_ended()
    assert held.job().status == "interrupted"
    assert status(held)["packages"] == "installing uv.lock was interrupted: `autovenv sync` does it again"
    assert json.loads(held.run("status", "--json").stdout)["job"]["state"] == "interrupted"
    done = held.run("wait")
    assert (done.returncode, done.stderr) == (1, "autovenv: installing uv.lock was interrupted: `autovenv sync` does it again\n")
    held.release()
    assert held.run("sync", "--background").returncode == 0
    assert held.run("wait").returncode == 0
    assert held.installed() == ["other-1.0", "slow-1.0", "thing-2.0"]
    assert "packages" not in status(held)


def test_a_file_that_changes_with_each_installation_is_told_of_and_ends(shop):
    """A tool that writes what it installs from: not for ever."""
    write(os.path.join(shop.root, "autovenv.toml"), f'sync = "{shop.home}/own"\n')
    own = write(os.path.join(shop.home, "own"), f'#!/bin/sh\necho >>"{shop.syncs}"\necho "# x" >>"{shop.root}/pyproject.toml"\n')
    os.chmod(own, 0o755)
    assert shop.run("allow", "--no-install").returncode == 0
    assert shop.run("sync", "--background").returncode == 0
    done = shop.run("wait")
    assert done.returncode == 1
    assert done.stderr == f"autovenv: pyproject.toml changed each time that `{own}` was run: `autovenv sync` does it again\n"
    assert shop.count() == 2
    assert status(shop)["packages"].count("`autovenv sync`") == 1


def test_nothing_is_forgotten_that_was_asked_for_as_a_job_ended(shop):
    """The task is left before the lock is asked for, and looked for after it was let go."""
    shop.lock("thing==2.0")
    for version in ("1.0", "2.0", "1.0", "2.0"):
        shop.lock(f"thing=={version}")
        assert shop.run("sync", "--background").returncode == 0
    assert shop.run("wait").returncode == 0
    assert shop.installed() == ["other-1.0", "thing-2.0"]
    assert not jobs.waits(shop.place)


@pytest.mark.parametrize("content", [b"", b"x", b"autovenv job 1\0running", b"autovenv job 1\0a\0b\0c\0d\0e\0f\0g\0h\0i\0.", b"\0" * 100])
def test_a_state_that_is_damaged_is_none(shop, content):
    shop.lock("thing==2.0")
    shop.run("sync", "--background")
    assert shop.run("wait").returncode == 0
    for path in (shop.place.state, shop.place.task):
        with open(path, "wb") as file:
            file.write(content)
    assert shop.job() is None
    assert "packages" not in status(shop)
    shop.lock("thing==1.0")
    assert shop.run("sync", "--background").returncode == 0
    assert shop.run("wait").returncode == 0
    assert shop.installed() == ["other-1.0", "thing-1.0"]


def test_a_state_directory_that_cannot_be_written_is_one_line(shop):
    shop.lock("thing==2.0")
    write(os.path.join(shop.state, "jobs"), "")
    done = shop.run("sync", "--background")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert shop.run("status").returncode == 0
    assert shop.run("sync").returncode == 0


def test_what_is_left_of_projects_that_are_gone_is_removed(shop):
    shop.lock("thing==2.0")
    shop.run("sync", "--background")
    assert shop.run("wait").returncode == 0
    os.rename(shop.root, f"{shop.root}.gone")
    done = run(["prune"], shop.home, shop.home)
    assert done.returncode == 0
    assert os.listdir(os.path.join(shop.state, "jobs")) == []


@pytest.mark.parametrize("command", [("remove", "--yes"), ("recreate",)])
def test_the_environment_is_not_taken_away_meanwhile(shop, command):
    owned = os.path.join(shop.home, "owned")
    write(os.path.join(owned, ".python-version"), f"{MINOR}\n")
    shop.root, shop.environment = owned, os.path.join(owned, ".venv")
    assert shop.run("exec", "--", "true").returncode == 0
    shop.lock("thing==2.0", "slow")
    assert shop.run("allow", "--no-install").returncode == 0
    assert shop.run("sync", "--background").returncode == 0
    shop.wait_until_it_installs()
    done = shop.run(*command)
    assert (done.returncode, done.stdout) == (1, "")
    said = f"autovenv: uv.lock is being installed into {shop.environment} behind the prompt: `autovenv wait` waits for it\n"
    assert done.stderr == said
    shop.release()
    assert shop.run("wait").returncode == 0
    assert shop.run(*command).returncode == 0


def test_wait_ends_by_itself_when_the_job_is_killed(held):
    command = [sys.executable, "-P", "-m", "autovenv", "wait"]
    child = subprocess.Popen(command, cwd=held.root, env={**held.environ(), "PYTHONPATH": TOP}, stderr=subprocess.PIPE, text=True)
    os.kill(process_of(held.place), signal.SIGKILL)
    _, said = child.communicate(timeout=PATIENCE)
    assert child.returncode == 1
    assert "was interrupted" in said


def test_a_failure_that_the_daemon_left_for_the_next_prompt_is_told_by_wait_and_not_again(shop):
    shop.lock("thing==2.0")
    shop.index.remove("thing", "2.0")
    assert shop.run("sync", "--background").returncode == 0
    line = shop.run("wait").stderr
    news.leave(shop.root, [jobs.ended(shop.job())], shop.state)  # as the daemon does
    assert shop.run("wait").stderr == line
    assert news.take(shop.root, shop.state) == ""
    news.leave(shop.root, ["changed .venv (python 3.13)"], shop.state)
    assert shop.run("wait").stderr == f"autovenv: changed .venv (python 3.13)\n{line}"
