"""`source .venv/bin/activate`, typed in a shell that has an environment of ours, or before: all ends whole, in both orders."""

from __future__ import annotations

import pytest

from tests.shells import dialects
from tests.shells.by_hand import MINE, activate, make, put_away, whole

IN_TURN = True


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


@pytest.mark.each_shell
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


@pytest.mark.each_shell
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


def test_activating_another_one_over_ours_behind_an_entry_of_ones_own_and_deactivating_it(stage, ours, theirs):
    """It puts PATH back as it was: nothing changes its place, though the project was left before."""
    stage.terminal.type("cd proj")
    stage.play("> [[prepend /opt/mine]]")
    activate(stage, theirs)
    stage.terminal.type("deactivate")
    stage.play("> show PATH\n/opt/mine:{ours}/bin:{path}\n> cd ..\n> show PATH\n/opt/mine:{path}", ours=ours, path=stage.environ["PATH"])


@pytest.mark.each_shell
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


def test_activating_another_one_over_ours_leaving_and_activating_it_again(stage, ours, theirs):
    """It puts back the PATH that it found in the project, before it puts itself on it."""
    stage.terminal.type("cd proj")
    activate(stage, theirs)
    stage.terminal.type("cd ..")
    activate(stage, theirs)
    assert whole(stage) == theirs
    activate(stage, ours)
    assert whole(stage) == ours, "activated by hand it is the user's, too"
    stage.terminal.type("deactivate")
    assert whole(stage) == ""


@pytest.mark.parametrize("kind", ["bash", "zsh", "fish"])
def test_a_child_of_a_fish_in_which_one_was_activated_by_hand(only, versions, theirs, kind):
    """The child has its variables, and no `deactivate` but ours: PATH is whole, and no function is missed."""
    stage, child = only("fish"), only(kind).dialect
    stage.project("proj", versions[0])
    stage.open()
    stage.terminal.type("cd proj; cd ..")
    activate(stage, theirs)
    child.write_rc(stage.home, stage.environ)
    stage.terminal.type(" ".join(child.command(stage.home)))
    stage.dialect = child
    for _ in range(2):
        stage.play(
            """
            > [[unassign VIRTUAL_ENV]]
            > cd {home}/proj
            > show PATH
            {home}/proj/.venv/bin:{theirs}/bin:{path}
            > cd {home}
            > show PATH
            {theirs}/bin:{path}
            """,
            theirs=theirs,
            path=stage.environ["PATH"],
        )


# --- One by hand first, and ours on top --------------------------------------


def activate_before_and_inside(stage, before, inside):
    activate(stage, before)
    stage.terminal.type("cd proj")
    activate(stage, inside)


@pytest.mark.each_shell
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


def test_the_projects_own_was_activated_before_and_once_more_inside(stage, ours):
    """It is the user's still: leaving the project takes it away neither from PATH nor from the rest."""
    activate_before_and_inside(stage, ours, ours)
    stage.terminal.type("cd ..")
    assert whole(stage) == ours
    stage.terminal.type("deactivate")
    assert whole(stage) == ""


def test_the_projects_own_was_activated_before_and_the_next_project_is_entered_from_it(stage, ours, versions):
    """It is the user's, and left alone in the next one."""
    stage.project("next", versions[0])
    stage.terminal.type("cd next")
    stage.terminal.type("cd ..")
    activate(stage, ours)
    stage.terminal.type("cd proj")
    stage.terminal.type("cd ../next")
    assert whole(stage) == ours
    stage.terminal.type("deactivate")
    assert whole(stage) == f"{stage.home}/next/.venv"


@pytest.mark.parametrize("comes_and_goes_inside", [False, True])
def test_the_projects_own_was_activated_before_and_another_one_inside(stage, ours, theirs, comes_and_goes_inside):
    """The first is gone with its entry: leaving the project does not bring it back. Deactivating the second brings back the project."""
    activate_before_and_inside(stage, ours, theirs)
    steps = {"deactivate": ours, "cd ..": ""} if comes_and_goes_inside else {"cd ..": theirs, "deactivate": ""}
    for command, active in steps.items():
        stage.terminal.type(command)
        assert whole(stage) == active


def test_the_projects_own_is_activated_inside_behind_an_entry_of_ones_own(stage, ours):
    """Nothing was added, so nothing changes its place."""
    stage.terminal.type("cd proj")
    stage.play("> [[prepend /opt/mine]]")
    activate(stage, ours)
    stage.play("> show PATH\n/opt/mine:{ours}/bin:{path}\n> cd ..\n> show PATH\n/opt/mine:{path}", ours=ours, path=stage.environ["PATH"])


@pytest.mark.each_shell
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
    activate_before_and_inside(stage, theirs, ours)
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


@pytest.mark.parametrize("inner", ["bash", "zsh", "fish", "pwsh"])
def test_a_child_shell_of_the_projects_own_below_ours(stage, ours, versions, inner):
    """It leaves as its parent would: to the one that was activated by hand before, also when the project was planned anew meanwhile."""
    child = dialects.find(inner)
    if child is None:
        pytest.skip(f"no {inner} on PATH")
    stage.project("next", versions[0])
    stage.terminal.type("cd next")
    stage.terminal.type("cd ..")
    activate(stage, ours)
    stage.terminal.type("cd proj")
    child.write_rc(stage.home, stage.environ)
    stage.terminal.type(" ".join(child.command(stage.home)))
    outer, stage.dialect = stage.dialect, child
    stage.play(
        """
        > cd {home}/next
        > show VIRTUAL_ENV
        {ours}
        > show PATH
        {ours}/bin:{path}
        > cd {home}/proj
        > autovenv reload
        > cd {home}/next
        > show VIRTUAL_ENV
        {ours}
        > show PATH
        {ours}/bin:{path}
        """,
        ours=ours,
        path=stage.environ["PATH"],
    )
    stage.terminal.type("exit")
    stage.dialect = outer
    assert whole(stage) == ours


@pytest.mark.parametrize("inner", ["bash", "zsh", "fish", "pwsh"])
def test_a_child_of_a_zsh_in_which_both_have_but_one_entry(only, versions, inner):
    """It leaves to the one that was activated by hand before, and to its entry of PATH."""
    stage, child = only("zsh"), only(inner).dialect
    ours = f"{stage.project('proj', versions[0])}/.venv"
    stage.open()
    stage.terminal.type("cd proj; cd ..")
    stage.terminal.type("typeset -U path")
    activate(stage, ours)
    stage.terminal.type("cd proj")
    child.write_rc(stage.home, stage.environ)
    stage.terminal.type(" ".join(child.command(stage.home)))
    stage.dialect = child
    stage.play(
        """
        > cd {home}
        > show VIRTUAL_ENV
        {ours}
        > show PATH
        {ours}/bin:{path}
        """,
        ours=ours,
        path=stage.environ["PATH"],
    )


def test_a_child_shell_of_another_one_over_ours(stage, ours, theirs):
    """The child's `python` is that of its VIRTUAL_ENV, as in the parent."""
    stage.terminal.type("cd proj")
    activate(stage, theirs)
    path = stage.terminal.type("show PATH")
    stage.terminal.type(" ".join(stage.dialect.command(stage.home)))
    assert stage.terminal.type("show VIRTUAL_ENV") == [theirs]
    assert stage.terminal.type("show PATH") == path
    stage.terminal.type("cd ..")
    assert stage.terminal.type("show PATH") == [f"{theirs}/bin:{stage.environ['PATH']}"]
    stage.terminal.type("exit")
    assert whole(stage, ours) == theirs


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
