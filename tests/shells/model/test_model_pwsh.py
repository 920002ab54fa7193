"""PowerShell: after each step of random sequences VIRTUAL_ENV, PATH, prompt and `deactivate` agree with the model, and nothing installed is lost.

It takes most of a second to start, and a tenth for each look: so there are fewer sequences, and its children are other shells.
"""

from __future__ import annotations

import pytest

CHILDREN = ("bash", "zsh", "fish")


def test_ten_sequences(agrees):
    agrees("pwsh", range(10), CHILDREN)


@pytest.mark.long
def test_one_hundred_sequences(agrees):
    """As many as fit in about six minutes on two cores."""
    agrees("pwsh", range(50, 150), CHILDREN)
