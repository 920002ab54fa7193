"""Plans in PowerShell's form: literal words, and the times of files instead of stamps."""

from __future__ import annotations

import os
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.render import pwsh

LONG_AGO = 1_000_000_000_123_456_700  # ns since the epoch: what .NET can hold, and not a whole second
ODD = "'\";&&e-$ èрт🚒♞中片-j\n‘’‚‛"


def literal(source):
    """What PowerShell reads from single quotes: any of five characters ends the word, any two of them side by side are the second."""
    quotes = "'‘’‚‛"
    assert source[0] in quotes
    read, at = "", 1
    while True:
        if source[at] in quotes:
            at += 1
            if at == len(source):
                return read
            assert source[at] in quotes, "the word ends before the text does"
        read += source[at]
        at += 1


@given(st.text())
@example(ODD)
@example("‘''’")
@example("")
def test_a_quoted_text_reads_back_whatever_it_holds(text):
    assert literal(pwsh.quote(text)) == text


@given(st.text(), st.text())
def test_no_text_gets_out_of_its_quotes(one, other):
    assert pwsh.quote(one + other) == pwsh.quote(one)[:-1] + pwsh.quote(other)[1:]


def ticks_of(path):
    """What GetLastWriteTimeUtc(path).Ticks says: of a link itself, and of nothing at all the year 1601."""
    try:
        return os.lstat(path).st_mtime_ns // 100 + pwsh.TICKS_OF_1970
    except (FileNotFoundError, NotADirectoryError):
        return pwsh.NOTHING


def stands(pairs):
    """The hook's test at a prompt."""
    return all(ticks_of(path) == then or (then == pwsh.PRESENT and ticks_of(path) != pwsh.NOTHING) for path, then in pairs)


def age(*paths):
    for path in paths:
        os.utime(path, ns=(LONG_AGO, LONG_AGO), follow_symlinks=False)


def unchanged(path, racy=False):
    return Input("unchanged", path, os.stat(path).st_mtime_ns, racy=racy)


def watched(given_input):
    return pwsh.watched(given_input, time.time_ns())


@pytest.fixture
def place(tmp_path):
    return os.path.realpath(tmp_path)


@pytest.fixture
def linked(place):
    """link -> between -> target, all old."""
    target, between, link = f"{place}/target", f"{place}/between", f"{place}/link"
    with open(target, "w", encoding="utf-8") as file:
        file.write("x")
    os.symlink("target", between)
    os.symlink(between, link)
    age(target, between, link)
    return link


def test_the_year_one_is_where_dotnet_counts_from():
    assert ticks_of("/") > pwsh.TICKS_OF_1970 > pwsh.NOTHING
    from datetime import UTC, datetime

    for year, ticks in {1970: pwsh.TICKS_OF_1970, 1601: pwsh.NOTHING}.items():
        assert (datetime(year, 1, 1, tzinfo=UTC) - datetime(1, 1, 1, tzinfo=UTC)).days * 86400 * 10**7 == ticks


def test_a_file_has_its_very_time(linked, place):
    pairs = watched(unchanged(f"{place}/target"))
    assert pairs == [(f"{place}/target", ticks_of(f"{place}/target"))]
    assert stands(pairs)
    os.utime(f"{place}/target", ns=(0, LONG_AGO - 100))
    assert not stands(pairs), "an older file was moved into place"
    os.unlink(f"{place}/target")
    assert not stands(pairs)


def test_what_is_absent_has_no_time(place):
    pairs = watched(Input("absent", f"{place}/no/such"))
    assert pairs == [(f"{place}/no/such", pwsh.NOTHING)]
    assert stands(pairs)
    os.makedirs(f"{place}/no/such")
    assert not stands(pairs)


def test_what_is_present_may_change(linked, place):
    pairs = watched(Input("present", f"{place}/target"))
    os.utime(f"{place}/target")
    assert stands(pairs)
    os.unlink(f"{place}/target")
    assert not stands(pairs)


def test_a_racy_input_never_stands(linked):
    assert not stands(watched(unchanged(linked, racy=True)))


@pytest.mark.parametrize("kind", ["present", "unchanged"])
def test_a_link_counts_and_each_that_it_leads_to(linked, place, kind):
    one = unchanged(linked) if kind == "unchanged" else Input("present", linked)
    pairs = watched(one)
    assert [path for path, _ in pairs] == [linked, f"{place}/between", f"{place}/target"]
    assert stands(pairs)
    os.rename(f"{place}/target", f"{place}/elsewhere")
    assert not stands(pairs), "a dangling link is nothing"
    os.rename(f"{place}/elsewhere", f"{place}/target")
    assert stands(pairs)
    os.unlink(f"{place}/between")
    os.symlink("/etc/passwd", f"{place}/between")
    assert not stands(pairs), "it leads somewhere else now"


def test_content_behind_a_link_counts(linked, place):
    pairs = watched(unchanged(linked))
    os.utime(f"{place}/target")
    assert not stands(pairs)


def test_a_link_to_nowhere_is_absent_until_there_is_something(linked, place):
    os.unlink(f"{place}/target")
    pairs = watched(Input("absent", linked))
    assert stands(pairs), "else the helper would run at every prompt"
    with open(f"{place}/target", "w", encoding="utf-8"):
        assert not stands(pairs)


def test_links_in_a_circle_are_absent(place):
    os.symlink("b", f"{place}/a")
    os.symlink("a", f"{place}/b")
    age(f"{place}/a", f"{place}/b")
    assert stands(watched(Input("absent", f"{place}/a")))
    assert not stands(watched(Input("present", f"{place}/a")))


def test_a_young_link_never_stands(linked):
    age_ns = 5_000_000
    now = time.time_ns()
    os.utime(linked, ns=(now, now - age_ns), follow_symlinks=False)
    found = os.lstat(linked).st_mtime_ns
    assert (linked, pwsh.NEVER) in pwsh.watched(Input("present", linked), found + age_ns)
    assert (linked, pwsh.NEVER) not in pwsh.watched(Input("present", linked), found + 20_000_000)


def test_a_link_with_a_time_of_whole_seconds_is_young_for_two(linked):
    os.utime(linked, ns=(LONG_AGO, 1_500_000_000_000_000_000), follow_symlinks=False)
    assert (linked, pwsh.NEVER) in pwsh.watched(Input("present", linked), 1_500_000_001_900_000_000)
    assert (linked, pwsh.NEVER) not in pwsh.watched(Input("present", linked), 1_500_000_002_100_000_000)


def test_links_among_the_directories_that_a_link_leads_through(place):
    """pyenv's and uv's way: bin/python -> ../versions/3.12/python, where 3.12 is a link that an upgrade moves."""
    os.makedirs(f"{place}/versions/3.12.1")
    os.makedirs(f"{place}/versions/3.12.2")
    os.makedirs(f"{place}/bin")
    for version in ("3.12.1", "3.12.2"):
        with open(f"{place}/versions/{version}/python", "w", encoding="utf-8"):
            pass
    os.symlink("3.12.1", f"{place}/versions/3.12")
    os.symlink("../versions/3.12/python", f"{place}/bin/python")
    age(f"{place}/versions/3.12", f"{place}/bin/python")
    pairs = watched(Input("present", f"{place}/bin/python"))
    assert stands(pairs)
    os.unlink(f"{place}/versions/3.12")
    assert not stands(pairs)
    os.symlink("3.12.2", f"{place}/versions/3.12")
    assert not stands(pairs)


def test_a_link_that_is_reached_through_a_linked_directory(linked, place):
    """`..` in what it leads to is the real parent's, not the one that the path seems to have."""
    os.makedirs(f"{place}/real/venv")
    os.makedirs(f"{place}/project")
    with open(f"{place}/real/python", "w", encoding="utf-8"):
        pass
    os.symlink("../python", f"{place}/real/venv/python")
    os.symlink("../real/venv", f"{place}/project/.venv")
    age(f"{place}/real/venv/python", f"{place}/project/.venv")
    pairs = watched(Input("present", f"{place}/project/.venv/python"))
    assert stands(pairs)
    assert pairs[-1][0] == f"{place}/real/python"


def test_the_same_directory_under_two_names(place):
    os.makedirs(f"{place}/data/project")
    os.makedirs(f"{place}/other/project")
    os.symlink("data", f"{place}/way")
    age(f"{place}/way")
    one = Input("same", f"{place}/way/project", target=f"{place}/data/project")
    pairs = watched(one)
    assert stands(pairs)
    os.unlink(f"{place}/way")
    os.symlink("other", f"{place}/way")
    assert not stands(pairs), "a link was retargeted"
    assert not stands(watched(one)), "it no longer is what the plan took it for"


def test_a_plan_holds_values_as_literal_words_and_asks_for_each_input_once(linked, place):
    plan = Plan(
        root=f"{place}/{ODD}",
        state=ACTIVE,
        set=(("VIRTUAL_ENV", f"{place}/.venv"), ("VIRTUAL_ENV_PROMPT", ODD), ("EMPTY", "")),
        unset=("PYTHONHOME",),
        path=(f"{place}/.venv/bin", "/second"),
        message="E\nW",
        needs=(("A", None), ("B", ODD)),
        inputs=(Input("absent", f"{place}/none"), unchanged(linked), Input("absent", f"{place}/none")),
    )
    text = pwsh.stored(plan, "ab12", ["/s/0", "", ""])
    for line in (
        f"$global:__autovenv_plan_root = {pwsh.quote(plan.root)}\n",
        f"__autovenv_set 'VIRTUAL_ENV_PROMPT' {pwsh.quote(ODD)}\n",
        "__autovenv_set 'EMPTY' ''\n",
        "__autovenv_set 'PYTHONHOME' $null\n",
        f"__autovenv_front '/second'\n    __autovenv_front {pwsh.quote(place + '/.venv/bin')}\n",
        f"__autovenv_give_back 'VIRTUAL_ENV_PROMPT' {pwsh.quote(ODD)}\n",
        f"(__autovenv_needs @('U', 'A', '', 'S', 'B', {pwsh.quote(ODD)}))",
    ):
        assert line in text, line
    for path in (f"{place}/none", linked, f"{place}/between", f"{place}/target", "/s/0"):
        assert text.count(f"GetLastWriteTimeUtc({pwsh.quote(path)})") == 1, path
    assert text.endswith("$global:__autovenv_offered += 'ab12'\n"), "a torn file has no plan"


def test_windows_writes_a_prefix_before_what_a_link_leads_to(monkeypatch):
    import ntpath
    from types import SimpleNamespace

    monkeypatch.setattr(pwsh, "os", SimpleNamespace(name="nt", path=ntpath, sep="\\", altsep="/"))
    assert pwsh._parts("\\\\?\\C:\\a\\b") == ("C:\\", ["b", "a", ""])
    assert pwsh._parts("\\\\?\\UNC\\server\\share\\a") == ("\\\\server\\share\\", ["a", ""])
    assert pwsh._parts("..\\a/b") == ("", ["b", "a", ".."])


@given(st.text(alphabet=st.characters(exclude_characters="\0")))
@example(ODD)
def test_statements_hold_values_as_literal_words(value):
    plan = Plan(root="/", state=ACTIVE, set=(("NAME", value),), unset=("GONE",), path=("/one", "/two"))
    lines = pwsh.statements(plan)
    assert lines.startswith("Remove-Item -ErrorAction Ignore Env:GONE\n$env:NAME = ")
    word = lines.removeprefix("Remove-Item -ErrorAction Ignore Env:GONE\n$env:NAME = ").split("\n$env:PATH = ")[0]
    assert literal(word) == value or "\n$env:PATH = " in value
    assert lines.rindex("'/two'") < lines.rindex("'/one'"), "the first one is put in front last"
