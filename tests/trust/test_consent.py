"""What the user decided is kept outside of the project, and nothing but their own decision is believed."""

from __future__ import annotations

import os
import shutil
import threading

import pytest

from autovenv.base.errors import AutovenvError
from autovenv.plan.inputs import NOT_AT_ALL, Input
from autovenv.trust import record, store
from autovenv.trust.consent import allow, allow_once, consent_for, deny, revoke
from autovenv.trust.paths import trusted_by_path

WEIRD = "/p/'\";&&e-$ èрт🚒♞中片-j"


@pytest.fixture
def state(tmp_path):
    return str(tmp_path / "state")


def records(root, state):
    directory = f"{state}/trust{root.rstrip('/')}/.autovenv-consent"
    return [os.path.join(directory, name) for name in sorted(os.listdir(directory))]


def holds(inputs):
    """Whether a hook that watches these would still take the plan for fresh."""
    return all(os.path.exists(one.path) is (one.kind == "present") for one in inputs)


@pytest.mark.parametrize("root", ["/", "/p", WEIRD, "/p/a\nb", os.fsdecode(b"/p/\xff\xfe")])
def test_nothing_then_allow_then_deny_then_nothing_again(root, state):
    """Each decision makes what was computed before it stale, by existence alone."""
    before = consent_for(root, state)
    absent = Input("absent", f"{state}/trust{root.rstrip('/')}/.autovenv-consent", at_prompt=NOT_AT_ALL)
    assert (before.decision, before.inputs) == ("none", (absent,))
    allow(root, state, ("/envs/a b", "/envs/ü"), tracked=True)
    allowed = consent_for(root, state)
    assert (allowed.decision, allowed.environments, allowed.tracked, allowed.problem) == ("allow", ("/envs/a b", "/envs/ü"), True, "")
    assert allowed.inputs == tuple(Input("present", path, at_prompt=NOT_AT_ALL) for path in records(root, state))
    assert not holds(before.inputs)
    assert holds(allowed.inputs)
    deny(root, state)
    denied = consent_for(root, state)
    assert (denied.decision, denied.environments, denied.tracked) == ("deny", (), False)
    assert not holds(allowed.inputs)
    assert len(records(root, state)) == 1
    assert revoke(root, state)
    assert not holds(denied.inputs)
    assert consent_for(root, state) == before
    assert not revoke(root, state)


def test_the_same_decision_again_is_seen_too(state):
    """`allow` may approve another environment than the last time."""
    allow("/p", state, ("/e",))
    first = consent_for("/p", state)
    allow("/p", state, ("/f",))
    assert not holds(first.inputs)
    assert consent_for("/p", state).environments == ("/f",)


@pytest.mark.parametrize("other", ["/home/proj2", "/home/proj/sub", "/home", "/home/pro", "/home/proj/.autovenv-consent", "/"])
def test_consent_to_one_directory_is_consent_to_no_other(other, state):
    allow("/home/proj", state)
    assert consent_for(other, state).decision == "none"
    deny(other, state)
    assert consent_for("/home/proj", state).decision == "allow"
    assert revoke("/home/proj", state)
    assert holds(consent_for("/home/proj", state).inputs)
    assert consent_for(other, state).decision == "deny"


def test_the_store_is_private(state):
    before = os.umask(0o000)
    try:
        allow("/home/proj", state)
    finally:
        os.umask(before)
    for directory, _, names in os.walk(state):
        assert os.lstat(directory).st_mode & 0o777 == 0o700, directory
        for name in names:
            assert os.lstat(os.path.join(directory, name)).st_mode & 0o777 == 0o600, name


@pytest.mark.parametrize("component", ["", "/trust", "/trust/home", "/trust/home/proj", "/trust/home/proj/.autovenv-consent"])
def test_a_link_anywhere_in_the_store_is_believed_by_nobody(component, state, tmp_path):
    allow("/home/proj", state)
    os.rename(state + component, tmp_path / "moved")
    os.symlink(tmp_path / "moved", state + component)
    found = consent_for("/home/proj", state)
    assert found.decision == "none"
    assert f"{state}{component} is not a directory of its own" in found.problem
    for act in (allow, deny):
        with pytest.raises(AutovenvError, match="not a directory of its own"):
            act("/home/proj", state)
    with pytest.raises(AutovenvError, match="not a directory of its own"):
        revoke("/home/proj", state)


@pytest.mark.parametrize("component", ["", "/trust/home", "/trust/home/proj/.autovenv-consent"])
def test_a_directory_that_others_can_write_is_believed_by_nobody(component, state):
    allow("/home/proj", state)
    os.chmod(state + component, 0o777)
    found = consent_for("/home/proj", state)
    assert found.decision == "none"
    assert "can be written by others" in found.problem


@pytest.mark.skipif(getattr(os, "geteuid", lambda: -1)() != 0, reason="only root can give a file away, and nobody on Windows")
def test_what_belongs_to_another_user_is_believed_by_nobody(state):
    allow("/home/proj", state)
    os.chown(records("/home/proj", state)[0], 12345, -1)
    assert consent_for("/home/proj", state).decision == "none"
    os.chown(f"{state}/trust/home", 12345, -1)
    assert "belongs to another user" in consent_for("/home/proj", state).problem


def test_a_record_that_is_a_link_or_a_fifo(state, tmp_path):
    allow("/p", state)
    (path,) = records("/p", state)
    os.rename(path, tmp_path / "record")
    os.symlink(tmp_path / "record", path)
    assert consent_for("/p", state).decision == "none"
    os.unlink(path)
    os.mkfifo(path)
    assert consent_for("/p", state).decision == "none"


def test_a_damaged_record_counts_for_nothing_says_so_and_is_mended_by_the_next(state):
    allow("/p", state, ("/e/.venv",), tracked=True)
    (path,) = records("/p", state)
    with open(path, "rb") as file:
        whole = file.read()
    for damaged in [whole[:end] for end in range(len(whole))] + [
        whole + b"x",
        whole + b"\0",
        whole * 2,
        whole.replace(b"allow", b"grant"),
        b"\xff" * 50,
    ]:
        with open(path, "wb") as file:
            file.write(damaged)
        found = consent_for("/p", state)
        assert (found.decision, found.environments, found.tracked) == ("none", (), False), damaged
        assert "damaged" in found.problem
        assert holds(found.inputs)
    allow("/p", state)
    assert (consent_for("/p", state).decision, consent_for("/p", state).problem) == ("allow", "")


def test_a_record_of_another_directory_moved_here_counts_for_nothing(state):
    """`mv` inside the store, or a file system that is not what it was."""
    allow("/home/proj", state)
    shutil.move(f"{state}/trust/home/proj", f"{state}/trust/home/proj2")
    found = consent_for("/home/proj2", state)
    assert found.decision == "none"
    assert "it is about /home/proj" in found.problem


def test_two_records_at_once_the_deny_wins_else_the_newest(state):
    """A crash between writing the new one and removing the old one."""

    def add(name, decision, environments, seconds):
        path = os.path.join(store.made("/p", state), name * 32)
        with open(path, "wb") as file:
            file.write(record.encode(record.Record(decision, "/p", environments)))
        os.chmod(path, 0o600)
        os.utime(path, (seconds, seconds))

    add("a", "allow", ("/new",), 2000)
    add("b", "allow", ("/old",), 1000)
    found = consent_for("/p", state)
    assert (found.decision, found.environments) == ("allow", ("/new",))
    assert len(found.inputs) == 2
    add("c", "deny", (), 500)
    assert consent_for("/p", state).decision == "deny"
    allow("/p", state)
    assert len(records("/p", state)) == 1
    assert consent_for("/p", state).decision == "allow"


def test_an_empty_directory_left_by_a_crash_does_not_keep_the_hook_busy(state):
    os.makedirs(f"{state}/trust/p/.autovenv-consent", 0o700)
    os.chmod(f"{state}/trust", 0o700)
    os.chmod(f"{state}/trust/p", 0o700)
    os.chmod(state, 0o700)
    found = consent_for("/p", state)
    assert found.decision == "none"
    assert holds(found.inputs)


def test_decisions_at_once_leave_one(state):
    threads = [threading.Thread(target=act, args=("/p", state)) for act in (allow, deny) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(records("/p", state)) == 1
    assert consent_for("/p", state).decision in ("allow", "deny")


def test_a_relative_path_is_refused(state):
    with pytest.raises(AutovenvError, match="not an absolute path"):
        allow("p", state)


def test_once_is_for_one_shell_and_for_the_directories_that_it_names(state):
    before = consent_for("/p", state, "shell1")
    allow_once("/p", "shell1", state, ("/e",))
    assert not holds(before.inputs)
    first = consent_for("/p", state, "shell1")
    assert (first.decision, first.environments) == ("allow", ("/e",))
    assert consent_for("/p", state).decision == "none"
    assert consent_for("/p", state, "shell2").decision == "none"
    assert consent_for("/p2", state, "shell1").decision == "none"
    allow_once("/q", "shell1", state)
    assert {root: consent_for(root, state, "shell1").decision for root in ("/p", "/q")} == {"/p": "allow", "/q": "allow"}
    watched = [one for one in first.inputs if one.kind == "unchanged"]
    assert [os.stat(one.path).st_mtime_ns != one.mtime_ns for one in watched] == [True]


def test_revoke_in_a_shell_is_for_that_shell_and_that_directory(state):
    for session in ("shell1", "shell2"):
        allow_once("/p", session, state)
    allow_once("/q", "shell1", state)
    before = consent_for("/p", state, "shell1")
    assert revoke("/p", state, "shell1")
    assert not holds(before.inputs)
    assert consent_for("/p", state, "shell1").decision == "none"
    assert consent_for("/q", state, "shell1").decision == "allow"
    assert consent_for("/p", state, "shell2").decision == "allow"
    assert not revoke("/p", state, "shell1")


def test_of_once_and_deny_the_later_counts(state):
    deny("/p", state)
    allow_once("/p", "shell", state)
    assert consent_for("/p", state, "shell").decision == "allow"
    assert consent_for("/p", state).decision == "deny"
    deny("/p", state)
    assert consent_for("/p", state, "shell").decision == "deny"


def test_once_adds_to_what_was_allowed_for_good(state):
    allow("/p", state, ("/e",), tracked=True)
    allow_once("/p", "shell", state, ("/f",))
    found = consent_for("/p", state, "shell")
    assert (found.environments, found.tracked) == (("/f", "/e"), True)


@pytest.mark.parametrize("session", ["../../p", ".", "", "a/b", "a\0b", "x" * 200])
def test_what_is_no_session_names_no_file(session, state):
    assert consent_for("/p", state, session).decision == "none"
    with pytest.raises(AutovenvError, match="there is no session"):
        allow_once("/p", session, state)


def test_a_forged_session_is_believed_by_nobody(state):
    allow_once("/p", "shell", state)
    path = f"{state}/sessions/shell.once"
    os.chmod(path, 0o666)
    assert consent_for("/p", state, "shell").decision == "none"
    os.chmod(path, 0o600)
    os.chmod(f"{state}/sessions", 0o777)
    assert consent_for("/p", state, "shell").decision == "none"
    os.chmod(f"{state}/sessions", 0o700)
    with open(path, "ab") as file:
        file.write(b"x")
    assert consent_for("/p", state, "shell").decision == "none"


def test_trusted_paths_are_compared_by_component(home, tmp_path):
    work = tmp_path / "work"
    (work / "proj").mkdir(parents=True)
    (tmp_path / "work2").mkdir()
    assert trusted_by_path(str(work / "proj"), (str(work),))
    assert trusted_by_path(str(work), (str(work) + "/",))
    assert trusted_by_path(str(work), ("/nowhere", "/"))
    assert not trusted_by_path(str(tmp_path / "work2"), (str(work),))
    assert not trusted_by_path(str(tmp_path), (str(work),))
    assert not trusted_by_path(str(work), ())


def test_trusted_paths_follow_links_and_the_home_directory(home, tmp_path):
    os.makedirs(f"{home}/work/proj")
    os.symlink(f"{home}/work", tmp_path / "way")
    assert trusted_by_path(f"{home}/work/proj", ("~/work",))
    assert trusted_by_path(f"{home}/work/proj", (str(tmp_path / "way"),))
    # A link inside of what is trusted makes nothing outside of it so.
    os.symlink(tmp_path, f"{home}/work/outside")
    assert not trusted_by_path(f"{home}/work/outside", ("~/work",))


def test_a_relative_trusted_path_trusts_nothing(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not trusted_by_path(str(tmp_path), (".", "", "~nobody-of-that-name/x"))


def test_each_decision_makes_the_open_shells_look_again(state):
    """No prompt asks for records: without the time of its last look, a shell compares everything."""
    looks = [f"{state}/sessions/{name}" for name in ("1-2-bash", "3-4-fish")]
    for decide, woken in (
        (lambda: allow("/p", state), looks),
        (lambda: deny("/p", state), looks),
        (lambda: revoke("/p", state), looks),
        (lambda: allow_once("/p", "1-2-bash", state), looks[:1]),
    ):
        os.makedirs(f"{state}/sessions", 0o700, exist_ok=True)
        for path in looks:
            open(path, "w").close()
        decide()
        assert [path for path in looks if not os.path.exists(path)] == woken
