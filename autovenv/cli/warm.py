"""Writes the helper's cache of its modules (hook/cache.py) while it can be written: every user reads it, and none may write it.

Standard library only. install.sh --system runs it as root, in a home of its own: two looks that make nothing and approve nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from autovenv import PROTOCOL
from autovenv.base.errors import DONE, FAILED
from autovenv.hook.script import program

PROJECTS = {"pinned": ".python-version", "configured": ".envrc"}
"""A look without configuration files, and one with: what each of them imports is in the cache from then on."""


def main() -> int:
    """Have the helper look at two projects, and return the exit code: 1 if a look failed."""
    helper = program()[1]
    with tempfile.TemporaryDirectory(prefix="autovenv-warm-") as home:
        for name, mark in PROJECTS.items():
            project = os.path.join(home, name)
            os.mkdir(project)
            with open(os.path.join(project, mark), "w", encoding="ascii") as file:
                file.write("" if mark == ".envrc" else "3.11\n")
            os.symlink(sys.prefix, os.path.join(project, ".venv"))  # not autovenv's own: there is nothing to make
            command = [sys.executable, "-I", "-S", helper, "plan", PROTOCOL, "bash", project]
            environ = {"HOME": home, "PATH": os.defpath}
            if subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, check=False).returncode != 0:
                return FAILED
    return DONE


if __name__ == "__main__":
    sys.exit(main())
