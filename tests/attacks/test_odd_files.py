"""What is no ordinary file, under a name that autovenv reads: nobody waits for it, and it does nothing."""

from __future__ import annotations

import os
import socket
import time

import pytest

from autovenv import PROTOCOL
from tests.commands import run, run_helper, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")
PATIENCE = 5.0  # seconds; whoever hangs takes for ever


def fifo(path):
    os.mkfifo(path)


def listening(path):
    at = os.getcwd()
    os.chdir(os.path.dirname(path))  # a socket's path is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(os.path.basename(path))
    finally:
        os.chdir(at)


def endless(path):
    os.symlink("/dev/zero", path)


def terminal(path):
    os.symlink("/dev/tty", path)


def loop(path):
    os.symlink(os.path.basename(path), path)


def large(path):
    write(path, "export A=1\n" * (10 << 20 >> 3))


def nul(path):
    write(path, "export A=1\0\n")


ODD = [fifo, listening, endless, terminal, loop, os.mkdir, large, nul]


def timed(call):
    began = time.monotonic()
    done = call()
    assert time.monotonic() - began < PATIENCE
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    "name", [".envrc", "autovenv.toml", ".env", "pyproject.toml", ".python-version", ".tool-versions", ".python-versions", ".venv"]
)
@pytest.mark.parametrize("make", ODD)
def test_under_a_name_of_a_project_s(home, name, make):
    write(f"{home}/.config/autovenv/config.toml", "load_dotenv = true\n")
    os.makedirs(f"{home}/shop")
    make(f"{home}/shop/{name}")
    timed(lambda: run_helper(["plan", PROTOCOL, "bash", f"{home}/shop"], home, f"{home}/shop"))
    for arguments in (["status"], ["why"], ["export", "json"], ["allow"], ["export", "json"]):
        done = timed(lambda arguments=arguments: run(arguments, home, f"{home}/shop"))
        assert '"A": "1"' not in done.stdout


@pytest.mark.parametrize(
    "form",
    [
        "source_env {}",
        "source ./{}",
        "dotenv {}",
        "require_allowed {}",
        "watch_file {}",
        "watch_dir {}",
        "source_env_if_exists {}",
        "dotenv_if_exists {}",
        "source_up {}",
    ],
)
@pytest.mark.parametrize("make", ODD)
@pytest.mark.parametrize("extra", ["", "for a in 1; do :; done\n"], ids=["declarative", "bash"])
def test_read_by_an_approved_file(home, form, make, extra):
    top = "shop" if "up" not in form else "shop/web"
    os.makedirs(f"{home}/{top}")
    make(f"{home}/shop/odd")
    write(f"{home}/{top}/.envrc", form.format("odd") + "\n" + extra)
    timed(lambda: run(["allow"], home, f"{home}/{top}"))
    timed(lambda: run_helper(["plan", PROTOCOL, "bash", f"{home}/{top}"], home, f"{home}/{top}"))
