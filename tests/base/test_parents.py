"""The walk upwards, and which path lies below which."""

from __future__ import annotations

import os

import pytest

from autovenv.base.files import remove_empty
from autovenv.base.parents import is_below, is_inside, nearest, place_below, upward


def test_a_walk_ends_at_the_root_of_the_file_system():
    assert list(upward("/a/b")) == ["/a/b", "/a", "/"]
    assert list(upward("/")) == ["/"]


def test_a_walk_ends_before_a_stop_however_that_is_written():
    assert list(upward("/a/b/c", ("/a/",))) == ["/a/b/c", "/a/b"]
    assert list(upward("/a/b/", ("", "/a/b"))) == []


def test_a_relative_path_has_no_walk():
    assert list(upward("a/b")) == list(upward("")) == []


def test_the_nearest_entry_is_one_that_is_there(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "lock").touch()
    (tmp_path / "a" / "lock").symlink_to("nowhere")
    assert nearest("lock", str(tmp_path / "a" / "b")) == str(tmp_path / "lock")
    assert nearest("no such lock", str(tmp_path / "a")) == ""


def test_below_is_judged_by_component():
    assert is_below("/a/b", "/a")
    assert is_below("/a", "/a/")
    assert is_below("/a/", "/a")
    assert is_below("/a", "/")
    assert not is_below("/ab", "/a")
    assert not is_below("/", "/a")


def test_inside_follows_links_too(tmp_path):
    (tmp_path / "project").mkdir()
    (tmp_path / "link").symlink_to("project")
    path = str(tmp_path / "link" / "python")
    assert not is_below(path, str(tmp_path / "project"))
    assert is_inside(path, str(tmp_path / "project"))
    assert not is_inside(path, "")


def test_empty_directories_go_up_to_the_one_that_stays(tmp_path):
    top = tmp_path / "top"
    (top / "a" / "b" / "c").mkdir(parents=True)
    (top / "a" / "kept").mkdir()
    remove_empty(str(top / "a" / "b" / "c"), str(top))
    assert os.listdir(top / "a") == ["kept"]
    (top / "a" / "kept").rmdir()
    remove_empty(str(top / "a"), str(top))
    assert os.listdir(top) == []
    remove_empty(str(tmp_path), str(top))
    assert top.is_dir()


@pytest.mark.parametrize("text", ["", " ", ".", "./", "/", "/a", "..", "../a", "a/..", "a/../b", "a/../../b", "a\0b"])
def test_what_is_no_place_below_a_directory(text):
    assert place_below(text) == ""


@pytest.mark.parametrize(
    ("text", "place"), [(".venv", ".venv"), ("./a//b/", "a/b"), ("..a", "..a"), ("a..b/...", "a..b/..."), (" a", " a")]
)
def test_a_place_below_a_directory_has_one_spelling(text, place):
    assert place_below(text) == place
