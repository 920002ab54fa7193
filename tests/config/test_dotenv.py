"""The dialect of `.env`: each line of its specification, and what it shares with python-dotenv."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenv.base.errors import EvaluationError
from autovenv.config.dotenv import parse


def read(text, **environ):
    return parse(text.encode("utf-8", "surrogateescape"), "/p/.env", environ.get)


def pairs(text, **environ):
    found = read(text, **environ)
    assert found.warnings == ()
    return dict(found.pairs)


def warned(text, **environ):
    found = read(text, **environ)
    assert found.warnings
    return dict(found.pairs), list(found.warnings)


# --- Lines and keys ----------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["A=b", "export A=b", "export\tA=b", "  A = b  ", "A =b", "A= b", "A: b", "A : b", "export A: b", "A=b # c"]
)
def test_a_line_gives_a_variable(line):
    assert pairs(line) == {"A": "b"}


@pytest.mark.parametrize("name", ["A", "a", "_", "A_1", "_1", "export", "PATH"])
def test_names_of_letters_digits_and_underscores(name):
    assert pairs(f"{name}=x\n") == {name: "x"}


@pytest.mark.parametrize("name", ["a.b", "a-b", "1A", "ä", "A B", "'A'", ""])
def test_other_names_are_skipped_with_a_warning(name):
    found, warnings = warned(f"X=1\n{name}=x\nY=2\n")
    assert found == {"X": "1", "Y": "2"}
    assert len(warnings) == 1
    assert warnings[0].startswith("/p/.env:2: ")


def test_the_value_of_a_skipped_name_is_skipped_as_a_whole():
    found, warnings = warned('a.b="$(x)\nINNER=1\n"\nY=2\n')
    assert found == {"Y": "2"}
    assert warnings == ["/p/.env:1: 'a.b' is not a valid variable name: it is left out"]


@pytest.mark.parametrize("line", ["A", "export A", "export A B", "A:b", "some words"])
def test_a_bare_word_is_skipped_with_a_warning(line):
    found, warnings = warned(f"{line}\nY=2")
    assert found == {"Y": "2"}
    assert warnings == [f"/p/.env:1: {line.removeprefix('export ').split()[0]!r} has no value: it is left out"]


def test_a_warning_tells_no_secret():
    """A key of several lines without quotes; a password that holds a quote."""
    _, warnings = warned(
        "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKc0N+A=\nsecretsecretsecretsecretsecretsecret\nA='x'secret\n"
    )
    assert warnings == [
        "/p/.env:1: '-----BEGIN' has no value: it is left out",
        "/p/.env:2: a word of 39 characters is not a valid variable name: it is left out",
        "/p/.env:3: a word of 36 characters has no value: it is left out",
        "/p/.env:4: A is left out: more text follows its closing quote",
    ]


def test_a_file_of_another_kind_does_not_flood_the_terminal():
    _, warnings = warned("word\n" * 1000)
    assert len(warnings) == 11
    assert warnings[-1] == "/p/.env: 990 more lines of this sort"


def test_comments_and_blank_lines_say_nothing():
    assert pairs("# a\n\n   # b\n \t \nA=1\n#A=2") == {"A": "1"}


def test_the_last_of_a_name_counts():
    assert pairs("A=1\nB=$A\nA=2\n") == {"A": "2", "B": "1"}


@pytest.mark.parametrize("text", ["\ufeffA=1\r\nB='2'\r\n", "\ufeffA=1\nB=2", "A=1\r\nB=2 # c\r\n"])
def test_byte_order_mark_and_windows_line_ends(text):
    assert pairs(text) == {"A": "1", "B": "2"}


def test_windows_line_ends_within_a_value_are_line_ends():
    assert pairs('A="x\r\ny"\r\n') == {"A": "x\ny"}


# --- Quotes ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("''", ""),
        ("'a b # c'", "a b # c"),
        (r"'\''", "'"),
        (r"'\\'", "\\"),
        (r"'\\\''", "\\'"),
        (r"'a\nb\"c\$d'", r"a\nb\"c\$d"),
        ("'$A ${B} $(c) `d`'", "$A ${B} $(c) `d`"),
        ("'a\nb'", "a\nb"),
    ],
)
def test_single_quotes_are_literal(written, meant):
    assert pairs(f"X={written}\nY=1", A="no") == {"X": meant, "Y": "1"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('""', ""),
        (r'"\n\t\r\\\"\$"', '\n\t\r\\"$'),
        (r'"\a\d\'"', r"\a\d\'"),
        ('"a\nb\n\nc"', "a\nb\n\nc"),
        ('"a # b"', "a # b"),
        ('"a" # b', "a"),
        ('"a"#b', "a"),
        (r'"\\$A"', "\\env"),
        (r'"\`\$(x)\`"', "`$(x)`"),
        ('"  a  "', "  a  "),
    ],
)
def test_double_quotes_have_escapes(written, meant):
    assert pairs(f"X={written}\nY=1", A="env") == {"X": meant, "Y": "1"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", ""),
        ("   ", ""),
        (" a b \t", "a b"),
        ("b#c", "b#c"),
        ("b #c", "b"),
        ("b\t# c", "b"),
        ("#c", "#c"),
        (" #c", ""),
        ("b=c==", "b=c=="),
        ('{"a": "b", "c": [1, 2]}', '{"a": "b", "c": [1, 2]}'),
        (r"C:\new\table", r"C:\new\table"),
        ("it's", "it's"),
        ('say "x"', 'say "x"'),
        ("postgres://u:p@h:1/d?x=y&z", "postgres://u:p@h:1/d?x=y&z"),
    ],
)
def test_unquoted_values_are_verbatim_and_trimmed(written, meant):
    assert pairs(f"X={written}\nY=1") == {"X": meant, "Y": "1"}


def test_a_variable_with_more_behind_its_quote_is_left_out():
    found, warnings = warned("A=\"b\"/c\nB='1'\n")
    assert found == {"B": "1"}
    assert warnings == ["/p/.env:1: A is left out: more text follows its closing quote"]


@pytest.mark.parametrize("text", ['A="b', "A='b", 'A="b\\"\nC=1\n', "A='b\\'", 'a.b="x'])
def test_a_quote_that_is_never_closed_is_an_error_of_its_line(text):
    with pytest.raises(EvaluationError, match=r"^/p/\.env:3: the [\"'] of this value is never closed$"):
        read(f"X=1\n\n{text}")


def test_lines_are_counted_through_values_of_several_lines():
    _, warnings = warned("A='1\n2\n3'\n\nbare\n")
    assert warnings[0].startswith("/p/.env:5: ")


# --- Expansion ---------------------------------------------------------------


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("$V", "env"),
        ("${V}", "env"),
        ("a${V}b$V.c$V", "aenvb" + "env.cenv"),
        ("$NONE|${NONE}", "|"),
        ("${V:-d}", "env"),
        ("${NONE:-d}", "d"),
        ("${EMPTY:-d}", "d"),
        ("${NONE-d}", "d"),
        ("${EMPTY-d}", ""),
        ("${NONE:-}", ""),
        ("${NONE:-$V/${NONE-x}y}z", "env/xyz"),
        ("${V:-${NONE:-x}}z", "envz"),
        (r"\$V \${V}", "$V ${V}"),
        ("$V1X", ""),
        ("$ $1 $$ $? 5$", "$ $1 $$ $? 5$"),
    ],
)
def test_variables_are_expanded(quote, written, meant):
    assert pairs(f"X={quote}{written}{quote}", V="env", EMPTY="") == {"X": meant}


def test_earlier_lines_come_before_the_environment():
    assert pairs("B=$A\nA=file\nC=$A\nD=", A="outside") == {"B": "outside", "A": "file", "C": "file", "D": ""}
    assert pairs("A=\nB=${A-d}${A:-e}", A="outside") == {"A": "", "B": "e"}


def test_a_value_is_expanded_once():
    assert pairs("A='$B'\nB=1\nC=$A") == {"A": "$B", "B": "1", "C": "$B"}


def test_what_is_not_needed_is_not_looked_up():
    """What is looked up becomes a condition of the plan."""
    asked = []
    parse(b"A=1\nB=$A${C:-$D}${E:-$F}", "f", lambda name: (asked.append(name), {"C": "c"}.get(name))[1])
    assert asked == ["C", "E", "F"]


@pytest.mark.parametrize(
    ("written", "what"), [("$(rm -rf x)", "$(…)"), ("`rm x`", "`…`"), ("${V:+x}", "${V…}"), ("${!V}", "${…}"), ("${V", "${V…}")]
)
@pytest.mark.parametrize("quote", ["", '"'])
def test_nothing_is_run(quote, written, what):
    found, warnings = warned(f"A=1\nX={quote}{written}{quote}", V="env")
    assert found == {"A": "1", "X": written}
    assert warnings == [f"/p/.env:2: {what} stays as it is written: a .env file runs nothing"]


def test_a_default_that_is_never_closed_is_an_error():
    with pytest.raises(EvaluationError, match=r"^/p/\.env:2: a \$\{ of this value is never closed"):
        read("A=1\nX=${V:-d\n")


@pytest.mark.parametrize("text", ["A=" + "x" * 1000 + "\n" + "A=$A$A\n" * 60, "A=" + "${A:-" * 100000, "A=" + "$V" * 100000])
def test_expansion_has_bounds(text):
    with pytest.raises(EvaluationError, match=r"^/p/\.env:\d+: "):
        read(text, V="x" * 100)


def test_a_nul_byte_is_an_error():
    with pytest.raises(EvaluationError, match=r"^/p/\.env:2: a NUL byte"):
        read("A=1\nB=\0")


# --- Any file ----------------------------------------------------------------


@given(st.one_of(st.binary(), st.text(alphabet="AB=:\"'\\${}-()`# \t\n\rxé").map(str.encode)))
def test_any_bytes_are_a_file_or_an_error(content):
    try:
        found = parse(content, "f", {"A": "1"}.get)
    except EvaluationError as problem:
        assert problem.message.startswith("f:")
    else:
        assert all(one.startswith("f:") for one in found.warnings)
        assert all(name.isidentifier() and "\0" not in text for name, text in found.pairs)


TEXTS = st.text(alphabet=st.one_of(st.sampled_from("\"'\\$`{}#\n\tn"), st.characters(exclude_characters="\0", exclude_categories=("Cs",))))


@given(TEXTS.filter(lambda text: "\r\n" not in text))
def test_a_text_in_single_quotes_is_that_text(text):
    written = text.replace("\\", "\\\\").replace("'", "\\'")
    assert pairs(f"A='{written}' # c\nB=1") == {"A": text, "B": "1"}


@given(TEXTS)
def test_a_text_in_double_quotes_is_that_text(text):
    written = text
    for plain, escape in (("\\", "\\\\"), ('"', '\\"'), ("$", "\\$"), ("`", "\\`"), ("\r", "\\r")):
        written = written.replace(plain, escape)
    assert pairs(f'A="{written}"#c\nB=1') == {"A": text, "B": "1"}


def test_bytes_that_are_no_utf8_are_kept():
    found = parse(b"A=\xff\xfe\xe9", "f", lambda name: None)
    assert found.pairs[0][1].encode("utf-8", "surrogateescape") == b"\xff\xfe\xe9"


@pytest.mark.parametrize(
    "piece", ["A=${", 'A="$x\n"\n', "A='\\'\\\\'\n", "'", "$(", "# \n", "A=b #\\\n", "A=" + "\\" * 50 + '"', " #", "A:"]
)
def test_four_times_as_much_is_four_times_the_work(piece):
    """A shell waits, whoever wrote the file. Of the shapes here, a scanner that looks back or ahead takes sixteen times as much."""

    def work(size):
        begun = time.process_time()
        try:
            read(piece * (size // len(piece)))
        except EvaluationError:
            pass
        return time.process_time() - begun

    few, many = (min(work(size) for _ in range(2)) for size in (1 << 18, 1 << 20))
    least = 0.1  # seconds of a processor, below which nothing can be told apart
    assert many < 8 * max(few, least)


# What python-dotenv 1.2 reads, noted down: `dotenv_values` of each text, in an empty environment.
PYTHON_DOTENV = [
    ("A=b", {"A": "b"}),
    ("export A=b", {"A": "b"}),
    ("export  A=b", {"A": "b"}),
    ("  A = b  ", {"A": "b"}),
    ("A=b # c", {"A": "b"}),
    ("A=b#c", {"A": "b#c"}),
    ("A=#b", {"A": "#b"}),
    ("A= #b", {"A": ""}),
    ("A='b'", {"A": "b"}),
    ("A='b\\'c'", {"A": "b'c"}),
    ("A='b\\\\c'", {"A": "b\\c"}),
    ("A='b\\nc'", {"A": "b\\nc"}),
    ('A="b\\nc"', {"A": "b\nc"}),
    ('A="b\\tc\\rd"', {"A": "b\tc\rd"}),
    ('A="b\\"c"', {"A": 'b"c'}),
    ('A="b\\\\c"', {"A": "b\\c"}),
    ('A="b\nc"', {"A": "b\nc"}),
    ("A='b\nc'", {"A": "b\nc"}),
    ("A=", {"A": ""}),
    ("A=''", {"A": ""}),
    ("A=b=c==", {"A": "b=c=="}),
    ('A={"a": "b", "c": [1]}', {"A": '{"a": "b", "c": [1]}'}),
    ("A=b\r\nC=d\r\n", {"A": "b", "C": "d"}),
    ("A=1\nA=2", {"A": "2"}),
    ("# c\n\nA=b", {"A": "b"}),
    ("A='b' # c", {"A": "b"}),
    ("A='b'#c", {"A": "b"}),
    ('A="b" c\nD=e', {"D": "e"}),
    ("A=it's", {"A": "it's"}),
    ("A=a'b'c", {"A": "a'b'c"}),
    ("A=b c", {"A": "b c"}),
    ("A=b\tc", {"A": "b\tc"}),
    ("A=%$&*", {"A": "%$&*"}),
    ("A=\\n", {"A": "\\n"}),
    ("A=b\\", {"A": "b\\"}),
    ("A=${B}", {"A": ""}),
    ("B=1\nA=${B}x", {"B": "1", "A": "1x"}),
    ('B=1\nA="${B}x"', {"B": "1", "A": "1x"}),
    ("A=${N:-d}", {"A": "d"}),
    ("A=$(x)", {"A": "$(x)"}),
    ("A=`x`", {"A": "`x`"}),
    ("A=é", {"A": "é"}),
]


@pytest.mark.parametrize(("text", "found"), PYTHON_DOTENV)
def test_python_dotenv_reads_the_same(text, found):
    assert dict(read(text).pairs) == found
