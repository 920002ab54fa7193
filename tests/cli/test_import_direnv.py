"""What direnv trusts is taken over as long as it is the very content."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from autovenv.base.digest import digest
from autovenv.base.paths import state_directory
from autovenv.plan.inputs import Input
from autovenv.trust import consent
from autovenv.trust.approver import Approver
from autovenv.trust.direnv import direnv_allows
from autovenv.trust.source import Source
from tests.commands import run, surroundings, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="paths are POSIX")
real = pytest.mark.skipif(not shutil.which("direnv"), reason="direnv is not installed")

LINE_END = b"\n"


def direnv(home, cwd, *arguments):
    environ = {**surroundings(home), "PWD": str(cwd)}
    subprocess.run(["direnv", *arguments], cwd=cwd, env=environ, check=True, capture_output=True)


def allowed_by_direnv(home, path, content=None):
    """Write what direnv 2.32 does; of the content given or the file's."""
    if content is None:
        with open(path, "rb") as file:
            content = file.read()
    line = os.fsencode(path) + b"\n"
    return write(f"{home}/.local/share/direnv/allow/{digest(line + content)}", path + "\n")


def denied_by_direnv(home, path):
    return write(f"{home}/.local/share/direnv/deny/{digest(os.fsencode(path) + LINE_END)}", path + "\n")


def take_over(home, **extra):
    done = run(["allow", "--import-direnv"], home, home, **extra)
    assert (done.returncode, done.stderr) == (0, "")
    return [line.split(maxsplit=1) for line in done.stdout.splitlines()[:-1]], done.stdout.splitlines()[-1]


def approves(path, **options):
    with open(path, "rb") as file:
        source = Source(path, os.path.realpath(path), digest(file.read()), "envrc")
    return Approver(os.path.realpath(os.path.dirname(path)), state_directory(os.environ), **options)(source)


def test_nothing_there(home):
    assert take_over(home) == ([], "direnv trusts nothing here")


@real
def test_what_the_real_direnv_trusts(home):
    top = os.path.realpath(home)
    paths = [
        write(f"{top}/{name}/.envrc", f"export A={number}\n") for number, name in enumerate(("a", "b c", "wéird'$x", "changed", "gone"))
    ]
    for path in paths:
        direnv(home, os.path.dirname(path), "allow", ".")
        with open(path, "rb") as file:
            assert direnv_allows(path, file.read(), os.environ)[0]
    write(paths[3], "export EVIL=1\n")
    os.unlink(paths[4])
    lines, total = take_over(home)
    assert lines == [
        ["allowed", paths[0]],
        ["allowed", paths[1]],
        ["left", f"{paths[3]}: it has changed since direnv allowed it"],
        ["left", f"{paths[4]}: it is there no more"],
        ["allowed", paths[2]],
    ]
    assert total == "taken over: 3 allowed, 0 denied; 0 known already, 2 left out"
    assert [approves(path) for path in paths[:4]] == [True, True, True, False]
    again, total = take_over(home)
    assert [word for word, _ in again] == ["known", "known", "left", "left", "known"]
    assert total == "taken over: 0 allowed, 0 denied; 3 known already, 2 left out"


@real
def test_the_real_direnv_through_links(home):
    top = os.path.realpath(home)
    write(f"{top}/real/.envrc", "export A=1\n")
    os.symlink("real", f"{top}/link")
    os.mkdir(f"{top}/file")
    os.symlink(f"{top}/real/.envrc", f"{top}/file/.envrc")
    for name in ("link", "file"):
        direnv(home, f"{top}/{name}", "allow")
        assert direnv_allows(f"{top}/{name}/.envrc", b"export A=1\n", os.environ)[0], name
    assert [path for _, path in take_over(home)[0]] == [f"{top}/file/.envrc", f"{top}/real/.envrc"]
    for name in ("real", "link", "file"):
        assert approves(f"{top}/{name}/.envrc"), name


@real
def test_the_real_direnv_takes_it_back(home):
    path = write(f"{os.path.realpath(home)}/shop/.envrc", "export A=1\n")
    direnv(home, os.path.dirname(path), "allow")
    allowed, watched = direnv_allows(path, b"export A=1\n", os.environ)
    assert (allowed, watched.kind, os.path.exists(watched.path)) == (True, "present", True)
    direnv(home, os.path.dirname(path), "deny")
    assert not os.path.exists(watched.path) or direnv_allows(path, b"export A=1\n", os.environ)[1] != watched
    assert not direnv_allows(path, b"export A=1\n", os.environ)[0]


def test_content_and_place_both_count(home):
    path = write(f"{home}/shop/.envrc", "export A=1\n")
    other = write(f"{home}/other/.envrc", "export A=1\n")
    record = allowed_by_direnv(home, path)
    assert direnv_allows(path, b"export A=1\n", os.environ) == (True, Input("present", record))
    assert direnv_allows(path, b"export A=2\n", os.environ)[1].kind == "absent"
    assert not direnv_allows(path, b"export A=2\n", os.environ)[0]
    assert not direnv_allows(other, b"export A=1\n", os.environ)[0]


def test_what_direnv_denies_is_denied(home):
    """Since 2.33 it keeps that."""
    path = write(f"{home}/shop/.envrc", "export A=1\n")
    denied_by_direnv(home, path)
    allowed_by_direnv(home, path)
    assert direnv_allows(path, b"export A=1\n", os.environ)[0] is False
    assert take_over(home) == ([["denied", path]], "taken over: 0 allowed, 1 denied; 0 known already, 0 left out")
    assert consent.consent_for(f"{home}/shop", state_directory(os.environ)).decision == "deny"
    assert take_over(home)[0] == [["known", path]]


def test_what_was_decided_here_stays(home):
    state = state_directory(os.environ)
    denied, allowed = (write(f"{home}/{name}/.envrc", "export A=1\n") for name in ("denied", "allowed"))
    consent.deny(f"{home}/denied", state)
    consent.allow(f"{home}/allowed", state, ("/e",))
    allowed_by_direnv(home, denied)
    denied_by_direnv(home, allowed)
    assert [word for word, _ in take_over(home)[0]] == ["left", "left"]
    assert consent.consent_for(f"{home}/denied", state).decision == "deny"
    assert consent.consent_for(f"{home}/allowed", state).environments == ("/e",)


def test_an_environment_that_was_approved_stays_approved(home):
    state = state_directory(os.environ)
    path = write(f"{home}/shop/.envrc", "export A=1\n")
    consent.allow(f"{home}/shop", state, ("/e",), tracked=True)
    allowed_by_direnv(home, path)
    assert take_over(home)[0] == [["allowed", path]]
    found = consent.consent_for(f"{home}/shop", state)
    assert (found.environments, found.tracked) == (("/e",), True)


def test_the_place_of_older_versions_and_of_xdg(home, tmp_path):
    old = write(f"{home}/old/.envrc", "export A=1\n")
    moved = write(f"{home}/moved/.envrc", "export A=1\n")
    os.makedirs(f"{home}/.config/direnv")
    allowed_by_direnv(home, old)
    os.rename(f"{home}/.local/share/direnv/allow", f"{home}/.config/direnv/allow")
    allowed_by_direnv(home, moved)
    shutil.move(f"{home}/.local/share/direnv", tmp_path / "data" / "direnv")
    assert [one for _, one in take_over(home, XDG_DATA_HOME=str(tmp_path / "data"))[0]] == [moved, old]


def test_a_forged_record_is_left_out(home):
    path = write(f"{home}/shop/.envrc", "export A=1\n")
    record = allowed_by_direnv(home, path)
    write(f"{os.path.dirname(record)}/{'0' * 64}", path + "\n")
    os.unlink(record)
    assert take_over(home)[0] == [["left", f"{path}: it has changed since direnv allowed it"]], "a name that is not the hash"
    os.unlink(f"{os.path.dirname(record)}/{'0' * 64}")
    os.symlink(write(f"{home}/elsewhere", path + "\n"), record)
    assert take_over(home)[0][0][1].endswith("is not a file of its own (a link?)")
    os.unlink(record)
    allowed_by_direnv(home, path)
    os.chmod(os.path.dirname(record), 0o777)
    assert take_over(home)[0][0][1].endswith("can be written by others")
    assert not approves(path)


def test_names_can_not_write_on_the_terminal(home):
    path = write(f"{home}/a\x1b[2J/.envrc", "export A=1\n")
    allowed_by_direnv(home, path)
    done = run(["allow", "--import-direnv"], home, home)
    assert all(line.isprintable() for line in done.stdout.splitlines())
    assert approves(path)


def test_nothing_is_evaluated(home):
    path = write(f"{home}/shop/.envrc", f"touch {home}/canary\n")
    allowed_by_direnv(home, path)
    take_over(home)
    assert not os.path.exists(f"{home}/canary")


def test_it_takes_no_directory(home):
    done = run(["allow", "--import-direnv", "shop"], home, home)
    assert (done.returncode, done.stdout) == (2, "")
