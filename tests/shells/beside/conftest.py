"""A project, a shell, and the other tool's lines before or behind the hook."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.shells.beside.seen", "tests.shells.beside.real.row")


@pytest.fixture(params=["before", "after"])
def order(request):
    """Where the other tool's lines stand in the rc file: before the hook's block, or behind it."""
    return request.param


@pytest.fixture
def proj(stage, versions):
    """A shell, not yet opened, and the directory `proj` with a pin."""
    stage.project("proj", versions[0])
    return stage


@pytest.fixture
def beside(only, versions):
    """A function: the stage of one shell, with `proj` in it."""

    def choose(name):
        stage = only(name)
        stage.project("proj", versions[0])
        return stage

    return choose
