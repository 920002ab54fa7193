"""Shells with the options that people set: strict ones, those that trace, those that name directories by variables."""

from __future__ import annotations

import pytest

from tests.shells import dialects, test_traps
from tests.shells.play import Stage

STRICT = {"bash": "set -eu", "zsh": "setopt nounset err_return", "fish": ""}


class Strict(dialects.Dialect):
    """A shell whose rc file begins with strict options."""

    def setup(self) -> str:
        return super().setup() + STRICT[self.name] + "\n"


class Unset(dialects.Dialect):
    """For what types a failing command, at which a bash under `set -e` ends, as it should."""

    def setup(self) -> str:
        return super().setup() + STRICT[self.name].replace("set -eu", "set -u") + "\n"


def strict(name, kind=Strict):
    """The shell, with strict options; a missing one skips, or fails, as it does elsewhere."""
    found = dialects.find(name)
    if found is None:
        (pytest.fail if name in dialects.demanded() else pytest.skip)(f"no {name} on PATH")
    return kind(**vars(found))


# --- The suite of traps, once more -------------------------------------------

FAILING = {
    "test_the_status_of_the_last_command_is_kept",
    "test_the_wrapper_of_cd_in_bash",
    "test_an_err_trap_does_not_fire_for_us",
    "test_prompt_command_as_a_string_and_as_an_array",
    "test_an_interrupted_line_leaves_the_shell_usable",
}


def asks(test):
    return test.__code__.co_varnames[: test.__code__.co_argcount]


# A test of one shell or of several in turn chooses by itself.
TRAPS = [
    pytest.param(shell, test, id=f"{shell}-{name[5:]}".strip("-"))
    for name, test in vars(test_traps).items()
    if name.startswith("test_") and not {"powershell", "fish"} & set(name.split("_")) and not hasattr(test, "pytestmark")
    for shell in (("",) if "only" in asks(test) else ("bash", "zsh"))
]


@pytest.mark.parametrize(("shell", "trap"), TRAPS)
def test_the_traps_under_strict_options(shell, trap, environ, home, versions):
    stages = []

    def choose(name):
        stages.append(Stage(strict(name, Unset if trap.__name__ in FAILING else Strict), environ, home))
        return stages[-1]

    given = {"only": choose, "versions": versions}
    if shell:
        given["stage"] = given["project"] = choose(shell)
        if "project" in asks(trap):
            stages[0].project("proj", versions[0])
    try:
        trap(**{name: given[name] for name in asks(trap)})
    finally:
        for stage in stages:
            stage.close()


# --- Strict, and something of the project's is gone --------------------------


@pytest.fixture
def shop(home):
    """Files of a project with variables, which is trusted."""

    def lay_out(stage, versions):
        stage.project("shop", versions[0])
        stage.write("shop/.envrc", "export COLOUR=red SIZE=two\n")
        stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~"]\n')

    return lay_out


UNSET = {
    "bash": "set -u",
    "zsh": "setopt nounset err_return",
    "fish": "",
    "pwsh": "Set-StrictMode -Version Latest; $ErrorActionPreference = 'Stop'",
}


@pytest.mark.parametrize("name", ["COLOUR", "VIRTUAL_ENV"])
def test_a_variable_that_was_unset_by_hand(stage, shop, versions, name):
    shop(stage, versions)
    stage.open(after=UNSET[stage.dialect.name])
    for _ in range(2):
        stage.terminal.type("cd shop")
        stage.play("> [[unassign {name}]]\n> cd ..\n", name=name)
        stage.play("> show VIRTUAL_ENV\nunset\n> show SIZE\nunset\n> show PATH\n{path}\n", path=stage.environ["PATH"])
        assert stage.terminal.prefix == ""


@pytest.mark.parametrize("options", ["set -u", "set -eu"])
@pytest.mark.parametrize("given", ["unset PROMPT_COMMAND", "PROMPT_COMMAND=", "PROMPT_COMMAND=()"])
def test_bash_is_strict_before_the_hook_is_read(only, versions, options, given):
    stage = only("bash")
    stage.project("shop", versions[0])
    stage.open(before=f"{given}; {options}")
    assert stage.terminal.lines() == ["@>"]
    stage.play(
        """
        > cd shop
        autovenv: created .venv …
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > cd ..
        > show PATH
        {path}
        """,
        path=stage.environ["PATH"],
    )


# --- Options that show what a hook does --------------------------------------


@pytest.mark.parametrize("when", ["before", "after"])
def test_zsh_auto_name_dirs_names_no_directory_after_a_variable_of_ours(only, versions, when):
    """zsh shows the name that makes a path shortest: one of 15 letters needs a path that is longer."""
    stage = only("zsh")
    place = "work/clients/the-large-one/shop"
    stage.project(place, versions[0])
    stage.project(f"{place}/sub")
    stage.open(**{when: "setopt auto_name_dirs"})
    for _ in range(2):
        for name in (place, f"{place}/sub", "work", ".local/state/autovenv"):
            stage.terminal.type(f"cd ~/{name}")
            assert stage.terminal.type("print -P '%~'") == [f"~/{name}"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_zsh_no_prompt_percent_shows_a_name_or_none(only, versions, when):
    stage = only("zsh")
    stage.project("shop", versions[0])
    # The name stands before the first line: what is not a prompt of the terminal's would be waited for.
    setup = stage.dialect.setup().replace("PROMPT='@> '", "PROMPT=$'first\\n@> '")
    stage.open(setup=setup, **{when: "setopt no_prompt_percent"})
    assert stage.terminal.type("cd shop")[-1] in {"first", "(shop) first"}
    assert stage.terminal.type("cd ..") == ["first"]


TRACE = {"bash": "set -x", "zsh": "setopt xtrace"}


@pytest.mark.parametrize("name", list(TRACE))
def test_who_traces_what_is_typed_sees_few_lines_of_ours(only, versions, name):
    stage = only(name)
    stage.project("shop", versions[0])
    stage.open()
    stage.terminal.type("cd shop")
    stage.terminal.type("cd ..")
    stage.terminal.type(TRACE[name])
    for command in ("true", "true", "cd shop", "true", "cd .."):
        printed = stage.terminal.type(command)
        assert printed[0].endswith(command)
        # A function is called, keeps the options, and changes them: that much is traced before tracing is off. What keeps them by hand is
        # a function of ours, and it gives them back before the end.
        most = 6 if name == "bash" and stage.dialect.version < (4, 4) else 4
        assert len(printed) <= most, f"after {command}: {printed}"
