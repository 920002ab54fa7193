"""Promise 1 and exactness where times are not what they seem: another machine's clock, disks that keep whole seconds.

Disks of 100 ns and of 2 s, which not every kernel can mount: tests/plan/test_store.py.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import pytest

from tests.patience import attempts
from tests.shells.terminal import Terminal
from tests.shells.test_no_process import STARTS

IN_TURN = True

SECOND = 1_000_000_000


class Traced:
    """A shell below strace, with disks mounted for it alone; `starts()` is how many processes it began since the last call."""

    def __init__(self, stage, log, mounts=""):
        if shutil.which("strace") is None:
            pytest.skip("no strace on PATH: processes can't be counted here")
        stage.dialect.write_rc(stage.home, stage.environ)
        command = ["strace", "-f", "-qq", "-e", "trace=process", "-o", str(log), *stage.dialect.command(stage.home)]
        if mounts:
            command = ["unshare", "-m", "sh", "-c", f'{mounts}exec "$@"', "sh", *command]
        self.log, self.seen, self.stage = log, 0, stage
        stage.terminal = Terminal(command, stage.environ, stage.home)
        stage._opened.append(stage.terminal)

    def starts(self):
        lines = self.log.read_text().splitlines()
        found = [line for line in lines[self.seen :] if STARTS.search(line) and "CLONE_THREAD" not in line]
        self.seen = len(lines)
        return len(found)

    def settles(self):
        """Prompts come until three of them in a row have started nothing."""
        quiet = 0
        self.starts()
        for _ in attempts():
            self.stage.terminal.type("")
            quiet = 0 if self.starts() else quiet + 1
            if quiet == 3:
                return True
        return False


@pytest.mark.parametrize(
    "ahead",
    [pytest.param(30, marks=pytest.mark.long), 30 * 60, pytest.param(30 * 86400, marks=pytest.mark.long)],
    ids=["30 s", "30 min", "30 days"],
)
@pytest.mark.parametrize("name", [".python-version", ".venv/pyvenv.cfg"])
def test_a_file_whose_time_lies_ahead_starts_nothing_once_it_was_seen_to_rest(stage, tmp_path, versions, name, ahead):
    path = stage.project("shop", versions[0])
    traced = Traced(stage, tmp_path / "trace")
    stage.terminal.type("cd shop")
    later = time.time_ns() + ahead * SECOND + 1
    os.utime(f"{path}/{name}", ns=(later, later))
    assert traced.settles()
    assert stage.terminal.type("show VIRTUAL_ENV") == [f"{path}/.venv"]
    stage.write("shop/.python-version", "3.99\n")
    later += 2 * SECOND if stage.dialect.coarse else 100  # PowerShell sees 100 ns
    os.utime(f"{path}/.python-version", ns=(later, later))
    assert "3.99" in " ".join(stage.terminal.type("")), "a change is seen all the same"


def test_an_environment_that_is_created_anew_over_one_whose_time_lies_ahead(stage, tmp_path, versions):
    """Its pyvenv.cfg becomes older: the clock that wrote the one before was ahead."""
    path = stage.project("shop", versions[0])
    traced = Traced(stage, tmp_path / "trace")
    stage.terminal.type("cd shop")
    configuration = f"{path}/.venv/pyvenv.cfg"
    later = time.time_ns() + 30 * 60 * SECOND
    os.utime(configuration, ns=(later, later))
    assert traced.settles()
    with open(configuration, encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("autovenv")]
    with open(configuration, "w", encoding="utf-8") as file:
        file.writelines(lines)
    assert "did not make" in " ".join(stage.terminal.type(""))


def image(path):
    """Make a disk in a file, ext3 with inodes of 128 bytes: it keeps whole seconds. Return the command that mounts it at a place."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("mkfs.ext3"):
        pytest.skip("no disk can be mounted here: root on Linux, unshare and mkfs.ext3 are needed")
    with open(path, "wb") as file:
        file.truncate(64 << 20)
    subprocess.run(["mkfs.ext3", "-q", "-I", "128", str(path)], check=True, capture_output=True)
    mount = f"mount -o loop {path} "
    tried = subprocess.run(
        ["unshare", "-m", "sh", "-c", f"mkdir -p {path}.d && {mount} {path}.d"], capture_output=True, text=True, check=False
    )
    if tried.returncode:
        pytest.skip(f"no disk can be mounted here: {tried.stderr.strip().splitlines()[0]}")
    return mount


@pytest.mark.long
@pytest.mark.parametrize(("state", "project"), [(True, False), (False, True), (True, True)], ids=["state", "project", "both"])
def test_a_disk_of_whole_seconds_starts_nothing_where_nothing_changed(stage, tmp_path, versions, state, project):
    mounts = ""
    for name, coarse in ((".local/state", state), ("disk", project)):
        os.makedirs(f"{stage.home}/{name}", exist_ok=True)
        if coarse:
            mounts += image(tmp_path / os.path.basename(name)) + f"{stage.home}/{name} && "
    traced = Traced(stage, tmp_path / "trace", mounts)
    stage.terminal.type("mkdir disk/shop")
    stage.terminal.type(f"echo {versions[0]} > disk/shop/.python-version")
    assert "created .venv" in " ".join(stage.terminal.type("cd disk/shop"))
    assert traced.settles()
    # A file with an older time, within the same second as the one before: a disk that keeps whole seconds can't tell them apart.
    for fraction, version in (("5", versions[0]), ("25", "3.99")):
        stage.terminal.type(f"echo {version} > ../other")
        stage.terminal.type(f"touch -d '2001-02-03 04:05:06.{fraction}' ../other")
        said = " ".join(stage.terminal.type("mv ../other .python-version"))
        if not project:
            assert ("3.99" in said) is (version == "3.99"), said
            assert traced.settles()
