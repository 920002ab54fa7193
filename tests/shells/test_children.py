"""A child shell inherits the environment, not the shell's variables: it must leave as well as its parent would."""

from __future__ import annotations

import pytest

from autovenv import PROTOCOL
from tests.shells import dialects

IN_TURN = True

HOMES = ("plain", "odd")


@pytest.fixture
def inside(stage, versions):
    """A shell in a project, with somebody's value in a variable that the project sets."""
    stage.project("proj", versions[0])
    stage.project("proj/sub")
    stage.open(extra={"VIRTUAL_ENV_PROMPT": "of old", "PYTHONHOME": "/nowhere"})
    stage.terminal.type("cd proj")
    return stage


@pytest.mark.parametrize("inner", ["bash", "zsh", "fish", "pwsh"])
def test_each_shell_inside_each(inside, inner):
    """All pairs: the inner shell has the environment, leaves it properly, and the outer one goes on."""
    child = dialects.find(inner)
    if child is None:
        pytest.skip(f"no {inner} on PATH")
    child.write_rc(inside.home, inside.environ)
    inside.terminal.type(" ".join(child.command(inside.home)))
    outer, inside.dialect = inside.dialect, child
    inside.play(
        """
        > show VIRTUAL_ENV
        {home}/proj/.venv
        > cd sub
        > show VIRTUAL_ENV
        {home}/proj/.venv
        > cd {home}
        > show VIRTUAL_ENV
        unset
        > show VIRTUAL_ENV_PROMPT
        of old
        > show PYTHONHOME
        /nowhere
        > show PATH
        {path}
        > cd proj
        > show VIRTUAL_ENV_PROMPT
        proj
        > deactivate
        > show PATH
        {path}
        """,
        path=inside.environ["PATH"],
    )
    inside.terminal.type("exit")
    inside.dialect = outer
    inside.play(
        """
        > show VIRTUAL_ENV
        {home}/proj/.venv
        > cd
        > show VIRTUAL_ENV_PROMPT
        of old
        > show PATH
        {path}
        """,
        path=inside.environ["PATH"],
    )


def test_a_shell_in_a_shell_in_a_directory_with_variables_alone(stage):
    """Whatever is active is handed down from each to the next: the innermost one can leave."""
    stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~"]\n')
    stage.write("desk/.envrc", "export COLOUR=teal; PATH_add scripts\n")
    stage.open()
    for kind in dict.fromkeys((stage.dialect.name, "bash", "zsh", "fish")):
        stage.terminal.type("cd ~/desk")
        outer, child = stage.dialect, dialects.find(kind)
        if child is None:
            continue
        child.write_rc(stage.home, stage.environ)
        for _ in range(2):
            stage.terminal.type(" ".join(child.command(stage.home)))
            stage.dialect = child
            stage.play("> show COLOUR\nteal\n> show PATH\n{home}/desk/scripts:{path}\n", path=stage.environ["PATH"])
        stage.play("> cd {home}\n> show COLOUR\nunset\n> show PATH\n{path}\n", path=stage.environ["PATH"])
        for _ in range(2):
            stage.terminal.type("exit")
        stage.dialect = outer


def test_an_rc_file_that_reorders_path_does_not_hide_the_environment(inside):
    reorder = {"fish": "set -gx PATH /usr/bin /bin $PATH", "pwsh": "$env:PATH = '/usr/bin:/bin:' + $env:PATH"}
    inside.dialect.write_rc(inside.home, inside.environ, before=reorder.get(inside.dialect.name, "PATH=/usr/bin:/bin:$PATH"))
    inside.terminal.type(" ".join(inside.dialect.command(inside.home)))
    inside.play(
        """
        > show PATH
        {home}/proj/.venv/bin:/usr/bin:/bin:…
        > cd {home}
        > show PATH
        /usr/bin:/bin:{path}
        """,
        path=inside.environ["PATH"],
    )


def test_an_rc_file_that_drops_our_entry_gets_it_back(inside):
    drop = {"fish": "set -gx PATH /usr/bin /bin", "pwsh": "$env:PATH = '/usr/bin:/bin'"}
    inside.dialect.write_rc(inside.home, inside.environ, before=drop.get(inside.dialect.name, "PATH=/usr/bin:/bin"))
    inside.terminal.type(" ".join(inside.dialect.command(inside.home)))
    assert inside.terminal.type("/usr/bin/env printenv PATH") == [f"{inside.home}/proj/.venv/bin:/usr/bin:/bin"]
    inside.terminal.type("exit")


@pytest.mark.each_shell
def test_a_child_that_starts_elsewhere_leaves_at_its_first_prompt(inside):
    """A tmux server that was started in a project opens a pane elsewhere."""
    inside.dialect.write_rc(inside.home, inside.environ, before="cd /")
    inside.terminal.type(" ".join(inside.dialect.command(inside.home)))
    inside.play(
        """
        > show VIRTUAL_ENV
        unset
        > show VIRTUAL_ENV_PROMPT
        of old
        > show PATH
        {path}
        """,
        path=inside.environ["PATH"],
    )


def test_a_child_leaves_even_when_the_plan_is_gone(inside):
    import shutil

    inside.dialect.write_rc(inside.home, inside.environ, before="cd /")
    shutil.rmtree(f"{inside.home}/.local/state/autovenv/plans-{PROTOCOL}")
    inside.terminal.type(" ".join(inside.dialect.command(inside.home)))
    inside.play(
        """
        > show VIRTUAL_ENV
        unset
        > show PATH
        {path}
        """,
        path=inside.environ["PATH"],
    )


FIELD, RECORD = "\x1f", "\x1e"
GARBAGE = [
    "x",
    RECORD,
    f"1{FIELD}/p{FIELD}abc",  # cut
    f"2{FIELD}/p{FIELD}abc{RECORD}S{FIELD}VICTIM{FIELD}new{RECORD}",  # of another version
    f"1{FIELD}/p{FIELD}abc{RECORD}P{FIELD}/p/bin{RECORD}S{FIELD}PATH{FIELD}/evil{RECORD}",
    f"1{FIELD}/p{FIELD}abc{RECORD}P{FIELD}/p/bin{RECORD}U{FIELD}HOME{RECORD}",
    f"1{FIELD}/p{FIELD}abc{RECORD}P{FIELD}/p/bin{RECORD}S{FIELD}LD_PRELOAD{FIELD}/evil.so{RECORD}",
    f"1{FIELD}/p{FIELD}abc{RECORD}P{FIELD}/p/bin{RECORD}S{FIELD}BASH_ENV{FIELD}/evil{RECORD}S{FIELD}VICTIM{FIELD}new{RECORD}",
    f"1{FIELD}/p{FIELD}abc{RECORD}P{FIELD}/p/bin{RECORD}S{FIELD}a[$(touch hacked)]{FIELD}x{RECORD}",
    f"1{FIELD}/p{FIELD}../../etc{RECORD}P{FIELD}/p/bin{RECORD}S{FIELD}VICTIM{FIELD}new{RECORD}",
    f"1{FIELD}/../../p{FIELD}abc{RECORD}P{FIELD}/p/bin{RECORD}S{FIELD}VICTIM{FIELD}new{RECORD}",
    f"1{FIELD}/p/..{FIELD}abc{RECORD}P{FIELD}/p/bin{RECORD}S{FIELD}VICTIM{FIELD}new{RECORD}",
    f"1{FIELD}/p{FIELD}abc{RECORD}X{FIELD}y{RECORD}S{FIELD}VICTIM{FIELD}new{RECORD}",
]


def test_forged_undo_data_is_ignored_as_a_whole(stage):
    names = ("VICTIM", "HOME", "PATH", "LD_PRELOAD", "BASH_ENV", "AUTOVENV_UNDO")
    tell = stage.write("tell.sh", "".join(f"show {name}\n" for name in names))
    for garbage in GARBAGE:
        stage.open(extra={"AUTOVENV_UNDO": garbage, "VICTIM": "old"})
        assert stage.terminal.lines() == ["@>"], f"nothing may be printed of {garbage!r}"
        found = dict(zip(names, stage.terminal.type(f"sh {stage.quote(tell)}"), strict=True))
        wanted = {"VICTIM": "old", "HOME": stage.home, "PATH": stage.environ["PATH"]}
        assert found == dict.fromkeys(names, "unset") | wanted, repr(garbage)
        stage.terminal.close()


def test_somebody_elses_environment_is_left_alone(stage, versions):
    stage.project("proj", versions[0])
    stage.open(extra={"VIRTUAL_ENV": "/opt/mine"})
    stage.play(
        """
        > cd proj
        autovenv: created .venv …
        > show VIRTUAL_ENV
        /opt/mine
        > autovenv status
        project …
        …
        …
        …
        shell         autovenv did not activate /opt/mine: …
        daemon        …
        > [[unassign VIRTUAL_ENV]]
        > show VIRTUAL_ENV
        {home}/proj/.venv
        """
    )


def test_an_environment_activated_by_hand_over_ours(only, versions, tmp_path):
    import subprocess
    import sys

    hand = str(tmp_path / "hand")  # older scripts of venv's can't bear an odd path
    for name, script in (("bash", "activate"), ("zsh", "activate"), ("fish", "activate.fish")):
        stage = only(name)
        stage.project("proj", versions[0])
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", hand], check=True)
        stage.open()
        stage.terminal.type("cd proj")
        stage.terminal.type(f". {hand}/bin/{script}")
        assert stage.terminal.type("show VIRTUAL_ENV") == [hand]
        assert stage.terminal.prefix.count("(") == 1, "one name in the prompt: theirs"
        stage.terminal.type("cd ..")
        assert stage.terminal.type("show VIRTUAL_ENV") == [hand], "it is the user's"
        stage.terminal.type("deactivate")
        stage.terminal.type("")
        assert stage.terminal.type("show PATH") == [stage.environ["PATH"]], "what their deactivate brought back of ours goes, too"
        stage.terminal.type("cd proj")
        stage.terminal.type(f". {hand}/bin/{script}")
        stage.terminal.type("deactivate")
        assert stage.terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/proj/.venv"]
