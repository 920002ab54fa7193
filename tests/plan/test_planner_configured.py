"""What configuration files add to a project's plan, and when they add nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenv.base.value import replace
from autovenv.plan.facts import Configured
from autovenv.plan.plan import ACTIVE, BLOCKED, FAILED, MISSING, PENDING
from autovenv.plan.planner import plan
from tests.plan.test_planner import BARE, ENVIRONMENT, FACTS, FOREIGN, OWNED, PINNED

VARIABLES = Configured(files=(".envrc",), python=False, set=(("COLOUR", "red"),), unset=("EDITOR",), front=("/home/u/shop/bin",))
WITHHELD = Configured(files=(".envrc",), python=False, withheld=".envrc")


TOOL = replace(BARE, tool="uv", tool_mark="uv.lock", packages=34, boundary=True)


def decide(facts, configured, **changes):
    return plan(replace(facts, configured=configured, **changes))


def test_variables_without_an_environment():
    decided = decide(BARE, VARIABLES)
    assert decided.state == ACTIVE
    assert (decided.set, decided.unset, decided.path) == ((("COLOUR", "red"),), ("EDITOR",), ("/home/u/shop/bin",))
    assert not decided.transparent, "a directory with variables of its own is where the walk ends"


def test_variables_beside_an_environment():
    decided = decide(OWNED, VARIABLES)
    assert dict(decided.set) == {"VIRTUAL_ENV": ENVIRONMENT, "VIRTUAL_ENV_PROMPT": "shop", "COLOUR": "red"}
    assert decided.unset == ("PYTHONHOME", "EDITOR")
    assert decided.path == ("/home/u/shop/bin", f"{ENVIRONMENT}/bin")


def test_a_layout_s_environment_stands_where_its_line_does():
    decided = decide(OWNED, replace(VARIABLES, front=("/above", "/below"), ahead=1, layout=".envrc:2"))
    assert decided.path == ("/above", f"{ENVIRONMENT}/bin", "/below")


def test_what_a_file_sets_wins():
    decided = decide(OWNED, replace(VARIABLES, set=(("PYTHONHOME", "/p"), ("VIRTUAL_ENV_PROMPT", "mine")), unset=()))
    assert dict(decided.set)["VIRTUAL_ENV_PROMPT"] == "mine"
    assert decided.unset == (), "a variable is set or unset, not both"


def test_the_rest_of_path_and_what_it_was_computed_from():
    decided = decide(BARE, replace(VARIABLES, back=("/last",), gone=("/old",), needs=(("WHO", None),)))
    assert (decided.path_back, decided.path_gone, decided.needs) == (("/last",), ("/old",), (("WHO", None),))


def test_a_withheld_file_is_as_if_it_were_not_there():
    decided = decide(OWNED, replace(WITHHELD, python=True, set=VARIABLES.set))
    assert decided.state == ACTIVE
    assert "COLOUR" not in dict(decided.set)
    assert decided.withheld == (".envrc",)
    assert decided.message == "autovenv: shop wants .envrc: `autovenv allow` to use it, `autovenv why` for more"


def test_a_withheld_file_alone_lets_the_project_above_through():
    decided = decide(BARE, WITHHELD)
    assert (decided.state, decided.transparent) == (BLOCKED, True)


def test_a_withheld_file_beside_marks_of_a_project_does_not():
    decided = decide(BARE, replace(WITHHELD, python=True))
    assert (decided.state, decided.transparent) == (BLOCKED, False)


def test_a_change_is_told_from_news():
    """By the name of the project whose file it is: a shell below it may stand beside another .envrc."""
    for withheld, named in ((".envrc", "shop/.envrc"), ("/home/u/.envrc", "/home/u/.envrc")):
        decided = decide(BARE, replace(WITHHELD, withheld=withheld, changed=True))
        assert decided.message.startswith(f"autovenv: {named} changed since you approved it: `autovenv allow`")


def test_an_error_in_a_file_is_the_whole_plan():
    decided = decide(OWNED, replace(VARIABLES, error="/home/u/shop/.envrc:3: no"))
    assert (decided.state, decided.set, decided.message) == (FAILED, (), "autovenv: /home/u/shop/.envrc:3: no")


@pytest.mark.parametrize("python", [True, False])
def test_denied_says_nothing(python):
    decided = decide(BARE, replace(WITHHELD, python=python), consent="deny")
    assert (decided.state, decided.message, decided.transparent) == (BLOCKED, "", not python)


def test_an_environment_that_waits_for_consent_takes_no_variables_away():
    decided = decide(FOREIGN, VARIABLES)
    assert (decided.state, decided.set, decided.withheld) == (ACTIVE, (("COLOUR", "red"),), (ENVIRONMENT,))
    assert "`autovenv allow`" in decided.message


def test_a_missing_python_takes_all():
    decided = decide(PINNED, VARIABLES, interpreter="")
    assert (decided.state, decided.set) == (MISSING, ())


def test_consent_to_variables_is_no_wish_for_an_environment():
    assert decide(BARE, VARIABLES, consent="allow", interpreter="/p", interpreter_version="3.13.0").state == ACTIVE
    assert decide(BARE, replace(VARIABLES, layout=".envrc:2", makes=True), interpreter="/p", interpreter_version="3.13.0").state == PENDING


def test_conda_s_own_variables_stand_for_the_virtual_environment_s():
    decided = plan(replace(OWNED, activation=(("CONDA_PREFIX", "/c"),), entries=("/c/bin", "/c/condabin")))
    assert (decided.set, decided.path) == ((("CONDA_PREFIX", "/c"),), ("/c/bin", "/c/condabin"))


@given(FACTS, st.sampled_from([VARIABLES, replace(VARIABLES, python=True)]), st.sampled_from(["withheld", "error", "deny"]))
def test_nothing_of_a_file_takes_effect_without_consent(facts, configured, why):
    changes = {"consent": "deny"} if why == "deny" else {"configured": replace(configured, **{why: ".envrc"})}
    decided = plan(replace(facts, **{"configured": configured, **changes}))
    assert "COLOUR" not in dict(decided.set)
    assert "EDITOR" not in decided.unset
    assert "/home/u/shop/bin" not in decided.path


def test_a_file_about_the_environment_alone_leaves_the_project_as_it_is():
    about = Configured(files=("autovenv.toml",), about_environment=True)
    for facts in (replace(TOOL, consent="allow", interpreter="/usr/bin/python3"), TOOL, OWNED, PINNED):
        with_it, without = decide(facts, about), plan(facts)
        assert (with_it.state, with_it.message, with_it.make) == (without.state, without.message, without.make)
        assert (with_it.set, with_it.transparent) == (without.set, without.transparent)
        assert any("it is about the environment alone" in one.text for one in with_it.reasons) or with_it.state == PENDING


def test_a_command_of_the_project_s_own_is_told_as_long_as_nothing_is_installed():
    decided = plan(replace(OWNED, consent="allow", packages=2, packages_from="autovenv.toml", packages_by="`make deps`"))
    assert decided.message == "autovenv: nothing is installed: `autovenv sync` runs `make deps`"


def test_a_project_that_is_not_set_up_and_brings_a_file_says_both():
    decided = decide(TOOL, replace(WITHHELD, python=True))
    assert decided.state == BLOCKED
    assert decided.message.startswith("autovenv: shop wants .envrc and is a uv project (34 packages): `autovenv allow` to use it")


def test_consent_to_files_alone_makes_no_environment_until_its_user_asks():
    decided = decide(TOOL, replace(VARIABLES, python=True), consent="allow", interpreter="/p", interpreter_version="3.13.0")
    assert (decided.state, dict(decided.set)) == (ACTIVE, {"COLOUR": "red"})
    assert decided.message == ""
    assert any("`autovenv sync` sets it up" in reason.text for reason in decided.reasons)
    asked = decide(TOOL, replace(VARIABLES, python=True), consent="allow", interpreter="/p", interpreter_version="3.13.0", set_up=True)
    assert asked.state == PENDING


def test_variables_that_decided_where_the_environment_is_are_needed():
    decided = decide(TOOL, replace(VARIABLES, needs=(("WHO", "me"),)), needs=(("UV_PROJECT_ENVIRONMENT", None), ("WHO", "you")))
    assert decided.needs == (("WHO", "me"), ("UV_PROJECT_ENVIRONMENT", None))
