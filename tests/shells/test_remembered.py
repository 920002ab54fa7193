"""A shell that comes back to a directory goes by what it found there, as long as all of that holds, and no longer."""

from __future__ import annotations

import os
import shutil
import time

import pytest

from autovenv import PROTOCOL
from autovenv.base.paths import state_directory
from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.store import publish

HOMES = ("plain", "odd")


def store(stage, name, colour, **more):
    root = stage.project(name)
    mark = f"{root}/.envrc"
    with open(mark, "a", encoding="utf-8"):
        pass
    plan = Plan(
        root, ACTIVE, set=(("COLOUR", colour), ("WEIRD", "\udcff\n'x")), path=(f"{root}/bin",), inputs=(Input("present", mark),), **more
    )
    publish(plan, stage.dialect.name, state_directory(os.environ), time.time_ns())
    return root


@pytest.fixture
def back(stage):
    """A shell that was in a project and below it, and is outside again."""
    store(stage, "proj", "red")
    stage.project("proj/below")
    stage.project("plain/below")
    stage.open()
    stage.play(
        """
        > cd proj/below
        > show COLOUR
        red
        > cd {home}/plain/below
        > show COLOUR
        unset
        """
    )
    return stage


def test_a_newer_plan_is_seen(back):
    store(back, "proj", "blue")
    back.play(
        """
        > cd {home}/proj/below
        > show COLOUR
        blue
        """
    )


def test_a_mark_that_appeared_meanwhile_is_seen(back):
    store(back, "proj/below", "green")
    back.play(
        """
        > cd {home}/proj/below
        > show COLOUR
        green
        """
    )
    store(back, "plain", "yellow")
    back.play(
        """
        > cd {home}/plain/below
        > show COLOUR
        yellow
        """
    )


def test_a_mark_that_went_meanwhile_is_seen(back):
    os.unlink(f"{back.home}/proj/.envrc")
    back.play(
        """
        > cd {home}/proj/below
        > show COLOUR
        unset
        """
    )


def test_a_link_that_took_a_directorys_place_is_another_place(back):
    """The names were relative, and `..` leads elsewhere now."""
    back.project("other/below")
    os.rename(f"{back.home}/plain/below", f"{back.home}/plain/aside")
    os.symlink(f"{back.home}/other/below", f"{back.home}/plain/below")
    back.terminal.type("cd /")
    back.terminal.type(f"cd {back.quote(back.home + '/plain/below')}")
    store(back, "plain", "yellow")
    back.play(
        """
        >
        > show COLOUR
        yellow
        """
    )


def test_what_a_plan_needs_is_compared_again(stage):
    store(stage, "proj", "red", needs=(("FLAVOUR", "sweet"),))
    stage.open(extra={"FLAVOUR": "sweet"})
    stage.play(
        """
        > cd proj
        > show COLOUR
        red
        > cd ..
        > [[assign FLAVOUR sour]]
        > cd proj
        autovenv: proj wants …
        > show COLOUR
        unset
        """
    )


def test_more_directories_than_it_remembers(stage):
    for number in range(11):
        store(stage, f"p{number}", f"c{number}")
    stage.open()
    for number in [*range(11), *range(11), 10, 9, 1, 0]:
        stage.terminal.type(f"cd {stage.quote(f'{stage.home}/p{number}')}")
        assert stage.terminal.type("show COLOUR") == [f"c{number}"]


def test_reload_looks_again(back):
    back.play(
        """
        > cd {home}/proj/below
        > show COLOUR
        red
        """
    )
    shutil.rmtree(f"{state_directory(os.environ)}/plans-{PROTOCOL}")
    back.terminal.type("autovenv reload")
    back.terminal.type("")
    assert back.terminal.type("show COLOUR") == ["unset"], "the helper knows of nothing here"


# --- A second visit is like the first one, whatever happened between or within them ---


def test_a_variable_that_was_set_between_two_visits_comes_back(back):
    back.play(
        """
        > [[assign COLOUR mine]]
        > cd {home}/proj/below
        > show COLOUR
        red
        > cd {home}/plain/below
        > show COLOUR
        mine
        > [[unassign COLOUR]]
        > cd {home}/proj/below
        > cd {home}/plain/below
        > show COLOUR
        unset
        """
    )


def test_what_was_changed_during_a_later_visit_stays(back):
    back.play(
        """
        > cd {home}/proj/below
        > [[assign COLOUR mine]]
        > [[prepend {home}/tools]]
        > cd {home}/plain/below
        > show COLOUR
        mine
        > show PATH
        {home}/tools:{path}
        > cd {home}/proj/below
        > show COLOUR
        red
        > show PATH
        {home}/proj/bin:{home}/tools:{path}
        > [[unassign COLOUR]]
        > cd {home}/plain/below
        > show COLOUR
        unset
        > show PATH
        {home}/tools:{path}
        """,
        path=back.environ["PATH"],
    )


def test_two_projects_by_turns(stage):
    for name in ("one", "two"):
        store(stage, name, name)
    stage.open()
    for _ in range(3):
        stage.play(
            """
            > cd {home}/one
            > show COLOUR
            one
            > cd {home}/two
            > show COLOUR
            two
            > show PATH
            {home}/two/bin:{path}
            """,
            path=stage.environ["PATH"],
        )
    stage.play("> cd {home}\n> show COLOUR\nunset\n> show WEIRD\nunset\n> show PATH\n{path}\n", path=stage.environ["PATH"])


def test_a_child_inherits_the_same_from_each_visit(back):
    script = back.write("tell.sh", 'printf "%s\\n\\n" "${AUTOVENV_UNDO-unset}" >>"$HOME/told"\n')
    for _ in range(3):
        back.play("> cd {home}/proj/below\n> sh {home}/tell.sh\n> cd {home}/plain/below\n> sh {home}/tell.sh\n")
    with open(f"{os.path.dirname(script)}/told", encoding="utf-8") as file:
        told = file.read().split("\n\n")
    assert "COLOUR" in told[0]
    assert told == [told[0], "unset"] * 3 + [""]


def test_a_plan_that_was_changed_during_a_later_visit(back):
    back.play("> cd {home}/proj/below\n> show COLOUR\nred\n")
    store(back, "proj", "blue")
    back.play(">\n> show COLOUR\nblue\n> cd {home}/plain/below\n> show COLOUR\nunset\n> show PATH\n{path}\n", path=back.environ["PATH"])
    back.play("> cd {home}/proj/below\n> show COLOUR\nblue\n")


def test_names_that_differ_in_case_alone_are_two_places(stage):
    """Also for a bash that is told to match without regard to case."""
    store(stage, "proj", "red")
    if os.path.exists(f"{stage.home}/PROJ"):
        pytest.skip("this file system takes them for the same")
    store(stage, "PROJ", "blue")
    stage.open(before="shopt -s nocasematch" if stage.dialect.name == "bash" else "")
    for _ in range(3):
        stage.play("> cd {home}/proj\n> show COLOUR\nred\n> cd {home}/PROJ\n> show COLOUR\nblue\n")
    stage.play("> cd {home}\n> show COLOUR\nunset\n")
