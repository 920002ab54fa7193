"""What a failed backend is quoted with, and what an activate script may hold."""

from __future__ import annotations

import os
import sys

import pytest

from autovenv.base.errors import AutovenvError
from autovenv.env import backends
from autovenv.env.backends import uv
from autovenv.env.backends.command import last_words, plain
from autovenv.plan.plan import Make


@pytest.mark.parametrize(
    ("log", "quoted"),
    [
        ("", ""),
        ("\n\n", ""),
        ("Traceback\n  x\nRuntimeError: no wheel\n\n", "RuntimeError: no wheel"),
        ("error: first\n  cause: a\nUsing\nerror: last\n  cause: b\n  cause: c\n", "last: b"),
        ("error: alone", "alone"),
        ("bad \x1b[2Jscreen\r\n", "bad \\x1b[2Jscreen"),
        ("x" * 1000, "x" * 160),
    ],
)
def test_one_line_says_what_went_wrong(log, quoted, tmp_path):
    (tmp_path / "log").write_text(log)
    assert last_words(str(tmp_path / "log")) == quoted
    assert last_words(str(tmp_path / "none")) == ""


@pytest.mark.parametrize("name", ["shop", "my shop", "a.b_c-1", "магазин", "中片"])
def test_a_harmless_name_is_the_prompt_of_activate_scripts_too(name):
    assert plain(name) == name


@pytest.mark.parametrize(
    "name", ["", ".", " ", "$(x)", "`x`", 'a"b', "a'b", "a\\b", "a\nb", "a;b", "a&b", "%PATH%", "a!b", "\x1b[2J", "\udcff"]
)
def test_any_other_stays_out_of_them(name):
    assert plain(name) == ""


def test_the_wanted_backend_comes_first_and_each_once():
    assert list(backends.order("venv")) == ["venv", "uv", "virtualenv"]
    assert list(backends.order("uv")) == ["uv", "virtualenv", "venv"]
    with pytest.raises(AutovenvError, match="there is no backend 'conda'"):
        list(backends.order("conda"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
@pytest.mark.parametrize(
    ("environ", "cached"),
    [
        ({"HOME": "{top}"}, True),
        ({"HOME": "{top}/sealed"}, False),
        ({"HOME": "{top}", "XDG_CACHE_HOME": "{top}/sealed"}, False),
        ({"HOME": "{top}/sealed", "UV_CACHE_DIR": "{top}/cache"}, True),
    ],
)
def test_uv_goes_on_where_it_can_keep_no_cache(environ, cached, tmp_path, monkeypatch):
    """`error: Failed to initialize cache`, and virtualenv had to make each environment of a user without a home."""
    (tmp_path / "sealed").mkdir()
    real, commands = os.access, []
    monkeypatch.setattr(os, "access", lambda path, mode: path != str(tmp_path / "sealed") and real(path, mode))
    monkeypatch.setattr(uv.process, "run", lambda command, *_: commands.append(command) or 0)
    monkeypatch.setattr(uv, "find", lambda *_: "uv")
    environ = {name: text.format(top=tmp_path) for name, text in environ.items()}
    target = str(tmp_path / "shop" / ".venv")
    uv.create(target, Make(target, sys.executable, "3.12.1", "shop"), environ, str(tmp_path / "log"))
    assert ("--no-cache" in commands[0]) is not cached
