"""The working trees of a git repository, read as git writes them."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from autovenv.base.repository import worktrees
from tests.commands import surroundings


@pytest.fixture
def repository(tmp_path):
    top = os.path.realpath(tmp_path)
    git(f"{top}/main", "init", "-q")
    git(f"{top}/main", "commit", "-q", "--allow-empty", "-m", "one")
    for place in (".trees/a", "../b b\n"):
        git(f"{top}/main", "worktree", "add", "-q", "-b", place[-3:].strip("/ \n"), place)
    return top


def git(directory, *arguments):
    os.makedirs(directory, exist_ok=True)
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
    subprocess.run(command, cwd=directory, env=surroundings(directory), check=True)


def test_each_of_them_names_all(repository):
    trees = (f"{repository}/b b\n", f"{repository}/main/.trees/a")
    assert worktrees(f"{repository}/main") == tuple(sorted(trees))
    assert worktrees(f"{repository}/main/.trees/a") == tuple(sorted(trees))
    assert worktrees(repository) == ()


def test_one_that_is_gone_or_another_s_is_none(repository):
    shutil.rmtree(f"{repository}/main/.trees/a")
    shutil.rmtree(f"{repository}/b b\n")
    git(f"{repository}/b b\n", "init", "-q")
    assert worktrees(f"{repository}/main") == ()


@pytest.mark.parametrize("said", ["../../../../..", "/nowhere/.git", "a\0b", "", "x" * 70000])
def test_what_git_did_not_write_leads_nowhere(repository, said):
    with open(f"{repository}/main/.git/worktrees/a/gitdir", "w") as file:
        file.write(said)
    assert worktrees(f"{repository}/main") == (f"{repository}/b b\n",)
