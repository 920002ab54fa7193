"""Simple specifiers, judged without packaging, are judged as packaging judges them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from autovenv.project.simple_specifiers import parse
from autovenv.project.specifiers import satisfies

NUMBERS = st.integers(0, 20)
VERSIONS = st.lists(NUMBERS, min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
CLAUSES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["~=", "==", "!=", "<=", ">=", "<", ">", "===", ""]),
    st.sampled_from(["", " "]),
    VERSIONS,
    st.sampled_from(["", "", ".*"]),
)


@given(st.lists(CLAUSES, min_size=1, max_size=3).map(",".join), st.lists(NUMBERS, min_size=1, max_size=3))
def test_they_agree(specifier, release):
    ranges = parse(specifier)
    try:
        known = SpecifierSet(specifier)
    except InvalidSpecifier:
        assert ranges is None, "what is no specifier is left to packaging, which says so"
        return
    if ranges is not None:
        assert ranges.holds(tuple(release)) == known.contains(".".join(map(str, release)), prereleases=True)


@pytest.mark.parametrize("odd", ["", ">=3.12rc1", ">=3.12,<4,!=3.13.0a1", "===3.12", ">=3.12.post1", ">=1!3.12", "~=3", "3.12", ">=3.*"])
def test_what_is_odd_is_left_to_packaging(odd):
    assert parse(odd) is None


def test_a_pre_release_is_placed_by_packaging():
    assert satisfies(">=3.13", (3, 14, 0), "rc1")
    assert not satisfies(">=3.14", (3, 14, 0), "rc1")
