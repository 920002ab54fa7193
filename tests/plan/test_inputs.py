"""Inputs of a plan: which of them need to be looked at, so that every change is seen."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from autovenv.plan.inputs import EXACTLY, NEWER, NOT_AT_ALL, Input, distinct, holds, is_racy, settled

NAMES = ["/".join(parts) for depth in (1, 2, 3) for parts in itertools.product("ab", repeat=depth)]


def _grow(top, files):
    """Make files (name to time) below top; what lies in the way of one is left where it is."""
    for name, time in files.items():
        path = os.path.join(top, name)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8"):
                pass
            os.utime(path, ns=(time, time))
        except OSError:
            pass


def _seen(path, exactly):
    try:
        found = os.stat(path)
    except OSError:
        return Input("absent", path)
    return Input("unchanged", path, found.st_mtime_ns) if exactly and os.path.isfile(path) else Input("present", path)


FILES = some.dictionaries(some.sampled_from(NAMES), some.integers(1, 2), max_size=5)


@settings(max_examples=300, deadline=None)
@given(FILES, FILES, some.lists(some.tuples(some.sampled_from(NAMES), some.booleans()), max_size=8))
def test_what_is_left_out_hides_no_change(before, after, looks):
    with tempfile.TemporaryDirectory() as top:
        _grow(f"{top}/tree", before)
        inputs = [_seen(f"{top}/tree/{name}", exactly) for name, exactly in looks]
        kept = distinct(inputs)
        assert set(kept) <= set(inputs)
        assert all(map(holds, kept))
        shutil.rmtree(f"{top}/tree", ignore_errors=True)
        _grow(f"{top}/tree", after)
        assert all(map(holds, kept)) == all(map(holds, inputs))


def test_what_lies_in_an_absent_directory_is_not_looked_at():
    directory, other = Input("absent", "/p/.direnv"), Input("absent", "/p/.direnvrc")
    assert distinct([Input("absent", "/p/.direnv/virtualenv/pyvenv.cfg"), directory, other]) == (directory, other)


def test_a_directory_in_which_something_is_looked_at_is_not():
    file, program = Input("unchanged", "/p/.venv/pyvenv.cfg", 1), Input("present", "/p/.venv/bin/python")
    there = [Input("present", path) for path in ("/p", "/p/.venv", "/p/.venv/pyvenv.cfg")]
    assert distinct([*there, file, program]) == (file, program)
    other = Input("present", "/p/.ven")
    assert distinct([other, file]) == (other, file)


def test_of_two_readings_the_racy_one_counts():
    assert distinct([Input("unchanged", "/x", 1), Input("unchanged", "/x", 1, racy=True)]) == (Input("unchanged", "/x", 1, racy=True),)


SECOND = 1_000_000_000


@pytest.mark.parametrize("ahead", [0, 1, 3600 * SECOND, 10**6 * SECOND])
def test_a_file_has_settled_when_this_machine_has_seen_it_for_longer_than_a_tick(ahead):
    """By this machine's clock; what the file's own says is no matter."""
    now = 1_700_000_000 * SECOND + 1
    young = Input("unchanged", "/p/x", now + ahead, racy=is_racy(now + ahead, now))
    assert young.racy
    for since, racy in ((now, True), (now - SECOND, True), (now - 3 * SECOND, False), (now + 3 * SECOND, True)):
        assert [one.racy for one in settled([young], {("/p/x", now + ahead): since}, now)] == [racy]
    assert [one.racy for one in settled([young], {("/p/x", 7): 0, ("/p/y", now + ahead): 0}, now)] == [True], "another time, another file"


def test_of_two_readings_the_one_that_a_prompt_asks_for_more_closely_counts():
    def at(prompt, *, racy=False):
        return Input("unchanged", "/x", 1, racy=racy, at_prompt=prompt)

    assert distinct([at(NEWER), at(EXACTLY), at(NOT_AT_ALL)]) == (at(EXACTLY),)
    assert distinct([at(NOT_AT_ALL), at(NEWER)]) == (at(NEWER),)
    assert distinct([at(NEWER, racy=True), at(EXACTLY)]) == (at(NEWER, racy=True), at(EXACTLY)), "what may have changed again is not lost"
