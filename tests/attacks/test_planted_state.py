"""The private directory among temporary files is this user's alone: one that somebody else put there is neither read nor written."""

from __future__ import annotations

import os

import pytest

from autovenv import PROTOCOL
from autovenv.base.errors import AutovenvError
from autovenv.base.paths import is_temporary, lasting_state_directory, state_directory, temporary_directory
from autovenv.env import ownership
from tests.commands import run, run_helper, write

pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives a directory to somebody else")
OTHER = 4711


@pytest.fixture
def shared(tmp_path):
    """A place for everybody's temporary files."""
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    return str(shared)


@pytest.fixture
def shop(home):
    write(f"{home}/shop/.python-version", "3\n")
    write(f"{home}/shop/.venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.99.0\nautovenv-id = evil\n")
    write(f"{home}/shop/.venv/bin/python", "#!/bin/sh\necho evil\n")
    os.chmod(f"{home}/shop/.venv/bin/python", 0o755)
    return f"{home}/shop"


def theirs(shared, shop):
    """Their directory, which says that they, as the user, made the environment that the project brings."""
    path = f"{shared}/autovenv-0"
    ownership.record(f"{shop}/.venv", "evil", f"{shared}/made", f"{shop}/.venv")
    os.rename(f"{shared}/made", path)
    for folder, folders, files in os.walk(path):
        for name in [".", *folders, *files]:
            os.lchown(os.path.join(folder, name), OTHER, OTHER)
    return path


def clone(shared, shop):
    """The user's own, and private: cloned from a repository of that name."""
    path = f"{shared}/autovenv-0"
    ownership.record(f"{shop}/.venv", "evil", f"{shared}/made", f"{shop}/.venv")
    os.rename(f"{shared}/made", path)
    return path


def link(shared, shop):
    """Their link, to a directory that is the user's: a clone of theirs."""
    ownership.record(f"{shop}/.venv", "evil", f"{shop}/state", f"{shop}/.venv")
    os.symlink(f"{shop}/state", f"{shared}/autovenv-0")
    return f"{shared}/autovenv-0"


@pytest.mark.parametrize("planted", [theirs, link, clone])
def test_a_hook_that_names_it_is_refused(planted, shared, shop, home):
    """As a shell hands it down whose own state directory can't be written."""
    path = planted(shared, shop)
    before = sorted(os.walk(path))
    done = run_helper(["plan", PROTOCOL, "bash", shop], home, shop, AUTOVENV_STATE=path)
    assert path in done.stderr
    assert len(done.stderr.splitlines()) == 1
    done = run(["exec", "--", "python", "-c", "print('good')"], home, shop, AUTOVENV_STATE=path)
    assert "evil" not in done.stdout
    assert path in done.stderr
    assert sorted(os.walk(path)) == before


@pytest.mark.parametrize("planted", [theirs, link, clone])
def test_without_a_hook_it_is_refused(planted, shared, shop, monkeypatch):
    path = planted(shared, shop)
    monkeypatch.setattr(os, "access", lambda at, mode: at == shared)  # nothing else can be written
    with pytest.raises(AutovenvError, match=path):
        state_directory({"HOME": "/nonexistent", "TMPDIR": shared})


def test_where_it_is_as_hooks_have_it(shared, tmp_path, monkeypatch):
    assert temporary_directory({"TMPDIR": shared}) == f"{shared}/autovenv-0"
    assert temporary_directory({"TMPDIR": shared, "XDG_RUNTIME_DIR": str(tmp_path)}) == f"{tmp_path}/autovenv-0"
    assert temporary_directory({"TMPDIR": shared, "XDG_RUNTIME_DIR": "relative"}) == f"{shared}/autovenv-0"
    os.chmod(shared, 0o777)
    os.chown(shared, OTHER, -1)
    assert temporary_directory({"TMPDIR": shared}) == "/tmp/autovenv-0", "others could put their own in its place there"


def test_a_hook_never_begins_with_it(tmp_path):
    """`eval "$(autovenv hook bash)"` in a child shell: each hook finds out for itself."""
    environ = {"HOME": str(tmp_path), "AUTOVENV_STATE": "/tmp/autovenv-0"}
    assert is_temporary(state_directory(environ))
    assert lasting_state_directory(environ) == f"{tmp_path}/.local/state/autovenv"
