"""A .envrc does here what it does under direnv, but for differences that are written down with their reasons."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from autovenv.base.errors import EvaluationError
from autovenv.config.result import BashNeededError

from .cases import CASES, ERROR
from .peer import DIRENV, Project

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="direnv runs bash")


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request):
    """A case that this machine can try."""
    for program in request.param.needs:
        if not shutil.which(program):
            pytest.skip(f"needs {program}")
    return request.param


@pytest.fixture
def project(case, tmp_path):
    return Project(os.path.realpath(tmp_path), case)


@pytest.fixture
def wanted(case, project):
    """What our evaluators shall make of it: what direnv does, or what the case says instead. None: an error."""
    if not DIRENV:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("needs direnv")
    theirs = project.by_direnv()
    if case.ours is None:
        assert theirs is not None
        return theirs
    if case.ours == ERROR:
        if case.reason:
            assert theirs is not None, "no longer a difference"
        else:
            assert theirs is None
        return None
    changes = {name: text and project.filled(text) for name, text in case.ours.items()}
    after = project.after({**project.outside, **changes})
    assert after != theirs, "no longer a difference"
    return after


def test_under_bash_it_does_what_direnv_does(case, project, wanted):
    if wanted is None:
        with pytest.raises(EvaluationError):
            project.by_bash()
    else:
        assert project.by_bash() == wanted


def test_without_bash_it_does_what_direnv_does(case, project, wanted):
    try:
        found = project.by_declarative()
    except BashNeededError as needed:
        assert case.only_bash, needed.message
    except EvaluationError as problem:
        assert wanted is None, problem.message
    else:
        assert found == wanted


def test_names_of_cases_are_their_own():
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.reason for case in CASES if isinstance(case.ours, dict))
