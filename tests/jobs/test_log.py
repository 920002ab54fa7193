"""The log of a job: dated, bounded, and without a value of any variable; so is what is told, and what is kept."""

from __future__ import annotations

import os
import re
import signal

import pytest

from autovenv.jobs.state import process_of
from tests.commands import write
from tests.patience import wait_until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing is installed behind the prompt there")

SECRET, PERCENT = "hunter2", "p%40ssw0rd"
VARIABLES = {
    "UV_INDEX_URL": f"https://me:{SECRET}@packages.invalid/simple",
    "PIP_INDEX_URL": f"https://me:{SECRET}@packages.invalid/simple",
    "PIP_EXTRA_INDEX_URL": f"https://one.invalid/simple https://me:{PERCENT}@two.invalid/simple",
    "UV_INDEX": "private=https://t0ken-of-mine@three.invalid/simple",
    "UV_INDEX_PRIVATE_PASSWORD": "correct horse",
    "MY_PEM": "-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----",
    "LONG_VALUE": "x1y2" * 40,
}
PIECES = (SECRET, PERCENT, "p@ssw0rd", "t0ken-of-mine", "correct horse", "MIIEvQIBADANBg", "x1y2x1y2")


@pytest.fixture
def own(shop):
    """`own(script)` has the project installed by a script of its own, and returns what `wait` says of its job."""

    def run(script, **variables):
        program = write(os.path.join(shop.home, "own"), f"#!/bin/sh\n{script}\n")
        os.chmod(program, 0o755)
        write(os.path.join(shop.root, "autovenv.toml"), f'sync = "{program}"\n')
        assert shop.run("allow", "--no-install").returncode == 0
        assert shop.run("sync", "--background", **variables).returncode == 0
        return shop.run("wait", **variables)

    return run


def kept(shop):
    """All that is in the state directory."""
    found = {}
    for directory, _, names in os.walk(shop.state):
        for name in names:
            with open(os.path.join(directory, name), "rb") as file:
                found[os.path.join(directory, name)] = file.read().decode(errors="replace")
    return found


def log_of(shop):
    with open(shop.job().log, encoding="utf-8") as file:
        return file.read()


def test_no_value_of_a_variable_is_in_the_log_nor_told_nor_kept(shop, own):
    done = own('env; echo "error: could not reach $UV_INDEX_URL/thing" >&2; exit 3', **VARIABLES)
    assert done.returncode == 1
    assert "failed: could not reach $PIP_INDEX_URL/thing (log: " in done.stderr
    text = log_of(shop)
    assert "\nUV_INDEX_URL=$PIP_INDEX_URL\n" in text
    assert f"\nHOME={shop.home}\n" in text, "paths stay: a log without them says nothing"
    for path, content in {**kept(shop), "told": done.stderr, "status": shop.run("status").stdout}.items():
        assert [piece for piece in PIECES if piece in content] == [], path


def test_a_password_of_a_file_is_hidden_where_it_is_printed_in_a_url(shop, own):
    done = own("echo 'error: 401 at https://me:from-netrc@packages.invalid/simple/thing, git+ssh://git@host/x, https://tok@host/y'; exit 1")
    assert "failed: 401 at https://me:****@packages.invalid/simple/thing, git+ssh://git@host/x, https://****@host/y" in done.stderr
    assert not any("from-netrc" in content for path, content in kept(shop).items() if "/configuration" not in path)


def test_uvs_own_error_with_a_private_index(shop):
    with shop.index.served("me", SECRET) as url:
        shop.index.wheel("thing", "3.0")
        given = url.replace("://", "://me:wrong-passw0rd@")
        write(os.path.join(shop.root, "pyproject.toml"), '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\n')
        os.unlink(os.path.join(shop.root, "uv.lock"))
        write(os.path.join(shop.root, "requirements.txt"), "thing==3.0\n")
        os.unlink(os.path.join(shop.root, "pyproject.toml"))
        variables = {"UV_OFFLINE": "0", **shop.index.environ(given)}
        assert shop.run("allow", "--no-install", **variables).returncode == 0
        assert shop.run("sync", "--background", **variables).returncode == 0
        done = shop.run("wait", **variables)
    assert done.returncode == 1
    assert "(401 Unauthorized)" in done.stderr
    for path, content in {**kept(shop), "told": done.stderr}.items():
        assert "wrong-passw0rd" not in content, path


def test_each_command_is_dated(shop, own):
    own("echo done")
    first = log_of(shop).splitlines()
    assert re.fullmatch(r"# autovenv \d{4}-\d\d-\d\d \d\d:\d\d:\d\d /.*/own", first[0]), first
    assert first[1:] == ["done"]
    done = own("exit 3")
    assert "failed: it ended with 3" in done.stderr, "the date is nobody's last word"


def test_it_is_bounded_and_has_what_was_printed_last(shop, own):
    done = own("yes 'a line of output that is printed over and over again' | head -n 100000; echo 'error: the end'; exit 1")
    assert "failed: the end (log: " in done.stderr
    text = log_of(shop)
    assert len(text) <= 512 * 1024
    assert text.startswith("(what was printed before is left out)\n")


def test_one_line_without_an_end_is_bounded(shop, own):
    own("head -c 3000000 /dev/zero | tr '\\0' x; exit 1")
    assert len(log_of(shop)) <= 512 * 1024


def test_a_program_that_leaves_something_running_is_not_waited_for(shop, own):
    done = own(f"(sleep 600 & echo $! >{shop.home}/left); echo done")
    with open(os.path.join(shop.home, "left"), encoding="utf-8") as file:
        left = int(file.read())
    try:
        os.kill(left, 0)
        assert (done.returncode, done.stderr) == (0, "")
    finally:
        os.kill(left, signal.SIGKILL)


def test_what_was_printed_before_a_kill_is_there_and_holds_no_value(shop):
    program = write(
        os.path.join(shop.home, "own"),
        f'#!/bin/sh\necho "at $MY_TOKEN now"\n: >"{shop.held}"\nwhile [ ! -e "{shop.go}" ]; do sleep 0.01; done\n',
    )
    os.chmod(program, 0o755)
    write(os.path.join(shop.root, "autovenv.toml"), f'sync = "{program}"\n')
    assert shop.run("allow", "--no-install").returncode == 0
    assert shop.run("sync", "--background", MY_TOKEN="t0ken-of-mine").returncode == 0
    shop.wait_until_it_installs()
    (log,) = (path for path in kept(shop) if "/log/sync-" in path)
    wait_until(lambda: "at $MY_TOKEN now" in kept(shop)[log])
    os.kill(process_of(shop.place), signal.SIGKILL)
    shop.wait_until_it_ended()
    assert not any("t0ken-of-mine" in content for content in kept(shop).values())


def test_a_program_that_was_killed_is_said_to_be(shop, own):
    """By a kernel without memory, say: what it printed last is no error."""
    done = own("echo Building thing; kill -9 $$")
    assert done.returncode == 1
    assert "own failed: it was ended by signal 9 (log: " in done.stderr
    assert "Building thing" in log_of(shop)
