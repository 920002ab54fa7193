"""What the documents name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("page", ["architecture.md", "design.md"])
def test_each_module_that_a_page_names_is_there(page):
    named = re.findall(r"`((?:autovenv/)?[a-z_]+/[a-z_/]+\.(?:py|json|bash))`", (TOP / "docs" / page).read_text())
    missing = [name for name in named if not any((TOP / place / name).exists() for place in (".", "autovenv"))]
    assert named
    assert missing == []


def test_the_architecture_is_a_page():
    assert len((TOP / "docs" / "architecture.md").read_text().splitlines()) <= 120
