"""Two environments, compared."""

from hypothesis import given
from hypothesis import strategies as st

from autovenv.config.difference import difference, path_difference
from autovenv.plan.variables import changed_path

ENTRIES = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=6)


@given(ENTRIES, ENTRIES)
def test_what_was_found_leads_from_one_path_to_the_other(before, after):
    front, back, gone = path_difference(before, after)
    assert changed_path(before, front, back, gone) == after


def test_a_path_that_only_gained_entries_loses_none():
    assert path_difference(["a", "b"], ["x", "a", "b", "y"]) == (("x",), ("y",), ())
    assert path_difference(["a", "b"], ["a", "a", "b"]) == (("a",), (), ())
    assert path_difference(["a", "b"], ["a", "b"]) == ((), (), ())


def test_an_entry_that_is_gone_is_told():
    assert path_difference(["a", "b", "c"], ["a", "c"]) == ((), (), ("b",))


def test_another_order_replaces_all():
    front, back, gone = path_difference(["a", "b"], ["b", "a"])
    assert changed_path(["a", "b"], front, back, gone) == ["b", "a"]


def test_what_belongs_to_the_shell_is_never_handed_on():
    before = {"PWD": "/a", "KEPT": "1", "LOST": "1", "SHLVL": "1"}
    after = {"PWD": "/b", "KEPT": "1", "NEW": "", "PS1": "x", "BASH_FUNC_f%%": "() { :; }", "DIRENV_IN_ENVRC": "1", "IFS": "x"}
    after |= {"SHELL": "/nix/bash", "__fish_x": "1"}
    found = difference(before, after)
    assert found.set == (("NEW", ""),)
    assert found.unset == ("LOST",)
