"""Where the pin comes from, and how its file is read."""

from __future__ import annotations

import os
import time

import pytest

from autovenv.plan.inputs import Input
from autovenv.project.pin import find_pin


@pytest.fixture
def root(home):
    """A project below the home directory, with nothing in it."""
    path = os.path.join(home, "work", "project")
    os.makedirs(path)
    return path


def write(directory, content, name=".python-version"):
    path = os.path.join(directory, name)
    with open(path, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
    old = time.time_ns() - 60_000_000_001
    os.utime(path, ns=(old, old))
    return path


def search(root, home, ceilings=(), **variables):
    return find_pin(root, {"HOME": home, **variables}, ceilings)


def texts(found):
    assert found.error == ""
    return [found.pin.request.text, *(other.text for other in found.pin.others)]


# Reading


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("3.12", ["3.12"]),
        ("3.12\n", ["3.12"]),
        ("3.12\r\n3.11\r\n", ["3.12", "3.11"]),
        ("3.12\r3.11", ["3.12", "3.11"]),
        ("\t3.12 \t\n", ["3.12"]),
        ("\xa03.12\xa0\n", ["3.12"]),
        ("3.12\xa03.11\n", ["3.12", "3.11"]),
        (b"\xef\xbb\xbf3.12\n", ["3.12"]),
        ("3.12\n".encode("utf-16"), ["3.12"]),
        (b"\xfe\xff" + "3.12\r\n# ü\r\n".encode("utf-16-be"), ["3.12"]),
        (b"# caf\xe9 \x00\n3.12 # \xff\n", ["3.12"]),
        ("#3.11\n\n  # 3.10\n3.12\t#x", ["3.12"]),
        ("3.12 3.11\n3.10", ["3.12", "3.11", "3.10"]),
        ("3.12:3.11:", ["3.12", "3.11"]),
        (">=3.12, <3.13\n", [">=3.12,<3.13"]),
        (">= 3.12 , <3.13 3.11", [">=3.12,<3.13", "3.11"]),
        ("3.12 >=3.11", ["3.12", ">=3.11"]),
    ],
)
def test_what_editors_leave_is_read(root, home, content, expected):
    path = write(root, content)
    found = search(root, home)
    assert texts(found) == expected
    assert found.pin.path == path
    assert found.pin.kind == "file"


def test_the_source_names_the_line(root, home):
    path = write(root, "# ours\n\n3.12 # x\n3.11")
    found = search(root, home)
    assert (found.pin.source, found.pin.line) == (f"{path}:3", 3)
    assert found.reasons[-1].where == f"{path}:3"
    assert "3.12 (and 3.11)" in found.reasons[-1].text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("3.12\x00\n", r":1: '3.12\x00' is no Python"),
        ("3.12\n3.11+foo\n", ":2: '3.11+foo' is no Python"),
        ("3.12#x", ":1: '3.12#x' is no Python"),
        (b"3.12\n\xff\n", r":2: '\udcff' is no Python"),
        ("3.12\n".encode("utf-16")[2:], r":1: '3\x00"),
        (b"\xff\xfe3", ": broken UTF-16"),
        ("3.12\n" + "#" * 5120, ": larger than 4 KiB"),
        ("3.12\u2003", ":1: '3.12\\u2003' is no Python"),
        ("\x1b[2J", r":1: '\x1b[2J' is no Python"),
    ],
)
def test_what_is_no_pin_is_an_error_with_its_place(root, home, content, said):
    path = write(root, content)
    found = search(root, home)
    assert found.pin is None
    assert found.error.startswith(path + said)
    assert found.error.isprintable()
    assert [one.path for one in found.inputs] == [path]
    assert found.inputs[0].mtime_ns == os.stat(path).st_mtime_ns


def test_a_file_of_exactly_4_kib_is_read(root, home):
    write(root, "3.12\n" + "#" * 4091)
    assert texts(search(root, home)) == ["3.12"]


def test_a_fifo_does_not_hang(root, home):
    path = os.path.join(root, ".python-version")
    os.mkfifo(path)
    found = search(root, home)
    assert found.pin is None
    assert found.error.startswith(f"{path}: not a regular file")


def test_a_directory_is_an_error(root, home):
    os.mkdir(os.path.join(root, ".python-version"))
    assert "not a regular file" in search(root, home).error


def test_a_link_to_a_file_is_read_and_one_to_nothing_is_no_pin(root, home):
    write(home, "3.12", "pin")
    os.symlink(os.path.join(home, "pin"), os.path.join(root, ".python-version"))
    assert texts(search(root, home)) == ["3.12"]
    os.unlink(os.path.join(home, "pin"))
    found = search(root, home)
    assert (found.pin, found.error) == (None, "")
    assert "a link to nothing" in found.reasons[0].text


def test_a_path_in_the_name_of_the_project_is_shown_escaped(home):
    root = os.path.join(home, "a\nb\x1b[2J")
    os.mkdir(root)
    write(root, "3.12+foo")
    assert search(root, home).error.isprintable()
    write(root, "3.12")
    assert search(root, home).pin.source.isprintable()


def test_a_relative_path_counts_from_its_file(root, home):
    os.mkdir(os.path.join(root, ".git"))
    below = os.path.join(root, "below")
    os.mkdir(below)
    write(root, "./tools/python3")
    assert search(below, home).pin.request.name == os.path.join(root, "tools", "python3")


# Where it comes from


def test_the_order_of_precedence(root, home):
    write(root, "nodejs 20\npython 3.7 3.6 # old\n", ".tool-versions")
    assert texts(search(root, home)) == ["3.7", "3.6"]
    write(root, "3.8\n3.9", ".python-versions")
    assert texts(search(root, home)) == ["3.8", "3.9"]
    write(root, "3.10")
    assert texts(search(root, home)) == ["3.10"]
    assert texts(search(root, home, PYENV_VERSION="3.11:3.9")) == ["3.11", "3.9"]
    found = search(root, home, PYENV_VERSION="3.11", AUTOVENV_PYTHON=">=3.12, <3.13")
    assert texts(found) == [">=3.12,<3.13"]
    assert (found.pin.source, found.pin.path, found.pin.line, found.pin.kind) == ("AUTOVENV_PYTHON", "", 0, "variable")
    assert found.inputs == ()


def test_an_empty_variable_is_none(root, home):
    write(root, "3.10")
    assert texts(search(root, home, PYENV_VERSION="", AUTOVENV_PYTHON=" ")) == ["3.10"]


def test_a_bad_variable_is_an_error_not_the_next_pin(root, home):
    write(root, "3.10")
    found = search(root, home, PYENV_VERSION="3.11\udcff")
    assert found.pin is None
    assert found.error.startswith(r"PYENV_VERSION: '3.11\udcff' is no Python")


def test_only_what_decided_is_an_input(root, home):
    os.mkdir(os.path.join(root, ".git"))
    path = write(root, "3.8", ".python-versions")
    write(root, "python 3.7", ".tool-versions")
    mtime = os.stat(path).st_mtime_ns
    expected = (Input("absent", os.path.join(root, ".python-version")), Input("unchanged", path, mtime))
    assert search(root, home).inputs == expected


def test_parents_are_looked_in_up_to_the_top_of_the_repository(root, home):
    write(os.path.dirname(root), "3.9")
    below = os.path.join(root, "a", "b")
    os.makedirs(below)
    assert search(below, home).pin is None
    os.mkdir(os.path.join(root, ".git"))
    assert search(below, home).pin is None
    write(root, "3.10")
    assert texts(search(below, home)) == ["3.10"]


def test_git_init_further_up_would_be_seen(root, home):
    found = search(root, home)
    absent = {one.path for one in found.inputs if one.kind == "absent"}
    assert {os.path.join(root, ".git"), os.path.join(home, "work", ".git")} <= absent
    assert os.path.join(home, ".git") not in absent
    os.mkdir(os.path.join(home, "work", ".git"))
    write(os.path.join(home, "work"), "3.9")
    found = search(root, home)
    assert texts(found) == ["3.9"]
    assert Input("present", os.path.join(home, "work", ".git")) in found.inputs


def test_what_lies_above_the_repository_is_no_input(root, home):
    os.mkdir(os.path.join(root, ".git"))
    below = os.path.join(root, "below")
    os.mkdir(below)
    found = search(below, home)
    assert {os.path.dirname(one.path) for one in found.inputs} == {below, root}


def test_a_ceiling_ends_the_search(root, home):
    os.mkdir(os.path.join(home, "work", ".git"))
    write(os.path.join(home, "work"), "3.9")
    assert search(root, home, (os.path.join(home, "work"),)).pin is None


def test_a_repository_of_dotfiles_does_not_pin_every_project(root, home):
    os.mkdir(os.path.join(home, ".git"))
    write(home, "3.9")
    assert search(root, home).pin is None
    assert texts(search(home, home)) == ["3.9"]


@pytest.mark.parametrize("content", ["", "\n\n", "# nothing\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_says_no_pin_here(root, home, content):
    os.mkdir(os.path.join(home, "work", ".git"))
    write(os.path.join(home, "work"), "3.9")
    write(root, "3.8", ".python-versions")
    path = write(root, content)
    found = search(root, home)
    assert (found.pin, found.error) == (None, "")
    assert [one.path for one in found.inputs] == [path]
    assert "no pin here" in found.reasons[-1].text


def test_tool_versions_without_python_is_passed_over(root, home):
    os.mkdir(os.path.join(home, "work", ".git"))
    write(os.path.join(home, "work"), "3.9")
    path = write(root, b"nodejs 20 # caf\xe9\npythonic 3.12\n#python 3.8\n", ".tool-versions")
    found = search(root, home)
    assert texts(found) == ["3.9"]
    assert path in [one.path for one in found.inputs]


@pytest.mark.parametrize("version", ["", "ref:v3.12.1", "path:/opt/python", "prefix:3.12"])
def test_what_tool_versions_alone_knows_is_refused(root, home, version):
    path = write(root, f"nodejs 20\npython {version}\n", ".tool-versions")
    found = search(root, home)
    assert found.pin is None
    assert found.error.startswith(f"{path}:2: ")


# Changes that keep the time


def stamped(root, mtime_ns):
    path = write(root, "3.12")
    os.utime(path, ns=(mtime_ns, mtime_ns))
    return path


@pytest.mark.parametrize(("age_ns", "racy"), [(0, True), (9_999_999, True), (10_000_001, False), (-5_000_000_001, True)])
def test_a_file_just_written_may_change_and_keep_its_time(age_ns, racy):
    from autovenv.plan.inputs import is_racy

    now = 1_700_000_000_123_456_789
    assert is_racy(now - age_ns, now) is racy


@pytest.mark.parametrize(("age_ns", "racy"), [(-60_000_000_001, True), (60_000_000_001, False)])
def test_the_clock_that_counts_is_the_one_of_reading(root, home, age_ns, racy):
    stamped(root, (time.time_ns() - age_ns) | 1)
    assert search(root, home).inputs[0].racy is racy


def test_whole_seconds_are_a_coarse_clock(root, home):
    second = 1_000_000_000
    stamped(root, (time.time_ns() // second - 1) * second)
    assert search(root, home).inputs[0].racy is True
    stamped(root, (time.time_ns() // second - 4) * second)
    assert search(root, home).inputs[0].racy is False


def test_a_file_that_changes_while_it_is_read_is_read_again(root, home, monkeypatch):
    from autovenv.plan import inputs

    path = write(root, "3.12")
    read, calls = inputs.read_small, []

    def changed_once(name, limit):
        content = read(name, limit)
        if not calls:
            write(root, "3.13.1")
            os.utime(path, ns=(1_000_000_001, 1_000_000_001))
        calls.append(content)
        return content

    monkeypatch.setattr(inputs, "read_small", changed_once)
    found = search(root, home)
    assert texts(found) == ["3.13.1"]
    assert found.inputs[0] == Input("unchanged", path, 1_000_000_001)


@pytest.mark.parametrize("place", ["", "/project"], ids=["the home directory", "a project"])
def test_a_directory_where_a_pin_should_be(home, place):
    """In the home directory it is not ours to speak of: every new shell would."""
    os.makedirs(f"{home}{place}/.python-version")
    found = search(f"{home}{place}", home)
    assert found.pin is None
    assert bool(found.error) == bool(place)
    assert ".python-version" in " ".join(reason.where for reason in found.reasons)
