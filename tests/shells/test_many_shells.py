"""Many shells come to one new project at the same moment: it is made once, and active in all of them."""

from __future__ import annotations

import os
import subprocess

import pytest

from autovenv.base.locks import is_held
from tests.patience import PATIENCE, wait_until

# The shell says that it is there, waits for the others, and goes through two prompts in the project.
SCRIPT = """\
. {hook}
: >{there}/$1
while [ ! -e {go} ]; do :; done
cd {project}
for _ in 1 2; do __autovenv_first; __autovenv_last; done
printf '%s\\n' "$VIRTUAL_ENV" "$(command -v python)"
"""


@pytest.mark.parametrize("number", [10, pytest.param(50, marks=pytest.mark.long)])
def test_one_of_them_makes_the_environment_and_all_have_it(only, tmp_path, versions, number):
    stage = only("bash")
    project = stage.project("shop", versions[0])
    stage.dialect.write_rc(stage.home, stage.environ)
    there = tmp_path / "there"
    there.mkdir()
    names = {"hook": f"{stage.home}/hook.bash", "there": there, "go": tmp_path / "go", "project": project}
    script = stage.write("script", SCRIPT.format(**{name: stage.quote(str(path)) for name, path in names.items()}))
    command = [stage.dialect.program, "--norc", "--noprofile", script]
    shells = [
        subprocess.Popen([*command, str(one)], env=stage.environ, cwd=stage.home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for one in range(number)
    ]
    wait_until(lambda: len(os.listdir(there)) == number)
    (tmp_path / "go").touch()
    ended = [one.communicate(timeout=PATIENCE) for one in shells]
    said = "".join(words for _, words in ended)
    assert said.count("\n") == 1, said
    assert said.startswith("autovenv: created .venv (python ")
    assert {printed for printed, _ in ended} == {f"{project}/.venv\n{project}/.venv/bin/python\n"}
    assert len(os.listdir(f"{stage.home}/.local/state/autovenv/environments")) == 1, "it was made once"
    locks = f"{stage.home}/.local/state/autovenv/locks"
    assert [name for name in os.listdir(locks) if is_held(f"{locks}/{name}")] == []
