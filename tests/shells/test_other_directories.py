"""The directories of a shell are not those that its hook was written for: XDG set in an rc file, a home of somebody else's."""

from __future__ import annotations

import os

import pytest

SETS = {"fish": "set -gx {0} {1}", "pwsh": "$env:{0} = '{1}'"}


def sets(stage, *names):
    form = SETS.get(stage.dialect.name, "export {0}={1}")
    return "\n".join(form.format(name, f"{stage.home}/other/{name}") for name in names)


@pytest.mark.parametrize("names", [("XDG_STATE_HOME",), ("XDG_DATA_HOME", "XDG_CONFIG_HOME")], ids=["state", "data and config"])
def test_a_directory_that_is_set_in_front_of_the_hook(stage, versions, names):
    stage.project("shop", versions[0])
    stage.open(before=sets(stage, *names))
    stage.play(
        """
        > cd shop
        autovenv: created .venv …
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > cd ..
        > show VIRTUAL_ENV
        unset
        > cd shop
        > show VIRTUAL_ENV
        {home}/shop/.venv
        """
    )


def test_what_is_typed_in_such_a_shell_reaches_it(stage, versions):
    """Hook, helper and commands have one state directory: that of the hook."""
    stage.project("shop", versions[0])
    stage.write("shop/.envrc", "export COLOUR=red\n")
    stage.open(before=sets(stage, "XDG_STATE_HOME"))
    stage.terminal.type("cd shop")
    stage.terminal.type("autovenv allow --yes")
    stage.play(
        "> show VIRTUAL_ENV\n{home}/shop/.venv\n> show COLOUR\nred\n> autovenv off\n> show COLOUR\nunset\n> autovenv on\n> show COLOUR\nred\n"
    )
    (said,) = [line for line in stage.terminal.type("autovenv status") if line.startswith("shell ")]
    assert said.split(maxsplit=1)[1] == "active"


def test_a_directory_that_is_set_in_an_open_shell(stage, versions):
    stage.project("one", versions[0])
    stage.project("two", versions[0])
    stage.open()
    stage.terminal.type("cd one")
    for line in sets(stage, "XDG_STATE_HOME").splitlines():
        stage.terminal.type(line)
    stage.play("> show VIRTUAL_ENV\n{home}/one/.venv\n> cd ../two\nautovenv: created .venv …\n> show VIRTUAL_ENV\n{home}/two/.venv\n")


# --- Root with the home of a user (`sudo -s`) --------------------------------

SOMEBODY = 12345
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be in somebody else's home like that")


def everything(top):
    """Each path below a directory: owner, and what it holds."""
    found = {}
    for place, directories, files in os.walk(top):
        for name in (*directories, *files):
            path = os.path.join(place, name)
            one = os.lstat(path)
            found[path] = (one.st_uid, one.st_size, one.st_mtime_ns if name in files else 0)
    return found


def give_away(stage):
    for path in (stage.home, *everything(stage.home)):
        os.chown(path, SOMEBODY, SOMEBODY, follow_symlinks=False)


@root
@pytest.mark.parametrize("known", [True, False], ids=["known to its user", "never entered"])
def test_root_writes_nothing_into_the_state_of_a_user(stage, versions, known):
    stage.project("shop", versions[0])
    stage.project("other", versions[0])
    if known:
        stage.open()
        stage.terminal.type("cd shop")
        stage.terminal.type("cd ..")
    give_away(stage)
    before = {part: everything(f"{stage.home}/{part}") for part in (".local/state", "shop", "other")}
    stage.open()
    for command in ("cd shop", "", "cd ../other", "cd ../shop"):
        stage.terminal.type(command)
    assert {part: everything(f"{stage.home}/{part}") for part in before} == before
    (said,) = [line for line in stage.terminal.lines() if line.startswith("autovenv: ")]
    assert "chown" not in said, "who follows that locks the user out"
