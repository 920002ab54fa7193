"""What else a daemon meets: variables of watchfiles' own, clocks that are wrong, other versions of the program, and more of its kind."""

from __future__ import annotations

import marshal
import os
import random
import shutil
import time

import pytest

from autovenv import __version__
from autovenv.daemon import known, status_file
from autovenv.daemon.loop import Loop
from autovenv.daemon.start import GAVE_UP, _failed_lately
from autovenv.daemon.status_file import DaemonStatus
from autovenv.daemon.system import knock
from autovenv.daemon.wake import MESSAGE_END, VERSION_END
from autovenv.plan.store import folder
from tests.commands import TOP, run, write
from tests.daemon.conftest import Keeper
from tests.patience import wait_until

YEARS = {"1970": 1, "2099": 4_070_908_800}


def test_variables_of_watchfiles_change_nothing(keeper, capfd):
    root = keeper.project("work", "3.90")
    keeper.start(
        WATCHFILES_FORCE_POLLING="1", WATCHFILES_POLL_DELAY_MS="5000", WATCHFILES_IGNORE_PERMISSION_DENIED="1", WATCHFILES_DEBUG="1"
    )
    descriptors = [os.readlink(f"/proc/{keeper.process}/fd/{one}") for one in os.listdir(f"/proc/{keeper.process}/fd")]
    assert descriptors.count("anon_inode:inotify") == 1  # it does not poll
    keeper.pin(root, "3.91")
    keeper.wait_until_fresh(root, "3.91")
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("year", YEARS)
def test_files_of_another_time(keeper, year):
    root, seconds = keeper.project("work", "3.90"), YEARS[year]
    pin = f"{root}/.python-version"
    keeper.start()
    for one in (keeper.place.status, keeper.place.lock, keeper.place.wake, keeper.place.log, f"{folder(keeper.state, root)}/known"):
        os.utime(one, (seconds, seconds))
    keeper.wake()
    for later, version in enumerate(("3.91", "3.92")):
        write(f"{pin}.new", f"{version}\n")
        os.utime(f"{pin}.new", (seconds + later, seconds + later))
        os.replace(f"{pin}.new", pin)
        wait_until(lambda version=version: keeper.has(root, version), keeper.log())
        keeper.helper(root)  # of a file of the future only time tells that it rests
    keeper.pin(root, "3.93")
    keeper.wait_until_fresh(root, "3.93")


@pytest.mark.parametrize("jump", [-86400, 25, 86400])
def test_a_clock_that_jumps_has_everything_looked_at_once(tmp_path, monkeypatch, jump):
    work, ahead, looks = Loop(str(tmp_path), None), [0.0], []
    now = time.time
    monkeypatch.setattr(work, "_start_over", lambda: looks.append(1))
    monkeypatch.setattr("time.time", lambda: now() + ahead[0])
    work._clock_offset = time.time() - time.monotonic()
    for one in (0, jump, jump, jump):
        ahead[0] = one
        work._hear(time.monotonic())
    assert len(looks) == 1


@pytest.mark.parametrize(("age", "lately"), [(-3600, False), (0, True), (300, True), (700, False)])
def test_a_failure_is_remembered_for_ten_minutes_and_one_of_the_future_is_not(tmp_path, age, lately):
    path = str(tmp_path / "status")
    status_file.write(path, DaemonStatus(ended=f"{GAVE_UP}: no disk"))
    os.utime(path, (time.time() - age,) * 2)
    assert _failed_lately(path) == lately


@pytest.mark.parametrize(("version", "ends"), [("0.0.1", False), ("", False), ("nonsense", False), (__version__, False), ("99.0", True)])
def test_a_helper_of_another_version(keeper, version, ends):
    root = keeper.project("work", "3.90")
    keeper.start()
    assert knock(keeper.place.wake, version.encode() + VERSION_END + os.fsencode(root) + MESSAGE_END)
    if ends:
        wait_until(lambda: not keeper.alive(), "it did not end")
        assert f"does not run: version {version} is in use by now" in keeper.status()
        keeper.start()
    else:
        process = keeper.process
        keeper.pin(root, "3.91")
        keeper.wait_until_fresh(root, "3.91")
        assert keeper.process == process


def test_a_program_that_is_replaced_ends_its_daemon(home, tmp_path):
    program = str(tmp_path / "program")
    shutil.copytree(f"{TOP}/autovenv", f"{program}/autovenv")
    keeper = Keeper(home, program)
    keeper.begin()
    keeper.wait_until_it_stands()
    os.replace(shutil.copy2(f"{program}/autovenv/__init__.py", tmp_path), f"{program}/autovenv/__init__.py")
    wait_until(lambda: not keeper.alive(), "it did not end")
    assert "does not run: the program was changed" in keeper.status()


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", marshal.dumps(("known 99", "/", (), "", ())), marshal.dumps(("known 1", 5)), marshal.dumps(7)]
)
def test_what_is_known_in_another_form_is_left_alone_until_a_helper_comes(keeper, content):
    root, other = keeper.project("work", "3.90"), keeper.project("other", "3.90")
    with open(f"{folder(keeper.state, root)}/known", "wb") as file:
        file.write(content)
    keeper.start()
    keeper.pin(other, "3.91")
    keeper.wait_until_fresh(other, "3.91")
    assert known.read(root, keeper.state) is None
    keeper.helper(root)
    keeper.pin(root, "3.91")
    keeper.wait_until_fresh(root, "3.91")


def test_of_ten_that_begin_at_once_one_lives(keeper):
    root = keeper.project("work", "3.90")
    processes = [keeper.begin() for _ in range(10)]
    wait_until(lambda: sum(one.poll() is None for one in processes) == 1, "not one lives")
    assert sorted(one.returncode for one in processes if one.returncode is not None) == [4] * 9
    keeper.wait_until_it_stands()
    assert [keeper.process] == keeper.alive()
    keeper.pin(root, "3.91")
    keeper.wait_until_fresh(root, "3.91")


def test_of_ten_helpers_at_once_one_starts_it(keeper):
    root = keeper.living()
    keeper.wait_until_it_stands()
    assert keeper.command("stop").returncode == 0
    helpers = [keeper.asking(root) for _ in range(10)]
    for one in helpers:
        assert one.wait() == 0
    keeper.wait_until_it_stands()
    assert keeper.alive() == [keeper.process]
    assert keeper.count("begins") == 2


@pytest.mark.parametrize(
    "noise",
    [
        MESSAGE_END,
        MESSAGE_END * 500,
        b"no end",
        b"no version" + MESSAGE_END,
        b"\xff\xfe" * 900 + MESSAGE_END,
        VERSION_END * 9 + MESSAGE_END,
        b"9" * 3000 + VERSION_END + MESSAGE_END,
        b"9" * 5000 + VERSION_END + MESSAGE_END,  # more digits than Python makes a number of
        b"9." * 2500 + VERSION_END + MESSAGE_END,
        random.Random(19).randbytes(1000) + MESSAGE_END,
    ],
    ids=["nothing", "ends", "no end", "no version", "no text", "no root", "a large version", "a larger one", "a long one", "random"],
)
def test_what_is_written_into_the_fifo_by_mistake_is_nothing(keeper, noise):
    root = keeper.project("work", "3.90")
    keeper.start()
    process = keeper.process
    assert knock(keeper.place.wake, noise)
    keeper.wake(root)
    keeper.pin(root, "3.91")
    wait_until(lambda: keeper.is_fresh(root, "3.91") or keeper.process != process, "it is deaf")
    assert keeper.process == process


def test_an_envrc_that_comes_to_need_bash_is_left_to_the_shells(keeper):
    """What bash has yet to read is not planned as if it were nothing."""
    root = os.path.join(keeper.home, "shop")
    write(os.path.join(root, ".envrc"), "if [ -f local ]; then export LOCAL=$(cat local); fi\nexport OWN=1\n")
    assert run(["allow"], keeper.home, root).returncode == 0
    keeper.living()
    keeper.start()
    keeper.helper(root)
    write(os.path.join(root, "local"), "here\n")
    wait_until(lambda: f"left to its shells: {root}" in keeper.log(), keeper.log())
    with open(os.path.join(folder(keeper.state, root), "bash"), encoding="utf-8") as file:
        assert "OWN" in file.read(), "what it had is still stored"
    keeper.helper(root)
    with open(os.path.join(folder(keeper.state, root), "bash"), encoding="utf-8") as file:
        assert "here" in file.read()
