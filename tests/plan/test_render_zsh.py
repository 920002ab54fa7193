"""What a stored plan tells zsh besides its conditions: the same inputs, sorted by what shows that they changed."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from autovenv.plan.plan import ACTIVE, Input, Plan
from autovenv.plan.render import zsh

INPUTS = (
    Input("absent", "/home/me/it's/.env"),
    Input("unchanged", "/home/me/it's/.python-version", 1),
    Input("present", "/home/me/it's/.venv"),
    Input("absent", "/elsewhere/x"),
    Input("same", "/home/me/it's", target="/real"),
)


def test_inputs_are_sorted_by_what_shows_a_change():
    if shutil.which("zsh") is None:
        pytest.skip("no zsh on PATH")
    text = zsh.stored(Plan("/home/me/it's", ACTIVE, inputs=INPUTS), "abc", "2", [f"/s/{n}" for n in range(len(INPUTS))], settled=True)
    script = text + "print -rl -- $__autovenv_plan_times $__autovenv_plan_still $__autovenv_plan_bare $__autovenv_plan_links"
    printed = subprocess.run(["zsh", "-f", "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()
    assert printed == [
        r" '/home/me/it'\''s/.python-version'",
        (
            r" && -e /s/1 && '/home/me/it'\''s' -ef /real && -e '/home/me/it'\''s/.python-version'"
            r" && -e '/home/me/it'\''s/.venv' && ! -e /elsewhere/x"
        ),
        r" && ! -e '/home/me/it'\''s/.env'",
        r" && ! -h '/home/me/it'\''s/.env'",
    ]


def test_what_is_absent_right_below_the_root_of_the_file_system_shows_there():
    text = zsh.stored(Plan("/", ACTIVE, inputs=(Input("absent", "/.env"),)), "abc", "2", ["/s/0"], settled=True)
    assert "__autovenv_plan_bare=' && ! -e /.env'" in text
