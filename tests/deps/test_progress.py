"""The bar at the terminal: there for what takes a while, and only for that."""

from __future__ import annotations

import subprocess
import sys

import pytest

from autovenv.deps import progress
from tests.commands import TOP
from tests.patience import wait_until


def test_what_is_done_at_once_has_no_bar(tmp_path):
    """Nor does it wait for rich to be imported."""
    code = "import sys; from autovenv.deps.progress import Bar\nwith Bar('x', sys.argv[1], 3): pass\nprint('rich' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=TOP, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_what_takes_a_while_has_one(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(progress, "_AFTER_SECONDS", 0)
    seen = []
    monkeypatch.setattr(progress.distributions, "names_of", lambda environment: seen.append(environment) or ("a-1", "b-1"))
    with progress.Bar("uv.lock", str(tmp_path), 3):
        wait_until(lambda: len(seen) > 1)
    assert capsys.readouterr().err, "rich draws nothing but a line end where there is no terminal"


@pytest.mark.parametrize("packages", [0, 3])
def test_what_is_inside_may_fail(tmp_path, monkeypatch, packages):
    monkeypatch.setattr(progress, "_AFTER_SECONDS", 0)
    with pytest.raises(KeyboardInterrupt), progress.Bar("uv.lock", str(tmp_path), packages):
        raise KeyboardInterrupt
