"""A program that hangs while the daemon changes an environment: nothing of it is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress

import pytest

from autovenv.daemon.replan import HUNG
from autovenv.plan import news
from tests.commands import TOP, write
from tests.daemon.test_neighbours import environment_of, version_in, versions  # noqa: F401 - a fixture
from tests.patience import wait_until


def running(keeper, *having):
    """Return the processes with one of these words and a path below the home in their command."""
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/cmdline", "rb") as file:
                words = set(os.fsdecode(file.read()).split("\0"))
        except OSError:
            continue
        if not words.isdisjoint(having) and any(word.startswith(keeper.home) for word in words):
            found.append(int(number))
    return found


def installers(keeper):
    return running(keeper, "--seed")


def kill(keeper):
    keeper.end()
    for process in (*running(keeper, "replan"), *installers(keeper)):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    wait_until(lambda: not running(keeper, "replan", "--seed"))


@pytest.fixture
def hung(keeper, versions):  # noqa: F811
    """A project whose environment the daemon is just about to change, and the variables with which uv hangs: it reads from a FIFO."""
    given = {"UV_CONFIG_FILE": write(f"{keeper.home}/uv.toml", "")}
    root = environment_of(keeper, "work", versions[0], **given)
    keeper.start(**given)
    os.unlink(f"{keeper.home}/uv.toml")
    os.mkfifo(f"{keeper.home}/uv.toml")
    keeper.pin(root, versions[1])
    wait_until(lambda: installers(keeper), "no uv hangs")
    yield root, given
    kill(keeper)


def test_it_ends_with_the_daemon(keeper, hung, versions):  # noqa: F811
    root, _ = hung
    assert keeper.command("stop").returncode == 0
    wait_until(lambda: not installers(keeper), "it is left running")
    assert version_in(f"{root}/.venv").startswith(versions[0])


def test_it_is_ended_where_the_daemon_has_waited_too_long(keeper, hung, versions):  # noqa: F811
    root, given = hung
    kill(keeper)
    code = (
        f"import sys; sys.path.insert(0, {TOP!r}); from autovenv.daemon import replan; replan._PATIENCE_SECONDS = 5; "
        f"print(replan.replan({root!r}, {keeper.state!r}))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], env=keeper.environ(**given), capture_output=True, check=True)
    assert int(done.stdout) == HUNG
    assert news.take(root, keeper.state) == ""
    assert installers(keeper) == []
    assert version_in(f"{root}/.venv").startswith(versions[0])
