"""The helper's work in a second process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")

CODE = """
import os, sys, time
from autovenv.base.worker import apart
print(os.getpid(), flush=True)
apart()
try:
    print(os.getpid(), flush=True)
    {work}
except KeyboardInterrupt:
    open({told!r}, "w").close()
    os._exit(7)
"""


def started(work, told):
    code = CODE.format(work=work, told=str(told))
    # A group of its own, as a terminal has it: a ^C reaches both processes.
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True)


def test_the_worker_is_another_process_and_its_exit_code_is_handed_on(tmp_path):
    program = started("os._exit(3)", tmp_path / "told")
    first, second = (program.stdout.readline() for _ in range(2))
    assert first != second
    assert program.wait() == 3


def test_an_interrupt_reaches_the_worker_and_its_answer_is_waited_for(tmp_path):
    program = started("time.sleep(600)", tmp_path / "told")
    program.stdout.readline(), program.stdout.readline()
    os.killpg(program.pid, signal.SIGINT)
    assert program.wait() == 7
    assert (tmp_path / "told").exists()


def test_a_worker_that_was_killed_is_a_failure(tmp_path):
    program = started("os.kill(os.getpid(), 9)", tmp_path / "told")
    assert program.wait() == 1


def test_who_kills_the_first_one_leaves_the_worker_its_time(tmp_path):
    program = started("sys.stdin.read(); time.sleep(600)", tmp_path / "told")
    program.stdout.readline()
    worker = int(program.stdout.readline())
    program.kill()
    program.wait()
    os.kill(worker, signal.SIGINT)
    assert program.stdout.read() == "", "it has ended when nobody can write there any more"
    assert (tmp_path / "told").exists()
