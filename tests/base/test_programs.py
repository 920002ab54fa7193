"""Programs: what can be run, and what a name stands for on PATH."""

from __future__ import annotations

import os

import pytest

from autovenv.base.programs import find_program, is_executable, is_program
from autovenv.env.backends import uv


@pytest.fixture
def place(tmp_path):
    """A directory in which files are programs by their content and mode."""

    def put(*parts, content="#!/bin/sh\n", mode=0o755):
        path = tmp_path.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        path.chmod(mode)
        return str(path)

    put.top = str(tmp_path)
    return put


def find(place, *directories, project="", name="tool"):
    return find_program(
        name, {"PATH": os.pathsep.join(os.path.join(place.top, one) for one in directories)}, project and f"{place.top}/{project}"
    )


def test_an_empty_file_and_a_directory_are_no_programs(place):
    empty = place("empty", content="")
    assert is_executable(empty)
    assert not is_program(empty)
    assert not is_executable(os.path.dirname(empty))
    assert not is_program(place("data", mode=0o644))
    assert not is_program(f"{place.top}/nowhere")


def test_the_first_on_path_that_can_be_run(place):
    place("data/tool", mode=0o644)
    os.makedirs(f"{place.top}/directory/tool")
    tool = place("bin/tool")
    place("later/tool")
    assert find(place, "data", "directory", "bin", "later") == tool
    assert find(place, "data", "directory") == ""


def test_a_relative_entry_is_another_place_everywhere(place, monkeypatch):
    place("bin/tool")
    monkeypatch.chdir(place.top)
    assert find_program("tool", {"PATH": "bin::./bin"}) == ""
    assert find_program("tool", {}) == ""


def test_a_project_brings_what_lies_in_it_or_leads_into_it(place):
    brought, other = place("project/bin/tool"), place("other/tool")
    os.symlink("project/bin", f"{place.top}/directory")
    os.mkdir(f"{place.top}/linked")
    os.symlink(brought, f"{place.top}/linked/tool")
    os.symlink("../other", f"{place.top}/project/away")
    assert find(place, "project/bin", "directory", "linked", "project/away", "other", project="project") == other
    assert find(place, "directory", "other") == f"{place.top}/directory/tool"


def test_the_root_of_the_file_system_brings_nothing(place):
    tool = place("bin/tool")
    assert find_program("tool", {"PATH": os.path.dirname(tool)}, "/") == tool


def test_uv_is_found_for_a_project_in_the_root_and_not_through_a_link_into_one(place, monkeypatch):
    monkeypatch.setattr(uv.sys, "executable", "/nowhere/python")
    monkeypatch.setattr(uv, "_SITE_PACKAGES", "/nowhere")
    brought = place("project/uv")
    os.mkdir(f"{place.top}/bin")
    os.symlink(brought, f"{place.top}/bin/uv")
    environ = {"PATH": f"{place.top}/bin"}
    assert uv.find(environ, "/") == f"{place.top}/bin/uv"
    assert uv.find(environ, f"{place.top}/project") == ""
