"""The four hooks are read side by side: the same functions in the same order, and what one alone has is listed."""

from __future__ import annotations

import re
from pathlib import Path

from autovenv.plan.render.variables import MARKS_BY_NAME
from autovenv.plan.store import RENDERERS
from autovenv.project.marks import MARKS

TOP = Path(__file__).parents[2]
DEFINED = {
    "bash": r"^__autovenv_(\w+)\(\)",
    "zsh": r"^__autovenv_(\w+)\(\)",
    "fish": r"^\s*function __autovenv_(\w+)",
    "ps1": r"^function global:__autovenv_(\w+)",
}
HOOKS = {name: re.findall(pattern, (TOP / "shells" / f"autovenv.{name}").read_text(), re.MULTILINE) for name, pattern in DEFINED.items()}
COMMON = set.intersection(*map(set, HOOKS.values()))


def test_what_all_four_have_stands_in_the_same_order():
    orders = {tuple(one for one in functions if one in COMMON) for functions in HOOKS.values()}
    assert len(orders) == 1


def test_what_not_all_have_is_listed_in_the_design():
    listed = set(re.findall(r"`(\w+)`", (TOP / "docs" / "design.md").read_text()))
    assert set.union(*map(set, HOOKS.values())) - COMMON - listed == set()


def test_no_function_stands_twice():
    for name, functions in HOOKS.items():
        assert len(functions) == len(set(functions)), name


def test_two_marks_are_asked_for_by_name_and_all_others_come_from_the_list():
    """A name that is filled in would cost every prompt; all others are where '@MARKS@' stands."""
    for renderer in RENDERERS.values():
        lines = (TOP / "shells" / renderer.HOOK).read_text().splitlines()
        code = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
        named = [mark for mark in MARKS if re.search(rf"/{re.escape(mark)}(?![\w-])", code)]
        assert set(named) == MARKS_BY_NAME, renderer.HOOK
        assert code.count("'@MARKS@'") == 1
