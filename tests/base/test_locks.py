"""One at a time, across processes; a lock ends with its process, however that ends."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from autovenv.base.errors import AutovenvError
from autovenv.base.locks import Lock
from tests.patience import PATIENCE

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOLD = """
import sys
from autovenv.base.locks import Lock
with Lock(sys.argv[1], 10):
    print("held", flush=True)
    sys.stdin.read()
"""
COUNT = """
import sys
from autovenv.base.locks import Lock
for _ in range(50):
    with Lock(sys.argv[1], 60):
        with open(sys.argv[2]) as file:
            number = int(file.read())
        with open(sys.argv[2], "w") as file:
            file.write(str(number + 1))
"""


def process(code, *arguments):
    environ = {**os.environ, "PYTHONPATH": REPOSITORY}
    return subprocess.Popen(
        [sys.executable, "-S", "-c", code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ, text=True
    )


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock."""
    other = process(HOLD, str(tmp_path / "lock"))
    assert other.stdout.readline() == "held\n"
    yield other
    other.kill()
    other.communicate()


def test_a_free_lock_is_taken_at_once_and_again(tmp_path):
    for _ in range(2):
        with Lock(str(tmp_path / "lock"), 0) as waited:
            assert waited is False
    assert os.listdir(tmp_path) == ["lock"]


def test_a_held_one_is_waited_for_and_then_named_in_one_line(holder, tmp_path):
    with pytest.raises(AutovenvError) as caught, Lock(str(tmp_path / "lock"), 0.05):
        pytest.fail("two at a time")
    assert str(tmp_path / "lock") in caught.value.message


def test_it_ends_with_kill_9(holder, tmp_path):
    holder.kill()
    with Lock(str(tmp_path / "lock"), 10):
        pass


def test_whoever_had_to_wait_is_told(holder, tmp_path):
    lock = Lock(str(tmp_path / "lock"), 10)
    take = lock.__enter__
    import autovenv.base.locks as module

    sleep = module.time.sleep
    released = []

    def release(seconds):
        if not released:
            released.append(holder.communicate())
        sleep(0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module.time, "sleep", release)
        assert take() is True
    lock.__exit__(None, None, None)


def test_it_is_released_by_an_exception(tmp_path):
    with pytest.raises(KeyboardInterrupt), Lock(str(tmp_path / "lock"), 0):
        raise KeyboardInterrupt
    with Lock(str(tmp_path / "lock"), 0) as waited:
        assert waited is False


def test_a_child_does_not_inherit_it(tmp_path):
    """Else a daemon that is started meanwhile would hold it for good."""
    code = "import sys; print('up', flush=True); sys.stdin.read()"
    with Lock(str(tmp_path / "lock"), 0):
        child = subprocess.Popen([sys.executable, "-S", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=False)
        assert child.stdout.readline() == b"up\n"
    with Lock(str(tmp_path / "lock"), 0) as waited:
        assert waited is False
    child.communicate()


def test_five_processes_lose_no_count(tmp_path):
    (tmp_path / "count").write_text("0")
    others = [process(COUNT, str(tmp_path / "lock"), str(tmp_path / "count")) for _ in range(5)]
    for other in others:
        other.communicate(timeout=PATIENCE)
        assert other.returncode == 0
    assert (tmp_path / "count").read_text() == "250"


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may open everything, and Windows has no modes")
def test_a_directory_that_can_t_be_written_is_an_os_error(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OSError), Lock(str(tmp_path / "lock"), 0):
        pytest.fail("there is no lock")
    tmp_path.chmod(0o700)
