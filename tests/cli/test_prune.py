"""`prune` forgets consent to what is there no more, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from autovenv.base.digest import digest
from autovenv.base.paths import state_directory
from autovenv.deps import record
from autovenv.trust import approved_contents, consent
from tests.commands import run, write


@pytest.fixture
def state(home):
    return state_directory(os.environ)


def prune(home, *options):
    done = run(["prune", *options], home, home)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def approve(home, state, name, text="export A=1\n"):
    path = write(f"{home}/{name}/.envrc", text)
    approved_contents.keep(text.encode(), state)
    consent.allow(f"{home}/{name}", state, files=((path, digest(text.encode())),))
    return path


def decision(home, state, name):
    return consent.consent_for(f"{home}/{name}", state).decision


def test_nothing_to_remove(home, state):
    assert prune(home) == ["nothing to remove"]
    approve(home, state, "shop")
    assert prune(home) == ["nothing to remove"]
    assert decision(home, state, "shop") == "allow"


def test_a_directory_that_is_gone(home, state):
    approve(home, state, "here")
    approve(home, state, "gone/deep", "export A=2\n")
    os.makedirs(f"{home}/denied")
    consent.deny(f"{home}/denied", state)
    shutil.rmtree(f"{home}/gone")
    os.rmdir(f"{home}/denied")
    expected = [
        f"the denial of {home}/denied: the directory is gone",
        f"consent to {home}/gone/deep: the directory is gone",
        "1 approved content that no consent names",
    ]
    assert sorted(prune(home, "--dry-run")) == sorted(f"would remove {one}" for one in expected)
    assert decision(home, state, "gone/deep") == "allow"
    assert sorted(prune(home)) == sorted(f"removed {one}" for one in expected)
    assert [decision(home, state, name) for name in ("here", "gone/deep", "denied")] == ["allow", "none", "none"]
    assert not os.path.exists(f"{state}/trust{home}/gone"), "no empty directories stay"
    assert approved_contents.kept(digest(b"export A=1\n"), state)
    assert approved_contents.kept(digest(b"export A=2\n"), state) is None


def test_files_that_are_gone(home, state):
    os.unlink(approve(home, state, "shop"))
    assert prune(home)[0] == f"removed consent to {home}/shop: its files are gone"
    assert decision(home, state, "shop") == "none"


def test_consent_that_was_not_to_files_stays(home, state):
    os.makedirs(f"{home}/shop/.venv")
    path = approve(home, state, "other")
    consent.allow(f"{home}/shop", state, (f"{home}/shop/.venv",))
    consent.allow(f"{home}/other", state, (f"{home}/shop/.venv",), files=((path, digest(b"x")),))
    os.makedirs(f"{home}/denied")
    consent.deny(f"{home}/denied", state)
    os.unlink(path)
    prune(home)
    assert [decision(home, state, name) for name in ("shop", "other", "denied")] == ["allow", "allow", "deny"]


def test_a_record_that_can_not_be_read_stays(home, state):
    """It may have been a deny."""
    approve(home, state, "shop")
    folder = f"{state}/trust{home}/shop/.autovenv-consent"
    (name,) = os.listdir(folder)
    with open(f"{folder}/{name}", "wb") as file:
        file.write(b"x")
    shutil.rmtree(f"{home}/shop")
    prune(home)
    assert os.path.exists(f"{folder}/{name}")


@pytest.mark.skipif(os.name == "nt", reason="processes are told apart otherwise")
def test_what_a_shell_that_is_gone_allowed_once(home, state):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    sessions = {f"{ended.pid}-1": 2, f"{os.getpid()}-2": 2, f"{ended.pid}-3": 0, "other": 2}
    for session, days in sessions.items():
        consent.allow_once(f"{home}/shop", session, state, files=((f"{home}/shop/.envrc", digest(session.encode())),))
        approved_contents.keep(session.encode(), state)
        path = f"{state}/sessions/{session}.once"
        os.utime(path, (os.stat(path).st_mtime - days * 86400,) * 2)
    assert prune(home) == [
        f"removed what shell {ended.pid}-1 allowed once: the shell is gone",
        "removed 1 approved content that no consent names",
    ]
    assert sorted(os.listdir(f"{state}/sessions")) == sorted(f"{one}.once" for one in sessions if one != f"{ended.pid}-1")


@pytest.mark.skipif(os.name == "nt", reason="links are POSIX")
def test_links_in_the_store_lead_nowhere(home, state, tmp_path):
    approve(home, state, "shop")
    (tmp_path / "victim" / ".autovenv-consent").mkdir(parents=True)
    shutil.copytree(f"{state}/trust{home}/shop/.autovenv-consent", tmp_path / "victim" / ".autovenv-consent", dirs_exist_ok=True)
    os.symlink(tmp_path / "victim", f"{state}/trust/way")
    shutil.rmtree(f"{home}/shop")
    prune(home)
    assert len(os.listdir(tmp_path / "victim" / ".autovenv-consent")) == 1
    os.chmod(state, 0o777)
    assert run(["prune"], home, home).returncode == 1


def test_what_was_installed_for_a_directory_that_is_gone(home, state):
    kept = {}
    for name in ("here", "gone"):
        lock = write(f"{home}/{name}/uv.lock", "")
        kept[name] = record.path_of("sync", f"{home}/{name}/.venv", f"{home}/{name}", state)
        os.makedirs(f"{state}/deps", 0o700, exist_ok=True)
        record.write(kept[name], record.Record("uv", (("uv", "sync"),), "", ((lock, ""),)))
        write(record.log_of(kept[name], "sync", state), "")
    shutil.rmtree(f"{home}/gone")
    expected = "records and logs of installations for directories that are gone: 2"
    assert prune(home, "--dry-run") == [f"would remove {expected}"]
    assert prune(home) == [f"removed {expected}"]
    assert os.listdir(f"{state}/deps") == [os.path.basename(kept["here"])]
    assert os.listdir(f"{state}/log") == [f"sync-{os.path.basename(kept['here'])}.log"]
    assert prune(home) == ["nothing to remove"]
