"""`autovenv` run as people run it: the real program, a home of the test's, nothing of the machine's but its interpreters."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

from tests.patience import PATIENCE

TOP = str(Path(__file__).parents[1])
BASE = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"
EXACT = ".".join(map(str, sys.version_info[:3]))
HELPER = os.path.join(TOP, "autovenv", "hook", "__main__.py")


def surroundings(home, **extra):
    """The environment that a program under test starts in: no daemon but in the tests that are about it."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "USERPROFILE", "TEMP") if name in os.environ}
    path = os.pathsep.join([os.path.dirname(BASE), "/usr/bin", "/bin"])
    return {**kept, "HOME": home, "PATH": path, "LC_ALL": "C.UTF-8", "AUTOVENV_DAEMON": "0", **extra}


def run(arguments, home, cwd, **extra):
    """Run `autovenv` with these arguments. Its output is text, bytes that are not UTF-8 as lone surrogates."""
    command = [sys.executable, "-P", "-m", "autovenv", *arguments]
    return _run(command, {**surroundings(home), "PYTHONPATH": TOP, "PWD": str(cwd), **extra}, cwd)


def run_helper(arguments, home, cwd, *options, **extra):
    """Run the helper as a hook does."""
    return _run([BASE, "-I", "-S", *options, HELPER, *arguments], surroundings(home, **extra), cwd)


def _run(command, environ, cwd):
    done = subprocess.run(command, env=environ, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=PATIENCE)
    done.stdout = done.stdout.decode("utf-8", "surrogateescape")
    done.stderr = done.stderr.decode("utf-8", "surrogateescape")
    return done


def make_foreign(project):
    """Make an environment in project as somebody would without autovenv; return its path."""
    path = os.path.join(project, ".venv")
    venv.create(path, symlinks=os.name != "nt", with_pip=False)
    return path


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)
    return path


def configure(home, text):
    """Write the user's config.toml; return its path."""
    from autovenv.base.settings import settings_path

    return write(settings_path({**os.environ, "HOME": home}), text)
