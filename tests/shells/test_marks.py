"""Where a shell stops to look: each mark of a project, seen when it appears and when it goes."""

from __future__ import annotations

import os
import time

import pytest

from autovenv.base.paths import state_directory
from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, NOTHING, Plan
from autovenv.plan.store import publish
from autovenv.project.marks import MARKS


def store(stage, plan):
    publish(plan, stage.dialect.name, state_directory(os.environ), time.time_ns())


@pytest.mark.parametrize("mark", MARKS)
def test_each_mark_is_seen_at_the_next_prompt(stage, mark):
    place = stage.project("place")
    stage.project("place/below")
    store(stage, Plan(place, ACTIVE, set=(("MARKED", "yes"),), inputs=(Input("present", f"{place}/{mark}"),)))
    stage.open()
    for directory in (place, f"{place}/below"):
        stage.play(
            """
            > cd {directory}
            > show MARKED
            unset
            """,
            directory=stage.quote(directory),
        )
        stage.write(f"place/{mark}", "")
        stage.play(
            """
            >
            > show MARKED
            yes
            """
        )
        os.unlink(f"{place}/{mark}")
        stage.play(
            """
            >
            > show MARKED
            unset
            """
        )


@pytest.mark.parametrize("mark", ["pyproject.toml", ".env"])
def test_a_directory_that_asks_for_nothing_keeps_what_is_active_around_it(stage, mark):
    place, below = stage.project("place"), stage.project("place/below")
    stage.write("place/.envrc", "")
    stage.write(f"place/below/{mark}", "")
    store(stage, Plan(place, ACTIVE, set=(("MARKED", "yes"),), inputs=(Input("present", f"{place}/.envrc"),)))
    store(stage, Plan(below, NOTHING, transparent=True, inputs=(Input("present", f"{below}/{mark}"),)))
    stage.open()
    stage.play(
        """
        > cd {below}
        > show MARKED
        yes
        > cd ..
        > show MARKED
        yes
        """,
        below=stage.quote(below),
    )
