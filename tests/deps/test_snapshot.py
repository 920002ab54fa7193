"""An environment is what it was, wherever the process that put it back, or kept it, was killed."""

from __future__ import annotations

import os
import shutil

import pytest

from autovenv.deps import snapshot
from autovenv.env import contents


class KilledError(BaseException):
    """Stands for a kill: nothing that cleans up runs on it."""


@pytest.fixture(params=["bare", "filled"])
def either(request, shop):
    """An environment with nothing in it but pip, and one with packages; and what an installation does to it."""
    return request.getfixturevalue("filled") if request.param == "filled" else bare(shop)


def bare(shop):
    shop.write(f"{site(shop)}/pip-1.0.dist-info/METADATA", "x")
    shop.write(f"{site(shop)}/pip/__init__.py", "x")
    return shop


def site(shop):
    (packages,) = contents.package_directories(shop.environment)
    return os.path.relpath(packages, shop.root)


@pytest.fixture
def filled(shop):
    shop.write(f"{site(shop)}/thing-1.0.dist-info/METADATA", "x")
    shop.write(".venv/bin/tool", "#!/bin/sh\n")
    os.symlink("tool", os.path.join(shop.environment, "bin", "link"))
    shop.write(".venv/share/man/tool.1", "manual")
    shop.write(".venv/lib/nested/deep/file", "x")
    return shop


def fill(shop):
    """Install something."""
    shop.write(f"{site(shop)}/new-1.0.dist-info/METADATA", "x")
    shop.write(f"{site(shop)}/new.py", "x")
    shop.write(".venv/bin/new", "x")
    shop.write(".venv/share/new", "x")


def spoil(shop):
    shop.write(".venv/bin/tool", "other")
    shop.write(".venv/lib/new", "x")
    shop.write(".venv/etc/new", "x")
    os.unlink(os.path.join(shop.environment, "lib", "nested", "deep", "file"))
    os.unlink(os.path.join(shop.environment, "bin", "link"))
    shutil.rmtree(os.path.join(shop.environment, "share"))


def test_all_is_put_back(filled):
    before = filled.tree()
    inode = os.stat(os.path.join(filled.environment, "pyvenv.cfg")).st_ino
    snapshot.take(filled.environment)
    spoil(filled)
    snapshot.put_back(filled.environment)
    assert filled.tree() == before
    assert os.stat(os.path.join(filled.environment, "pyvenv.cfg")).st_ino == inode, "it is the same environment to the record"


def test_nothing_is_left_after_success(filled):
    before = filled.tree()
    snapshot.take(filled.environment)
    snapshot.drop(filled.environment)
    assert filled.tree() == before
    assert not snapshot.is_left_over(filled.environment)


def test_without_a_snapshot_nothing_is_put_back(filled):
    before = filled.tree()
    snapshot.put_back(filled.environment)
    assert filled.tree() == before


def killed_at(monkeypatch, step, what):
    """Run `what`, and end it at the given call of those that change the disk; return whether it came so far."""
    calls = 0

    def counted(function):
        def call(*arguments, **options):
            nonlocal calls
            calls += 1
            if calls == step:
                raise KilledError
            return function(*arguments, **options)

        return call

    with monkeypatch.context() as patched:
        for name in ("rename", "replace", "mkdir", "rmdir", "unlink"):
            patched.setattr(os, name, counted(getattr(os, name)))
        patched.setattr(snapshot, "_clear", lambda environment: None)  # a kill clears nothing up
        try:
            what()
        except KilledError:
            return True
    return False


@pytest.mark.parametrize("step", range(1, 40))
def test_killed_while_it_was_put_back(filled, monkeypatch, step):
    before = filled.tree()
    snapshot.take(filled.environment)
    spoil(filled)
    if not killed_at(monkeypatch, step, lambda: snapshot.put_back(filled.environment)):
        assert step > 10
    snapshot.put_back(filled.environment)
    assert filled.tree() == before


def test_what_was_installed_is_taken_away_again(either):
    before = either.tree()
    snapshot.take(either.environment)
    assert snapshot.is_left_over(either.environment)
    fill(either)
    snapshot.put_back(either.environment)
    assert either.tree() == before
    assert not snapshot.is_left_over(either.environment)


def test_what_was_installed_stays_after_success(either):
    snapshot.take(either.environment)
    fill(either)
    after = {path: content for path, content in either.tree().items() if "/.autovenv-" not in path}
    snapshot.drop(either.environment)
    assert either.tree() == after
    snapshot.put_back(either.environment)
    assert either.tree() == after


def test_of_a_bare_environment_no_twin_is_made(shop):
    bare(shop)
    snapshot.take(shop.environment)
    assert not [path for path in shop.tree() if path.endswith("METADATA") and "/.autovenv-" in path]


@pytest.mark.parametrize("step", range(1, 8))
def test_killed_while_a_bare_one_was_emptied(shop, monkeypatch, step):
    bare(shop)
    before = shop.tree()
    snapshot.take(shop.environment)
    fill(shop)
    killed_at(monkeypatch, step, lambda: snapshot.put_back(shop.environment))
    snapshot.put_back(shop.environment)
    assert shop.tree() == before


@pytest.mark.parametrize("step", range(1, 12))
def test_killed_while_it_was_kept(either, monkeypatch, step):
    before = either.tree()
    killed_at(monkeypatch, step, lambda: snapshot.take(either.environment))
    snapshot.put_back(either.environment)
    assert either.tree() == before


@pytest.mark.parametrize("step", [2, 3])
def test_killed_when_it_had_succeeded(filled, monkeypatch, step):
    """Either all of it counts, or nothing: the first call looks for the list of a bare one."""
    before = filled.tree()
    snapshot.take(filled.environment)
    spoil(filled)
    after = {path: content for path, content in filled.tree().items() if "/.autovenv-" not in path}
    killed_at(monkeypatch, step, lambda: snapshot.drop(filled.environment))
    snapshot.put_back(filled.environment)
    assert filled.tree() == (before if step == 2 else after)


def test_where_there_are_no_hard_links_files_are_copied(filled, monkeypatch):
    def refuse(*_):
        raise PermissionError

    before = filled.tree()
    with monkeypatch.context() as patched:
        patched.setattr(os, "link", refuse)
        snapshot.take(filled.environment)
    spoil(filled)
    snapshot.put_back(filled.environment)
    assert filled.tree() == before


def test_what_a_seed_brought_comes_back_as_it_was(shop):
    shop.write(f"{site(shop)}/wheel-0.48.dist-info/METADATA", "x")
    shop.write(f"{site(shop)}/packaging-26.dist-info/METADATA", "x")
    before = shop.tree()
    snapshot.take(shop.environment)
    shutil.rmtree(os.path.join(shop.root, site(shop), "packaging-26.dist-info"))
    shop.write(f"{site(shop)}/packaging-27.dist-info/METADATA", "x")
    snapshot.put_back(shop.environment)
    assert shop.tree() == before
