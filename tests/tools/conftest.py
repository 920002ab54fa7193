"""What every test with a real tool stands on."""

from __future__ import annotations

import os

import pytest

from tests.tools.place import Place


@pytest.fixture
def place(tmp_path, home):
    """A home that autovenv and the tool share."""
    return Place(os.path.realpath(tmp_path / "tools"))
