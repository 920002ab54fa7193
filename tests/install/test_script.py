"""install.sh as a script: its options, what it does when cut off, when only asked, in each sh."""

import os
import shutil
import subprocess

import pytest

from autovenv.cli.terminal import Terminal
from tests.install.conftest import TOP, make_place
from tests.patience import PATIENCE

SHS = ["dash", "bash", "bash --posix", "busybox sh", "zsh", "ksh"]


def test_shellcheck_finds_nothing():
    if not shutil.which("shellcheck"):
        if os.environ.get("CI"):
            pytest.fail("shellcheck is missing")
        pytest.skip("shellcheck is missing")
    found = subprocess.run(["shellcheck", "-s", "sh", str(TOP / "install.sh")], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.parametrize("sh", SHS)
def test_a_dry_run_says_every_step_and_changes_nothing(place, sh):
    if not shutil.which(sh.split()[0]):
        pytest.skip(f"{sh} is missing")
    before = place.tree()
    done = place.run("--dry-run", "--shell", "bash", "--shell=zsh", sh=sh)
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout
    for step in ("Python 3.", f"{place.prefix}/env-<id>", f"{place.prefix}/current", f"{place.home}/.local/bin/autovenv"):
        assert step in said
    assert f"bash: {place.home}/.bashrc would get the block" in said
    assert f"zsh: {place.home}/.zshrc would get the block" in said
    assert "nothing was changed" in said
    assert place.tree() == before
    assert os.listdir(place.temporary) == []


def test_cut_off_anywhere_it_does_nothing(tmp_path, copy):
    """Every tenth line, and every byte of the last one."""
    place = make_place(tmp_path / "x", source=copy)
    script = (copy / "install.sh").read_bytes()
    lines = script.splitlines(keepends=True)
    cuts = [len(b"".join(lines[:count])) for count in range(0, len(lines) - 1, 10)]
    cuts += range(len(script) - len(lines[-1]), len(script) - 1)
    before = place.tree()
    for cut in cuts:
        (copy / "install.sh").write_bytes(script[:cut])
        done = place.run("--dry-run", "--shell", "bash")
        assert done.stdout == "", cut
        assert place.tree() == before, cut
    (copy / "install.sh").write_bytes(script[:-1])
    assert "would get the block" in place.run("--dry-run", "--shell", "bash").stdout


@pytest.mark.parametrize(
    "options",
    [["--frobnicate"], ["--shell"], ["--shell", "tcsh"], ["--prefix"], ["--prefix="], ["--purge"], ["bash"], ["--shell=bash zsh"]],
)
def test_wrong_usage_is_one_line_and_2(place, options):
    done = place.run("--yes", *options)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert place.tree() == {}


@pytest.mark.parametrize("answer", ["n", "no", "\x04"])
def test_at_a_terminal_it_asks_and_no_is_no(place, answer):
    with Terminal(place.command("--shell", "bash"), place.environ, str(place.home)) as one:
        one.wait_until(lambda: b"Go on? [Y/n]" in one.output, PATIENCE, "no question")
        one.send(f"{answer}\r")
        one.wait_until(lambda: b"nothing was changed" in one.output, PATIENCE, "no answer")
    assert place.tree() == {}
    assert os.listdir(place.temporary) == []


def test_read_from_a_pipe_it_says_how_to_run_it(place):
    with open(TOP / "install.sh", "rb") as script:
        done = subprocess.run(
            ["sh", "-s", "--", "--yes"], stdin=script, env=place.environ, cwd=place.home, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert "./install.sh" in done.stderr
    assert place.tree() == {}


def test_by_its_bare_name_in_its_directory(place):
    command = ["sh", "install.sh", "--dry-run", "--shell", "bash"]
    done = subprocess.run(command, env=place.environ, cwd=TOP, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert f"from {TOP}" in done.stdout


@pytest.mark.parametrize(
    ("extra", "options", "wanted"),
    [
        ({"XDG_DATA_HOME": "/data/"}, [], "/data/autovenv/"),
        ({"XDG_DATA_HOME": "relative"}, [], "{home}/.local/share/autovenv/"),
        ({}, ["--prefix", "/opt/a b/"], "/opt/a b/"),
        ({}, ["--prefix=sub"], "{parent}/sub/"),
    ],
)
def test_where_the_program_goes(tmp_path, extra, options, wanted):
    place = make_place(tmp_path / "x", extra=extra)
    done = place.run("--dry-run", "--shell", "bash", *options)
    wanted = wanted.format(home=place.home, parent=place.home.parent)
    assert f"environment: {wanted}env-<id>," in done.stdout


def test_help_names_every_option(place):
    done = place.run("--help")
    assert done.returncode == 0
    for option in ("--yes", "--shell", "--prefix", "--no-modify-rc", "--dry-run", "--uninstall", "--purge"):
        assert option in done.stdout


def test_uninstalling_where_nothing_is_installed(place):
    done = place.run("--uninstall", "--yes")
    assert done.returncode == 0
    assert place.tree() == {}
