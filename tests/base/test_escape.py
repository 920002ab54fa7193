"""Foreign text on a terminal."""

from __future__ import annotations

import pytest

from autovenv.base.escape import quoted, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a b é 日本 \\n", "a b é 日本 \\n"),
        ("\x1b[2K\r\n\t\x7f\x9b", r"\x1b[2K\r\n\t\x7f\x9b"),
        ("\u202e\u200b\u2028\xa0", r"\u202e\u200b\u2028\xa0"),
        ("\udcff\U000e0001", r"\udcff\U000e0001"),
    ],
)
def test_what_does_not_print_is_shown_as_an_escape(text, shown):
    assert visible(text) == shown
    assert quoted(text).isprintable()


def test_what_stands_in_quotes_is_cut():
    assert quoted("a" * 60) == repr("a" * 60)
    assert quoted("a" * 61) == repr("a" * 60 + "…")
