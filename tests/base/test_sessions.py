"""A decision reaches every open shell, whatever else lies beside their files."""

from __future__ import annotations

import os

from autovenv.base.sessions import wake


def test_what_is_no_file_keeps_no_shell_asleep(tmp_path):
    folder = tmp_path / "sessions"
    for name in "aceg":
        (folder / name / "kept").mkdir(parents=True)
    for name in ("b-bash", "d-zsh", "f-fish", "h-bash", "b-bash.orders", "d-zsh.once"):
        (folder / name).touch()
    wake(str(tmp_path))
    assert sorted(os.listdir(folder)) == ["a", "b-bash.orders", "c", "d-zsh.once", "e", "g"]


def test_one_shell_is_woken_alone(tmp_path):
    folder = tmp_path / "sessions"
    folder.mkdir()
    for name in ("b-bash", "d-zsh"):
        (folder / name).touch()
    wake(str(tmp_path), "d-zsh")
    wake(str(tmp_path), "gone")
    assert os.listdir(folder) == ["b-bash"]


def test_where_no_shell_has_looked_there_is_none_to_wake(tmp_path):
    wake(str(tmp_path))
    assert os.listdir(tmp_path) == []
