"""PATH_add and its kin: what direnv can't be asked about. (test_forms_like_direnv has the rest.)"""

import pytest

from autovenv.base.errors import EvaluationError
from autovenv.config.result import BashNeededError


def test_directories_come_to_stand_in_the_order_in_which_they_are_written(stage):
    assert stage.evaluate("PATH_add a b; PATH_add c").front == tuple(f"{stage.root}/{name}" for name in "cab")


def test_an_entry_that_is_removed_is_told_one_by_one(stage):
    found = stage.evaluate("PATH_rm /usr/local/bin /usr/bin")
    assert (found.front, found.gone) == ((), ("/usr/local/bin", "/usr/bin"))


def test_a_path_that_only_gained_entries_does_not_depend_on_what_it_was(stage):
    assert "PATH" not in dict(stage.evaluate("PATH_add bin; path_add PATH other").needs)


def test_the_systems_manual_pages_stay_behind_those_of_the_project(stage):
    """direnv runs `man -w`; an empty entry means the same."""
    assert stage.after("MANPATH_add man") == {"MANPATH": f"{stage.root}/man:"}
    assert stage.after("MANPATH_add a; MANPATH_add b") == {"MANPATH": f"{stage.root}/b:{stage.root}/a:"}


def test_a_prefix_comes_with_all_that_is_installed_below_it(stage):
    here = f"{stage.root}/opt"
    assert stage.after("load_prefix opt") == {
        "CPATH": f"{here}/include",
        "LD_LIBRARY_PATH": f"{here}/lib",
        "LIBRARY_PATH": f"{here}/lib",
        "MANPATH": f"{here}/share/man:{here}/man:",
        "PATH": f"{here}/bin:{stage.outside['PATH']}",
        "PKG_CONFIG_PATH": f"{here}/lib/pkgconfig",
    }


def test_a_list_from_outside_that_is_added_to_is_a_need(stage):
    stage.outside["PYTHONPATH"] = "/x"
    assert dict(stage.evaluate("path_add PYTHONPATH src").needs)["PYTHONPATH"] == "/x"


@pytest.mark.parametrize("pattern", ["/usr/*", "/?in", "/[ab]in", "@(/usr/bin|/bin)", "/a|/b", r"\*"])
def test_a_pattern_needs_bash(stage, pattern):
    with pytest.raises(BashNeededError, match=r"\.envrc:1: the pattern .* needs bash"):
        stage.evaluate(f"PATH_rm '{pattern}'")


@pytest.mark.parametrize("text", ["path_add", "path_rm", "path_add 1x a", "path_rm a=b c"])
def test_a_list_without_a_proper_name_is_an_error(stage, text):
    with pytest.raises(EvaluationError, match=r"\.envrc:1: .* needs a variable name"):
        stage.evaluate(text)
