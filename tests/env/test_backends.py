"""What a failed backend is quoted with, and what an activate script may hold."""

from __future__ import annotations

import pytest

from autovenv.base.errors import AutovenvError
from autovenv.env import backends


@pytest.mark.parametrize(
    ("log", "quoted"),
    [
        ("", ""),
        ("\n\n", ""),
        ("Traceback\n  x\nRuntimeError: no wheel\n\n", "RuntimeError: no wheel"),
        ("error: first\n  cause: a\nUsing\nerror: last\n  cause: b\n  cause: c\n", "last: b"),
        ("error: alone", "alone"),
        ("bad \x1b[2Jscreen\r\n", "bad ?[2Jscreen"),
        ("x" * 1000, "x" * 160),
    ],
)
def test_one_line_says_what_went_wrong(log, quoted, tmp_path):
    (tmp_path / "log").write_text(log)
    assert backends.last_words(str(tmp_path / "log")) == quoted
    assert backends.last_words(str(tmp_path / "none")) == ""


@pytest.mark.parametrize("name", ["shop", "my shop", "a.b_c-1", "магазин", "中片"])
def test_a_harmless_name_is_the_prompt_of_activate_scripts_too(name):
    assert backends.plain(name) == name


@pytest.mark.parametrize(
    "name", ["", ".", " ", "$(x)", "`x`", 'a"b', "a'b", "a\\b", "a\nb", "a;b", "a&b", "%PATH%", "a!b", "\x1b[2J", "\udcff"]
)
def test_any_other_stays_out_of_them(name):
    assert backends.plain(name) == ""


def test_the_wanted_backend_comes_first_and_each_once():
    assert list(backends.order("venv")) == ["venv", "uv", "virtualenv"]
    assert list(backends.order("uv")) == ["uv", "virtualenv", "venv"]
    with pytest.raises(AutovenvError, match="there is no backend 'conda'"):
        list(backends.order("conda"))
