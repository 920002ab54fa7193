"""What users of direnv rely on beyond the values: what is watched, whose consent counts, slow and failing files, output."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from autovenv.python.installed import find_interpreters
from tests.shells.conftest import REAL

IN_TURN = True


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


# --- Which Python ------------------------------------------------------------


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("requires", ["", "requires-python = '>=3.8'\n"], ids=["no range", "a range"])
@pytest.mark.parametrize(
    "line",
    ["layout python3\n", "layout python python3\nf() { :; }\n", "[ -d .venv ] || python3 -m venv .venv\n", "virtualenv -p python3 .venv\n"],
)
def test_the_program_that_a_line_names_is_the_environments_python(stage, versions, requires, line):
    """A newer one that is installed is not what the line says."""
    older = versions[1]
    tools = f"{os.path.dirname(stage.home)}/tools"
    found = find_interpreters(REAL, "/").interpreters
    os.symlink(next(one.path for one in found if ".".join(map(str, one.version[:2])) == older), f"{tools}/python3")
    stage.write("shop/pyproject.toml", f"[project]\nname = 'shop'\nversion = '1'\n{requires}")
    stage.write("shop/.envrc", line)
    stage.open(extra={"PATH": f"{tools}:{stage.environ['PATH']}"})
    stage.play("> cd shop\nautovenv: created .venv (python {older}…) in … ms\n> show VIRTUAL_ENV\n{home}/shop/.venv\n", older=older)


@pytest.mark.usefixtures("trusting")
def test_a_named_program_of_a_version_that_the_project_does_not_take_is_passed_over(stage, versions):
    tools = f"{os.path.dirname(stage.home)}/tools"
    found = find_interpreters(REAL, "/").interpreters
    os.symlink(next(one.path for one in found if ".".join(map(str, one.version[:2])) == versions[1]), f"{tools}/python3")
    stage.write("shop/pyproject.toml", f"[project]\nname = 'shop'\nversion = '1'\nrequires-python = '>={versions[0]}'\n")
    stage.write("shop/.envrc", "layout python3\n")
    stage.open(extra={"PATH": f"{tools}:{stage.environ['PATH']}"})
    stage.play("> cd shop\nautovenv: created .venv (python {newer}…) in … ms\n", newer=versions[0])


# --- What is said ------------------------------------------------------------


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("name", [".envrc", "autovenv.toml"])
def test_a_file_that_can_not_be_read_is_named_once(stage, name):
    stage.write(f"shop/{name}", "#" * (1 << 20) + "\n")
    stage.play(f"> cd shop\nautovenv: {{home}}/shop/{name}: it is larger than 1 MiB\n")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_allow_says_what_stands_in_the_way_in_a_project_that_can_not_be_written(stage, versions):
    path = stage.project("shop", versions[0])
    stage.write("shop/.envrc", "export COLOUR=red\nlayout python\n")
    os.chmod(path, 0o555)
    stage.play(
        """
        > cd shop
        autovenv: shop wants .envrc: `autovenv allow` to use it, `autovenv why` for more
        > autovenv allow
          project       {home}/shop
          .envrc        export COLOUR=red
                        layout python
          python        … ({home}/shop/.python-version:1)
          environment   none, and none is made here: the directory can't be written
          state         active
        autovenv: no environment is made here: the directory can't be written
        > show COLOUR
        red
        > show VIRTUAL_ENV
        unset
        """
    )
    os.chmod(path, 0o755)


def test_allow_says_why_a_home_directory_gets_no_environment(stage, versions):
    stage.write(".python-version", f"{versions[0]}\n")
    stage.play(
        """
        > autovenv allow
          project       {home}
          python        … ({home}/.python-version:1)
          environment   none, and none is made here: a pin in a home directory, or above it, is for reading only
          state         nothing
        """
    )


@pytest.mark.usefixtures("trusting")
def test_a_value_of_a_dotenv_that_loses_a_part_is_told_of(stage):
    """A hash of bcrypt's, pasted without quotes."""
    stage.write("shop/.envrc", "dotenv\n")
    stage.write("shop/.env", "A=$2y$10$abcdefghij.k\nB='$2y$10$abc'\n")
    stage.play(
        """
        > cd shop
        autovenv: {home}/shop/.env:1: A refers to a variable that is not set, so a part of it is empty; in single quotes a $ is a $
        > show A
        $2y$10.k
        > show B
        $2y$10$abc
        """
    )


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("text", ["for f in conf.d/*.env; do source_env $f; done\n", 'source_env "$UNSET"\n', "source_env conf.d/*.env\n"])
def test_source_env_of_nothing_takes_nothing_away(stage, text):
    """A glob without a match, a variable that is not set."""
    stage.write("shop/.envrc", f"shopt -s nullglob\n{text}export COLOUR=red\n")
    assert not [line for line in stage.open().type("cd shop") if "source_env: no file is named" not in line]
    stage.play("> show COLOUR\nred\n")


# --- Where direnv is not installed -------------------------------------------


@pytest.mark.usefixtures("trusting")
def test_direnv_s_own_commands_are_answered_where_direnv_is_not_installed(stage):
    programs = f"{os.path.dirname(stage.home)}/programs"
    os.mkdir(programs)
    for directory in stage.environ["PATH"].split(":"):
        for name in os.listdir(directory) if os.path.isdir(directory) else ():
            if name != "direnv" and not os.path.lexists(f"{programs}/{name}"):
                os.symlink(f"{directory}/{name}", f"{programs}/{name}")
    stage.write("shop/vars", "COLOUR='dark red'\n")
    stage.write(
        "shop/.envrc",
        'eval "$(direnv dotenv bash vars)"\ndirenv_load env SIZE=big direnv dump\n'
        '"$direnv" prune || export LEFT=$?\nhas direnv && export HAS=yes\n',
    )
    stage.open(extra={"PATH": programs})
    stage.play(
        """
        > cd shop
        autovenv: direnv prune is not known here, and direnv is not installed
        > show COLOUR
        dark red
        > show SIZE
        big
        > show LEFT
        127
        > show HAS
        yes
        > cd ..
        > show COLOUR
        unset
        """
    )
    (path,) = stage.terminal.type("show PATH")
    assert path.endswith(programs)


@pytest.mark.usefixtures("trusting")
def test_a_file_that_sets_bash_as_nix_does(stage):
    stage.write("shop/.envrc", "export BASH=/nix/store/x/bin/bash COLOUR=red\nfor n in 1; do :; done\nfalse\n")
    stage.play("> cd shop\n> show COLOUR\nred\n")


# --- What is watched ---------------------------------------------------------


@pytest.mark.usefixtures("trusting")
def test_a_watched_link_that_is_turned_to_another_file_counts_as_a_change(stage):
    shop = stage.project("shop")
    for name in ("one", "two"):
        os.utime(stage.write(f"shop/{name}", "same\n"), ns=(10**18, 10**18))
    os.symlink("one", f"{shop}/link")
    stage.write("shop/.envrc", "watch_file link\nlog_status it is read\n")
    stage.age()
    stage.play("> cd shop\nautovenv: it is read\n>\n")
    os.symlink("two", f"{shop}/new")
    os.rename(f"{shop}/new", f"{shop}/link")
    stage.age()
    stage.play(">\nautovenv: it is read\n>\n")


@pytest.mark.usefixtures("trusting")
def test_watched_files_and_directories(stage):
    stage.write("shop/sub/deep/one", "")
    stage.write("shop/.envrc", "watch_file note\nwatch_dir sub\nlog_status it is read\n")
    stage.age()
    stage.play("> cd shop\nautovenv: it is read\n>\n")
    for name in ("note", "sub/deep/two", "sub/deep/one"):
        stage.write(f"shop/{name}", "changed\n")
        stage.age()
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
    above = "autovenv: above/.envrc changed since you approved it: …\n" if name.startswith("..") else ""
    stage.play(f">\n{changed} changed since you approved it: …\n{above}> show PART\nunset\n> show COLOUR\nunset\n")


# --- Slow and failing files --------------------------------------------------


@pytest.mark.each_shell
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
    stage.age()
    stage.play(">\n> show COLOUR\nred\n")


@pytest.mark.each_shell
@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("way", ["autovenv reload", "an edit"])
def test_what_tries_again_after_an_interrupt_runs_the_file_once(stage, way):
    shop = stage.project("shop")
    stage.write("shop/.envrc", "echo run >>~/runs\n[ -e ~/go ] || sleep 86399\nexport COLOUR=red\n")
    terminal = stage.open()
    terminal.send(b"cd shop\r")
    terminal.wait_for(f"autovenv: {shop}/.envrc waits for sleep 86399")
    terminal.send(b"\x03")
    terminal.wait_for_prompt()
    stage.write("go", "")
    if way == "an edit":
        stage.write("shop/.envrc", "echo run >>~/runs\nexport COLOUR=red\nfor n in 1; do :; done\n")
        way = ""
    stage.play(f"> {way}\n> show COLOUR\nred\n>\n")
    assert lines_of(f"{stage.home}/runs") == ["run", "run"]


@pytest.mark.each_shell
@pytest.mark.usefixtures("trusting")
def test_a_slow_file_is_not_stopped_from_the_terminal(stage):
    shop = stage.project("shop")
    stage.write("shop/.envrc", "echo run >>runs\nwhile [ ! -e go ]; do sleep 0.1; done\nexport COLOUR=red\n")
    terminal = stage.open()
    terminal.type("stty -echoctl")
    terminal.send(b"cd shop\r")
    terminal.wait_for(f"autovenv: {shop}/.envrc waits for ")  # the sleep, or bash between two of them
    terminal.send(b"\x1a")
    stage.write("shop/go", "")
    terminal.wait_for_prompt()
    stage.play("> show COLOUR\nred\n")
    assert lines_of(f"{shop}/runs") == ["run"]


@pytest.mark.usefixtures("trusting")
def test_a_file_that_fails_is_not_run_again_until_an_input_changes(stage):
    shop = stage.project("shop")
    stage.write("shop/.envrc", "echo run >>runs\nexport COLOUR=red\n")
    stage.age()
    stage.play("> cd shop\n> show COLOUR\nred\n")
    stage.write("shop/.envrc", "echo run >>runs\nwatch_file note\nexport COLOUR=blue\nfalse || exit 3\n")
    stage.age()
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
    stage.age()
    stage.play(">\nautovenv: {home}/shop/.envrc:4: exit 3 (tried 2 times)\n>\n> show COLOUR\nred\n")
    assert lines_of(f"{shop}/runs") == ["run", "run", "run"]
    stage.write("shop/.envrc", "echo run >>runs\nexport COLOUR=blue\nfalse || exit 4\n")
    stage.age()
    stage.play(">\nautovenv: {home}/shop/.envrc:3: exit 4\n>\n> show COLOUR\nred\n")
    stage.write("shop/.envrc", "echo run >>runs\nexport COLOUR=blue\n")
    stage.age()
    stage.play(">\n> show COLOUR\nblue\n")
    assert lines_of(f"{shop}/runs") == ["run"] * 5


# --- The shell's own, and what goes where ------------------------------------


@pytest.mark.each_shell
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
