"""Names of variables: one list for files, shells and undo data, the hooks' copy of it included."""

from __future__ import annotations

import fnmatch
import re

import pytest

from autovenv.base.variables import NOT_CARRIED, is_carried, is_exported, is_name
from autovenv.hook.script import SHELLS, hook
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.store import RENDERERS

PROPER = ["A", "_a1", "VIRTUAL_ENV", "CONDA_SHLVL", "LD", "SHLVL", "DIRENV_EXTRA_VIMRC"]
ODD = ["", "1A", "A-B", "A B", "É", "A\n"]
SHELLS_OWN = ["PATH", "HOME", "IFS", "PS1", "BASH_ENV", "SHELLOPTS", "AUTOVENV_PYTHON", "__autovenv_x", "DIRENV_DIFF", "SHLVL", "PWD", "_"]


def test_a_name_is_letters_digits_and_underscores():
    assert all(map(is_name, PROPER))
    assert not any(map(is_name, ODD))


@pytest.mark.parametrize("shell", SHELLS)
def test_no_shell_is_asked_to_set_what_no_file_may_set(shell):
    assert not any(map(is_exported, SHELLS_OWN))
    plan = Plan("/p", ACTIVE, set=(("COLOUR", "red"), *((name, "evil") for name in SHELLS_OWN)), unset=tuple(SHELLS_OWN))
    told = RENDERERS[shell].statements(plan)
    assert "red" in told
    assert "evil" not in told


def test_undo_data_has_no_name_that_changes_how_programs_load():
    assert all(map(is_carried, PROPER))
    assert not any(map(is_carried, [*ODD, "PATH", "LD_PRELOAD", "BASH_ENV", "PROMPT_COMMAND", "PSModulePath", "AUTOVENV_UNDO"]))


@pytest.mark.parametrize("shell", SHELLS)
def test_every_hook_has_the_whole_list(shell):
    """Else a child of another kind would take undo data for forged, and leave the project with its parent."""
    text = hook(shell, {"HOME": "/home/me"})
    line = next(line for line in text.splitlines() if "|DYLD_" in line)
    patterns = line[line.index("PATH|") :].partition(")")[0].split("|")
    assert "@BARRED@" not in text
    for name in (*(pattern.replace("*", "X") for pattern in NOT_CARRIED), *PROPER):
        plain = shell in {"bash", "zsh"}
        found = any(fnmatch.fnmatchcase(name, one) if plain else re.fullmatch(one, name) for one in patterns)
        assert found == (not is_carried(name)), name
