"""Options and attributes that few people set: what can't be done is one line, and the shell goes on."""

from __future__ import annotations

import pytest


@pytest.fixture
def shell(only, versions):
    """A shell of that name with a project, opened as asked."""

    def open_(name, **how):
        stage = only(name)
        stage.project("proj", versions[0])
        stage.open(**how)
        return stage

    return open_


def path_of(stage):
    return stage.terminal.type("show PATH")


def test_path_rm_of_an_entry_that_comes_later(stage):
    """The first shell here does not have it, the second one has."""
    stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~"]\n')
    stage.write("proj/.envrc", "PATH_rm /odd/entry\nexport COLOUR=red\n")
    for extra in ("", "/odd/entry:"):
        stage.open(extra={"PATH": f"{extra}{stage.environ['PATH']}"})
        before = path_of(stage)
        stage.play("> cd proj\n> show COLOUR\nred\n")
        assert "/odd/entry" not in path_of(stage)[0]
        stage.terminal.type("cd ..")
        assert path_of(stage) == before


@pytest.mark.parametrize("path", ["/odd/a::{0}:", ":{0}:/odd/a", "{0}:/odd/b::/odd/a:/usr/games", "/odd/a:{0}:/odd/b"])
def test_path_rm_beside_empty_entries(stage, path):
    """The current directory is written as nothing in PATH; fish writes it as a dot."""
    stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~"]\n')
    stage.write("proj/.envrc", "PATH_rm '/odd/*'\n")
    stage.open(extra={"PATH": path.format(stage.environ["PATH"])})
    before = path_of(stage)
    for _ in range(2):
        stage.terminal.type("cd proj")
        assert "/odd" not in path_of(stage)[0]
        stage.terminal.type("cd ..")
        assert path_of(stage) == before


def test_a_list_of_fish_is_a_list_again(shell):
    stage = shell("fish", before="set -gx WORDS one 'two three'\nset -g OWN 1 2 ''")
    stage.write("proj/.envrc", "export WORDS=ours OWN=ours\n")
    stage.terminal.type("cd proj")
    stage.terminal.type("autovenv allow")
    stage.play(
        """
        > echo $WORDS $OWN
        ours ours
        > cd ..
        > count $WORDS; count $OWN; set -qx OWN; or echo own
        2
        3
        own
        > cd proj
        > cd ..
        > count $WORDS
        2
        """
    )


def test_a_child_of_a_bash_that_exports_everything(shell):
    stage = shell("bash", before="set -a", after="set +a")
    stage.terminal.type("cd proj")
    stage.terminal.type(" ".join(stage.dialect.command(stage.home)))
    stage.play("> show VIRTUAL_ENV\n{home}/proj/.venv\n> cd ..\n> show VIRTUAL_ENV\nunset\n")
    assert path_of(stage) == [stage.path]


def test_bash_keyword_assignments(shell):
    stage = shell("bash", after="set -k")
    for _ in range(2):
        stage.terminal.type("cd proj")
        stage.terminal.type("cd ..")
        assert path_of(stage) == [stage.path]


@pytest.mark.parametrize("name", ["bash", "zsh"])
@pytest.mark.parametrize(("first", "inside"), [("COLOUR=mine", "red"), ("readonly COLOUR=mine", "unset")])
def test_a_variable_of_the_shell_alone_is_that_again(shell, name, first, inside):
    stage = shell(name)
    stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~"]\n')
    stage.write("proj/.envrc", "export COLOUR=red MORE=1\n")
    stage.terminal.type(first)
    for _ in range(2):
        stage.terminal.type("cd proj")
        stage.play("> show MORE\n1\n> show COLOUR\n{inside}\n> cd ..\n> show COLOUR\nunset\n> echo $COLOUR\nmine\n", inside=inside)


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_path_is_read_only(shell, name):
    stage = shell(name)
    stage.terminal.type("readonly PATH")
    said = stage.terminal.type("cd proj")
    assert said[-1:] == ["autovenv: PATH is read-only in this shell: nothing is activated"], said
    assert stage.terminal.prefix == ""
    stage.play("> show VIRTUAL_ENV\nunset\n>\n> cd ..\n> cd proj\n> cd ..\n")


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_path_becomes_read_only_inside(shell, name):
    stage = shell(name)
    stage.terminal.type("cd proj")
    stage.terminal.type("readonly PATH")
    stage.play(">\n> cd ..\n> show VIRTUAL_ENV\nunset\n>\n")
    assert stage.terminal.prefix == ""


@pytest.mark.parametrize(("name", "prompt"), [("bash", "PS1"), ("zsh", "PROMPT")])
def test_the_prompt_is_read_only(shell, name, prompt):
    stage = shell(name, after=f"readonly {prompt}")
    stage.terminal.type("cd proj")
    stage.play(">\n> show VIRTUAL_ENV\n{home}/proj/.venv\n> cd ..\n>\n")


@pytest.mark.parametrize(
    ("name", "option"), [("bash", "shopt -u promptvars"), ("zsh", "unsetopt prompt_subst prompt_percent"), ("zsh", "setopt prompt_subst")]
)
def test_the_prompt_is_read_otherwise_from_now_on(shell, name, option):
    """The name, or nothing: never the text of a reference."""
    stage = shell(name)
    stage.terminal.type("cd proj")
    stage.terminal.type(option)
    stage.terminal.type("")
    assert stage.terminal.lines()[-1] in {"@>", "(proj) @>"}


def test_a_long_path_costs_no_square(shell):
    """Counted is not time, but that it comes to an end within the terminal's patience: a PATH of 100 KB took minutes."""
    stage = shell("bash", before="PATH=$PATH:$(printf '/a/long/entry/%s:' {1..6000})/last")
    before = path_of(stage)
    for _ in range(2):
        stage.terminal.type("cd proj")
        stage.terminal.type("PATH=/put/in/front:$PATH:/and/behind")
        stage.terminal.type("cd ..")
    assert path_of(stage) != before


@pytest.mark.parametrize(("name", "hook"), [("bash", "autovenv hook bash --cd"), ("zsh", "")])
def test_a_subshell_leaves_time_and_orders_to_its_shell(only, versions, name, hook):
    """`(cd docs; make)` looks for itself: what came before it is still to be seen by the shell."""
    stage = only(name)
    stage.project("proj", versions[0])
    stage.project("bare/sub")
    stage.open(hooked=not hook, after=f'eval "$({hook})"' if hook else "")
    stage.play("> cd proj\nautovenv: created .venv …\n")
    stage.play("> autovenv off; (cd ..; true)\n> show VIRTUAL_ENV\nunset\n> autovenv on\n> cd ~/bare\n")
    stage.age()
    stage.play(
        f"> echo {versions[0]} > .tool-versions; echo 'python {versions[0]}' > .tool-versions; (cd sub; true)\nautovenv: created …\n"
    )


def test_a_line_about_a_project_is_not_said_by_subshells(only):
    stage = only("bash")
    stage.write("proj/.envrc", "export COLOUR=red\n")
    stage.open()
    stage.play("> cd proj\nautovenv: proj wants .envrc: …\n")
    stage.open(hooked=False, after='eval "$(autovenv hook bash --cd)"')
    stage.play("> for i in 1 2 3; do (cd proj; true); done\n> cd proj\nautovenv: proj wants .envrc: …\n")


def test_a_function_cd_of_the_users_own_stays_before_there_is_any_state(only):
    stage = only("bash")
    stage.open(hooked=False, after='cd() { builtin cd "$@" && echo moved; }\neval "$(autovenv hook bash --cd)"')
    stage.play("> cd /\nmoved\n> cd ~\nmoved\n")


def test_who_parts_words_at_newlines_alone(shell):
    stage = shell("bash")
    stage.write("pyproject.toml", "[tool.black]\n")
    stage.write("proj/pyproject.toml", "[tool.black]\n")
    stage.write("proj/sub/pyproject.toml", "[tool.black]\n")
    stage.terminal.type("cd proj/sub")
    stage.terminal.type("IFS=$'\\n'")
    stage.play("> cd ..\n> cd sub\n> cd ..\n> show VIRTUAL_ENV\n{home}/proj/.venv\n> cd ..\n> show VIRTUAL_ENV\nunset\n>\n")
