"""The lines that `allow` shows before it does anything."""

from __future__ import annotations

import pytest

from autovenv.cli.proposal import packages
from autovenv.deps.sources import Source
from autovenv.env.kinds import tool_of


def source(tool, file):
    return Source(tool, f"/p/{file}", (), ((tool, *tool_of(tool).sync),))


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (source("uv", "uv.lock"), "from uv.lock: uv sync --frozen --inexact"),
        (source("hatch", "pyproject.toml"), "from pyproject.toml: hatch installs them (`hatch run python --version`)"),
        (
            Source("pip", "/p/requirements.txt", (), (("uv", "pip", "install", "-r", "requirements.txt"),), 2),
            "2 from requirements.txt: uv pip install -r requirements.txt",
        ),
    ],
)
def test_it_tells_that_packages_are_installed(given, line):
    assert packages(given) == line
