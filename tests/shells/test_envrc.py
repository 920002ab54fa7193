"""`.envrc` in a real shell: consent first, then variables and PATH that come with the directory and go with it."""

from __future__ import annotations

import os
import subprocess

import pytest

IN_TURN = True

HOMES = ("plain", "odd")


@pytest.fixture
def approved(stage):
    """A function that makes a directory with files of a configuration, and approves them as another shell would."""

    def make(name, files):
        path = stage.project(name)
        for file, text in files.items():
            stage.write(f"{name}/{file}", text)
        allow(stage, path)
        return path

    return make


def allow(stage, path, status=0):
    command = [f"{os.path.dirname(stage.home)}/tools/autovenv", "allow"]
    done = subprocess.run(command, cwd=path, env=stage.environ | {"PWD": path}, check=False, capture_output=True, text=True)
    assert done.returncode == status, done.stderr


@pytest.mark.each_shell
def test_a_stranger_s_envrc_waits_for_consent(stage):
    stage.project("shop")
    stage.write("shop/.envrc", "export COLOUR=red\nPATH_add bin\n")
    stage.play(
        """
        > cd shop
        autovenv: shop wants .envrc: `autovenv allow` to use it, `autovenv why` for more
        > show COLOUR
        unset
        > autovenv allow
          project       {home}/shop
          .envrc        export COLOUR=red
                        PATH_add bin
          state         active
        > show COLOUR
        red
        > cd ..
        > show COLOUR
        unset
        > cd shop
        > show COLOUR
        red
        """
    )


@pytest.mark.each_shell
def test_it_comes_and_goes_with_the_directory(stage, approved):
    approved("shop", {".envrc": "export COLOUR=red EMPTY=\nunset EDITOR\nPATH_add bin\nexport PATH=$PATH:$PWD/last\n"})
    stage.play(
        """
        > [[assign EDITOR ed]]
        > [[assign COLOUR blue]]
        > cd shop
        > show COLOUR
        red
        > show EMPTY

        > show EDITOR
        unset
        > show PATH
        {home}/shop/bin:…:{home}/shop/last
        > cd ..
        > show COLOUR
        blue
        > show EMPTY
        unset
        > show EDITOR
        ed
        """
    )
    (path,) = stage.terminal.type("show PATH")
    assert "shop" not in path


def test_an_edit_asks_again_and_an_edit_and_consent_in_one_second_are_seen(stage, approved):
    path = approved("shop", {".envrc": "export COLOUR=red\n"})
    stage.open()
    stage.play("> cd shop\n> show COLOUR\nred\n")
    stage.write("shop/.envrc", "export COLOUR=green\n")
    stage.play(
        """
        >
        autovenv: shop/.envrc changed since you approved it: `autovenv allow` to use it, `autovenv why` for more
        > show COLOUR
        unset
        """
    )
    stage.write("shop/.envrc", "export COLOUR=white\n")
    allow(stage, path)
    stage.play(
        """
        >
        > show COLOUR
        white
        """
    )
    stage.write("shop/.envrc", "export COLOUR=black\n")
    stage.play(
        """
        >
        autovenv: shop/.envrc changed since you approved it: …
        >
        > show COLOUR
        unset
        """
    )


def test_an_edit_after_one_that_failed_is_told_of_as_well(stage, approved):
    path = approved("shop", {".envrc": "export COLOUR=red\n"})
    stage.open()
    stage.play("> cd shop\n> show COLOUR\nred\n")
    for status in ("3", "4"):
        stage.age()
        stage.write("shop/.envrc", f"exit {status}\n")
        stage.play(">\nautovenv: shop/.envrc changed since you approved it: …\n>\n")
        allow(stage, path, status=1)
        stage.play(">\nautovenv: {home}/shop/.envrc:1: exit " + status + "\n>\n")


def test_deleting_it_takes_its_variables_away(stage, approved):
    path = approved("shop", {".envrc": "export COLOUR=red\n"})
    stage.open()
    stage.play("> cd shop\n> show COLOUR\nred\n")
    os.unlink(f"{path}/.envrc")
    stage.play(
        """
        >
        > show COLOUR
        unset
        """
    )


def test_what_the_user_changed_meanwhile_stays(stage, approved):
    approved("shop", {".envrc": "export COLOUR=red\nPATH_add bin\n"})
    stage.play(
        """
        > cd shop
        > [[assign COLOUR green]]
        > [[prepend /mine]]
        > [[append /last]]
        > cd ..
        > show COLOUR
        green
        > show PATH
        /mine:…:/last
        """
    )
    (path,) = stage.terminal.type("show PATH")
    assert "shop" not in path


@pytest.mark.each_shell
def test_what_was_taken_from_path_comes_back(stage, approved):
    stage.open()
    (before,) = stage.terminal.type("show PATH")
    approved("shop", {".envrc": "PATH_rm '/usr/*'\n"})
    stage.terminal.type("cd shop")
    (inside,) = stage.terminal.type("show PATH")
    assert not [entry for entry in inside.split(":") if entry.startswith("/usr/")]
    stage.terminal.type("cd ..")
    assert stage.terminal.type("show PATH") == [before]


def test_a_child_on_top_of_its_parent(stage, approved):
    approved("shop", {".envrc": "export COLOUR=red SIZE=1\nPATH_add bin\n"})
    approved("shop/sub", {".envrc": "source_up\nexport SIZE=2\nPATH_add sub-bin\n"})
    stage.play(
        """
        > cd shop
        > show SIZE
        1
        > cd sub
        > show COLOUR
        red
        > show SIZE
        2
        > show PATH
        {home}/shop/sub/sub-bin:{home}/shop/bin:…
        > cd ..
        > show SIZE
        1
        > cd ..
        > show COLOUR
        unset
        > show SIZE
        unset
        """
    )


def test_without_source_up_the_parent_s_variables_go(stage, approved):
    approved("shop", {".envrc": "export COLOUR=red\n"})
    approved("shop/sub", {".envrc": "export SIZE=2\n"})
    stage.play(
        """
        > cd shop/sub
        > show COLOUR
        unset
        > show SIZE
        2
        """
    )


def test_variables_of_a_subdirectory_are_added_to_the_project_s_python(stage, approved, versions):
    stage.project("proj", versions[0])
    approved("proj/deploy", {".envrc": "export STAGE=test\n"})
    stage.play(
        """
        > cd proj
        > cd deploy
        > show STAGE
        test
        > show VIRTUAL_ENV
        {home}/proj/.venv
        > cd ..
        > show STAGE
        unset
        > show VIRTUAL_ENV
        {home}/proj/.venv
        """
    )


def test_a_blocked_subdirectory_changes_nothing(stage, versions):
    stage.project("proj", versions[0])
    stage.project("proj/deploy")
    stage.write("proj/deploy/.envrc", "export STAGE=evil\n")
    stage.play(
        """
        > cd proj
        autovenv: created .venv …
        > cd deploy
        autovenv: deploy wants .envrc: `autovenv allow` to use it, `autovenv why` for more
        > show STAGE
        unset
        > show VIRTUAL_ENV
        {home}/proj/.venv
        """
    )


def test_a_blocked_python_project_is_not_run_with_the_parent_s_python(stage, versions):
    stage.project("proj", versions[0])
    stage.project("proj/other", versions[0])
    stage.write("proj/other/.envrc", "export STAGE=evil\n")
    stage.play(
        """
        > cd proj
        autovenv: created .venv …
        > cd other
        autovenv: created .venv …
        autovenv: other wants .envrc: …
        > show STAGE
        unset
        > show VIRTUAL_ENV
        {home}/proj/other/.venv
        """
    )


def test_an_error_applies_nothing_and_keeps_the_last_good_state(stage, approved):
    path = approved("shop", {".envrc": "export COLOUR=red\nwatch_file note\n"})
    stage.open()
    stage.play("> cd shop\n> show COLOUR\nred\n")
    stage.write("shop/.envrc", "export COLOUR=green\nwatch_file note\nexport SIZE=${NEEDED:?is needed}\n")
    allow(stage, path, status=1)
    stage.play(
        """
        >
        autovenv: {home}/shop/.envrc:3: …NEEDED…is needed
        > show COLOUR
        red
        >
        """
    )
    stage.write("shop/.envrc", "export COLOUR=green\n")
    allow(stage, path)
    stage.play(
        """
        >
        > show COLOUR
        green
        """
    )


def test_consent_given_in_another_shell_is_seen_at_the_next_prompt(stage):
    path = stage.project("shop")
    stage.write("shop/.envrc", "export COLOUR=red\n")
    stage.play("> cd shop\nautovenv: shop wants .envrc: …\n")
    allow(stage, path)
    stage.play(
        """
        >
        > show COLOUR
        red
        > autovenv revoke
        revoked what was decided about {home}/shop
        autovenv: shop wants .envrc: …
        > show COLOUR
        unset
        """
    )


def test_denied_is_quiet(stage):
    stage.project("shop")
    stage.write("shop/.envrc", "export COLOUR=red\n")
    stage.play(
        """
        > cd shop
        autovenv: shop wants .envrc: …
        > autovenv deny
        denied {home}/shop; …
        > cd ..
        > cd shop
        > show COLOUR
        unset
        """
    )
    stage.write("shop/.envrc", "export COLOUR=green\n")
    stage.play(
        """
        >
        > show COLOUR
        unset
        """
    )


def test_a_layout_is_the_environment(stage, approved, versions):
    approved("shop", {".envrc": f"export COLOUR=red\nlayout python {versions[1]}\nexport TOOL=$VIRTUAL_ENV/bin/tool\n"})
    stage.play(
        """
        > cd shop
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > python -V
        Python {version}…
        > show TOOL
        {home}/shop/.venv/bin/tool
        > cd ..
        > show VIRTUAL_ENV
        unset
        """,
        version=versions[1],
    )


def test_a_file_that_needs_bash(stage, approved):
    approved("shop", {".envrc": "for name in ONE TWO; do export $name=set; done\nPATH_add bin\n"})
    stage.play(
        """
        > cd shop
        > show TWO
        set
        > show PATH
        {home}/shop/bin:…
        > cd ..
        > show ONE
        unset
        """
    )


def test_autovenv_toml(stage, approved):
    approved("shop", {"autovenv.toml": 'path = ["bin"]\nunset = ["EDITOR"]\n[env]\nCOLOUR = "red"\n'})
    approved("shop/sub", {"autovenv.toml": 'inherit = true\n[env]\nSIZE = "2"\n'})
    stage.play(
        """
        > [[assign EDITOR ed]]
        > cd shop
        > show COLOUR
        red
        > show EDITOR
        unset
        > show PATH
        {home}/shop/bin:…
        > cd sub
        > show COLOUR
        red
        > show SIZE
        2
        > cd ../..
        > show EDITOR
        ed
        """
    )


def test_a_table_in_pyproject(stage, approved):
    approved("shop", {"pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n[tool.autovenv.env]\nCOLOUR = "red"\n'})
    stage.play(
        """
        > cd shop
        > show COLOUR
        red
        """
    )


def test_a_lone_env_file_is_loaded_where_the_user_wants_that(stage, approved):
    path = stage.project("shop")
    stage.write("shop/.env", "COLOUR=red\n")
    stage.play(
        """
        > cd shop
        > show COLOUR
        unset
        > cd ..
        """
    )
    stage.write(".config/autovenv/config.toml", "load_dotenv = true\n")
    stage.play("> cd shop\nautovenv: shop wants .env: …\n")
    allow(stage, path)
    stage.play(
        """
        >
        > show COLOUR
        red
        """
    )


def test_another_shell_with_another_value_gets_its_own(stage, approved):
    approved("shop", {".envrc": "export GREETING=hello-$WHO\n"})
    stage.open(extra={"WHO": "ann"})
    stage.play("> cd shop\n> show GREETING\nhello-ann\n")
    first = stage.terminal
    stage.open(extra={"WHO": "bob"})
    stage.play("> cd shop\n> show GREETING\nhello-bob\n")
    stage.terminal = first
    stage.play("> show GREETING\nhello-ann\n> cd ..\n> cd shop\n> show GREETING\nhello-ann\n")


def test_no_secret_in_what_is_exported_for_child_shells(stage, approved):
    approved("shop", {".envrc": "export SECRET=hunter2\n"})
    stage.play("> cd shop\n> show SECRET\nhunter2\n")
    assert stage.terminal.type("env | grep -c hunter2") == ["1"]


VALUES = {
    "NEWLINES": ("$'one\\ntwo\\n'", "one\ntwo\n"),
    "BACKSPACE": ("$'a\\bb'", "a\bb"),
    "SIGNS": ("'♀♂'", "♀♂"),
    "COLOURS": ("'*.ogg=38;5;45:(x)'", "*.ogg=38;5;45:(x)"),
    "QUOTES": ("'\"$(x) `y` \\ !%'", '"$(x) `y` \\ !%'),
    "DASH": ("-n", "-n"),
    "PYTHONPATH": ("a::b:", "a::b:"),
}


@pytest.mark.each_shell
def test_values_survive_byte_for_byte(stage, approved):
    approved("shop", {".envrc": "".join(f"export {name}={text}\n" for name, (text, _) in VALUES.items())})
    stage.open()
    stage.terminal.type("cd shop")
    stage.terminal.type(f"env -0 > {stage.quote(stage.home + '/seen')}")
    with open(f"{stage.home}/seen", encoding="utf-8") as file:
        seen = dict(entry.split("=", 1) for entry in file.read().split("\0") if "=" in entry)
    assert {name: seen.get(name) for name in VALUES} == {name: text for name, (_, text) in VALUES.items()}
