"""What users of direnv rely on beyond the values: what is watched, whose consent counts, slow and failing files, output."""

from __future__ import annotations

import json
import os
import subprocess

import pytest


@pytest.fixture
def trusting(home):
    """All below the home directory is trusted: these tests are not about consent."""
    path = f"{home}/.config/autovenv/config.toml"
    os.makedirs(os.path.dirname(path))
    with open(path, "w", encoding="utf-8") as file:
        file.write('trusted_paths = ["~"]\n')


def autovenv(environ, path, *arguments):
    """Run the command in a directory, as from another terminal."""
    program = f"{os.path.dirname(environ['HOME'])}/tools/autovenv"
    return subprocess.run([program, *arguments], cwd=path, env=environ | {"PWD": path}, check=False, capture_output=True, text=True)


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


# --- What is watched ---------------------------------------------------------


@pytest.mark.usefixtures("trusting")
def test_a_watched_link_that_is_turned_to_another_file_counts_as_a_change(stage):
    shop = stage.project("shop")
    for name in ("one", "two"):
        os.utime(stage.write(f"shop/{name}", "same\n"), ns=(10**18, 10**18))
    os.symlink("one", f"{shop}/link")
    stage.write("shop/.envrc", "watch_file link\nlog_status it is read\n")
    stage.play("> cd shop\nautovenv: it is read\n>\n")
    os.symlink("two", f"{shop}/new")
    os.rename(f"{shop}/new", f"{shop}/link")
    stage.play(">\nautovenv: it is read\n>\n")


@pytest.mark.usefixtures("trusting")
def test_watched_files_and_directories(stage):
    stage.write("shop/sub/deep/one", "")
    stage.write("shop/.envrc", "watch_file note\nwatch_dir sub\nlog_status it is read\n")
    stage.play("> cd shop\nautovenv: it is read\n>\n")
    for name in ("note", "sub/deep/two", "sub/deep/one"):
        stage.write(f"shop/{name}", "changed\n")
        stage.play(">\nautovenv: it is read\n>\n")


@pytest.mark.usefixtures("trusting")
def test_a_failed_reload_keeps_watching_what_it_watched(stage):
    stage.write("shop/.envrc", "watch_file note\nif [ -f note ]; then exit 3; fi\nexport COLOUR=red\n")
    stage.play("> cd shop\n> show COLOUR\nred\n")
    note = stage.write("shop/note", "")
    stage.play(">\nautovenv: {home}/shop/.envrc:2: exit 3\n> show COLOUR\nred\n")
    os.unlink(note)
    stage.write("shop/.envrc", "watch_file note\nif [ -f note ]; then exit 3; fi\nexport COLOUR=blue\n")
    stage.play(">\n> show COLOUR\nblue\n")
    stage.write("shop/note", "")
    stage.play(">\nautovenv: {home}/shop/.envrc:2: exit 3\n")
    os.unlink(note)
    stage.play(">\n> show COLOUR\nblue\n>\n")


# --- Consent -----------------------------------------------------------------


def test_consent_through_a_link_to_the_directory_is_consent_for_the_directory(stage):
    stage.write("shop/.envrc", "export COLOUR=red\n")
    os.symlink("shop", f"{stage.home}/link")
    stage.play("> cd link\nautovenv: link wants .envrc: …\n")
    autovenv(stage.environ, f"{stage.home}/link", "allow")
    stage.play("> cd ../shop\n> show COLOUR\nred\n> cd ../link\n> show COLOUR\nred\n> cd\n> show COLOUR\nunset\n")


@pytest.mark.parametrize(
    ("line", "name"),
    [("source lib", "lib"), ("source_env lib", "lib"), ("dotenv", ".env"), ("source_up", "../.envrc"), ("require_allowed lock", "lock")],
)
def test_each_file_that_takes_part_is_part_of_the_consent(stage, line, name):
    path = stage.project("above/shop")
    stage.write("above/shop/.envrc", f"export COLOUR=red\n{line}\n")
    part = os.path.normpath(f"above/shop/{name}")
    stage.write(part, "export PART=one\n")
    if name.startswith(".."):
        assert autovenv(stage.environ, f"{stage.home}/above", "allow").returncode == 0
    assert autovenv(stage.environ, path, "allow").returncode == 0
    value = "unset" if name == "lock" else "one"
    stage.play("> cd above/shop\n> show PART\n{value}\n", value=value)
    stage.write(part, "export PART=two\n")
    changed = f"autovenv: {{home}}/{part}" if name.startswith("..") else f"autovenv: shop/{name}"
    # Above there is a project that waits for consent to the same file, for itself.
    above = "autovenv: above/.envrc changed since you approved of it: …\n" if name.startswith("..") else ""
    stage.play(f">\n{changed} changed since you approved of it: …\n{above}> show PART\nunset\n> show COLOUR\nunset\n")


# --- Slow and failing files --------------------------------------------------


@pytest.mark.usefixtures("trusting")
def test_a_slow_file_says_what_it_waits_for_and_an_interrupt_leaves_the_shell_usable(stage):
    shop = stage.project("shop")
    stage.write("shop/.envrc", "echo run >>runs\nexport COLOUR=red\nsleep 86399\n")
    terminal = stage.open()
    terminal.send(b"cd shop\r")
    terminal.wait_for(f"autovenv: {shop}/.envrc waits for sleep 86399")
    terminal.send(b"\x03")
    terminal.wait_for_prompt()
    assert any("/shop/.envrc: reading it was interrupted: `autovenv reload` tries again" in line for line in terminal.lines())
    stage.play("> show COLOUR\nunset\n>\n> show PWD\n{home}/shop\n>\n> cd\n> cd shop\n> show COLOUR\nunset\n")
    assert lines_of(f"{shop}/runs") == ["run"], "it is not tried again at each prompt"
    stage.write("shop/.envrc", "echo run >>runs\nexport COLOUR=red\n")
    stage.play(">\n> show COLOUR\nred\n")


@pytest.mark.usefixtures("trusting")
def test_a_slow_file_is_not_stopped_from_the_terminal(stage):
    shop = stage.project("shop")
    stage.write("shop/.envrc", "echo run >>runs\nwhile [ ! -e go ]; do sleep 0.1; done\nexport COLOUR=red\n")
    terminal = stage.open()
    terminal.type("stty -echoctl")
    terminal.send(b"cd shop\r")
    terminal.wait_for(f"autovenv: {shop}/.envrc waits for sleep")
    terminal.send(b"\x1a")
    stage.write("shop/go", "")
    terminal.wait_for_prompt()
    stage.play("> show COLOUR\nred\n")
    assert lines_of(f"{shop}/runs") == ["run"]


@pytest.mark.usefixtures("trusting")
def test_a_file_that_fails_is_not_run_again_until_an_input_changes(stage):
    shop = stage.project("shop")
    stage.write("shop/.envrc", "echo run >>runs\nexport COLOUR=red\n")
    stage.play("> cd shop\n> show COLOUR\nred\n")
    stage.write("shop/.envrc", "echo run >>runs\nwatch_file note\nexport COLOUR=blue\nfalse || exit 3\n")
    stage.play(
        """
        >
        autovenv: {home}/shop/.envrc:4: exit 3
        >
        > show COLOUR
        red
        > cd .
        >
        """
    )
    assert lines_of(f"{shop}/runs") == ["run", "run"]
    stage.write("shop/note", "")
    stage.play(">\nautovenv: {home}/shop/.envrc:4: exit 3 (tried 2 times)\n>\n> show COLOUR\nred\n")
    assert lines_of(f"{shop}/runs") == ["run", "run", "run"]
    stage.write("shop/.envrc", "echo run >>runs\nexport COLOUR=blue\nfalse || exit 4\n")
    stage.play(">\nautovenv: {home}/shop/.envrc:3: exit 4\n>\n> show COLOUR\nred\n")
    stage.write("shop/.envrc", "echo run >>runs\nexport COLOUR=blue\n")
    stage.play(">\n> show COLOUR\nblue\n")
    assert lines_of(f"{shop}/runs") == ["run"] * 5


# --- The shell's own, and what goes where ------------------------------------


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("more", ["", "for one in x; do :; done\n"], ids=["without bash", "with bash"])
def test_variables_of_the_shell_itself_stay_the_shell_s(stage, more):
    stage.write("shop/.envrc", f"export PWD=/x OLDPWD=/y SHLVL=77 PS1='mine> ' COMP_WORDBREAKS=q COLOUR=red\n{more}")
    stage.open()
    level = stage.terminal.type("show SHLVL")
    before = "unset" if stage.dialect.name in {"fish", "pwsh"} else stage.home  # these know no OLDPWD
    stage.play(
        "> cd shop\n> show COLOUR\nred\n> show PWD\n{home}/shop\n> show COMP_WORDBREAKS\nunset\n> show OLDPWD\n{before}\n", before=before
    )
    assert stage.terminal.type("show SHLVL") == level


@pytest.mark.usefixtures("trusting")
def test_a_line_that_makes_an_environment_makes_it(stage):
    stage.write("shop/.envrc", "[ -d env ] || python3 -m venv env\nsource env/bin/activate\nexport A=$VIRTUAL_ENV\n")
    stage.play(
        "> cd shop\nautovenv: created env (python …) in … ms\n> show A\n{home}/shop/env\n> show VIRTUAL_ENV\n{home}/shop/env\n> cd\n> cd shop\n"
    )


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("more", ["", "for one in x; do :; done\n"], ids=["without bash", "with bash"])
def test_what_a_file_prints_goes_to_stderr(environ, home, more):
    os.mkdir(f"{home}/shop")
    with open(f"{home}/shop/.envrc", "w", encoding="utf-8") as file:
        file.write(f"echo one\nlog_status two\nexport COLOUR=red\n{more}")
    done = autovenv(environ, f"{home}/shop", "export", "json")
    assert json.loads(done.stdout)["set"]["COLOUR"] == "red"
    assert [line.removeprefix("autovenv: ") for line in done.stderr.splitlines()] == ["one", "two"]


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("more", ["", "for one in x; do :; done\n"], ids=["without bash", "with bash"])
def test_why_says_who_read_the_file(environ, home, more):
    os.mkdir(f"{home}/shop")
    with open(f"{home}/shop/.envrc", "w", encoding="utf-8") as file:
        file.write(f"export COLOUR=red\n{more}")
    looked = autovenv(environ, f"{home}/shop", "why").stdout
    assert ("it is run when a shell enters" in looked) == bool(more), "a look runs nothing"
    autovenv(environ, f"{home}/shop", "exec", "true")
    said = autovenv(environ, f"{home}/shop", "why").stdout
    assert ("read by the bash evaluator" if more else "read by the declarative evaluator") in said
    assert (".envrc:2" in said) == bool(more), "the line that needs bash"
