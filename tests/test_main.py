"""What becomes of the output: a disk that is full, a reader that has gone, a descriptor that is closed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.commands import TOP, surroundings
from tests.patience import PATIENCE

pytestmark = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
COMMANDS = (["status"], ["why", "--json"], ["version"], ["--help"], ["export", "json"], ["hook", "bash"])


def run(arguments, home, stdout):
    command = [sys.executable, "-P", "-m", "autovenv", *arguments]
    environ = surroundings(home, PYTHONPATH=TOP)
    done = subprocess.run(command, env=environ, cwd=home, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, timeout=PATIENCE)
    return done.returncode, done.stderr


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_full_disk_is_one_line(arguments, home):
    with open("/dev/full", "wb") as full:
        assert run(arguments, home, full) == (1, "autovenv: can't write to standard output: No space left on device\n")


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_reader_that_has_gone_is_not_worth_a_line(arguments, home):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        code, said = run(arguments, home, pipe)
    assert (code in {1, 130}, said) == (True, "")


@pytest.mark.parametrize("arguments", [["export", "json"], ["hook", "zsh"]])
def test_a_closed_output_is_one_line(arguments, home):
    command = ["/bin/sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-P", "-m", "autovenv", *arguments]
    done = subprocess.run(
        command, env=surroundings(home, PYTHONPATH=TOP), cwd=home, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert (done.returncode, done.stderr) == (1, "autovenv: can't write to standard output: it is closed\n")
