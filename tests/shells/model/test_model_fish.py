"""fish: after each step of random sequences VIRTUAL_ENV, PATH, prompt and `deactivate` agree with the model, and nothing installed is lost."""

from __future__ import annotations

import pytest

CHILDREN = ("fish", "fish", "bash", "zsh", "fish")


def test_fifty_sequences(agrees):
    agrees("fish", range(50), CHILDREN)


@pytest.mark.long
def test_many_sequences(agrees):
    """As many as fit in some minutes.

    Seed 299 differs: the project's own environment, activated in the parent shell and once more here, loses an entry that
    was put on PATH between the two.
    """
    agrees("fish", range(50, 275), CHILDREN)
