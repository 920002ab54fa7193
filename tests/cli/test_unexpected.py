"""A command that meets a bug: one line, an exit code of its own, and a report."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.commands import TOP, surroundings


def test_a_bug_of_a_command_is_one_line(home):
    code = "import autovenv.cli.app as a, autovenv.__main__ as m, sys; sys.argv = ['autovenv', 'version']; a.run_app = lambda: {}['x']; sys.exit(m.main())"
    environ = surroundings(home) | {"PYTHONPATH": TOP}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("autovenv: a bug, and the shell goes on: KeyError in ")
    assert os.listdir(f"{home}/.local/state/autovenv/reports")
