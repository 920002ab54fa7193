"""The daemon installs with its own variables, so only where they are those of the shell."""

from __future__ import annotations

import pytest

from autovenv.daemon import known


@pytest.mark.parametrize("times", [1, 3])
def test_a_project_that_it_planned_still_has_the_index_of_its_shell(keeper, times):
    keeper.start(PIP_INDEX_URL="https://daemon.invalid/simple")
    root = keeper.project("work", "9.0", PIP_INDEX_URL="https://shell.invalid/simple")
    before = known.read(root, keeper.state).surroundings
    for number in range(1, times + 1):
        keeper.pin(root, f"9.{number}")
        keeper.wait_until_fresh(root, f"9.{number}")
    assert known.read(root, keeper.state).surroundings == before, "from here on it would install from its own index"
