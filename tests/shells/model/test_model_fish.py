"""fish: after each step of random sequences VIRTUAL_ENV, PATH, prompt and `deactivate` agree with the model, and nothing installed is lost."""

from __future__ import annotations

import pytest

CHILDREN = ("fish", "fish", "bash", "zsh", "fish")


def test_fifty_sequences(agrees):
    agrees("fish", range(50), CHILDREN)


@pytest.mark.long
def test_six_hundred_sequences(agrees):
    """As many as fit in about six minutes on two cores."""
    agrees("fish", range(50, 650), CHILDREN)
