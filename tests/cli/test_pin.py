"""`autovenv pin`: .python-version is written, and what people wrote around it stays."""

from __future__ import annotations

import os
import stat

import pytest

from tests.commands import MINOR, run, write

posix = pytest.mark.skipif(os.name == "nt", reason="modes and links are POSIX")


@pytest.fixture
def path(home):
    os.mkdir(f"{home}/shop")
    return f"{home}/shop/.python-version"


def pin(home, *arguments):
    return run(["pin", *arguments], home, f"{home}/shop")


def content(path):
    with open(path, "rb") as file:
        return file.read()


def test_a_version_is_written(home, path):
    done = pin(home, MINOR)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"pinned {path} to {MINOR}\n", "")
    assert content(path) == f"{MINOR}\n".encode()


@pytest.mark.parametrize("request_", ["3.12", "3.12.1", ">=3.11,<4", "pypy3.10", "3.13t", "system", "latest", "some-environment"])
def test_what_is_written_is_what_was_said(home, path, request_):
    done = pin(home, "--", request_)
    assert done.returncode == 0, done.stderr
    assert content(path) == f"{request_}\n".encode()


@pytest.mark.parametrize("request_", ["3.y!", "3.12 3.11", "nonsense!", "", "3.12\n3.11", "\x1b[2J", ">=three"])
def test_what_is_no_version_is_not_written(home, path, request_):
    done = pin(home, "--", request_)
    assert done.returncode != 0
    assert done.stderr.startswith("autovenv: ")
    assert done.stderr.count("\n") == 1
    assert "\x1b" not in done.stderr
    assert not os.path.exists(path)


@pytest.mark.parametrize("arguments", [[], ["--unset", "3.12"]])
def test_wrong_usage(home, path, arguments):
    done = pin(home, *arguments)
    assert (done.returncode, done.stderr) == (2, "autovenv: usage: autovenv pin VERSION, or autovenv pin --unset\n")


@pytest.mark.parametrize("behind", [" # as in production", "   # in a column", ""])
def test_the_comment_behind_a_version_stays(home, path, behind):
    with open(path, "w") as file:
        file.write(f"3.11{behind}\n")
    assert run(["pin", "3.12"], home, os.path.dirname(path)).returncode == 0
    with open(path) as file:
        assert file.read() == f"3.12{behind}\n"


def test_comments_stay(home, path):
    write(path, "# chosen by the team\n\n3.11\n# see the wiki\n3.10\n")
    assert pin(home, MINOR).returncode == 0
    assert content(path) == f"# chosen by the team\n\n# see the wiki\n{MINOR}\n".encode()


@posix
def test_a_link_stays_a_link(home, path):
    target = write(f"{home}/shared/version", "# shared\n3.11\n")
    os.symlink("../shared/version", path)
    assert pin(home, MINOR).returncode == 0
    assert os.readlink(path) == "../shared/version"
    assert content(target) == f"# shared\n{MINOR}\n".encode()


@posix
@pytest.mark.parametrize("text", ["alias ll='ls -l'\n", "secret\n", "3.11\n3.12\n", None])
def test_a_link_out_of_the_project_to_what_is_no_pin_is_not_written_through(home, path, text):
    target = f"{home}/precious"
    if text is not None:
        write(target, text)
    os.symlink("../precious", path)
    done = pin(home, MINOR)
    assert done.returncode == 1
    assert done.stderr == f"autovenv: {path} is a link to {os.path.realpath(target)}, outside of the project: it is not written\n"
    assert (content(target) if os.path.exists(target) else None) == (text.encode() if text else None)


@posix
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o444])
def test_the_mode_stays(home, path, mode):
    write(path, "3.11\n")
    os.chmod(path, mode)
    assert pin(home, MINOR).returncode == 0
    assert stat.S_IMODE(os.stat(path).st_mode) == mode


@posix
def test_a_new_file_has_the_usual_mode(home, path):
    mask = os.umask(0o027)
    try:
        assert pin(home, MINOR).returncode == 0
    finally:
        os.umask(mask)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o640


def test_nothing_is_left_beside(home, path):
    pin(home, MINOR)
    assert os.listdir(os.path.dirname(path)) == [".python-version"]


def test_a_version_that_is_not_installed_is_pinned_and_said(home, path):
    done = pin(home, "3.99")
    assert (done.returncode, content(path)) == (0, b"3.99\n")
    assert done.stderr.startswith("autovenv: python 3.99 is not installed")
    assert done.stderr.count("\n") == 1


def test_unset(home, path):
    write(path, "3.11\n")
    done = pin(home, "--unset")
    assert (done.returncode, done.stdout) == (0, f"removed {path}\n")
    assert not os.path.exists(path)
    done = pin(home, "--unset")
    assert (done.returncode, done.stderr) == (1, f"autovenv: no pin here: {path} does not exist\n")


@posix
def test_unset_takes_the_link_and_not_what_it_names(home, path):
    target = write(f"{home}/shared/version", "3.11\n")
    os.symlink(target, path)
    assert pin(home, "--unset").returncode == 0
    assert not os.path.lexists(path)
    assert content(target) == b"3.11\n"


@posix
def test_a_link_to_nowhere_can_be_unset(home, path):
    os.symlink("gone", path)
    assert pin(home, "--unset").returncode == 0
    assert not os.path.lexists(path)


@pytest.mark.parametrize("arguments", [[MINOR], ["--unset"]])
def test_a_directory_of_that_name_is_one_line(home, path, arguments):
    os.mkdir(path)
    done = pin(home, *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("autovenv: can't ")
    assert path in done.stderr
    assert done.stderr.count("\n") == 1
    assert os.path.isdir(path)


@posix
def test_an_odd_directory_is_shown_and_not_played(home):
    project = f"{home}/a\x1b[2J\nb"
    os.mkdir(project)
    done = run(["pin", MINOR], home, project)
    assert done.stdout == f"pinned {home}/a\\x1b[2J\\nb/.python-version to {MINOR}\n"
    assert content(f"{project}/.python-version") == f"{MINOR}\n".encode()
