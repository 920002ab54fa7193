"""What is read without tomllib is read as tomllib reads it, and what is odd or wrong is left to it."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autovenv.base.plain_toml import plain
from tests.base.toml_documents import ODD, PLAIN


def left_or_the_same(text):
    found = plain(text)
    try:
        known = tomllib.loads(text)
    except (ValueError, RecursionError):
        assert found is None
    else:
        # By repr: True is no 1, and the order is the same, too.
        assert found is None or repr(found) == repr(known)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\t \n# only a comment",
        "a = 1",
        "a=1 # why\r\nb\t=\ttrue\r\n",
        "a-b_1 = -0\n1 = 123456789012345678\n",
        "\"a b\" = ''\n'c=d' = \"it's\"\n\"\" = '\\d'\n",
        "a = []\nb = [ ]\nc = [1,[2],[\n# why\n3 , # because\n],]\n",
        "a = {}\nb = { }\nc = {d = 1, e = {f = [{}]}, 'g' = false}\n",
        "a.b = 1\na.c . 'd e' = 2\n",
        "a = {b.c = 1, b.d = 2}\n",
        '[a.b]\nc = 1\n[a]\nd = 1\n[ e . "f.g" ] # h\n',
        "[[a]]\nb.c = 1\n[a.d]\n[[a]]\nb.c = 1\n[a.d]\n[[a.e]]\n[[ a.e ]]\n[a.e.f]\n",
        "[[a.b]]\n[a]\nc = 1\n",
        "a = 'ü☃'\n\"ü\" = 1\n",
        *PLAIN.values(),
    ],
)
def test_what_is_written_plainly_is_read(text):
    found = plain(text)
    assert found is not None
    assert repr(found) == repr(tomllib.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        # tomllib reads it
        'a = """b"""',
        "a = '''b'''",
        '"""',
        'a = "\\n"',
        '"a\\"b" = 1',
        *(f"a = {odd}" for odd in ("1.5", "1e3", "inf", "+1", "0x1", "1_000", "1979-05-27", "07:32:00", "1979-05-27 07:32:00Z")),
        "a = 1234567890123456789",
        "a.b = 1\n[a.c]\n",
        "[a.b]\n[a]\nb.c = 1\n",
        "a = " + "[" * 50 + "]" * 50,
        ".".join("a" * 20) + " = 1",
        *ODD.values(),
        # and that it refuses
        *("a", "a =", "a = b", "= 1", "a = 1 2", "a = 1 b = 2", "a\n= 1", "a =\n1", "ü = 1", "a b = 1", "a. = 1", ".a = 1", "a..b = 1"),
        *("a = 01", "a = -", "a = tru", "a = truex", "a = True", "a = 1_", "a = ٣", 'a = "', "a = 'b\n'", "a = 'b' c", 'a = "b\r\n"'),
        *("a = [", "a = [1", "a = [,]", "a = [1,,2]", "a = [1 2]", "a = [1]]", "a = [1 # ]", "a = [b = 1]"),
        *("a = {", "a = {b}", "a = {b = 1, b = 2}", "a = {b = 1 c = 2}", "a = {,}", "a = {b = {}, b.c = 1}", "a = {b.c = 1, b = 2}"),
        *("[a", "[a] b", "[]", "[[]]", "[[a]", "[[a] ]", "[ [a]]", "[a]]", "[a.]", "[a\n]", "[a]\n[a]\n", "[a]\n[[a]]\n", "[[a]]\n[a]\n"),
        *("a = 1\na = 2\n", "a = 1\n[a]\n", "a = 1\n[a.b]\n", "a = {}\n[a]\n", "a = {}\n[a.b]\n", "a = {}\na.b = 1\n", "a = []\n[[a]]\n"),
        *("a = [{}]\n[a.b]\n", "a.b = 1\n[a]\n", "[a]\nb.c = 1\n[a.b]\n", "[a.b]\n[a]\nb = 1\n", "[[a]]\n[[a.b]]\n[a.b]\n", "a.b = 1\na.b.c = 2\n"),
        *("a = 'b\x00'", "# \x1b", "# \x7f", "a = 1\rb = 2", "a = 1\x0b", "a\xa0= 1", "\ufeffa = 1", "a = [\x0c]"),
        "a = " + "[" * 100_000,
        "a = " + "{a = " * 100_000,
        "a." * 100_000,
        "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_odd_or_wrong_is_left(text):
    assert plain(text) is None


BLANKS = st.sampled_from(["", "", "", " ", "\t"])
NAMES = st.sampled_from(["a", "a", "b", "c", '"a"', "'b'", '"a.b"', "'='", '"]"', "1", "-", '""', "", "ü", '"\\u0061"', "a b", '"""a"""'])
KEYS = st.lists(st.builds("{}{}{}".format, BLANKS, NAMES, BLANKS), min_size=1, max_size=3).map(".".join)
SCALARS = st.sampled_from(
    [
        *("1", "0", "-7", "true", "false", '"x"', "''", "'x # y'", '"="', '"]"', "'}'", '","', "'\\'", '""', "'\"'"),
        *("+1", "-0", "01", "1_0", "1.5", "1e3", "nan", "0x1", "9" * 30, "1979-05-27", "07:32:00", "1979-05-27 07:32:00", "tru", "", "\n1"),
        *('"\\n"', '"""x"""', "'''\nx'''", '"x', "'x", '"\\"', "[", "]", "{", "}", "x", "#", "\x00", "\r", "\x7f", "ü", '"ü"'),
    ]
)  # fmt: skip
GAPS = st.sampled_from(["", "", "", " ", "\n", "\r\n  ", " # why\n", "#\n\n"])
COMMAS = st.sampled_from([",", ",", ",", ",", " , ", "", ",,"])


def _joined(parts, first, comma, last):
    return first + comma.join(parts) + last


def _arrays(values):
    items = st.lists(st.builds("{}{}{}".format, GAPS, values, GAPS), max_size=3)
    return st.builds(_joined, items, st.just("["), COMMAS, st.sampled_from(["]", "]", "]", ",]", ",\n]", "]]", ""]))


def _tables(values):
    items = st.lists(st.builds("{}={}{}{}".format, KEYS, BLANKS, values, BLANKS), max_size=3)
    return st.builds(_joined, items, st.sampled_from(["{", "{", "{ ", "{\n"]), COMMAS, st.sampled_from(["}", "}", "}", " }", ",}", ""]))


VALUES = st.recursive(SCALARS, lambda values: _arrays(values) | _tables(values), max_leaves=6)
STATEMENTS = st.builds(
    "{}{}{}".format,
    BLANKS,
    st.one_of(
        st.builds("{}={}{}".format, KEYS, BLANKS, VALUES),
        st.builds("[{}]".format, KEYS),
        st.builds("[[{}]]".format, KEYS),
        st.sampled_from(["", "# why", "a", "[a", "[[a]", "[ [a]]", "=", ","]),
    ),
    st.sampled_from(["", "", "", " ", "# why", "\t# ü", " x", "\r"]),
)
NEWLINES = st.sampled_from(["\n", "\n", "\r\n", "\n\n", "\r"])
# Plain pieces alone: what they make is seldom broken in itself, so that it is the tables that meet.
PLAIN_KEYS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map(".".join)
PLAIN_STATEMENTS = st.one_of(
    st.builds("{} = {}".format, PLAIN_KEYS, st.sampled_from(["1", "{}", "[]", "[{}]", "{a = 1}", "{a.b = 1}", "{a = {b = 1}, b.c = 1}"])),
    st.builds("[{}]".format, PLAIN_KEYS),
    st.builds("[[{}]]".format, PLAIN_KEYS),
)


@settings(max_examples=1000, deadline=None)
@given(st.lists(STATEMENTS, max_size=6), NEWLINES)
def test_any_pieces(statements, newline):
    left_or_the_same(newline.join(statements))


@settings(max_examples=1000, deadline=None)
@given(st.lists(PLAIN_STATEMENTS, max_size=8))
def test_tables_that_meet(statements):
    left_or_the_same("\n".join(statements))


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="ab01[]{}=.,\"'\\#- \t\n\r\x00üe:_"))
def test_any_characters(text):
    left_or_the_same(text)


@pytest.mark.parametrize("name", [*PLAIN, *ODD])
@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_slip_of_the_hand(name, data):
    text = {**PLAIN, **ODD}[name]
    at = data.draw(st.integers(0, len(text) - 1))
    taken = data.draw(st.integers(0, 3))
    given = data.draw(st.sampled_from(["", *"[]{}=.,\"'\\#- \t\n\r\x00a1_ü"]))
    left_or_the_same(text[:at] + given + text[at + taken :])
