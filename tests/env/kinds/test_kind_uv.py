"""uv's place of the environment; each case was seen with uv 0.13.9."""

from __future__ import annotations

import fnmatch
import os

import pytest


@pytest.fixture
def workspace(place):
    place.write("pyproject.toml", '[project]\nname = "w"\n[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/c"]\n')
    for member in ("packages/a", "packages/b/deep", "packages/c", "other"):
        place.write(f"{member}/pyproject.toml", '[project]\nname = "m"\n')
    os.makedirs(os.path.join(place.root, "sub", "x"))
    return place


@pytest.mark.parametrize(
    ("directory", "owner"),
    [("", ""), ("packages/a", ""), ("packages/c", "packages/c"), ("packages/b/deep", "packages/b/deep"), ("other", "other"), ("sub/x", "")],
)
def test_members_share_the_environment_of_their_workspace(workspace, directory, owner):
    found = workspace.find("uv", root=directory)
    assert found.path == os.path.normpath(os.path.join(workspace.root, owner, ".venv"))
    assert found.make


def test_another_place_is_relative_to_the_workspace(workspace):
    found = workspace.find("uv", root="packages/a", environ={"UV_PROJECT_ENVIRONMENT": "foo"})
    assert found.path == os.path.join(workspace.root, "foo")
    absolute = workspace.find("uv", root="packages/a", environ={"UV_PROJECT_ENVIRONMENT": "/opt/env"})
    assert absolute.path == "/opt/env"


def test_members_may_lie_at_any_depth(place):
    place.write("pyproject.toml", '[tool.uv.workspace]\nmembers = ["libs/**"]\n')
    place.write("libs/a/b/pyproject.toml", '[project]\nname = "m"\n')
    assert place.find("uv", root="libs/a/b").path == os.path.join(place.root, ".venv")


def test_a_directory_without_a_project_has_its_own(place):
    assert place.find("uv").path == os.path.join(place.root, ".venv")


@pytest.mark.parametrize("table", ["uv", "pdm", "rye"])
@pytest.mark.parametrize(
    "members",
    [["**/" * 12 + "*z"], ["*/" * 30 + "**/*z"], [f"?{number}" for number in range(20_000)], ["[ab]*" * 100_000]],
    ids=["many **", "many *", "many members", "a long one"],
)
def test_what_a_clone_lists_for_members_costs_a_bounded_number_of_comparisons(place, monkeypatch, table, members):
    place.write("pyproject.toml", f"[tool.{table}.workspace]\nmembers = {members!r}\n")
    member = "/".join("a" * 30)
    place.write(f"{member}/pyproject.toml", '[project]\nname = "m"\n')
    compared = []

    def counting(name, pattern):
        compared.append(pattern)
        assert len(compared) < 10_000
        assert len(pattern) < 10_000
        return real(name, pattern)

    real = fnmatch.fnmatchcase
    monkeypatch.setattr(fnmatch, "fnmatchcase", counting)
    place.find(table, root=member)


def test_all_members_that_are_written_out_are_compared(place):
    members = [f"packages/{number}" for number in range(5000)]
    place.write("pyproject.toml", f"[tool.uv.workspace]\nmembers = {members!r}\n")
    place.write("packages/4999/pyproject.toml", '[project]\nname = "m"\n')
    assert place.find("uv", root="packages/4999").path == os.path.join(place.root, ".venv")
