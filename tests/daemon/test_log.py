"""The log is bounded, dated, and holds no value of a variable; what happened in the background is said by one shell, once."""

from __future__ import annotations

import os
import re
import threading

from autovenv.daemon.log import MOST, Log
from tests.commands import run, write
from tests.patience import wait_until


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


def test_the_log_is_bounded_and_keeps_its_newest_lines(tmp_path):
    path = str(tmp_path / "log")
    log = Log(path)
    largest = 0
    for number in range(6000):
        log.write(f"planned: /home/somebody/project{number}")
        largest = max(largest, os.stat(path).st_size)
    assert MOST // 2 < largest <= MOST + 100
    lines = lines_of(path)
    numbers = [int(line.rpartition("project")[2]) for line in lines]
    assert numbers == list(range(numbers[0], 6000))
    assert os.listdir(tmp_path) == ["log"]


def test_each_line_is_dated_and_one_line(tmp_path):
    path = str(tmp_path / "log")
    for line in ("planned: /a\nb", "left: /a\x1b[31m\r", "planned: /caf\udce9", "x" * 300_000):
        Log(path).write(line)
    lines = lines_of(path)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S.*", line) for line in lines)
    Log(path).write("planned: /after")
    assert lines_of(path)[-1].endswith(" planned: /after")
    assert os.stat(path).st_size <= MOST


def test_two_writers_lose_no_whole_log(tmp_path):
    path = str(tmp_path / "log")
    writers = [threading.Thread(target=lambda: [Log(path).write(f"planned: {'x' * 80}") for _ in range(2000)]) for _ in range(2)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert 0 < os.stat(path).st_size <= MOST + 200


def test_a_link_in_its_place_is_not_followed(tmp_path):
    (tmp_path / "other").write_text("mine\n")
    os.symlink("other", tmp_path / "log")
    Log(str(tmp_path / "log")).write("planned: /x")
    assert (tmp_path / "other").read_text() == "mine\n"


def test_no_file_of_the_daemon_holds_a_value_of_a_variable(keeper):
    secrets = {
        name: f"secret{number}value" for number, name in enumerate(("TOKEN", "PIP_INDEX_URL", "UV_INDEX_PASSWORD", "HTTPS_PROXY", "LD_X"))
    }
    root, other = keeper.living(), keeper.project("other", "3.90", **secrets)
    keeper.end()
    keeper.start(**secrets)
    write(f"{root}/.env", "INNER=secret9value\n")
    assert run(["allow"], keeper.home, root, **secrets).returncode == 0
    keeper.helper(root, **secrets)
    keeper.pin(other, "3.91")
    keeper.wait_until_fresh(other, "3.91")
    wait_until(lambda: f"planned: {other}" in keeper.log())
    assert keeper.command("stop").returncode == 0
    for place in (f"{keeper.state}/daemon", f"{keeper.state}/locks"):
        for name in os.listdir(place):
            with open(os.path.join(place, name), "rb") as file:
                assert not re.search(rb"secret\d+value", file.read()), name
    for place, _, names in os.walk(keeper.state):
        if "known" in names:
            with open(os.path.join(place, "known"), "rb") as file:
                assert not re.search(rb"secret\d+value", file.read()), place
