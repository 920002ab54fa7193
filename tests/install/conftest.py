"""The real install.sh in an empty HOME: one installation a session, and quick ones that fail on purpose."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
ODD = 'it\'s "a" $HOME `b`'
SHELLS = tuple(shell for shell in ("bash", "zsh", "fish", "pwsh") if shutil.which(shell))

# What install.sh calls, besides a Python.
TOOLS = ("sh", "cat", "date", "grep", "ln", "mkdir", "mktemp", "mv", "readlink", "rm", "rmdir", "sed", "sleep", "sort", "uname")
# Answers install.sh's question as the interpreter that its place says it is; everything else a real one does.
FAKE = """#!/bin/sh
case "$*" in *ensurepip*) {answer} ;; *) exec {real} "$@" ;; esac
"""

# How this machine reaches the package index; read before any test has another HOME.
_PASSED_ON = ("PIP_", "SSL_CERT_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
_INDEX = {name: text for name, text in os.environ.items() if name.startswith(_PASSED_ON)}
for _file in (Path.home() / ".config" / "pip" / "pip.conf", Path.home() / ".pip" / "pip.conf"):
    if _file.exists():
        _INDEX.setdefault("PIP_CONFIG_FILE", str(_file))
_INTERPRETERS = os.path.dirname(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))


@dataclass(frozen=True)
class Place:
    """A HOME, and a TMPDIR, to install into."""

    home: Path
    temporary: Path
    source: Path = TOP
    extra: dict = field(default_factory=dict)

    @property
    def prefix(self):
        return self.home / ".local" / "share" / "autovenv"

    @property
    def environ(self):
        path = os.pathsep.join([_INTERPRETERS, "/usr/local/bin", "/usr/bin", "/bin"])
        base = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "PATH": path, "TERM": "xterm", "LC_ALL": "C.UTF-8"}
        return {**_INDEX, **base, **self.extra}

    def command(self, *options, sh="sh"):
        program, *arguments = sh.split()
        return [shutil.which(program) or program, *arguments, str(self.source / "install.sh"), *options]

    def run(self, *options, sh="sh"):
        return subprocess.run(
            self.command(*options, sh=sh),
            env=self.environ,
            cwd=self.home.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def tree(self):
        return tree(self.home)


def fake_python(path, answer, real):
    """A program at path that gives that answer (a command of sh) when install.sh tries it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FAKE.format(answer=answer, real=real))
    path.chmod(0o755)
    return path


def tree(top):
    """What is below top: names, kinds, modes, and the content of what is not too large."""
    found = {}
    for path in sorted(top.rglob("*")):
        seen = path.lstat()
        what = os.readlink(path) if path.is_symlink() else ""
        if path.is_file() and not what and seen.st_size < 100_000:
            what = hashlib.sha256(path.read_bytes()).hexdigest()
        found[str(path.relative_to(top))] = (oct(seen.st_mode), what)
    return found


@pytest.fixture
def place(tmp_path):
    return make_place(tmp_path)


def make_place(top, **changes):
    """A HOME whose name is hard on quoting."""
    for name in (ODD, "tmp"):
        (top / name).mkdir(parents=True)
    return Place(top / ODD, top / "tmp", **changes)


@pytest.fixture
def copy(tmp_path):
    """The sources, to be spoilt."""
    target = tmp_path / "the source"
    target.mkdir()
    for name in ("autovenv", "shells"):
        shutil.copytree(TOP / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "install.sh"):
        shutil.copy2(TOP / name, target / name)
    return target


@pytest.fixture(scope="session")
def index(tmp_path_factory):
    """The package index can be reached."""
    target = tmp_path_factory.mktemp("index")
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-cache-dir", "-d", str(target), "hatchling>=1.26"]
    tried = subprocess.run(command, env={**os.environ, **_INDEX}, capture_output=True, text=True, check=False)
    if tried.returncode:
        message = f"the package index can't be reached: {tried.stderr.strip().splitlines()[-1:]}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)


@dataclass(frozen=True)
class Installed:
    place: Place
    output: str
    source_before: dict
    source_after: dict


@pytest.fixture(scope="session")
def installed(index, tmp_path_factory):
    """install.sh run once, with every shell that is here. Nobody is asked, since there is no terminal."""
    place = make_place(tmp_path_factory.mktemp("installed"))
    (place.home / ".bashrc").write_bytes(b"export EDITOR=vi")
    before = names(TOP)
    done = place.run()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return Installed(place, done.stdout, before, names(TOP))


def names(top):
    """What a build could leave in the sources."""
    return {name for name in os.listdir(top) if not name.startswith(".")}
