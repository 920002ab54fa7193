"""An exception that nobody expected: one line, once, a report, and the shell goes on."""

from __future__ import annotations

import glob
import os
import sys

import autovenv

BROKEN = """\
import sys
sys.path.insert(0, {top!r})
from autovenv.hook import helper

SECRET = "hunter2"

def settle(*given, **more):
    return {{}}[SECRET]

helper.settle = settle
sys.exit(helper.main(sys.argv[1:]))
"""


def test_a_bug_is_one_line_once_and_the_shell_goes_on(stage, versions):
    stage.project("proj", versions[0])
    stage.project("other", versions[0])
    top = os.path.dirname(os.path.dirname(os.path.abspath(autovenv.__file__)))
    broken = stage.write("broken.py", BROKEN.format(top=top))
    stage.dialect.write_rc(stage.home, stage.environ)
    static = f"{stage.home}/hook.{stage.dialect.name}" + (".ps1" if stage.dialect.name == "pwsh" else "")
    with open(static, encoding="utf-8") as file:
        text = file.read()
    real = os.path.join(os.path.dirname(os.path.abspath(autovenv.__file__)), "hook", "__main__.py")
    assert real in text
    with open(static, "w", encoding="utf-8") as file:
        file.write(text.replace(real, broken))
    stage.open(hooked=False, after=f". {stage.quote(static)}")
    (said,) = stage.terminal.type("cd proj")
    assert said.startswith("autovenv: a bug, and the shell goes on: KeyError in broken.py:")
    (path,) = glob.glob(f"{stage.home}/.local/state/autovenv/reports/*.txt")
    assert said.endswith(f"; a report ready to paste is in {path}")
    with open(path) as file:
        report = file.read()
    assert "hunter2" not in report.replace('SECRET = "hunter2"', ""), "no value of anything"
    assert f"Python {sys.version.split()[0]}" in report
    assert "in settle" in report
    assert stage.terminal.type("cd ../other") == [], "it was said once"
    assert stage.terminal.type("") == []
    assert stage.terminal.type("show VIRTUAL_ENV") == ["unset"]
