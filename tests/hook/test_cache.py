"""The lean path's modules in one file: used while it is true, passed over without a word when it is not."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys

import pytest

import autovenv


@pytest.fixture
def package(tmp_path, home):
    """A copy of the package, without anything compiled."""
    copy = tmp_path / "lib" / "autovenv"
    shutil.copytree(os.path.dirname(autovenv.__file__), copy, ignore=shutil.ignore_patterns("__pycache__"))
    project = tmp_path / "home" / "proj"
    project.mkdir()
    (project / ".tool-versions").write_text("node 20\n")
    return copy


def _look(package):
    project = os.path.join(os.environ["HOME"], "proj")
    done = subprocess.run(
        [sys.executable, "-I", "-S", package / "hook" / "__main__.py", "plan", autovenv.PROTOCOL, project, "", ""],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def _cache(package):
    return glob.glob(str(package / "hook" / "__pycache__" / "lean.*.marshal"))


def _slip_in(source, line, *, same_time):
    """Put a line into a source at the cost of its docstring, so that its size stays."""
    before = os.stat(source)
    text = source.read_text()
    end = text.index('"""', 3) + 3
    source.write_text(line.ljust(len(text[:end].encode())) + text[end:])
    assert os.stat(source).st_size == before.st_size
    times = (before.st_mtime_ns, before.st_mtime_ns if same_time else before.st_mtime_ns + 2_000_000_000)
    os.utime(source, ns=times)


def test_a_look_leaves_it_and_the_next_one_uses_it(package):
    assert _look(package) == (0, "", "")
    assert len(_cache(package)) == 1
    # Nobody could tell the source by its time and size: it is not read.
    source = package / "plan" / "planner.py"
    _slip_in(source, "nonsense here", same_time=True)
    shutil.rmtree(package / "plan" / "__pycache__")
    assert _look(package) == (0, "", "")


def test_a_changed_source_is_read(package):
    _look(package)
    _slip_in(package / "plan" / "planner.py", "nonsense here", same_time=False)
    assert "SyntaxError" in _look(package)[2]


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xfb\x02", b"i\x01\x00\x00\x00"])
def test_a_damaged_one_is_passed_over_and_made_anew(package, content):
    _look(package)
    [path] = _cache(package)
    with open(path, "wb") as file:
        file.write(content)
    assert _look(package) == (0, "", "")
    assert os.path.getsize(path) > 10_000


def test_a_place_that_can_not_be_written_is_no_failure(package):
    (package / "hook" / "__pycache__").write_text("a file in the way")
    assert _look(package) == (0, "", "")
