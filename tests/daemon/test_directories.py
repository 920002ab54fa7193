"""Project directories that go, come back, and are others: what changes in the new one is heard."""

from __future__ import annotations

import os
import shutil

import pytest

from autovenv.daemon.watch_list import watch_list_of
from autovenv.plan.inputs import Input
from tests.patience import wait_until


@pytest.fixture
def root(keeper):
    root = keeper.project("src/work", "3.90")
    keeper.start()
    return root


def changes_are_heard(keeper, root):
    for version in ("3.92", "3.93"):
        keeper.pin(root, version)
        keeper.wait_until_fresh(root, version)


def test_a_project_that_is_renamed_over_by_another_one(keeper, root):
    keeper.pin(f"{keeper.home}/src/other", "3.91")
    os.rename(root, f"{keeper.home}/src/old")
    os.rename(f"{keeper.home}/src/other", root)
    keeper.wait_until_fresh(root, "3.91")
    changes_are_heard(keeper, root)


def test_a_project_that_is_deleted_and_made_anew(keeper, root):
    shutil.rmtree(root)
    keeper.pin(root, "3.91")
    keeper.wait_until_fresh(root, "3.91")
    changes_are_heard(keeper, root)


def test_a_project_that_is_made_anew_after_a_while_with_what_it_lay_in(keeper):
    root = keeper.project("a/b/c/work", "3.90")
    keeper.start()
    for place in ("a/b/c/work", "a/b/c", "a/b"):
        shutil.rmtree(f"{keeper.home}/{place}")
        wait_until(lambda place=place: keeper.watches(os.path.dirname(f"{keeper.home}/{place}")), f"it is deaf to a new {place}")
    keeper.pin(root, "3.91")
    keeper.wait_until_fresh(root, "3.91")
    changes_are_heard(keeper, root)


def test_a_project_below_a_directory_that_is_renamed_over(keeper, root):
    keeper.pin(f"{keeper.home}/new/work", "3.91")
    os.rename(f"{keeper.home}/src", f"{keeper.home}/old")
    os.rename(f"{keeper.home}/new", f"{keeper.home}/src")
    keeper.wait_until_fresh(root, "3.91")
    changes_are_heard(keeper, root)


def replace(link, target):
    os.symlink(target, f"{link}.new")
    os.replace(f"{link}.new", link)


def make_anew(link, target):
    os.unlink(link)
    os.symlink(target, link)


@pytest.mark.parametrize("swing", [replace, make_anew])
@pytest.mark.parametrize("below", ["", "/work"], ids=["the project", "above it"])
def test_a_project_that_is_entered_through_a_link_which_is_swung(keeper, below, swing):
    for name in ("one", "two"):
        keeper.pin(f"{keeper.home}/{name}{below}", "3.90")
    os.symlink("one", f"{keeper.home}/link")
    root = keeper.project(f"link{below}", "3.90")
    keeper.start()
    keeper.pin(f"{keeper.home}/two{below}", "3.91")
    swing(f"{keeper.home}/link", "two")
    keeper.wait_until_fresh(root, "3.91")
    changes_are_heard(keeper, root)


def test_a_job_s_process_is_nothing_to_watch(tmp_path, monkeypatch):
    """Where there is no /proc (macOS), the nearest directory that exists would be the whole disk."""
    isdir = os.path.isdir
    monkeypatch.setattr("os.path.isdir", lambda path: path != "/proc" and isdir(path))
    assert "/" not in watch_list_of(str(tmp_path), [Input("present", "/proc/0")]).directories
