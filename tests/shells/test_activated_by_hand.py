"""`source .venv/bin/activate`, typed in a shell that has an environment of ours, or before: all ends whole, in both orders."""

from __future__ import annotations

import pytest

from tests.shells.by_hand import MINE, activate, make, put_away, whole


@pytest.fixture
def ours(stage, versions):
    """The environment of a project that was entered and left, in a shell at home."""
    path = stage.project("proj", versions[0])
    stage.project("proj/sub")
    stage.open()
    stage.terminal.type("cd proj")
    stage.terminal.type("cd ..")
    assert whole(stage) == ""
    return f"{path}/.venv"


@pytest.fixture
def theirs(tmp_path):
    return make(str(tmp_path / "hand"), "hand")


# --- Ours first, and one by hand over it -------------------------------------


def test_activating_it_again_by_hand_and_leaving(stage, ours):
    """What VS Code types in every terminal. Three times: what is left over would show at the next."""
    for _ in range(3):
        stage.terminal.type("cd proj")
        activate(stage, ours)
        assert whole(stage) == ours
        stage.terminal.type("cd sub")
        assert whole(stage) == ours
        stage.terminal.type("cd ../..")
        put_away(stage)


def test_activating_it_again_by_hand_and_deactivating(stage, ours):
    stage.terminal.type("cd proj")
    activate(stage, ours)
    activate(stage, ours)
    stage.terminal.type("deactivate")
    if whole(stage):  # theirs went, ours is there: so ours can be deactivated, too
        stage.terminal.type("deactivate")
    assert whole(stage) == ""
    stage.terminal.type("cd ..")
    assert whole(stage) == ""
    stage.terminal.type("cd proj")
    assert whole(stage) == ours
    stage.terminal.type("deactivate")
    assert whole(stage) == ""


def test_activating_another_one_over_ours_and_deactivating_it(stage, ours, theirs):
    stage.terminal.type("cd proj")
    for _ in range(2):
        activate(stage, theirs)
        assert whole(stage, ours) == theirs
        stage.terminal.type("deactivate")
        assert whole(stage) == ours
    stage.terminal.type("deactivate")
    assert whole(stage) == ""
    stage.terminal.type("cd ..")
    stage.terminal.type("cd proj")
    assert whole(stage) == ours


def test_activating_another_one_over_ours_and_leaving(stage, ours, theirs):
    for _ in range(2):
        stage.terminal.type("cd proj")
        activate(stage, theirs)
        stage.terminal.type("cd ..")
        assert whole(stage) == theirs, "it is the user's"
        stage.terminal.type("cd proj")
        assert whole(stage, ours) == theirs
        stage.terminal.type("cd ..")
        stage.terminal.type("deactivate")
        assert whole(stage) == ""


# --- One by hand first, and ours on top --------------------------------------


def test_the_projects_own_was_activated_before_it_was_entered(stage, ours):
    for _ in range(2):
        activate(stage, ours)
        assert whole(stage) == ours
        stage.terminal.type("cd proj")
        assert whole(stage) == ours
        stage.terminal.type("cd ..")
        put_away(stage)
    activate(stage, ours)
    stage.terminal.type("cd proj")
    stage.terminal.type("deactivate")
    whole(stage)
    stage.terminal.type("cd ..")
    put_away(stage)


def test_another_one_was_activated_before_and_ends_inside(stage, ours, theirs):
    activate(stage, theirs)
    stage.terminal.type("cd proj")
    assert whole(stage) == theirs
    (said,) = [line for line in stage.terminal.type("autovenv status") if line.startswith("shell ")]
    assert "`deactivate`" in said, "here it exists"
    stage.terminal.type("deactivate")
    assert whole(stage) == ours
    stage.terminal.type("cd ..")
    assert whole(stage) == ""


def test_another_one_was_activated_before_and_the_projects_own_by_hand_over_it(stage, ours, theirs):
    activate(stage, theirs)
    stage.terminal.type("cd proj")
    activate(stage, ours)
    assert whole(stage) == ours
    stage.terminal.type("cd ..")
    put_away(stage)
    stage.terminal.type("cd proj")
    assert whole(stage) == ours


def test_a_child_shell_of_both(stage, ours):
    """The child inherits variables, and no `deactivate` of anybody's."""
    stage.terminal.type("cd proj")
    activate(stage, ours)
    stage.terminal.type(" ".join(stage.dialect.command(stage.home)))
    assert whole(stage) == ours
    stage.terminal.type("cd ..")
    put_away(stage)
    stage.terminal.type("exit")
    assert whole(stage) == ours


# --- Somebody's own `deactivate` ---------------------------------------------


def test_a_deactivate_of_ones_own_is_never_removed(stage, versions):
    stage.project("proj", versions[0])
    stage.open(before=MINE[stage.dialect.name])
    stage.terminal.type("cd proj")
    stage.terminal.type("cd ..")
    assert stage.terminal.type("deactivate") == ["mine"]
    stage.terminal.type("cd proj")
    stage.terminal.type("autovenv off")
    assert stage.terminal.type("deactivate") == ["mine"]


def test_a_deactivate_of_ones_own_that_took_the_place_of_ours_is_never_removed(stage, ours):
    stage.terminal.type("cd proj")
    stage.terminal.type(MINE[stage.dialect.name])
    assert stage.terminal.type("deactivate") == ["mine"]
    stage.terminal.type("cd ..")
    assert stage.terminal.type("show VIRTUAL_ENV") == ["unset"]
    assert stage.terminal.type("deactivate") == ["mine"]


# --- Inherited from a parent that is no shell --------------------------------


def test_an_editor_that_was_started_in_the_projects_environment(stage, ours):
    extra = {"VIRTUAL_ENV": ours, "PATH": f"{ours}/bin:{stage.environ['PATH']}"}
    stage.open(extra=extra, directory=f"{stage.home}/proj")
    assert whole(stage) == ours
    stage.terminal.type("deactivate")
    assert whole(stage) == ""
    stage.open(extra=extra, directory=f"{stage.home}/proj")
    stage.terminal.type("cd ..")
    assert whole(stage) == ""
    stage.terminal.type("cd proj")
    assert whole(stage) == ours


def test_an_editor_that_was_started_in_another_environment_and_what_can_be_typed(stage, ours, theirs):
    stage.open(extra={"VIRTUAL_ENV": theirs, "PATH": f"{theirs}/bin:{stage.environ['PATH']}"}, directory=f"{stage.home}/proj")
    assert stage.terminal.type("show VIRTUAL_ENV") == [theirs]
    for command in ("status", "why"):
        (said,) = [line for line in stage.terminal.type(f"autovenv {command}") if line.startswith("shell ")]
        assert theirs in said
        assert "`deactivate`" not in said, "there is none"
        assert "VIRTUAL_ENV" in said or "`autovenv on --force`" in said


def test_on_force_takes_an_inherited_environment_away(stage, ours, theirs):
    stage.open(extra={"VIRTUAL_ENV": theirs, "PATH": f"{theirs}/bin:{stage.environ['PATH']}"}, directory=f"{stage.home}/proj")
    stage.terminal.type("autovenv on --force")
    assert whole(stage) == ours
    stage.terminal.type("cd ..")
    assert whole(stage) == ""
