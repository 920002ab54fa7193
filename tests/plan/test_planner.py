"""Every decision, from facts alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenv.base.value import replace
from autovenv.plan.facts import Facts
from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, BLOCKED, FAILED, MISSING, NOTHING, PENDING, Make, Reason
from autovenv.plan.planner import plan

ENVIRONMENT = "/home/u/shop/.venv"
BARE = Facts(root="/home/u/shop", name="shop", environment=ENVIRONMENT, executables=f"{ENVIRONMENT}/bin")
PINNED = replace(
    BARE,
    pin="3.12",
    pin_kind="version",
    pin_where=".python-version:1",
    interpreter="/usr/bin/python3.12",
    interpreter_version="3.12.1",
)
OWNED = replace(PINNED, state="healthy", version="3.12.1", owned=True)
FOREIGN = replace(OWNED, owned=False)
TOOL = replace(BARE, tool="uv", tool_mark="uv.lock", boundary=True)
BROKEN = replace(PINNED, state="broken", fault="its interpreter is gone")


def facts(base, **changes):
    return replace(base, **changes)


TABLE = {
    # What is there, what is made of it, and the words that the user must read: message, last reason.
    "no project": (Facts(root="", name="", environment="", executables=""), NOTHING, "", None),
    "a bare directory with a marker": (BARE, NOTHING, "", "`autovenv allow` makes one"),
    "pinned": (PINNED, PENDING, "", "there is no environment yet"),
    "allowed without a pin": (facts(BARE, consent="allow", interpreter="/p", interpreter_version="3.13.0"), PENDING, "", "one is made from /p"),
    "pinned with auto_create off": (facts(PINNED, auto_create=False), NOTHING, "", "auto_create is off"),
    "allowed with auto_create off": (facts(PINNED, auto_create=False, consent="allow"), PENDING, "", "no environment yet"),
    "pinned where nothing is made": (facts(PINNED, reading_only="it is your home"), NOTHING, "", "it is your home"),
    "allowed where nothing is made": (facts(PINNED, consent="allow", reading_only="it is your home"), NOTHING, "", "it is your home"),
    "its Python is missing": (facts(PINNED, interpreter=""), MISSING, "shop wants python 3.12 (.python-version:1), which is not installed", ""),
    "the nearest is named": (facts(PINNED, interpreter="", nearest="3.11.7"), MISSING, "nearest is 3.11.7", ""),
    "the command is named": (facts(PINNED, interpreter="", hint="uv python install 3.12"), MISSING, "`uv python install 3.12` gets it", ""),
    "no Python at all": (facts(BARE, consent="allow"), MISSING, "shop wants a Python, which is not installed", ""),
    "of a range": (facts(BARE, consent="allow", requires=">=3.99 (p:4)"), MISSING, "shop wants python >=3.99 (p:4), which is not", ""),
    "of a pin and a range": (facts(PINNED, interpreter="", requires=">=3.99 (p:4)"), MISSING, "python 3.12 (.python-version:1) and >=3.99 (p:4),", ""),
    "active": (OWNED, ACTIVE, "", "autovenv made it"),
    "approved": (facts(FOREIGN, approved=True), ACTIVE, "", "you approved it"),
    "another patch": (facts(OWNED, answers="patch", pin="3.12.4"), ACTIVE, "wants 3.12.4, the environment has 3.12.1; it is used", ""),
    "a warning about the pin": (facts(OWNED, warning="no such environment"), ACTIVE, "autovenv: no such environment", ""),
    "foreign": (FOREIGN, BLOCKED, "autovenv did not make: `autovenv allow`", "needs your consent"),
    "committed": (facts(FOREIGN, tracked=True), BLOCKED, "that its repository brings", "needs your consent"),
    "elsewhere": (facts(FOREIGN, elsewhere=True), BLOCKED, f"names the environment {ENVIRONMENT}", "needs your consent"),
    "denied": (facts(OWNED, consent="deny"), BLOCKED, "", "denied; `autovenv allow` or `autovenv revoke`"),
    "denied with a broken pin": (facts(PINNED, consent="deny", pin_error="nonsense"), BLOCKED, "", "denied"),
    "owned, of another version": (facts(OWNED, answers="no"), PENDING, "", "the environment has python 3.12.1"),
    "foreign, of another version": (facts(FOREIGN, answers="no"), MISSING, "recreate it yourself, or pin 3.12.1", ""),
    "approved, of another version": (facts(FOREIGN, approved=True, answers="no"), MISSING, "recreate it yourself, or pin 3.12.1", ""),
    "of another version than a variable says": (
        facts(OWNED, answers="no", pin_variable=True, pin_where="PYENV_VERSION"),
        MISSING,
        "unset PYENV_VERSION, or pin that version",
        "",
    ),
    "owned, of another version, its Python missing": (facts(OWNED, answers="no", interpreter=""), MISSING, "is not installed", ""),
    "owned, of another version, where nothing is made": (facts(OWNED, answers="no", reading_only="no"), NOTHING, "", "none is made here: no"),
    "broken, owned": (facts(BROKEN, owned=True), PENDING, "", "broken: its interpreter is gone"),
    "broken, copied here": (facts(BROKEN, derived=True), PENDING, "", "broken: its interpreter is gone"),
    "broken, perhaps copied here": (facts(BROKEN, copied=True), BLOCKED, "an environment of another place, its interpreter is gone", "needs your consent"),
    "broken, perhaps copied here, approved": (facts(BROKEN, copied=True, approved=True), PENDING, "", "broken: its interpreter is gone"),
    "broken, foreign": (BROKEN, FAILED, "is broken: its interpreter is gone; autovenv did not make it", ""),
    "broken, foreign, its interpreter gone": (facts(BROKEN, kind_of_fault="interpreter"), FAILED, "if another machine uses it, AUTOVENV_VENV_PATH=", ""),
    "of another machine": (facts(BROKEN, owned=True, kind_of_fault="machine", fault="it was made on Windows"), FAILED, "left as it is, it was made on Windows", ""),
    "pinned where everybody may write": (facts(PINNED, exposed="lies where everybody may write", cure="chmod o-w /p"), BLOCKED, "`autovenv allow` to use it all the same, or `chmod o-w /p`", "needs your consent"),
    "owned where everybody may write": (facts(OWNED, exposed="lies where everybody may write"), BLOCKED, "shop lies where everybody may write: `autovenv allow`", "needs your consent"),
    "allowed where everybody may write": (facts(OWNED, exposed="lies where everybody may write", consent="allow"), ACTIVE, "", "autovenv made it"),
    "trusted where everybody may write": (facts(PINNED, exposed="lies where everybody may write", trusted=True), PENDING, "", "no environment yet"),
    "where no program runs": (facts(PINNED, noexec=True), FAILED, "is mounted noexec, where no program runs", ""),
    "not set up": (facts(TOOL, range=">=3.11", packages=34), BLOCKED, "shop is a uv project (python >=3.11, 34 packages): `autovenv allow` sets it up", "without"),
    "not set up, one package": (facts(TOOL, tool="pip", tool_mark="setup.py", packages=1), BLOCKED, "shop is a Python project (1 package): `autovenv allow`", ""),
    "not set up, nothing to count": (facts(TOOL, tool="pip", tool_mark="setup.py"), BLOCKED, "shop is a Python project (setup.py): `autovenv allow`", ""),
    "a pin that a variable is": (facts(TOOL, pin="3.12", pin_variable=True), BLOCKED, "uv project (python 3.12): `autovenv allow`", ""),
    "a pin above, and a lock": (facts(PINNED, tool="uv", boundary=True), PENDING, "", "no environment yet"),
    "not set up, by its own tool alone": (facts(PINNED, tool="hatch", command=("hatch", "env", "create")), BLOCKED, "shop is a hatch project (python 3.12): `autovenv allow`", ""),
    "allowed, by its own tool alone": (facts(PINNED, tool="hatch", command=("hatch", "env", "create"), consent="allow"), NOTHING, "`autovenv sync` sets it up", "without"),
    "its own tool alone lacks a lock": (facts(TOOL, tool="pixi", command=("pixi", "install"), packages_lack="there is no pixi.lock: `pixi lock`"), BLOCKED, "shop is a pixi project: there is no pixi.lock: `pixi lock`", "`pixi lock`"),
    "allowed, its own tool alone lacks a lock": (facts(TOOL, tool="pixi", command=("pixi", "install"), packages_lack="there is no pixi.lock: `pixi lock`", consent="allow"), NOTHING, "shop is a pixi project: there is no pixi.lock: `pixi lock`", "`pixi lock`"),
    "a lock is lacking, and autovenv makes it": (facts(TOOL, tool="pipenv", packages_lack="Pipfile is not locked"), BLOCKED, "shop is a pipenv project: `autovenv allow` sets it up", "without"),
    "all are made": (facts(TOOL, create_all=True, interpreter="/p", interpreter_version="3.13.0"), PENDING, "", "no environment yet"),
    "its user asked for it": (facts(TOOL, set_up=True, interpreter="/p", interpreter_version="3.13.0"), PENDING, "", "no environment yet"),
    "the tool has none": (facts(TOOL, unplaced="poetry makes no environment here"), NOTHING, "", "poetry makes no"),
    "nothing is installed": (facts(OWNED, tool="uv", packages=34, packages_from="uv.lock"), ACTIVE, "34 packages in uv.lock are not installed: `autovenv allow` installs", ""),
    "allowed, nothing is installed": (facts(OWNED, consent="allow", packages=1, packages_from="uv.lock"), ACTIVE, "1 package in uv.lock is not installed: `autovenv sync`", ""),
    "a lock changed": (facts(OWNED, consent="allow", drift="uv.lock changed"), ACTIVE, "", "autovenv made it"),
    "a lock changed, a job installs it": (facts(OWNED, consent="allow", packages=9, packages_from="uv.lock", drift="x"), ACTIVE, "", "autovenv made it"),
    "a lock changed, and jobs are off": (facts(OWNED, drift="uv.lock changed", auto_sync=False), ACTIVE, "autovenv: uv.lock changed: `autovenv sync` installs it", ""),
    "the tool has none, and a Python is pinned": (
        facts(TOOL, unplaced="poetry.toml:1: broken TOML", pin="3.12"),
        NOTHING,
        "has no environment: poetry.toml:1: broken",
        "poetry.toml:1",
    ),
    "a file leads elsewhere": (facts(PINNED, tool="poetry", led=True), BLOCKED, "outside, as /home/u/shop/.venv: `autovenv allow`", "consent"),
    "a file leads elsewhere, allowed": (facts(PINNED, tool="poetry", led=True, consent="allow"), PENDING, "", "no environment yet"),
    "a file leads elsewhere, trusted": (facts(PINNED, tool="poetry", led=True, trusted=True), PENDING, "", "no environment yet"),
    "a file leads elsewhere, no Python": (
        facts(PINNED, tool="poetry", led=True, interpreter="", pattern="/v/x-py{version}"),
        BLOCKED,
        "outside, as /v/x-py{version}",
        "consent",
    ),
    "a tool keeps it outside": (facts(FOREIGN, outside=True, approved=True), ACTIVE, "", "it is outside the project"),
    "a pin that can't be read": (facts(OWNED, pin_error=".python-version:1: no version"), FAILED, "autovenv: .python-version:1", ""),
    "the system's Python": (facts(OWNED, pin_kind="system"), NOTHING, "", "asks for the system's Python"),
    "a program is pinned": (facts(PINNED, pin_kind="path", pin="./evil"), BLOCKED, "names a program, ./evil: `autovenv allow`", "consent"),
    "a trusted program is pinned": (facts(PINNED, pin_kind="path", trusted=True), PENDING, "", ""),
    "a colon in its name": (facts(OWNED, executables="/a:b/.venv/bin"), FAILED, "PATH can't carry", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLE)
def test_decisions(case):
    given_facts, state, message, reason = TABLE[case]
    decided = plan(given_facts)
    assert decided.state == state
    assert message in decided.message
    assert bool(message) == bool(decided.message), "what is no news is not said"
    if reason is None:
        assert decided.reasons == ()
    else:
        assert reason in decided.reasons[-1].text


def test_an_active_environment_is_all_that_activate_sets():
    decided = plan(OWNED)
    assert decided.set == (("VIRTUAL_ENV", ENVIRONMENT), ("VIRTUAL_ENV_PROMPT", "shop"))
    assert decided.unset == ("PYTHONHOME",)
    assert decided.path == (f"{ENVIRONMENT}/bin",)


@pytest.mark.parametrize(
    ("changes", "retire"),
    [
        ({}, ""),
        ({"state": "broken", "owned": True}, "mend"),
        ({"state": "broken", "derived": True}, "mend"),
        ({"state": "healthy", "owned": True, "answers": "no", "version": "3.11.7"}, "park"),
    ],
)
def test_what_is_to_be_made_and_what_happens_to_the_old_one(changes, retire):
    assert plan(facts(PINNED, **changes)).make == Make(ENVIRONMENT, "/usr/bin/python3.12", "3.12.1", "shop", retire)


@pytest.mark.parametrize("name", ["a bare directory with a marker", "pinned with auto_create off", "pinned where nothing is made"])
def test_what_asks_for_nothing_lets_the_project_above_through(name):
    assert plan(TABLE[name][0]).transparent


@pytest.mark.parametrize(
    "name", ["the system's Python", "denied", "foreign", "its Python is missing", "broken, foreign", "pinned", "active"]
)
def test_what_asks_for_something_does_not(name):
    assert not plan(TABLE[name][0]).transparent


def test_a_plan_knows_what_it_was_computed_from():
    inputs = (Input("absent", "/home/u/shop/.venv"), Input("unchanged", "/home/u/shop/.python-version", 1))
    reasons = (Reason("project", "the nearest", "/home/u/shop"),)
    for name, (given_facts, *_) in TABLE.items():
        decided = plan(facts(given_facts, inputs=inputs, reasons=reasons))
        if given_facts.root:
            assert decided.inputs == inputs, name
            assert decided.reasons[0] == reasons[0], name


# --- Whatever the facts are --------------------------------------------------

TEXT = st.text(st.characters(exclude_characters="\0"), max_size=12)
FACTS = st.builds(
    Facts,
    root=st.sampled_from(["/home/u/shop", "/", ""]),
    name=TEXT,
    environment=TEXT,
    executables=TEXT,
    state=st.sampled_from(["absent", "healthy", "broken"]),
    fault=TEXT,
    version=TEXT,
    **{name: st.booleans() for name in ("owned", "derived", "tracked", "elsewhere", "trusted", "approved", "pin_variable", "auto_create")},
    consent=st.sampled_from(["none", "allow", "deny"]),
    pin=st.just("") | TEXT,
    pin_kind=st.sampled_from(["", "version", "specifier", "system", "path", "environment", "directory"]),
    pin_where=TEXT,
    warning=st.just("") | TEXT,
    pin_error=st.just("") | TEXT,
    answers=st.sampled_from(["yes", "patch", "no"]),
    interpreter=st.just("") | TEXT,
    interpreter_version=TEXT,
    requires=st.just("") | TEXT,
    nearest=st.just("") | TEXT,
    hint=st.just("") | TEXT,
    reading_only=st.just("") | TEXT,
    separator=st.sampled_from([":", ";"]),
)


@given(FACTS)
def test_whatever_the_facts_are(given_facts):
    decided = plan(given_facts)
    assert decided == plan(given_facts)
    assert decided.state in {ACTIVE, BLOCKED, MISSING, PENDING, FAILED, NOTHING}
    assert (decided.make is not None) == (decided.state == PENDING)
    takes_effect = bool(decided.set or decided.path or decided.unset)
    assert takes_effect == (decided.state == ACTIVE)
    assert not decided.message or decided.message.isprintable(), "one line, and nothing that moves a cursor"
    assert decided.message == "" or decided.message.startswith("autovenv: ")
    assert decided.state not in {MISSING, FAILED} or decided.message, "a failure is never silent"
    if decided.root:
        assert decided.reasons[-1].topic == "decision", "every state has its reason"


@given(FACTS)
def test_nothing_takes_effect_without_consent(given_facts):
    decided = plan(given_facts)
    if given_facts.consent == "deny":
        assert decided.state in ({BLOCKED, FAILED} if given_facts.root else {NOTHING})
    if decided.state == ACTIVE:
        assert given_facts.owned or given_facts.approved
        assert given_facts.state == "healthy"
        assert given_facts.answers != "no", "a wrong environment is worse than none"
    if decided.state == PENDING and decided.make.retire:
        assert given_facts.owned or given_facts.derived, "what autovenv did not make is never taken away"
    if decided.state == PENDING:
        assert given_facts.pin_kind != "path" or given_facts.trusted, "a program that a project names is never run unasked"
