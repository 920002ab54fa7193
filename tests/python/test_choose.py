"""Which interpreter answers a request, and what is said when none does."""

from __future__ import annotations

import os
from datetime import datetime

import pytest

from autovenv.project.request import parse_request
from autovenv.project.requires_python import Requires
from autovenv.python import choose as module
from autovenv.python.choose import choose
from autovenv.python.install_hint import newest_minor
from autovenv.python.installed import Installed
from autovenv.python.interpreter import Interpreter, display
from autovenv.python.match import answers

EXACT = {"/usr/bin/python3.11": (3, 11, 2), "/usr/bin/python3.12": (3, 12, 9), "/usr/bin/python3": (3, 11, 2)}


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """Interpreters on PATH are not run: EXACT has their answers. Yields the paths asked for."""
    paths = []

    def exact(one, state):
        if len(one.version) > 2 or one.source != "path":
            return one
        paths.append(one.path)
        version = EXACT.get(one.path, one.version)
        return Interpreter(one.path, one.implementation, version, one.pre, one.freethreaded, one.source, one.name)

    monkeypatch.setattr(module, "exact_version", exact)
    return paths


def installation(name, source="pyenv"):
    request = parse_request(name)
    version = request.version or (3, 7, 4)
    path = f"/{source}/{name}/bin/python"
    return Interpreter(path, request.implementation, version, request.pre, request.freethreaded, source, name)


def on_path(minor):
    return Interpreter(f"/usr/bin/python{minor}", "cpython", tuple(map(int, minor.split("."))), "", False, "path", "")


EVERYTHING = Installed(
    (
        *map(
            installation,
            ("3.12.1", "3.12.4", "3.11.7", "3.9.18", "2.7.18", "3.13.0t", "3.14.0rc1", "3.12-dev", "pypy3.10-7.3.15", "miniconda3-4.7.12"),
        ),
        installation("graalpy-24.2.2"),
        installation("3.12.4", "uv"),
        installation("3.13.0", "uv"),
        installation("pypy-3.10.14-linux-x86_64-gnu", "uv"),
        on_path("3.11"),
    ),
    (),
    Interpreter("/usr/bin/python3", "cpython", (3, 11), "", False, "path", ""),
)


def chosen(text, requires="", installed=EVERYTHING, environ=None):
    request = parse_request(text) if text else None
    return choose(request, Requires(requires, "f:1", "f") if requires else None, installed, environ or {"HOME": "/nowhere"}, "/nowhere")


@pytest.mark.parametrize(
    ("text", "requires", "expected"),
    [
        ("", "", "/uv/3.13.0/bin/python"),
        ("latest", "", "/uv/3.13.0/bin/python"),
        ("any", "", "/uv/3.13.0/bin/python"),
        ("3", "", "/uv/3.13.0/bin/python"),
        ("2", "", "/pyenv/2.7.18/bin/python"),
        ("3.12", "", "/pyenv/3.12.4/bin/python"),
        ("3.12.1", "", "/pyenv/3.12.1/bin/python"),
        ("3.11", "", "/pyenv/3.11.7/bin/python"),
        ("3.11.2", "", "/usr/bin/python3.11"),
        ("3.13t", "", "/pyenv/3.13.0t/bin/python"),
        ("3.13", "", "/uv/3.13.0/bin/python"),
        ("3.14rc1", "", "/pyenv/3.14.0rc1/bin/python"),
        ("3.12-dev", "", "/pyenv/3.12-dev/bin/python"),
        ("3.13-dev", "", "/uv/3.13.0/bin/python"),
        ("3.14-dev", "", "/pyenv/3.14.0rc1/bin/python"),
        ("pypy3.10", "", "/uv/pypy-3.10.14-linux-x86_64-gnu/bin/python"),
        ("pypy3.10-7.3.15", "", "/pyenv/pypy3.10-7.3.15/bin/python"),
        ("graalpy-24.2.2", "", "/pyenv/graalpy-24.2.2/bin/python"),
        ("miniconda3-4.7.12", "", "/pyenv/miniconda3-4.7.12/bin/python"),
        (">=3.12,<3.13", "", "/pyenv/3.12.4/bin/python"),
        ("==3.12.1", "", "/pyenv/3.12.1/bin/python"),
        ("<3.12", "", "/pyenv/3.11.7/bin/python"),
        (">=3.11", "", "/uv/3.13.0/bin/python"),
        (">=3.14.0b1", "", "/pyenv/3.14.0rc1/bin/python"),
        ("==3.11.2", "", "/usr/bin/python3.11"),
        ("system", "", "/usr/bin/python3"),
        ("3.12.1/envs/gone", "", "/pyenv/3.12.1/bin/python"),
        ("3.12-dev/envs/gone", "", "/pyenv/3.12-dev/bin/python"),
        ("", "<3.13", "/pyenv/3.12.4/bin/python"),
        ("3", "<3.12", "/pyenv/3.11.7/bin/python"),
        ("3.12", "<3.12.4", "/pyenv/3.12.1/bin/python"),
        ("3.14rc1", ">=3.14", "/pyenv/3.14.0rc1/bin/python"),
    ],
)
def test_what_is_taken(text, requires, expected):
    choice = chosen(text, requires)
    assert choice.interpreter.path == expected
    assert (choice.nearest, choice.hint) == ("", "")


def test_newest_patch_wins_over_source_and_only_that_line_is_asked(asked):
    installed = Installed((*EVERYTHING.interpreters, on_path("3.12"), on_path("3.10")), ())
    choice = chosen("3.12", installed=installed)
    assert (choice.interpreter.path, choice.interpreter.version) == ("/usr/bin/python3.12", (3, 12, 9))
    assert asked == ["/usr/bin/python3.12"]


@pytest.mark.parametrize(
    ("text", "requires", "nearest", "hint"),
    [
        ("3.12.9", "", "3.12.4", "uv python install 3.12.9"),
        ("3.12.2", "", "3.12.1", "uv python install 3.12.2"),
        ("3.10", "", "3.11.7", "uv python install 3.10"),
        ("3.14", "", "3.14.0rc1", "uv python install 3.14"),
        ("3.14.0", "", "3.14.0rc1", "uv python install 3.14.0"),
        ("9.9", "", "3.14.0rc1", "uv python install 9.9"),
        ("3.14t", "", "3.13.0t", "uv python install 3.14t"),
        ("3.12t", "", "3.13.0t", "uv python install 3.12t"),
        ("3.15-dev", "", "3.14.0rc1", "uv python install 3.15"),
        ("3.14rc2", "", "3.14.0rc1", "uv python install 3.14.0rc2"),
        ("pypy3.11", "", "pypy3.10.14", "uv python install pypy3.11"),
        ("pypy3.10-7.3.16", "", "pypy3.10.14", "uv python install pypy3.10"),
        ("graalpy-23.1.0", "", "", "pyenv install graalpy-23.1.0"),
        (">=3.14", "", "3.14.0rc1", "uv python install 3.14"),
        ("<3.9,>=3", "", "3.9.18", "uv python install 3.8"),
        (">=3.99", "", "3.14.0rc1", ""),
        ("", ">=3.14.1", "3.14.0rc1", "uv python install 3.14"),
        ("3.12", ">=3.12.5", "3.12.4", "uv python install 3.12"),
        ("3.12", "!=3.12.1,<3.12.4", "3.12.4", "uv python install 3.12.3"),
        ("==3.12", "", "3.12.4", "uv python install 3.12.0"),
        ("==3.12.7", "", "3.12.4", "uv python install 3.12.7"),
        (">3.12.4,<=3.12.6", "", "3.12.4", "uv python install 3.12.6"),
        ("~=3.12.6", "", "3.12.4", "uv python install 3.12"),
        ("", "==3.12 || ==3.10", "3.12.4", "uv python install 3.12.0"),
        ("3.11.3", "", "3.11.7", "uv python install 3.11.3"),
        ("my-project", "", "", ""),
        ("system", ">=3.12", "3.11.2", ""),
        ("/nowhere/python", "", "", ""),
    ],
)
def test_nothing_else_is_taken_for_what_is_missing(text, requires, nearest, hint):
    choice = chosen(text, requires)
    assert choice.interpreter is None
    assert (choice.nearest, choice.hint) == (nearest, hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("3.12.9", "pyenv install 3.12.9"),
        ("3.10", "pyenv install 3.10"),
        ("3.14t", "pyenv install 3.14t"),
        ("3.15-dev", "pyenv install 3.15-dev"),
        ("pypy3.10-7.3.16", "pyenv install pypy3.10-7.3.16"),
        ("miniconda3-latest", "pyenv install miniconda3-latest"),
        ("my-project", "pyenv virtualenv my-project"),
        (">=3.14", "pyenv install 3.14"),
    ],
)
def test_the_hint_is_pyenvs_where_pyenv_is(home, text, hint):
    os.makedirs(f"{home}/.pyenv/versions")
    assert chosen(text, environ={"HOME": home}).hint == hint


def test_every_candidate_that_is_passed_over_has_a_reason():
    choice = chosen("3.12", "<3.12.4")
    reasons = dict(choice.passed_over)
    assert set(reasons) | {choice.interpreter.path} == {one.path for one in EVERYTHING.interpreters}
    assert len(choice.passed_over) == len(EVERYTHING.interpreters) - 1
    assert reasons["/pyenv/3.12.4/bin/python"] == "it does not satisfy <3.12.4 (f:1)"
    assert reasons["/pyenv/3.11.7/bin/python"] == "it is 3.11.7, not 3.12"
    assert "free-threaded" in reasons["/pyenv/3.13.0t/bin/python"]
    assert "pypy, not cpython" in reasons["/uv/pypy-3.10.14-linux-x86_64-gnu/bin/python"]
    assert "asked for by that name" in reasons["/pyenv/miniconda3-4.7.12/bin/python"]
    assert dict(chosen("3.12").passed_over)["/uv/3.12.4/bin/python"] == "3.12.4 from pyenv comes first"
    assert dict(chosen("3").passed_over)["/pyenv/3.9.18/bin/python"] == "3.13.0 is newer"
    assert "pre-release" in dict(chosen("").passed_over)["/pyenv/3.14.0rc1/bin/python"]


def test_a_patch_that_could_not_be_found_out_is_no_promise():
    installed = Installed((on_path("3.10"),), ())
    assert chosen("3.10", installed=installed).interpreter.path == "/usr/bin/python3.10"
    assert chosen("", ">=3.9", installed).interpreter.path == "/usr/bin/python3.10"
    assert chosen("3.10.1", installed=installed).interpreter is None
    assert chosen("", ">=3.10.5", installed).interpreter is None


def test_among_equals_the_order_is_that_of_the_sources():
    sources = ("pyenv", "uv", "mise", "asdf", "homebrew", "framework", "registry", "path")
    for at in range(len(sources)):
        last_first = tuple(installation("3.12.1", source) for source in reversed(sources[at:]))
        assert chosen("3.12", installed=Installed(last_first, ())).interpreter.source == sources[at]


def test_any_takes_what_there_is():
    for name in ("pypy3.10-7.3.15", "3.14.0rc1", "3.13.0t"):
        assert display(chosen("any", installed=Installed((installation(name),), ())).interpreter) == name.removesuffix("-7.3.15")
        assert chosen("latest", installed=Installed((installation(name),), ())).interpreter is None


def test_without_any_python_on_path_there_is_no_system():
    assert chosen("system", installed=Installed((), ())).interpreter is None


def test_a_given_executable_is_taken_as_it_is(tree):
    path = tree.executable("tools", "python3.12")
    one = chosen(path).interpreter
    assert (one.path, one.version, one.source) == (path, (3, 12), "path")
    link = tree.link(path, "tools", "py")
    assert chosen(link).interpreter.version == (3, 12)
    assert chosen(tree.executable("tools", "python", mode=0o644)).interpreter is None
    known = Interpreter(path, "cpython", (3, 12, 7), "", False, "pyenv", "3.12.7")
    one = chosen(link, installed=Installed((known,), ())).interpreter
    assert (one.path, one.version) == (link, (3, 12, 7))
    assert chosen(link, ">=3.13", Installed((known,), ())).interpreter is None


@pytest.mark.parametrize(
    ("text", "environment", "expected"),
    [
        ("3.12", ("cpython", (3, 12, 7), "", False), "yes"),
        ("3.12", ("CPython", (3, 12), "", False), "yes"),
        ("3", ("cpython", (3, 9, 1), "", False), "yes"),
        ("3.12", ("cpython", (3, 11, 7), "", False), "no"),
        ("3.12", ("pypy", (3, 12, 7), "", False), "no"),
        ("3.13", ("cpython", (3, 13, 0), "", True), "no"),
        ("3.13t", ("cpython", (3, 13, 0), "", True), "yes"),
        ("3.13t", ("cpython", (3, 13, 0), "", False), "no"),
        ("3.12.1", ("cpython", (3, 12, 1), "", False), "yes"),
        ("3.12.1", ("cpython", (3, 12, 7), "", False), "patch"),
        ("3.12.1", ("cpython", (3, 12), "", False), "patch"),
        ("3.12.1", ("cpython", (3, 11, 1), "", False), "no"),
        ("3.14", ("cpython", (3, 14, 0), "rc1", False), "yes"),
        ("3.14.0", ("cpython", (3, 14, 0), "rc1", False), "patch"),
        ("3.14rc1", ("cpython", (3, 14, 0), "rc1", False), "yes"),
        ("3.14rc1", ("cpython", (3, 14, 0), "", False), "patch"),
        ("3.14-dev", ("cpython", (3, 14, 0), "a1", False), "yes"),
        ("pypy3.10", ("PyPy", (3, 10, 14), "", False), "yes"),
        ("pypy", ("pypy", (3, 10, 14), "", False), "yes"),
        (">=3.12,<3.13", ("cpython", (3, 12, 7), "", False), "yes"),
        (">=3.12.4", ("cpython", (3, 12, 1), "", False), "patch"),
        (">=3.12", ("cpython", (3, 11, 9), "", False), "no"),
        ("latest", ("cpython", (3, 9, 9), "", False), "yes"),
        ("any", ("pypy", (3, 9, 9), "", True), "yes"),
        ("system", ("cpython", (3, 9, 9), "", False), "yes"),
        ("my-project", ("pypy", (3, 9, 9), "", False), "yes"),
        ("3.12.1/envs/foo", ("cpython", (3, 12, 1), "", False), "yes"),
        ("3.12.1/envs/foo", ("cpython", (3, 11, 1), "", False), "no"),
        ("miniconda3-4.7.12", ("cpython", (3, 7, 4), "", False), "yes"),
        ("graalpy-24.2.2", ("cpython", (3, 11, 7), "", False), "no"),
    ],
)
def test_how_an_existing_environment_answers(text, environment, expected):
    assert answers(parse_request(text), *environment) == expected


@pytest.mark.parametrize(("date", "minor"), [("2025-10-01", 13), ("2025-11-01", 14), ("2026-11-29", 15), ("2030-01-01", 18)])
def test_what_is_released_goes_by_the_date(date, minor):
    assert newest_minor(datetime.fromisoformat(f"{date}T00:00+00:00").timestamp()) == minor
