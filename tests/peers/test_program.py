"""The whole program beside direnv: consent, evaluation, plan. What a command started here gets is what one gets under direnv.

What becomes of each case is compared in test_direnv.py, by each evaluator: here one case for each kind of effect passes through all of it, and
with --long all cases do.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.commands import TOP
from tests.patience import PATIENCE

from .cases import CASES
from .peer import DIRENV, Project

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="direnv runs bash")
_OF_EACH_KIND = {
    "unset",
    "empty is not unset",
    "odd values",
    "odd values of outside",
    "PATH by export, both",
    "PATH as a whole",
    "PATH_rm",
    "dotenv",
    "source_env over two levels",
    "an array",
    "an environment that direnv made",
    "entries before and behind an activation",
}
_DUMP = "import json, os; print(json.dumps(dict(os.environ)))"


def _run(project, *arguments):
    environ = {**project.outside, "PYTHONPATH": TOP, "XDG_STATE_HOME": f"{project.home}/state"}
    return subprocess.run(
        [sys.executable, "-P", "-m", "autovenv", *arguments],
        env=environ,
        cwd=project.path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
        text=True,
    )


def _cases():
    agreed = [case for case in CASES if case.ours is None]
    assert {case.name for case in agreed} >= _OF_EACH_KIND
    return [pytest.param(case, id=case.name, marks=() if case.name in _OF_EACH_KIND else pytest.mark.long) for case in agreed]


@pytest.fixture(params=_cases())
def project(request, tmp_path):
    """A project that both sides are to agree on."""
    if not DIRENV:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("needs direnv")
    for program in request.param.needs:
        if not shutil.which(program):
            pytest.skip(f"needs {program}")
    return Project(os.path.realpath(tmp_path), request.param)


def test_a_command_sees_what_it_sees_under_direnv(project):
    wanted = project.by_direnv()
    blocked = _run(project, "exec", "--", sys.executable, "-c", _DUMP)
    assert (blocked.returncode, blocked.stdout) == (2, ""), "nothing before consent"
    allowed = _run(project, "allow", "--yes")
    assert allowed.returncode == 0, allowed.stderr
    done = _run(project, "exec", "--", sys.executable, "-I", "-c", _DUMP)
    assert done.returncode == 0, done.stderr
    seen = project.after(json.loads(done.stdout))
    ours = {"PYTHONPATH", "XDG_STATE_HOME", "VIRTUAL_ENV_PROMPT"}
    assert {name: text for name, text in seen.items() if name not in ours} == wanted
