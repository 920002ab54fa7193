"""Files that are whole or not there."""

from __future__ import annotations

import os
import stat
import threading

import pytest

from autovenv.base import files
from autovenv.base.errors import AutovenvError
from autovenv.base.files import TooLargeError, private_directory, read_small, remove_file, remove_tree, write_atomic


def test_what_is_written_is_read_and_only_the_user_s(tmp_path):
    path = str(tmp_path / "x")
    for content in (b"", b"a", b"\0" * 100_000):
        write_atomic(path, content)
        assert read_small(path, 100_000) == content
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert os.listdir(tmp_path) == ["x"]


def test_a_reader_sees_one_or_the_other_and_never_a_part(tmp_path):
    path = str(tmp_path / "x")
    whole = {bytes([letter]) * 200_000 for letter in b"ab"}
    write_atomic(path, b"a" * 200_000)
    done = threading.Event()

    def write():
        for _ in range(50):
            for content in whole:
                write_atomic(path, content)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set():
        assert read_small(path, 1 << 20) in whole
    writer.join()


def test_no_reader_sees_another_time(tmp_path, monkeypatch):
    moved = []
    replace = os.replace
    monkeypatch.setattr(files.os, "replace", lambda source, target: (moved.append(os.stat(source).st_mtime_ns), replace(source, target)))
    write_atomic(str(tmp_path / "x"), b"a", mtime_ns=1_234_567_890_123_456_789)
    assert moved == [1_234_567_890_123_456_789] == [os.stat(tmp_path / "x").st_mtime_ns]


def test_a_failure_leaves_the_old_one_and_nothing_beside_it(tmp_path, monkeypatch):
    path = str(tmp_path / "x")
    write_atomic(path, b"old")

    def refuse(source, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "replace", refuse)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(path, b"new")
    assert os.listdir(tmp_path) == ["x"]
    assert read_small(path, 10) == b"old"


def test_a_link_is_replaced_and_not_written_through(tmp_path):
    (tmp_path / "target").write_bytes(b"theirs")
    os.symlink(tmp_path / "target", tmp_path / "x")
    write_atomic(str(tmp_path / "x"), b"ours")
    assert (tmp_path / "target").read_bytes() == b"theirs"
    assert not (tmp_path / "x").is_symlink()


def test_a_large_file_is_refused_at_the_very_byte(tmp_path):
    (tmp_path / "x").write_bytes(b"12345")
    assert read_small(str(tmp_path / "x"), 5) == b"12345"
    with pytest.raises(TooLargeError):
        read_small(str(tmp_path / "x"), 4)


def test_all_of_a_file_is_read_whatever_its_size_is_said_to_be(tmp_path):
    (tmp_path / "x").write_bytes(b"0123456789" * 1000)
    assert read_small(str(tmp_path / "x"), 10_000) == b"0123456789" * 1000
    if os.path.exists("/proc/self/environ"):  # its size is told as 0
        with open("/proc/self/environ", "rb") as file:
            assert read_small("/proc/self/environ", 1 << 20) == file.read()


@pytest.mark.parametrize("kind", ["directory", "fifo", "device"])
def test_what_is_no_file_hangs_nobody(kind, tmp_path):
    path = tmp_path / "x"
    if kind == "directory":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    with pytest.raises(OSError, match=r"regular file|directory"):
        read_small(str(path), 10)


def test_removing_what_is_not_there_is_no_error_and_links_are_not_followed(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "x").write_text("")
    os.symlink(tmp_path / "kept", tmp_path / "link")
    (tmp_path / "tree" / "deep").mkdir(parents=True)
    os.symlink(tmp_path / "kept", tmp_path / "tree" / "deep" / "link")
    (tmp_path / "file").write_text("")
    for name in ("link", "tree", "file", "nothing"):
        remove_tree(str(tmp_path / name))
    remove_file(str(tmp_path / "nothing"))
    assert os.listdir(tmp_path) == ["kept"]
    assert os.listdir(tmp_path / "kept") == ["x"]


def test_a_private_directory_is_made_with_its_parents(tmp_path):
    path = str(tmp_path / "a" / "b")
    assert private_directory(path) == path == private_directory(path)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o700


@pytest.mark.parametrize("kind", ["link", "file", "open to others", "below a file"])
def test_a_directory_that_is_not_private_is_refused_in_one_line(kind, tmp_path):
    path = tmp_path / "x"
    if kind == "link":
        (tmp_path / "target").mkdir(mode=0o700)
        path.symlink_to(tmp_path / "target")
    elif kind == "open to others":
        path.mkdir()
        path.chmod(0o770)
    else:
        path.write_text("")
        path = path / "y" if kind == "below a file" else path
    with pytest.raises(AutovenvError) as caught:
        private_directory(str(path))
    assert str(path) in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.skipif(getattr(os, "geteuid", lambda: -1)() != 0, reason="only root can give a directory away, and nobody on Windows")
def test_a_directory_of_another_user_is_refused(tmp_path):
    path = tmp_path / "x"
    path.mkdir(mode=0o700)
    os.chown(path, 12345, -1)
    with pytest.raises(AutovenvError, match="belongs to another user"):
        private_directory(str(path))
