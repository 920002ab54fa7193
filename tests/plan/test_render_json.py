"""`export json`: the contract for editors and scripts."""

from __future__ import annotations

import json

from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, NOTHING, Plan, Reason
from autovenv.plan.render.json import VERSION, document

PLAN = Plan(
    "/home/u/shop",
    ACTIVE,
    set=(("VIRTUAL_ENV", "/home/u/shop/.venv"), ("VIRTUAL_ENV_PROMPT", "shop")),
    unset=("PYTHONHOME",),
    path=("/home/u/shop/.venv/bin",),
    path_back=("/last",),
    path_gone=("/old/bin",),
    message="autovenv: a word",
    inputs=(
        Input("unchanged", "/home/u/shop/.python-version", 1_600_000_000_123_456_789, racy=True),
        Input("absent", "/home/u/shop/.envrc"),
        Input("same", "/home/u/shop", target="/srv/shop"),
    ),
    reasons=(Reason("pin", "python 3.12", "/home/u/shop/.python-version:1"),),
)


def test_every_key_is_there():
    assert json.loads(document(PLAN)) == {
        "version": VERSION,
        "root": "/home/u/shop",
        "state": "active",
        "set": {"VIRTUAL_ENV": "/home/u/shop/.venv", "VIRTUAL_ENV_PROMPT": "shop"},
        "unset": ["PYTHONHOME"],
        "path": ["/home/u/shop/.venv/bin"],
        "path_back": ["/last"],
        "path_gone": ["/old/bin"],
        "withheld": [],
        "watched": [
            {"kind": "unchanged", "path": "/home/u/shop/.python-version", "mtime_ns": 1_600_000_000_123_456_789},
            {"kind": "absent", "path": "/home/u/shop/.envrc"},
            {"kind": "same", "path": "/home/u/shop"},
        ],
        "messages": ["autovenv: a word"],
        "reasons": [{"topic": "pin", "text": "python 3.12", "where": "/home/u/shop/.python-version:1"}],
    }


def test_outside_of_any_project_the_keys_are_the_same():
    outside = json.loads(document(Plan("", NOTHING)))
    assert outside.keys() == json.loads(document(PLAN)).keys()
    assert outside["root"] is None
    assert outside["messages"] == []


def test_it_is_one_line_of_ascii():
    text = document(Plan("/home/♞\x1b[2J\n\udcff", ACTIVE))
    assert text.isascii()
    assert text.count("\n") == 1
    assert "\x1b" not in text
    assert json.loads(text)["root"].encode("utf-8", "surrogateescape") == "/home/♞\x1b[2J\n".encode() + b"\xff"
