"""What is no ordinary file, under a name that autovenv reads: nobody waits for it, one line says so, and it does nothing.

Who waits for such a file waits for ever, and is ended by the patience of tests/commands.py.
"""

from __future__ import annotations

import json
import os
import socket

import pytest

from autovenv import PROTOCOL
from tests.commands import run, run_helper, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")


def fifo(path):
    os.mkfifo(path)


def listening(path):
    at = os.getcwd()
    os.chdir(os.path.dirname(path))  # a socket's path is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(os.path.basename(path))
    finally:
        os.chdir(at)


def endless(path):
    os.symlink("/dev/zero", path)


def terminal(path):
    os.symlink("/dev/tty", path)


def loop(path):
    os.symlink(os.path.basename(path), path)


def large(path):
    write(path, "export A=1\n" * (10 << 20 >> 3))


def nul(path):
    write(path, "export A=1\0\n")


SAID = {
    fifo: "not a regular file",
    listening: "not a regular file",
    endless: "not a regular file",
    terminal: "not a regular file",
    loop: "Too many levels of symbolic links",
    os.mkdir: "not a regular file",
    large: "larger than",
    nul: "it holds a NUL byte: it is no text",
}
NAMES = [".envrc", "autovenv.toml", ".env", "pyproject.toml", ".python-version", ".tool-versions", ".python-versions", ".venv"]
# Whose reader says it in its own words.
OTHERWISE = {
    (".env", loop): "is not there",
    (".env", os.mkdir): "is not there",
    ("pyproject.toml", nul): "broken TOML",
    (".python-version", nul): "is no Python that autovenv knows",
    (".python-versions", nul): "is no Python that autovenv knows",
    **{(".venv", make): "is broken: " for make in SAID},
}
# A file without a line for Python; a directory in which an environment can be made.
ORDINARY = {(".tool-versions", nul), (".venv", os.mkdir)}
FORMS = [
    *("source_env {}", "source ./{}", "dotenv {}", "require_allowed {}", "watch_file {}", "watch_dir {}"),
    *("source_env_if_exists {}", "dotenv_if_exists {}", "source_up {}"),
]
EVALUATORS = {"declarative": "", "bash": "for a in 1; do :; done\n"}


def pair(name, make, always):
    """A parameter. Each name is tried with a FIFO always, and each kind of file under one name; all pairs with --long."""
    return pytest.param(name, make, id=f"{name}-{make.__name__}", marks=() if always else pytest.mark.long)


def approved(home, directory):
    """What `export json` says after `allow` and after the helper came there, and the lines that `allow` said."""
    allowed = run(["allow"], home, directory)
    run_helper(["plan", PROTOCOL, "bash", directory], home, directory)
    return json.loads(run(["export", "json"], home, directory).stdout), allowed.stderr.splitlines()


@pytest.mark.parametrize(
    ("name", "make"),
    [pair(name, make, make is fifo or name == ".envrc") for name in NAMES for make in SAID if (name, make) not in ORDINARY],
)
def test_under_a_name_of_a_project_s(home, name, make):
    write(f"{home}/.config/autovenv/config.toml", "load_dotenv = true\n")
    os.makedirs(f"{home}/shop")
    make(f"{home}/shop/{name}")
    run_helper(["plan", PROTOCOL, "bash", f"{home}/shop"], home, f"{home}/shop")
    for command in ("status", "why"):
        assert "Traceback" not in run([command], home, f"{home}/shop").stderr
    found, (line,) = approved(home, f"{home}/shop")
    assert line.startswith(f"autovenv: {home}/shop/{name}")
    assert OTHERWISE.get((name, make), SAID[make]) in line
    assert (found["set"], found["path"]) == ({}, [])


NOT_THERE = ("is not there", "is no directory", "is a directory", "no directory above has a odd")


@pytest.mark.parametrize(
    ("form", "make", "evaluator"),
    [
        pytest.param(
            *(form, make, evaluator),
            id=f"{form}-{make.__name__}-{evaluator}",
            marks=() if (evaluator, make) == ("declarative", fifo) or (form, evaluator) == ("source_env {}", "bash") else pytest.mark.long,
        )
        for form in FORMS
        for make in SAID
        for evaluator in EVALUATORS
    ],
)
def test_read_by_an_approved_file(home, form, make, evaluator):
    directory = f"{home}/shop" if "up" not in form else f"{home}/shop/web"
    os.makedirs(directory)
    make(f"{home}/shop/odd")
    write(f"{directory}/.envrc", form.format("odd") + "\nexport AFTER=1\n" + EVALUATORS[evaluator])
    found, lines = approved(home, directory)
    assert "A" not in found["set"]
    assert all(line.startswith(f"autovenv: {directory}/.envrc:1: ") for line in lines)
    # An error applies nothing of the file, and what is no error says at most that nothing is there.
    assert len(lines) <= 1
    assert found["set"] == ({} if found["state"] == "failed" else {"AFTER": "1"})
    assert found["state"] == "failed" or not lines or lines[0].endswith(NOT_THERE)
    if form in {"source_env {}", "source ./{}", "dotenv {}"}:
        # `source` names what it found, as bash does; the others look for a file.
        found_all_the_same = {os.mkdir: "is a directory", loop: "Too many levels of symbolic links"} if "source ." in form else {}
        told = (
            ["is not there", found_all_the_same.get(make, "is not there")] if make in {loop, os.mkdir} else [SAID[make].removeprefix("it ")]
        )
        assert any(one in lines[0] for one in told)
