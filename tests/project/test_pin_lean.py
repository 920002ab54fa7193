"""What a shell waits for imports next to nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import autovenv
from tests.patience import PATIENCE

FORBIDDEN = (
    *("dataclasses", "typing", "re", "json", "pathlib", "enum", "subprocess", "tempfile", "hashlib", "argparse", "shutil", "contextlib"),
    *("functools", "inspect", "logging", "random", "tomllib", "packaging", "configparser", "site"),
)

FIND = """
import sys
sys.path.insert(0, sys.argv[1])
import autovenv.project.root, autovenv.project.pin, autovenv.project.requires_python, autovenv.python.choose, autovenv.python.installed
root = autovenv.project.root.find_root(sys.argv[2])
environ = {"HOME": sys.argv[3], "PATH": "/usr/bin:/bin"}
search = autovenv.project.pin.find_pin(root, environ)
requires = autovenv.project.requires_python.find_requires(root)
installed = autovenv.python.installed.find_interpreters(environ, root)
assert not autovenv.project.requires_python.contradiction(search.pin, requires.requires)
print(search.pin.request.version, *sorted(set(sys.modules) & set(sys.argv[4:])))
"""


def test_finding_a_pin_and_interpreters_loads_nothing_slow(home):
    root = os.path.join(home, "project")
    os.mkdir(root)
    with open(os.path.join(root, ".python-version"), "w") as file:
        file.write("3.12.1\n")
    package = os.path.dirname(os.path.dirname(autovenv.__file__))
    command = [sys.executable, "-I", "-S", "-c", FIND, package, root, home, *FORBIDDEN]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (ran.stderr, ran.stdout) == ("", "(3, 12, 1)\n")


def test_a_specifier_is_read_without_site(home):
    """`-S` leaves site-packages out: packaging is found beside the interpreter."""
    package = os.path.dirname(os.path.dirname(autovenv.__file__))
    code = "import sys; sys.path.insert(0, sys.argv[1]); import autovenv.project.requires_python as r; print(r.satisfies('>=3.12', (3, 12, 1), ''))"
    ran = subprocess.run([sys.executable, "-I", "-S", "-c", code, package], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (ran.stderr, ran.stdout) == ("", "True\n")
