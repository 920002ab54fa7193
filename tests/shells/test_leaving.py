"""Promise 5: undo only what we set. Leaving keeps every change that the user made meanwhile."""

from __future__ import annotations

import pytest

HOMES = ("plain", "odd")


@pytest.fixture
def inside(stage, versions):
    """A shell that is in a project."""
    stage.project("proj", versions[0])
    stage.open()
    stage.terminal.type("cd proj")
    return stage


def test_entries_put_before_and_behind_stay(inside):
    inside.play(
        """
        > [[prepend /opt/before]]
        > [[append /opt/behind]]
        > cd ..
        > show PATH
        /opt/before:{path}:/opt/behind
        """,
        path=inside.environ["PATH"],
    )


def test_a_reordered_path_stays_reordered(inside):
    venv = f"{inside.home}/proj/.venv/bin"
    quoted = inside.quote(venv)
    reordered = {"fish": f"set -gx PATH /usr/bin {quoted} /bin", "pwsh": f"$env:PATH = '/usr/bin:' + {quoted} + ':/bin'"}
    inside.play(
        """
        > {reorder}
        > cd ..
        > /usr/bin/env printenv PATH
        /usr/bin:/bin
        """,
        reorder=reordered.get(inside.dialect.name, f"PATH=/usr/bin:{quoted}:/bin"),
    )


def test_only_our_own_entry_goes_when_the_user_has_it_twice(inside):
    venv = f"{inside.home}/proj/.venv/bin"
    inside.play(
        """
        > [[append {venv}]]
        > cd ..
        > show PATH
        {path}:{venv}
        """,
        venv=venv,
        path=inside.environ["PATH"],
    )


def test_a_variable_that_was_reassigned_is_the_users(inside):
    inside.play(
        """
        > [[assign VIRTUAL_ENV_PROMPT mine]]
        > cd ..
        > show VIRTUAL_ENV_PROMPT
        mine
        > show VIRTUAL_ENV
        unset
        """
    )


def test_old_values_come_back_and_an_empty_one_is_not_an_unset_one(stage, versions):
    stage.project("proj", versions[0])
    stage.open(extra={"VIRTUAL_ENV_PROMPT": "", "PYTHONHOME": "/nowhere"})
    stage.play(
        """
        > cd proj
        autovenv: created .venv …
        > show PYTHONHOME
        unset
        > show VIRTUAL_ENV_PROMPT
        proj
        > cd ..
        > show PYTHONHOME
        /nowhere
        > show VIRTUAL_ENV_PROMPT

        > show VIRTUAL_ENV
        unset
        """
    )


@pytest.mark.parametrize("path", ["/usr/bin::/bin", ":/usr/bin:/bin", "/usr/bin:/bin:", "/usr/bin:/bin:/usr/bin"])
def test_empty_and_doubled_elements_of_path_come_back(stage, versions, path):
    stage.project("proj", versions[0])
    given = {"fish": "set -gx PATH " + " ".join(part or "''" for part in path.split(":")), "pwsh": f"$env:PATH = '{path}'"}
    stage.open(after=given.get(stage.dialect.name, f"PATH={path}"))
    before = stage.terminal.type("/usr/bin/env printenv PATH")
    stage.terminal.type("cd proj")
    stage.terminal.type("cd ..")
    assert stage.terminal.type("/usr/bin/env printenv PATH") == before


def test_from_one_project_straight_into_another(stage, versions):
    stage.project("one", versions[0])
    stage.project("two", versions[1])
    stage.open()
    stage.play(
        """
        > cd one
        autovenv: created .venv …
        > cd ../two
        autovenv: created .venv …
        > python -V
        Python {second}…
        > show VIRTUAL_ENV
        {home}/two/.venv
        > cd ../one/.
        > python -V
        Python {first}…
        > cd
        > show PATH
        {path}
        """,
        first=versions[0],
        second=versions[1],
        path=stage.environ["PATH"],
    )


def test_a_neighbour_with_the_same_beginning_is_another_place(inside):
    inside.project("proj2")
    inside.play(
        """
        > cd ../proj2
        > show VIRTUAL_ENV
        unset
        """
    )


def test_deactivate_succeeds(inside):
    for visit in ("first", "second", "third"):
        assert inside.terminal.type(f"deactivate; {inside.dialect.last_status}") in (["0"], ["True"]), f"at the {visit} visit"
        inside.terminal.type("cd ..")
        inside.terminal.type("cd proj")


def test_deactivate_keeps_the_project_off_until_it_is_left(inside):
    inside.project("proj/sub")
    inside.play(
        """
        > deactivate
        > show VIRTUAL_ENV
        unset
        > show PATH
        {path}
        > cd sub
        > show VIRTUAL_ENV
        unset
        > cd {home}
        > cd proj
        > show VIRTUAL_ENV
        {home}/proj/.venv
        """,
        path=inside.environ["PATH"],
    )


def test_off_and_on(inside):
    inside.play(
        """
        > autovenv off
        > show VIRTUAL_ENV
        unset
        > autovenv status
        project       {home}/proj
        …
        …
        …
        shell         off in {home}/proj (…
        daemon        …
        > cd .
        > show VIRTUAL_ENV
        unset
        > autovenv on
        > show VIRTUAL_ENV
        {home}/proj/.venv
        """
    )


def test_deactivate_is_gone_outside(inside):
    inside.terminal.type("cd ..")
    printed = inside.terminal.type("deactivate")
    assert printed, "outside a project there is no such command"
    assert "deactivate" in " ".join(printed)
