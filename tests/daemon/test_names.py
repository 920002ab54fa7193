"""Names that are not UTF-8: they cost one directory its quick look, and nobody else anything."""

from __future__ import annotations

import os

import pytest

from autovenv.daemon.watcher import Watcher
from tests.patience import wait_until

ODD = b"caf\xe9"


@pytest.fixture
def pair(keeper):
    """Two projects that a daemon watches."""
    roots = keeper.project("one", "3.90"), keeper.project("two", "3.90")
    keeper.start()
    return roots


def put_odd_name(keeper, root):
    path = os.path.join(os.fsencode(root), ODD)
    with open(path, "wb"):
        pass
    wait_until(lambda: "not UTF-8" in keeper.status(), "the status does not say so")
    return path


def test_a_name_that_is_not_utf_8_costs_other_projects_nothing(keeper, pair):
    one, two = pair
    put_odd_name(keeper, one)
    for version in ("3.91", "3.92", "3.93"):
        keeper.pin(two, version)
        keeper.wait_until_fresh(two, version)


def test_its_own_project_is_still_planned_by_the_sweep(keeper, pair):
    one, _ = pair
    put_odd_name(keeper, one)
    keeper.pin(one, "3.91")
    keeper.wake()  # a sweep before its time
    keeper.wait_until_fresh(one, "3.91")


def test_it_is_said_once_and_in_plain_words(keeper, pair):
    one, two = pair
    put_odd_name(keeper, one)
    for version in ("3.91", "3.92"):
        keeper.pin(two, version)
        keeper.wait_until_fresh(two, version)
        keeper.wake()
    keeper.pin(two, "3.93")
    keeper.wait_until_fresh(two, "3.93")
    assert f"trouble       a file name in {one} is not UTF-8: changes there are seen every 60 seconds\n" in keeper.status()
    assert keeper.count("not UTF-8") == 1
    assert keeper.count("watchfiles:") == 0


def test_when_it_is_gone_all_is_as_before(keeper, pair):
    one, _ = pair
    path = put_odd_name(keeper, one)
    os.unlink(path)
    keeper.wake()
    wait_until(lambda: "trouble" not in keeper.status())
    keeper.pin(one, "3.91")
    keeper.wait_until_fresh(one, "3.91")


def test_one_that_comes_and_goes_leaves_no_trouble(keeper, pair):
    one, two = pair
    for _ in range(20):
        path = os.path.join(os.fsencode(one), ODD)
        with open(path, "wb"):
            pass
        os.unlink(path)
    for version in ("3.91", "3.92"):
        for root in (one, two):
            keeper.pin(root, version)
            keeper.wait_until_fresh(root, version)
    wait_until(lambda: "trouble" not in keeper.status(), "the trouble stays")


def test_a_name_that_is_gone_before_its_directory_is_known_costs_one_more_try(tmp_path, monkeypatch):
    tries = []

    def watch(*directories, **options):
        tries.append(directories)
        if len(tries) < 3:
            raise RuntimeError("it is gone, whatever it was")
        yield set()

    monkeypatch.setattr("watchfiles.watch", watch)
    watcher = Watcher()
    watcher.watch([str(tmp_path)])
    assert len(tries) == 3
    assert (watcher.trouble, watcher.directories) == ("", {str(tmp_path)})


def test_a_project_whose_own_path_is_not_utf_8(keeper, pair):
    _, two = pair
    odd = keeper.project(os.path.join("places", os.fsdecode(ODD), "work"), "3.90")
    keeper.pin(odd, "3.91")
    keeper.wake()
    keeper.wait_until_fresh(odd, "3.91")
    keeper.pin(two, "3.91")
    keeper.wait_until_fresh(two, "3.91")
    told = f"trouble       a path of {odd} is not UTF-8: changes there are seen every 60 seconds\n"
    assert told.replace("\udce9", "\\udce9") in keeper.status()
