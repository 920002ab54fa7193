"""The lean path's modules in one file: used while it is true, passed over without a word when it is not."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys

import pytest

import autovenv
from autovenv.base.digest import digest
from autovenv.base.paths import state_directory
from autovenv.trust.consent import allow


@pytest.fixture
def package(tmp_path, home):
    """A copy of the package, without anything compiled."""
    copy = tmp_path / "lib" / "autovenv"
    shutil.copytree(os.path.dirname(autovenv.__file__), copy, ignore=shutil.ignore_patterns("__pycache__"))
    project = tmp_path / "home" / "proj"
    project.mkdir()
    (project / ".tool-versions").write_text("node 20\n")
    return copy


def _look(package, *options):
    project = os.path.join(os.environ["HOME"], "proj")
    done = subprocess.run(
        [sys.executable, "-I", "-S", *options, package / "hook" / "__main__.py", "plan", autovenv.PROTOCOL, "bash", project],
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


def _imported(package):
    """The modules that Python's own import has loaded for a look, save those that every start loads and those that are built in."""
    code, _, stderr = _look(package, "-X", "importtime")
    names = [line.rpartition("|")[2].strip() for line in stderr.splitlines() if line.startswith("import time:")]
    assert (code, "posixpath" in names) == (0, True), "the measure works"
    return {name for name in names if name == "__future__" or name.startswith("autovenv")}


def _with_envrc():
    project = os.path.realpath(os.path.join(os.environ["HOME"], "proj"))
    with open(os.path.join(project, ".envrc"), "wb") as file:
        file.write(b"export X=1\n")
    allow(project, state_directory(os.environ), files=((f"{project}/.envrc", digest(b"export X=1\n")),))


def test_python_looks_for_no_module_of_ours_then(package):
    assert len(_imported(package)) > 50
    assert _imported(package) == set()


def test_what_configuration_files_need_is_looked_for_once(package):
    _with_envrc()
    assert len(_imported(package)) > 70
    found = _imported(package)
    assert "autovenv.facts.memory" in found
    assert found & {"__future__", "autovenv", "autovenv.hook.helper", "autovenv.plan.store"} == set()


def test_modules_that_a_later_look_is_the_first_to_need_are_added(package):
    _look(package)
    _with_envrc()
    assert _look(package) == (0, "", "")
    for source in (package / "plan" / "planner.py", package / "config" / "envrc" / "evaluate.py"):
        _slip_in(source, "nonsense here", same_time=True)
        shutil.rmtree(source.parent / "__pycache__")
    assert _look(package) == (0, "", "")


def test_a_changed_source_is_read(package):
    _look(package)
    _slip_in(package / "plan" / "planner.py", "nonsense here", same_time=False)
    assert "SyntaxError" in _look(package)[2]


def test_a_changed_source_takes_the_place_of_the_old_one(package):
    _look(package)
    source = package / "plan" / "planner.py"
    _slip_in(source, '"another one"', same_time=False)
    assert _look(package) == (0, "", "")
    _slip_in(source, "nonsense here", same_time=True)
    shutil.rmtree(source.parent / "__pycache__")
    assert _look(package) == (0, "", "")


def test_another_version_of_its_own_reader_is_read(package):
    _look(package)
    _slip_in(package / "hook" / "cache.py", "nonsense here", same_time=False)
    assert "SyntaxError" in _look(package)[2]


def test_one_whose_end_is_missing_is_passed_over(package):
    _look(package)
    [path] = _cache(package)
    with open(path, "r+b") as file:
        file.truncate(20_000)
    assert _look(package) == (0, "", "")


@pytest.mark.parametrize(
    "content",
    [b"", b"garbage", b"\xfb\x02", b"i\x01\x00\x00\x00", b"\x05\x00\x00\x00i\x01\x00\x00\x00", b"\x0b\x00\x00\x00Z\x091 / 0 ####"],
)
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
