"""The root of a project and the top of its repository."""

from __future__ import annotations

import os

import pytest

from autovenv.project.marks import CONFIGURATION, PYTHON_MARKS
from autovenv.project.root import above, find_root, is_python_project, repository_top, walk_ends


@pytest.fixture
def tree(tmp_path):
    """a/b/c, as text."""
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    return str(tmp_path)


def touch(*parts, text=""):
    path = os.path.join(*parts)
    with open(path, "w") as file:
        file.write(text)
    return path


@pytest.mark.parametrize("marker", [*PYTHON_MARKS, *CONFIGURATION])
def test_each_marker_makes_a_root(tree, marker):
    touch(tree, "a", marker)
    assert find_root(f"{tree}/a/b/c") == f"{tree}/a"
    assert find_root(f"{tree}/a/") == f"{tree}/a"


def test_the_nearest_root_wins_and_a_broken_link_counts(tree):
    touch(tree, "a", ".python-version")
    os.symlink("nowhere", f"{tree}/a/b/.venv")
    assert find_root(f"{tree}/a/b/c") == f"{tree}/a/b"


def test_without_a_marker_there_is_no_root(tree):
    assert find_root(f"{tree}/a/b") == ""
    assert find_root("relative") == ""


def test_links_are_not_resolved(tree):
    touch(tree, "a", "b", ".python-version")
    os.symlink(f"{tree}/a/b", f"{tree}/link")
    assert find_root(f"{tree}/link/c") == f"{tree}/link"


def test_a_ceiling_is_not_looked_in_nor_passed(tree):
    touch(tree, "a", ".python-version")
    assert find_root(f"{tree}/a/b/c", (f"{tree}/a",)) == ""
    assert find_root(f"{tree}/a/b/c", (f"{tree}/a/",)) == ""
    assert find_root(f"{tree}/a/b/c", (f"{tree}/a/b",)) == ""
    assert find_root(f"{tree}/a/b/c", (tree,)) == f"{tree}/a"


def test_a_ceiling_is_compared_by_component(tree):
    os.mkdir(f"{tree}/a2")
    touch(tree, ".python-version")
    assert find_root(f"{tree}/a2", (f"{tree}/a",)) == tree


def test_the_top_of_a_repository(tree):
    os.mkdir(f"{tree}/a/.git")
    assert repository_top(f"{tree}/a/b/c", "/home/nobody") == f"{tree}/a"
    touch(tree, "a", "b", ".git")  # a submodule, a worktree
    assert repository_top(f"{tree}/a/b/c", "/home/nobody") == f"{tree}/a/b"


def test_the_home_directory_is_no_top(tree):
    os.mkdir(f"{tree}/.git")
    os.mkdir(f"{tree}/a/.git")
    assert repository_top(f"{tree}/a/b", f"{tree}/a") == ""
    os.symlink(f"{tree}/a", f"{tree}/home")
    assert repository_top(f"{tree}/a/b", f"{tree}/home") == ""
    assert repository_top(f"{tree}/a/b", "/home/nobody", (f"{tree}/a",)) == ""


def test_a_pyproject_is_a_mark_where_it_speaks_of_autovenv(tree):
    touch(tree, "a", "pyproject.toml", text="[tool.black]\nname = 'x'  # [tool.autovenv]\n")
    assert find_root(f"{tree}/a") == ""
    touch(tree, "a", "pyproject.toml", text="[tool.autovenvironment]\nA = '1'\n")
    assert find_root(f"{tree}/a") == ""
    touch(tree, "a", "pyproject.toml", text="[tool.autovenv.env]\nA = '1'\n")
    assert find_root(f"{tree}/a") == f"{tree}/a"


def test_a_lone_env_file_is_a_mark_where_that_is_wanted(tree):
    touch(tree, "a", ".env")
    assert find_root(f"{tree}/a") == ""
    assert find_root(f"{tree}/a", dotenv=True) == f"{tree}/a"


@pytest.mark.parametrize("line", ["[project]", "[tool.poetry]", "  [tool.uv.sources]", "[tool.hatch.envs.default]", "[project.scripts]"])
def test_a_repository_of_a_python_project_is_a_root(tree, line):
    touch(tree, "a", ".envrc")
    os.mkdir(f"{tree}/a/b/.git")
    assert find_root(f"{tree}/a/b/c") == f"{tree}/a"
    touch(tree, "a", "b", "pyproject.toml", text=f"# a project\n{line}\n")
    assert find_root(f"{tree}/a/b/c") == f"{tree}/a/b"
    os.rmdir(f"{tree}/a/b/.git")
    assert find_root(f"{tree}/a/b/c") == f"{tree}/a"


@pytest.mark.parametrize("line", ["[tool.black]", "[tool.uvicorn]", "[projects]", "#[project]", "x = '[project]'", ""])
def test_a_repository_with_another_pyproject_is_none(tree, line):
    touch(tree, "a", ".envrc")
    os.mkdir(f"{tree}/a/b/.git")
    touch(tree, "a", "b", "pyproject.toml", text=f"{line}\n")
    assert find_root(f"{tree}/a/b/c") == f"{tree}/a"


@pytest.mark.parametrize(
    ("directory", "home", "ends"),
    [
        ("/home/me/work", "/home/me", ("/home",)),
        ("/home/me", "/home/me/", ("/home",)),
        ("/home", "/home/me", ()),
        ("/home/other", "/home/me", ()),
        ("/home/me2", "/home/me", ()),
        ("/srv", "/", ()),
        ("/work", "/work", ("/",)),
        ("/srv/x", "relative", ()),
    ],
)
def test_a_walk_from_the_home_directory_ends_below_what_is_above_it(directory, home, ends):
    assert walk_ends(directory, (), {"HOME": home}) == ends


def test_a_walk_ends_at_the_ceilings_of_the_user_and_of_git():
    environ = {"HOME": "/home/me", "GIT_CEILING_DIRECTORIES": ":/mnt/share:relative:"}
    assert walk_ends("/srv", ("/net",), environ) == ("/net", "/mnt/share")
    assert above("/mnt/share/x", ("/net",), environ) == ""
    assert above("/mnt/share/x/y", ("/net",), environ) == "/mnt/share/x"
    assert above("/", (), environ) == ""


WEAK = ("requirements.txt", "requirements.in", "setup.py", "environment.yml")


@pytest.mark.parametrize("mark", WEAK)
def test_a_weak_mark_makes_a_project_where_none_is_around(tree, mark):
    touch(tree, "a", "b", mark)
    assert find_root(f"{tree}/a/b/c") == f"{tree}/a/b"
    touch(tree, "a", "uv.lock")
    assert find_root(f"{tree}/a/b/c") == f"{tree}/a"


def test_of_several_weak_marks_the_outermost_counts(tree):
    touch(tree, "a", "b", "requirements.txt")
    touch(tree, "a", "setup.py")
    assert find_root(f"{tree}/a/b/c") == f"{tree}/a"


def test_what_is_around_a_repository_with_a_weak_mark(tree):
    touch(tree, "a", "b", "setup.py")
    os.mkdir(f"{tree}/a/b/.git")
    touch(tree, "a", "requirements.txt")
    touch(tree, "a", ".envrc")
    assert find_root(f"{tree}/a/b/c") == f"{tree}/a/b", "variables of a directory of repositories are no project around it"
    touch(tree, "a", ".python-version")
    assert find_root(f"{tree}/a/b/c") == f"{tree}/a", "an environment that is active stays"


def test_a_home_directory_is_no_project_by_a_weak_mark(tree):
    touch(tree, "a", "requirements.txt")
    assert find_root(f"{tree}/a/b/c", home=f"{tree}/a") == ""
    touch(tree, "a", "b", "setup.py")
    assert find_root(f"{tree}/a/b/c", home=f"{tree}/a") == f"{tree}/a/b"


def test_a_directory_that_was_named_is_a_project_within_another(tree):
    touch(tree, "a", "uv.lock")
    touch(tree, "a", "b", "requirements.txt")
    assert find_root(f"{tree}/a/b/c", named=lambda one: one == f"{tree}/a/b") == f"{tree}/a/b"
    assert find_root(f"{tree}/a/b/c", named=lambda one: one == f"{tree}/a/b/c") == f"{tree}/a"


def test_the_python_project_of_a_directory_with_variables(tree):
    touch(tree, "a", "setup.py")
    touch(tree, "a", "b", "requirements.txt")
    touch(tree, "a", "b", ".envrc")
    assert not is_python_project(f"{tree}/a/b")
    assert is_python_project(f"{tree}/a")
    os.mkdir(f"{tree}/a/b/.git")
    assert is_python_project(f"{tree}/a/b")
