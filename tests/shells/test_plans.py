"""What a plan may ask of a shell besides an environment: variables alone, entries at both ends of PATH, entries that go."""

from __future__ import annotations

import os
import shutil
import subprocess
import time

import pytest

from autovenv.base.paths import state_directory
from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, BLOCKED, Plan
from autovenv.plan.store import RENDERERS, publish
from tests.shells import dialects

HOMES = ("plain", "odd")


@pytest.fixture
def store(stage):
    """Store a plan for a directory below home, which gets a mark."""

    def store(name, *, state=ACTIVE, **what):
        root = stage.project(name)
        mark = f"{root}/.envrc"
        with open(mark, "a", encoding="utf-8"):
            pass
        for shell in RENDERERS:  # for a child of any kind, too
            publish(Plan(root, state, inputs=(Input("present", mark),), **what), shell, state_directory(os.environ), time.time_ns())
        return root

    return store


def test_variables_alone(stage, store):
    store("proj", set=(("COLOUR", "red"), ("EMPTY", ""), ("KEPT", "new")), unset=("GONE",))
    stage.open(extra={"KEPT": "old", "GONE": "", "COLOUR": ""})
    stage.play(
        """
        > cd proj
        > show COLOUR
        red
        > show GONE
        unset
        > [[assign KEPT mine]]
        > cd ..
        > show COLOUR

        > show EMPTY
        unset
        > show GONE

        > show KEPT
        mine
        > show AUTOVENV_UNDO
        unset
        > show PATH
        {path}
        """,
        path=stage.environ["PATH"],
    )


def test_variables_alone_go_with_an_environment_activated_by_hand(stage, store):
    store("proj", set=(("COLOUR", "red"),))
    store("proj/other", set=(("COLOUR", "blue"),))
    stage.open(extra={"VIRTUAL_ENV": "/opt/mine", "VIRTUAL_ENV_PROMPT": "mine"})
    stage.play(
        """
        > cd proj
        > show COLOUR
        red
        > cd other
        > show COLOUR
        blue
        > cd {home}
        > show COLOUR
        unset
        > show VIRTUAL_ENV
        /opt/mine
        """
    )
    assert stage.terminal.prefix == "", "their name is their own business"


def test_both_ends_of_path_and_what_is_taken_from_it(stage, store):
    first, *rest = stage.environ["PATH"].split(":")
    store("proj", path=("/front/one", "/front two"), path_back=("/back/one", "/back two"), path_gone=(rest[0], rest[1], "/never/there"))
    stage.open()
    stage.play(
        """
        > cd proj
        > show PATH
        /front/one:/front two:{kept}:/back/one:/back two
        > cd ..
        > show PATH
        {path}
        """,
        kept=":".join([first, *rest[2:]]),
        path=stage.environ["PATH"],
    )


def test_what_the_user_does_to_path_meanwhile_stays(stage, store):
    first, *rest = stage.environ["PATH"].split(":")
    store("proj", path=("/front",), path_back=("/back",), path_gone=(rest[0], rest[1], rest[-1]))
    stage.open()
    stage.play(
        """
        > cd proj
        > [[prepend /mine/first]]
        > [[append /mine/last]]
        > cd ..
        > show PATH
        /mine/first:{most}:/mine/last:{last}
        """,
        most=":".join([first, *rest[:-1]]),
        last=rest[-1],
    )


def test_a_path_that_was_replaced_as_a_whole(stage, store):
    before = stage.environ["PATH"].split(":")
    after = list(reversed(before))
    store("proj", path=tuple(after), path_gone=tuple(before))
    stage.open()
    stage.play(
        """
        > cd proj
        > show PATH
        {after}
        > [[append /mine/last]]
        > cd ..
        > show PATH
        /mine/last:{path}
        """,
        after=":".join(after),
        path=stage.environ["PATH"],
    )


@pytest.mark.parametrize("inner", ["bash", "zsh", "fish", "pwsh"])
def test_a_child_takes_all_of_it_back(stage, store, inner):
    child = dialects.find(inner)
    if child is None:
        pytest.skip(f"no {inner} on PATH")
    _, *rest = stage.environ["PATH"].split(":")
    store("proj", path=("/front",), path_back=("/back one",), path_gone=(rest[0], rest[1]), set=(("COLOUR", "red"), ("LD_AUDIT_X", "kept")))
    stage.open()
    stage.terminal.type("cd proj")
    child.write_rc(stage.home, stage.environ, before=child.prepend.format(value=child.quote(rest[0])))
    stage.terminal.type(" ".join(child.command(stage.home)))
    stage.dialect = child
    stage.play(
        """
        > show PATH
        /front:{kept}:/back one
        > show COLOUR
        red
        > cd {home}
        > show PATH
        {path}
        > show COLOUR
        unset
        > show LD_AUDIT_X
        kept
        """,
        kept=":".join([stage.environ["PATH"].split(":")[0], *rest[2:]]),
        path=stage.environ["PATH"],
    )


def test_a_project_without_entries_is_taken_over_by_a_child(stage, store):
    store("proj", set=(("COLOUR", "red"),))
    stage.open()
    stage.terminal.type("cd proj")
    stage.dialect.write_rc(stage.home, stage.environ)
    stage.terminal.type(" ".join(stage.dialect.command(stage.home)))
    stage.play(
        """
        > show COLOUR
        red
        > cd {home}
        > show COLOUR
        unset
        > show PATH
        {path}
        """,
        path=stage.environ["PATH"],
    )


def test_a_blocked_directory_says_so_once_and_leaves_what_is_active_around_it(stage, store):
    store("proj", set=(("COLOUR", "red"),), message="autovenv: around")
    below = store("proj/below", state=BLOCKED, transparent=True, message="autovenv: below wants your consent")
    stage.open()
    stage.play(
        """
        > cd {below}
        autovenv: below wants your consent
        autovenv: around
        > show COLOUR
        red
        > cd ..
        > show COLOUR
        red
        > cd below
        """,
        below=stage.quote(below),
    )


def test_a_plan_is_taken_only_where_what_it_was_computed_from_is_the_same(stage, store):
    """The stored plan needs FLAVOUR=sweet and that NONE is not set: any other shell asks the helper, which finds an empty .envrc."""
    store("proj", set=(("COLOUR", "red"), ("FLAVOUR", "changed")), needs=(("FLAVOUR", "sweet\n"), ("NONE", None)))
    stage.open(extra={"FLAVOUR": "sweet\n"})
    stage.play(
        """
        > cd proj
        > show COLOUR
        red
        > cd ..
        > cd proj
        > show COLOUR
        red
        >
        > show FLAVOUR
        changed
        > cd ..
        """
    )
    stage.terminal.type(stage.dialect.assign.format(name="NONE", value=stage.quote("x")))
    stage.terminal.type("cd proj")
    assert stage.terminal.type("show COLOUR") == ["unset"]


def test_path_is_compared_as_it_is_outside(stage, store):
    store("one", path=("/one",), path_gone=(stage.environ["PATH"].split(":")[1],))
    store("two", set=(("COLOUR", "red"),), needs=(("PATH", stage.path),))
    stage.open()
    stage.play(
        """
        > cd one
        > [[append /x]]
        > [[prepend /y]]
        > cd {home}/two
        autovenv: two wants …
        > show COLOUR
        unset
        """
    )
    store("two", set=(("COLOUR", "blue"),), needs=(("PATH", "/y:" + stage.path + ":/x"),))
    stage.play(
        """
        > cd {home}/one
        > cd {home}/two
        > show COLOUR
        blue
        """
    )


def test_a_plan_that_sets_what_pins_does_not_look_for_another_one(stage, store):
    store("proj", set=(("PYENV_VERSION", "3.99"), ("COLOUR", "red")))
    stage.project("proj/below")
    stage.open()
    stage.play(
        """
        > cd proj
        > show COLOUR
        red
        > cd below
        > show COLOUR
        red
        > show PYENV_VERSION
        3.99
        > cd {home}
        > show PYENV_VERSION
        unset
        """
    )


@pytest.mark.parametrize("first", ["direnv", "autovenv"])
def test_beside_direnv_it_takes_the_plan_without_envrc(stage, store, first):
    direnv = shutil.which("direnv")
    if direnv is None:
        pytest.skip("no direnv on PATH")
    if subprocess.run([direnv, "hook", stage.dialect.name], capture_output=True, check=False).returncode:
        pytest.skip(f"this direnv has no hook for {stage.dialect.name}")
    if not stage.home.isascii():
        pytest.skip("direnv breaks at such a path")
    root = store("proj", set=(("COLOUR", "ours"),), needs=(("AUTOVENV_DIRENV", None),))
    with open(f"{root}/.envrc", "w", encoding="utf-8") as file:
        file.write('export COLOUR=theirs\nexport TIMES="${TIMES-}once"\n')
    store("proj", needs=(("AUTOVENV_DIRENV", "1"),), transparent=True, message="autovenv: proj: .envrc is left to direnv")
    subprocess.run([direnv, "allow", root], env=stage.environ, check=True, capture_output=True)
    hooking = {"fish": "direnv hook fish | source", "pwsh": '(direnv hook pwsh) -join "`n" | Invoke-Expression'}.get(
        stage.dialect.name, f'eval "$(direnv hook {stage.dialect.name})"'
    )
    stage.open(**{"before" if first == "direnv" else "after": hooking}, extra={"DIRENV_LOG_FORMAT": ""})
    assert stage.terminal.type("cd proj") == ["autovenv: proj: .envrc is left to direnv"]
    for _ in range(2):
        assert stage.terminal.type("show COLOUR") == ["theirs"]
        assert stage.terminal.type("show TIMES") == ["once"]
        assert stage.terminal.type("cd ..") == []
        assert stage.terminal.type("show COLOUR") == ["unset"]
        assert stage.terminal.type("cd proj") == []


def test_what_can_not_be_set_is_said_once_and_the_rest_is_set(only, home):
    for name, declare in (("bash", "readonly FIXED=mine"), ("zsh", "readonly FIXED=mine; typeset -a LISTED=(a b)"), ("fish", "")):
        stage = only(name)
        root = stage.project("proj")
        mark = stage.write("proj/.envrc", "")
        names = (
            "UID",
            "EUID",
            "PPID",
            "BASHOPTS",
            "SHELLOPTS",
            "status",
            "argv",
            "pipestatus",
            "history",
            "path",
            "manpath",
            "fpath",
            "version",
            "hostname",
            "USERNAME",
        )
        names = ("AAA", "FIXED", "LISTED", *names, "a.b", "AUTOVENV_UNDO", "PATH", "__autovenv_root", "IFS", "ZZZ")
        plan = Plan(
            root, ACTIVE, set=tuple((one, "given") for one in names), unset=("FIXED", "status", "GONE"), inputs=(Input("present", mark),)
        )
        publish(plan, stage.dialect.name, state_directory(os.environ), time.time_ns())
        stage.open(before=declare, extra={"GONE": "there"})
        said = stage.terminal.type("cd proj")
        assert len(said) == 1, said
        assert said[0].startswith("autovenv: read-only in this shell, and left alone: "), said
        for one, value in (("AAA", "given"), ("ZZZ", "given"), ("GONE", "unset"), ("PATH", stage.environ["PATH"])):
            assert stage.terminal.type(f"show {one}") == [value], (name, one)
        if declare:
            assert stage.terminal.type("echo $FIXED") == ["mine"], name
        assert stage.terminal.type("cd ..") == []
        for one, value in (("AAA", "unset"), ("ZZZ", "unset"), ("GONE", "there"), ("PATH", stage.environ["PATH"])):
            assert stage.terminal.type(f"show {one}") == [value], (name, one)
        assert stage.terminal.type("cd proj") == [], "it was said once"
        stage.close()


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_a_shell_that_ends_at_a_failure_does_not_end_here(only, home, name):
    """`set -e` typed by hand, and nothing of what was set is there any more."""
    stage = only(name)
    root = stage.project("proj")
    mark = stage.write("proj/.envrc", "")
    plan = Plan(
        root,
        ACTIVE,
        set=(("VIRTUAL_ENV", "/x"), ("VIRTUAL_ENV_PROMPT", "x"), ("COLOUR", "red")),
        path=("/x/bin",),
        path_back=("/y",),
        path_gone=("/none", "/bin"),
        inputs=(Input("present", mark),),
    )
    publish(plan, stage.dialect.name, state_directory(os.environ), time.time_ns())
    stage.open()
    stage.terminal.type("cd proj")
    stage.terminal.type("PATH=/usr/bin:$HOME/../tools; readonly COLOUR; set -e")
    stage.terminal.type("deactivate")
    stage.terminal.type("cd ..")
    stage.terminal.type("cd proj")
    stage.terminal.type("cd ..")
    assert stage.terminal.type("set +e; echo still here") == ["still here"]


def test_a_variable_of_the_shell_alone_is_that_again(only, home):
    for name, declare in (("bash", "OWN=mine"), ("zsh", "OWN=mine"), ("fish", "set -g OWN mine")):
        stage = only(name)
        root = stage.project("proj")
        mark = stage.write("proj/.envrc", "")
        publish(
            Plan(root, ACTIVE, set=(("OWN", "given"),), inputs=(Input("present", mark),)),
            stage.dialect.name,
            state_directory(os.environ),
            time.time_ns(),
        )
        stage.open(before=declare)
        stage.play(
            """
            > cd proj
            > show OWN
            given
            > cd ..
            > show OWN
            unset
            > echo $OWN
            mine
            """
        )


@pytest.mark.parametrize("value", ["a:b", ":a::b:", "", ":", "a b:c", "one"])
def test_a_list_of_directories_in_fish(only, home, value):
    """Names that end in PATH are lists there: programs see what the plan says, and afterwards what they saw before."""
    stage = only("fish")
    root = stage.project("proj")
    mark = stage.write("proj/.envrc", "")
    plan = Plan(root, ACTIVE, set=(("PYTHONPATH", value), ("MANPATH", "/m:")), inputs=(Input("present", mark),))
    publish(plan, stage.dialect.name, state_directory(os.environ), time.time_ns())
    stage.open(extra={"MANPATH": value})
    shown = [value] if value else []
    stage.terminal.type("cd proj")
    assert stage.terminal.type("show PYTHONPATH") == shown
    assert stage.terminal.type("show MANPATH") == ["/m:"]
    stage.terminal.type("cd ..")
    assert stage.terminal.type("show PYTHONPATH") == ["unset"]
    assert stage.terminal.type("show MANPATH") == shown
