"""A home, a project in it, a tool that is run there, and what autovenv says of the same place."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile

import pytest

from autovenv.env.create import make
from autovenv.env.kinds import locate
from autovenv.env.layout import Layout
from autovenv.plan.plan import Make
from tests.env.real_pythons import INSTALLED
from tests.patience import PATIENCE

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MANAGERS = os.path.join(REPOSITORY, ".venv-managers")
ODD = ("My Project (1)", "é", "n" * 60, "a.b_c-D", "[x]", "$HOME & `x`")  # names of directories
NOWHERE = "http://127.0.0.1:9"


def program(tool: str, name: str = "") -> str:
    """Return the path of a tool's program, skip where it is not here; in CI it has to be."""
    known = os.path.join(MANAGERS, tool, "bin", name or tool)
    found = known if os.path.exists(known) else shutil.which(name or tool, path=os.path.dirname(sys.executable))
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(f"{tool} is demanded, and is not here (tests/run gets it)")
    pytest.skip(f"no {tool} here (tests/run gets it)")


def same(one: str, other: str) -> bool:
    """Tell whether two paths are one place. One below a link in the parents is named as the shell has it, tools name it without."""
    return bool(one and other) and os.path.realpath(one) == os.path.realpath(other)


class Place:
    """A home of its own. `environ` is what the tool and autovenv both see."""

    def __init__(self, directory: str) -> None:
        self.home = os.path.join(directory, "home")
        self.root = os.path.join(self.home, "work", "shop")
        os.makedirs(self.root)
        self.state = os.path.join(self.home, ".local", "state", "autovenv")
        self.pythons = [path for _, path in sorted(INSTALLED.items(), reverse=True)]  # newest first
        self.minors = [".".join(map(str, minor)) for minor in sorted(INSTALLED, reverse=True)]
        # `python` is the newest one; the others are found by their names.
        commands = os.path.join(self.home, "bin")
        os.makedirs(commands)
        for path, minor in zip(self.pythons, self.minors, strict=True):
            os.symlink(path, os.path.join(commands, f"python{minor}"))
        for name in ("python", "python3"):
            os.symlink(self.pythons[0], os.path.join(commands, name))
        self.environ = {
            "HOME": self.home,
            "PATH": f"{commands}:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "PIP_NO_INDEX": "1",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "UV_OFFLINE": "1",
            "UV_PYTHON_DOWNLOADS": "never",
            "PDM_CHECK_UPDATE": "0",
            "POETRY_NO_INTERACTION": "1",
            "PIPENV_NOSPIN": "1",
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NOWHERE),
        }

    # --- Files ----------------------------------------------------------------

    def write(self, path: str, text: str = "") -> str:
        """Write a file below the project (or at an absolute path) and return its path."""
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def move(self, name: str) -> None:
        """Be in a project of this name, instead."""
        self.root = os.path.join(self.home, "work", name)
        os.makedirs(self.root, exist_ok=True)

    def through_link(self) -> None:
        """Come to the same project by a link above it."""
        os.symlink(os.path.join(self.home, "work"), os.path.join(self.home, "link"))
        self.root = os.path.join(self.home, "link", os.path.basename(self.root))

    def wheel(self) -> str:
        """Make a wheel of a package `tiny`, and return its path."""
        path = os.path.join(self.home, "wheels", "tiny-1.0-py3-none-any.whl")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        information = "tiny-1.0.dist-info"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("tiny.py", "here = __file__\n")
            file.writestr(f"{information}/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
            file.writestr(f"{information}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            file.writestr(f"{information}/RECORD", f"tiny.py,,\n{information}/METADATA,,\n{information}/WHEEL,,\n{information}/RECORD,,\n")
        return path

    # --- The tool -------------------------------------------------------------

    def run(self, *command: str, below: str = "", environ: dict[str, str] | None = None, fails: bool = False) -> str:
        """Run a command in the project, and return what it printed. It fails only where it may."""
        where = os.path.join(self.root, below)
        outside = {**self.environ, **(environ or {}), "PWD": where}
        done = subprocess.run(
            command, cwd=where, env=outside, capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL, check=False
        )
        assert fails or done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
        return done.stdout.strip()

    def installed_into(self, path: str) -> bool:
        """Tell whether `tiny` can be imported in the environment, and is in it."""
        where = self.run(os.path.join(path, "bin", "python"), "-c", "import tiny; print(tiny.here)", fails=True)
        return where.startswith((path, os.path.realpath(path)))

    # --- autovenv -------------------------------------------------------------

    def find(self, kind: str, below: str = "", environ: dict[str, str] | None = None, **fields: str):
        """Return what autovenv knows of the project."""
        return locate(Layout(kind, where=".envrc:1", **fields), os.path.join(self.root, below), {**self.environ, **(environ or {})})

    def make(self, path: str, index: int = 0) -> str:
        """Make an environment as autovenv makes it, from the newest interpreter or an older one; return its path."""
        environ = {**os.environ, **self.environ, "PATH": f"{os.path.dirname(sys.executable)}:{self.environ['PATH']}"}
        name = os.path.basename(self.root)
        made = make(Make(path, self.pythons[index], self.minors[index], name), self.state, "uv", environ)
        assert made.environment.path == path
        return path
