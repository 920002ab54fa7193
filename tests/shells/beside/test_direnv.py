"""direnv in the same shell: a tool that keeps the whole of PATH and puts it back, before the hook or behind it."""

from __future__ import annotations

import pytest

from tests.shells.beside import direnv
from tests.shells.beside.seen import inside, named, outside, path_of
from tests.shells.by_hand import activate, make

IN_TURN = True


@pytest.fixture(params=["played", pytest.param("real", marks=pytest.mark.long)])
def hooked(request, proj, versions, order):
    """The stage, in which direnv is hooked before our block or behind it; `two` is another project."""
    lines = direnv.put(proj, real=request.param == "real")
    proj.project("two", versions[1])

    def open_(**how):
        return proj.open(**{order: lines}, extra={"DIRENV_LOG_FORMAT": ""}, **how)

    proj.open_hooked = open_
    return proj


def test_from_a_directory_of_direnv_s_straight_into_a_project(hooked):
    direnv.envrc(hooked, "theirs")
    hooked.open_hooked()
    for _ in range(2):
        named(hooked, "", "cd ~/theirs")
        assert named(hooked, "", "show COLOUR") == ["red"]
        named(hooked, "proj", "cd ~/proj")
        inside(hooked)
        named(hooked, "two", "cd ~/two")
        inside(hooked, "two")
        named(hooked, "", "cd ~/theirs")
        assert path_of(hooked) == [f"{hooked.home}/theirs/tools", *hooked.environ["PATH"].split(":")]
        named(hooked, "", "cd ~")
        outside(hooked)


def test_a_pin_beside_an_envrc_that_direnv_has(hooked):
    direnv.envrc(hooked, "proj")
    hooked.open_hooked()
    for _ in range(3):
        assert not [line for line in named(hooked, "proj", "cd ~/proj") if "allow" in line], "it is direnv's, and allowed there"
        assert named(hooked, "proj", "show COLOUR") == ["red"]
        inside(hooked, first=False)
        assert path_of(hooked).count(f"{hooked.home}/proj/tools") == 1
        named(hooked, "", "cd ~")
        outside(hooked)
    named(hooked, "proj", "cd ~/proj")
    named(hooked, "two", "cd ~/two")
    inside(hooked, "two")
    named(hooked, "", "cd ~")
    outside(hooked)


def test_one_file_is_one_request(hooked):
    """An `.envrc` that neither has is left to direnv: it asks, and `why` says whose the file is."""
    direnv.envrc(hooked, "proj", allowed=False)
    hooked.open_hooked()
    said = [line for line in hooked.terminal.type("cd ~/proj") if "allow" in line]
    assert [line for line in said if not line.startswith("direnv: ")] == [], said
    assert len(said) == 1, said
    assert "direnv" in " ".join(hooked.terminal.type("autovenv why"))
    assert hooked.terminal.type("show COLOUR") == ["unset"]


@pytest.mark.each_shell
def test_after_both_have_allowed_it_all_goes_with_the_directory(hooked):
    direnv.envrc(hooked, "proj", allowed=False)
    hooked.open_hooked()
    hooked.terminal.type("cd ~/proj")
    hooked.terminal.type("autovenv allow --yes")
    hooked.terminal.type("direnv allow")
    hooked.terminal.type("cd .")
    for _ in range(2):
        assert hooked.terminal.type("show COLOUR") == ["red"]
        inside(hooked, first=False)
        hooked.terminal.type("cd ~")
        outside(hooked)
        assert hooked.terminal.type("show COLOUR") == ["unset"]
        hooked.terminal.type("cd ~/proj")


def test_one_of_ones_own_over_ours(hooked):
    """`deactivate` takes it away, and ours is there again, whole: with its name, and a `deactivate`."""
    hooked.open_hooked()
    named(hooked, "proj", "cd ~/proj")
    hand = make(f"{hooked.home}/hand", "hand")
    for _ in range(2):
        activate(hooked, hand)
        assert named(hooked, "hand", "show VIRTUAL_ENV") == [hand]
        named(hooked, "proj", "deactivate")
        inside(hooked)
    named(hooked, "", "deactivate")
    outside(hooked)
    named(hooked, "", "cd ~")
    outside(hooked)


def test_status_says_what_the_shell_has(proj):
    """PATH was put back on the same line: `status` does not call that active."""
    proj.open()
    proj.terminal.type("cd proj")
    taken = {
        "fish": "set -gx PATH $PATH[2..-1]; autovenv status",
        "pwsh": "$env:PATH = $env:PATH -replace '^[^:]*:'; autovenv status",
    }.get(proj.dialect.name, "PATH=${PATH#*:}; autovenv status")
    (shell,) = (line for line in proj.terminal.type(taken) if line.startswith("shell "))
    if proj.dialect.name == "fish":
        # fish tells of each change of PATH: it is whole again before the command runs.
        assert shell.split() == ["shell", "active"]
        inside(proj)
    else:
        assert "PATH" in shell, shell
