"""The project that every tool gets a copy of, and the machine's interpreter that all environments are made from."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

from autovenv.python.installed import find_interpreters

SUBDIRECTORY = "src/package/module/tests"  # four levels down
OUTSIDE = "elsewhere"
CHANGED = "BENCH_CHANGED"  # set by each .envrc that is changed, to another value each time

# Of the declarative class, with a layout, and what only bash can read.
ENVRC = {
    "declared": """\
# what the project needs
export BENCH_CHANGED={number}
export APP_ENV=development
export DATABASE_URL="postgres://localhost:5432/$APP_ENV"
export APP_CONFIG="$PWD/config"
PATH_add bin
if [ -f .env.local ]; then
  dotenv .env.local
fi
""",
    "layout": """\
layout python3
export BENCH_CHANGED={number}
PATH_add bin
""",
    "scripted": """\
export BENCH_CHANGED={number}
for name in HOST PORT; do
  export "APP_$name=${{name}}_{number}"
done
PATH_add bin
""",
}


@dataclass(frozen=True)
class Python:
    """An interpreter: its directory for PATH, and its version as a pin has it."""

    directory: str
    version: str

    @property
    def program(self) -> str:
        return f"{self.directory}/python3"


def find_python() -> Python:
    """Return the newest final CPython here that is called python3 and can make environments. Raises RuntimeError if there is none."""
    found = [
        each
        for each in find_interpreters(os.environ, "/").interpreters
        if each.implementation == "cpython" and not each.pre and not each.freethreaded and len(each.version) == 3
    ]
    for one in sorted(found, key=lambda each: each.version, reverse=True):
        directory = os.path.dirname(one.path)
        if one.version < (3, 8) or os.path.realpath(f"{directory}/python3") != os.path.realpath(one.path):
            continue
        if subprocess.run([one.path, "-c", "import ensurepip, venv"], capture_output=True, check=False).returncode == 0:
            return Python(directory, ".".join(map(str, one.version[:2])))
    raise RuntimeError("no CPython 3.8 or newer with the module `venv`")


def environ(home: str, python: Python, programs: list[str]) -> dict[str, str]:
    """Return the environment that every shell starts in: an empty home, the interpreter first on PATH, nothing of the user's.

    No daemon: it would plan in the middle of what is measured.
    """
    keep = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_INDEX", "UV_DEFAULT_INDEX"))}
    keep |= {name: os.environ[name] for name in ("SSL_CERT_FILE", "USER") if name in os.environ}
    path = dict.fromkeys([python.directory, *programs, "/usr/local/bin", "/usr/bin", "/bin"])
    return keep | {"HOME": home, "PATH": ":".join(path), "TERM": "xterm-256color", "LANG": "C.UTF-8", "AUTOVENV_DAEMON": "0"}


def lay_out(path: str, python: Python, files: dict[str, str]) -> None:
    """Make a small project with a pin, a repository of its own, and `files` on top (name to text)."""
    os.makedirs(f"{path}/{SUBDIRECTORY}")
    name = os.path.basename(path)
    files = {
        ".python-version": f"{python.version}\n",
        ".gitignore": ".venv/\n.direnv/\n",
        "pyproject.toml": f'[project]\nname = "{name}"\nversion = "1"\nrequires-python = ">={python.version}"\n',
        "src/package/module/tests/test_it.py": "",
    } | files
    for file_name, text in files.items():
        with open(f"{path}/{file_name}", "w", encoding="utf-8") as file:
            file.write(text)
    if shutil.which("git"):
        for command in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"]):
            subprocess.run(["git", *command], cwd=path, check=True, env=os.environ | {"HOME": path, "GIT_CONFIG_NOSYSTEM": "1"})


def make_environment(python: Python, target: str) -> None:
    """Run `python -m venv`. Raises CalledProcessError."""
    subprocess.run([python.program, "-m", "venv", target], check=True, capture_output=True)
