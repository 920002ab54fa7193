"""The version of a python3.X on PATH: asked for once, kept while the file stays the same."""

from __future__ import annotations

import os
import stat
import sys

from autovenv.python.interpreter import Interpreter
from autovenv.python.probe import exact_version

EXACT = sys.version_info[:3]


def counting(home):
    """An interpreter (this one) that counts how often it is run, its count file, and an empty state directory."""
    path, count = os.path.join(home, "python3.99"), os.path.join(home, "count")
    with open(path, "w") as file:
        file.write(f"#!/bin/sh\necho run >> '{count}'\nexec '{sys.executable}' \"$@\"\n")
    os.chmod(path, 0o755)
    return Interpreter(path, "cpython", EXACT[:2], "", False, "path", ""), count, os.path.join(home, "state")


def runs(count):
    with open(count) as file:
        return len(file.readlines())


def test_the_answer_is_kept_until_the_file_changes(home):
    interpreter, count, state = counting(home)
    assert exact_version(interpreter, state).version == EXACT
    assert exact_version(interpreter, state).version == EXACT
    assert runs(count) == 1
    os.utime(interpreter.path, ns=(1, 1))
    assert exact_version(interpreter, state).version == EXACT
    assert runs(count) == 2
    assert stat.S_IMODE(os.stat(state).st_mode) == 0o700


def test_a_broken_record_is_asked_anew(home):
    interpreter, count, state = counting(home)
    exact_version(interpreter, state)
    found = os.stat(interpreter.path)
    with open(os.path.join(state, "interpreters", interpreter.path.lstrip("/")), "w") as file:
        file.write(f"{found.st_mtime_ns} {found.st_size} x y z")
    assert exact_version(interpreter, state).version == EXACT
    assert runs(count) == 2


def test_the_environment_of_the_caller_does_not_reach_it(home, monkeypatch):
    interpreter, _, state = counting(home)
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    assert exact_version(interpreter, state).version == EXACT


def test_one_that_is_known_or_a_managers_is_not_run(home):
    interpreter, count, state = counting(home)
    for version, source in ((EXACT, "path"), ((3, 12), "pyenv"), ((3, 12), "uv")):
        one = Interpreter(interpreter.path, "cpython", version, "", False, source, "")
        assert exact_version(one, state) is one
    assert not os.path.exists(count)


def test_one_that_fails_or_says_nonsense_stays_as_it_is(home):
    interpreter, _, state = counting(home)
    for body in ("exit 1", "echo nonsense", "echo 3.12.1", "kill -9 $$", "printf '\\377'"):
        with open(interpreter.path, "w") as file:
            file.write(f"#!/bin/sh\n{body}\n")
        assert exact_version(interpreter, state) is interpreter
    os.unlink(interpreter.path)
    assert exact_version(interpreter, state) is interpreter
    assert not os.path.exists(os.path.join(state, "interpreters"))


def test_one_that_hangs_is_given_up(home, monkeypatch):
    from autovenv.python import probe

    interpreter, _, state = counting(home)
    with open(interpreter.path, "w") as file:
        file.write("#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(probe, "_SECONDS", 0.1)
    assert exact_version(interpreter, state) is interpreter


def test_without_a_state_directory_nothing_is_read_or_kept(home, monkeypatch):
    """A project's own `interpreters/…` must not tell the version."""
    interpreter, count, _ = counting(home)
    found = os.stat(interpreter.path)
    project = os.path.join(home, "project")
    planted = os.path.join(project, "interpreters", interpreter.path.lstrip("/"))
    os.makedirs(os.path.dirname(planted))
    with open(planted, "w") as file:
        file.write(f"{found.st_mtime_ns} {found.st_size} 3.99.9 cpython -")
    monkeypatch.chdir(project)
    assert exact_version(interpreter, "").version == EXACT
    assert runs(count) == 1


def test_a_state_directory_that_can_not_be_written_costs_only_time(home):
    interpreter, _, state = counting(home)
    with open(state, "w"):
        pass
    assert exact_version(interpreter, state).version == EXACT
