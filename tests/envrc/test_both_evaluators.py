"""Each line of envrc.md and dotenv.md, without bash and with it: both come to what the table says, so both come to the same."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from autovenv.base.errors import EvaluationError
from autovenv.base.value import replace
from autovenv.config.envrc.evaluate import evaluate
from autovenv.config.gate import Sources
from autovenv.config.result import BashNeededError
from autovenv.env.kinds import locate, placed
from autovenv.env.paths import bin_directory
from autovenv.plan.variables import changed_path
from tests.envrc.row import GONE, Place
from tests.envrc.rows import LINES, ROWS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="paths are written as on POSIX")

_PATH = ":".join((*GONE, "/usr/local/bin", "/usr/bin", "/bin"))


@pytest.fixture(params=[row for _, row in ROWS], ids=[f"{line}: {row.name}" for line, row in ROWS])
def place(request, tmp_path):
    for program in request.param.needs:
        if not shutil.which(program):
            pytest.skip(f"needs {program}")
    top = os.path.realpath(tmp_path)
    home = os.path.join(top, "home")
    return Place(request.param, os.path.join(home, "row"), home)


@pytest.fixture
def outside(place, tmp_path):
    """The environment of a shell."""
    given = {name: place.filled(text) for name, text in place.row.outside.items()}
    return {"PATH": _PATH, "HOME": str(tmp_path / "home"), "LC_ALL": "C.UTF-8", "TMPDIR": str(tmp_path), "PWD": place.path, **given}


@pytest.fixture
def find(place, outside):
    """How an environment is found, as the program does it."""

    def find(layout, _scope):
        return placed(layout, locate(layout, place.path, outside))

    return find


def run_declarative(place, outside, find, _said):
    return evaluate(os.path.join(place.path, ".envrc"), outside, Sources(lambda _: True), find)


def run_with_bash(place, outside, find, said):
    from autovenv.config.bash.evaluation import run_bash

    def say(line):
        os.write(2, os.fsencode(line) + b"\n")

    file = os.path.join(place.path, ".envrc")
    found = run_bash(file, outside, Sources(lambda _: True), find, lambda layout: layout.path, say)
    return replace(found, messages=(*tuple(said()), *found.messages))


def facts(found, outside):
    """What both evaluators have to agree on."""
    entries = found.front
    if found.layout is not None:
        entries = (*entries[: found.ahead], bin_directory(found.layout.path), *entries[found.ahead :])
    return {
        "set": dict(found.set),
        "unset": set(found.unset),
        "front": entries,
        "back": found.back,
        "gone": found.gone,
        "path": ":".join(changed_path(outside["PATH"].split(":"), entries, found.back, found.gone)),
        "environment": found.layout.path if found.layout else "",
        "says": (*((found.missing.line,) if found.missing and not found.muted else ()), *found.messages),
    }


def demanded(row, place, outside):
    """The table's own words, in the form of `facts`."""
    named = {"front": place.all_filled(row.front), "back": place.all_filled(row.back), "gone": place.all_filled(row.gone)}
    path = row.path or ":".join(changed_path(outside["PATH"].split(":"), *named.values()))
    return {
        "set": {name: place.filled(text) for name, text in row.set.items() if not name.startswith("CONDA_")},
        "unset": set(row.unset),
        **({} if row.path else named),
        "path": path,
        "environment": place.filled(row.environment),
        "says": place.all_filled(row.says),
    }


def check(run, place, outside, find, said):
    """Run one evaluator and compare; return what both have to agree on."""
    row = place.row
    if row.error:
        with pytest.raises(EvaluationError) as problem:
            run(place, outside, find, said)
        assert not isinstance(problem.value, BashNeededError), problem.value.message
        assert problem.value.where == f"{place.path}/{row.error}", problem.value.message
        return problem.value.where
    found = run(place, outside, find, said)
    wanted, got = demanded(row, place, outside), facts(found, outside)
    assert {name: got[name] for name in wanted} == wanted
    return got


def installs(found):
    """The lines that install, as both evaluators note them."""
    return tuple(" ".join(line) for line in found.layout.install) if found.layout else ()


def test_it_comes_to_what_the_table_says_both_ways(place, outside, find, capfd):
    row = place.row

    def said():
        return capfd.readouterr().err.splitlines()

    if row.bash:
        with pytest.raises(BashNeededError) as needed:
            run_declarative(place, outside, find, said)
        assert needed.value.where == f"{place.path}/.envrc:{row.bash}"
        capfd.readouterr()
        check(run_with_bash, place, outside, find, said)
        return
    without = check(run_declarative, place, outside, find, said)
    if row.installs:
        assert installs(run_declarative(place, outside, find, said)) == row.installs
    capfd.readouterr()
    if not row.without_bash:
        assert check(run_with_bash, place, outside, find, said) == without


def test_rows_have_names_of_their_own():
    assert len(ROWS) >= 110
    for line, rows in LINES.items():
        assert len({row.name for row in rows}) == len(rows), line
