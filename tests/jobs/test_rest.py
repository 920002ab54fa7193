"""Files that go on changing: what stands in them at the end is installed."""

from __future__ import annotations

import os
import time

import pytest

from tests.commands import write
from tests.patience import wait_until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing is installed behind the prompt there")


def test_a_rebase_that_writes_a_file_commit_after_commit_is_installed_as_it_ends(shop, look):
    """Each commit falls into an installation, and the pause between two of them looks like rest."""
    own = write(
        os.path.join(shop.home, "own"), f'#!/bin/sh\necho >>"{shop.syncs}"\nsleep 0.3\ncp "{shop.root}/requirements" "{shop.home}/has"\n'
    )
    os.chmod(own, 0o755)
    write(os.path.join(shop.root, "requirements"), "0\n")
    write(os.path.join(shop.root, "autovenv.toml"), f'sync = "{own}"\n')
    assert shop.run("allow").returncode == 0
    look()
    project = os.path.join(shop.root, "pyproject.toml")
    for commit in range(1, 9):
        write(os.path.join(shop.root, "requirements"), f"{commit}\n")
        with open(project, "a", encoding="utf-8") as file:
            file.write(f"# {commit}\n")
        assert look() == ""
        end = time.monotonic() + 0.3
        wait_until(lambda end=end: time.monotonic() >= end)
    shop.wait_until_it_ended()
    assert "changed each time" not in look()
    shop.wait_until_it_ended()
    with open(os.path.join(shop.home, "has"), encoding="utf-8") as file:
        assert file.read() == "8\n"
    assert shop.run("sync", "--check").returncode == 0
