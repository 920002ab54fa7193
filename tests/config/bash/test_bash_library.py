"""The functions that a .envrc may call, as bash runs them."""

import base64
import hashlib
import os
import shutil

import pytest

from autovenv.base.errors import EvaluationError
from autovenv.config.result import WithheldError
from autovenv.env.layout import Layout


@pytest.mark.parametrize(
    ("lines", "name", "value"),
    [
        ("path_add X a ./b/../c /d", "X", "{p}/a:{p}/c:/d"),
        ("X=old:er:; path_add X a", "X", "{p}/a:old:er"),
        ("X=; path_add X a", "X", "{p}/a"),
        ("X=/a:/b/c:/d; path_rm X '/b/*' /d", "X", "/a"),
        ("X=/a::/b:; path_rm X /nope", "X", "/a::/b"),
        ("MANPATH_add man", "MANPATH", "{p}/man:"),
        ("MANPATH=/m; MANPATH_add man", "MANPATH", "{p}/man:/m"),
        ("export X=$(expand_path ../x)", "X", "{t}/x"),
        ("export X=$(expand_path x ../y)", "X", "{t}/y/x"),
        ("export X=$(expand_path '')", "X", "{p}"),
        ("export X=$(user_rel_path $HOME/a)", "X", "~/a"),
        ("export X=$(user_rel_path /usr)", "X", "/usr"),
        ("export X=$(find_up mark)", "X", "{t}/mark"),
        ("export X=$(find_up nowhere-at-all || echo none)", "X", "none"),
        ("export X=$(join_args a 'b c')", "X", "a b\\ c "),
        ("export X=$(direnv_layout_dir)", "X", "{p}/.direnv"),
        ("direnv_layout_dir=/d; export X=$(direnv_layout_dir)", "X", "/d"),
        ("has sh && export X=1", "X", "1"),
        ("has nosuchprogram || export X=1", "X", "1"),
        ("has PATH_add && export X=1", "X", "1"),
        ("direnv_version 2.20 && export X=1", "X", "1"),
        ("direnv_version 99.0 || export X=1", "X", "1"),
        ("export X=$(semver_search v n- 1)", "X", "1.10.0"),
        ("export X=$(semver_search v n- 1.2)", "X", "1.2.9"),
        ("layout go", "GOPATH", "{p}/.direnv/go"),
        ("layout julia", "JULIA_PROJECT", "{p}"),
        ("layout perl", "PERL_MM_OPT", "INSTALL_BASE={p}/.direnv/perl5"),
        ("load_prefix pre", "PKG_CONFIG_PATH", "{p}/pre/lib/pkgconfig"),
        ("load_prefix pre", "MANPATH", "{p}/pre/share/man:{p}/pre/man:"),
        ("use vim", "DIRENV_X", None),
        ("unstrict_env; export X=a$NOWHERE_SET", "X", "a"),
        ("strict_env true; export X=a$NOWHERE_SET", "X", "a"),
        ("strict_env; unstrict_env false || export X=1", "X", "1"),
        ("use nosuch || export X=$?", "X", "127"),
        ("layout nosuch || export X=$?", "X", "127"),
        ("source ./nosuch || export X=$?", "X", "1"),
        ("source ./v || export X=$?", "X", "1"),
        ("source_env nosuch || export X=$?", "X", "1"),
        ("source_env_if_exists nosuch && export X=1", "X", "1"),
        ("source_up nosuch || export X=$?", "X", "1"),
        ("source_up_if_exists nosuch && export X=1", "X", "1"),
        ("dotenv nosuch || export X=$?", "X", "1"),
        ("dotenv_if_exists nosuch && export X=1", "X", "1"),
        ("unalias -a; alias echo=false; X=$(echo a); export X", "X", "a"),
    ],
)
def test_a_function_does_what_direnv_s_does(stage, lines, name, value):
    with open(os.path.join(os.path.dirname(stage.project), "mark"), "w", encoding="utf-8"):
        pass
    for version in ("1.9.1", "1.10.0", "1.2.3", "1.2.9", "2.0.0"):
        os.makedirs(stage.path("v", f"n-{version}"))
    found = stage.variables(lines + "\n").get(name)
    assert found == (value and value.format(p=stage.project, t=os.path.dirname(stage.project)))


def test_layouts_of_other_languages_put_their_programs_on_path(stage):
    found = stage.run("layout node\nlayout php\nlayout go\nlayout perl\n")
    assert found.front == tuple(stage.path(d) for d in (".direnv/perl5/bin", ".direnv/go/bin", "vendor/bin", "node_modules/.bin"))


def test_a_sourced_file_runs_in_place_with_its_arguments(stage):
    stage.write("lib/one.sh", 'declare -A MAP=([a]=1)\nLOCAL=2\nexport ARGS="$*" HERE=$(dirname "${BASH_SOURCE[0]}")\nreturn 7\n')
    found = stage.variables('source lib/one.sh x "y z"\nexport S=$? M=${MAP[a]} L=$LOCAL N=$#\n')
    assert found == {"ARGS": "x y z", "HERE": stage.path("lib"), "S": "7", "M": "1", "L": "2", "N": "1"}


def test_what_a_command_prints_can_be_sourced(stage):
    assert stage.variables("source <(echo export A=1)\n. /dev/stdin <<<'export B=2'\nsource /dev/fd/3 3<<<'export C=3'\n") == {
        "A": "1", "B": "2", "C": "3",
    }  # fmt: skip


def test_what_a_command_prints_does_not_get_around_the_consent(stage):
    stage.write("other", "export B=1\n")
    stage.withheld = ("other",)
    with pytest.raises(EvaluationError, match="not approved"):
        stage.run("source <(echo 'source ./other')\n")


def test_a_name_without_a_slash_is_looked_for_on_path_first(stage):
    stage.write("name", "export FROM=here\n")
    stage.write("bin/name", "export FROM=path\n")
    assert stage.variables("source name\n") == {"FROM": "here"}
    assert stage.variables("PATH_add bin\nsource name\n") == {"FROM": "path"}


def test_another_envrc_is_read_in_its_own_directory(stage):
    stage.write("sub/.envrc", "export SUB=$PWD\nPATH_add bin\ncd /\nfalse\n")
    found = stage.run("source_env sub && export BACK=$PWD\n")
    assert dict(found.set) == {"SUB": stage.path("sub"), "BACK": stage.project}
    assert found.front == (stage.path("sub/bin"),)
    assert [(s.path, s.kind) for s in found.sources] == [(stage.path(".envrc"), "envrc"), (stage.path("sub/.envrc"), "envrc")]


def test_source_up_reads_the_nearest_one_above(stage):
    above = os.path.join(os.path.dirname(stage.project), ".envrc")
    with open(above, "w", encoding="utf-8") as file:
        file.write("export UP=$PWD\n")
    found = stage.run("source_up\n")
    assert dict(found.set) == {"UP": os.path.dirname(stage.project)}
    assert above in [source.path for source in found.sources]


def test_what_is_looked_for_is_an_input(stage):
    found = stage.run(
        "source_env_if_exists a\ndotenv_if_exists b\nwatch_file c d\nX=$(find_up e)\nsource f\nrequire_allowed g\nwatch_dir .\n"
    )
    paths = {one.path for one in found.inputs}
    assert paths >= {stage.path(name) for name in "abcdefg"} | {stage.project}


def test_a_file_that_is_required_to_be_allowed_takes_part_in_consent_only(stage):
    stage.write("flake.nix", b"\0{ }")
    found = stage.run("require_allowed flake.nix\n")
    assert [(s.kind, s.path) for s in found.sources][1:] == [("require", stage.path("flake.nix"))]


def test_a_dotenv_sees_what_the_file_exported(stage):
    stage.write(".env", "A=$OUT-$EARLIER\nexport B='x y'\nC=$B\nPATH=/from/env:$PATH\n")
    stage.write("sub/.env", "D=1\n")
    found = stage.run("export EARLIER=e\ndotenv\ndotenv sub\n", OUT="o")
    assert dict(found.set) == {"EARLIER": "e", "A": "o-e", "B": "x y", "C": "x y", "D": "1"}
    assert found.front == ("/from/env",)


def test_a_file_can_be_sourced_with_set_a(stage):
    stage.write(".env", "A=1\nB='2 3'\n")
    assert stage.variables("set -a; source .env; set +a\nC=1\n") == {"A": "1", "B": "2 3"}


# --- Environments of Python --------------------------------------------------


def test_a_layout_is_there_for_the_lines_below_it(stage):
    found = stage.run('layout python python3.11\nexport WAS="$VIRTUAL_ENV" FIRST="${PATH%%:*}"\n', VIRTUAL_ENV="/other", PYTHONHOME="/p")
    assert found.layout == Layout("python", f"{stage.path('.envrc')}:1", "python3.11", path=stage.path(".venv"))
    assert dict(found.set) == {"WAS": stage.path(".venv"), "FIRST": stage.path(".venv/bin")}
    assert (found.front, found.unset, stage.made) == ((), ("PYTHONHOME",), [found.layout])


@pytest.mark.parametrize(
    ("line", "kind", "wanted"),
    [
        ("VIRTUAL_ENV=mine; layout python", "python", "mine"),
        ("layout poetry", "poetry", ".venv"),
        ("layout uv", "uv", ".venv"),
        ("layout_conda named", "conda", "named"),
        ("layout mamba named", "conda", "named"),
        ("use venv there", "path", "there"),
        ("layout virtualenvwrapper wrapped", "virtualenvwrapper", "wrapped"),
        ("source env/bin/activate", "path", "env"),
        (". ./env/bin/activate", "path", "env"),
        ("source_env env/bin/activate", "path", "env"),
        ("source_env_if_exists env/bin/activate", "path", "env"),
        ("export VIRTUAL_ENV=env; PATH_add $VIRTUAL_ENV/bin", "path", "env"),
        ("mkdir -p new/bin; touch new/pyvenv.cfg new/bin/activate; source new/bin/activate", "path", "new"),
    ],
)
def test_each_spelling_is_one_layout(stage, line, kind, wanted):
    stage.environment("env")
    found = stage.run(line + "\n")
    assert (found.layout.kind, found.layout.path) == (kind, stage.path(wanted))
    assert found.front == ()
    assert "VIRTUAL_ENV" not in dict(found.set) and "SCRIPT" not in dict(found.set)


def test_a_script_called_activate_that_is_no_environment_s_is_a_file_like_any_other(stage):
    stage.write("tool/bin/activate", "export TOOL=1\n")
    assert stage.variables("source tool/bin/activate\n") == {"TOOL": "1"}


def test_an_environment_that_cannot_be_made_ends_the_file(stage):
    def fails(_layout):
        raise EvaluationError("x:1", "no such Python")

    stage._make = fails
    with pytest.raises(EvaluationError, match="no such Python"):
        stage.run("layout python\ntouch went-on\n")
    assert not os.path.exists(stage.path("went-on"))


def test_a_later_environment_wins(stage):
    stage.environment("env")
    found = stage.run("layout python\nexport VIRTUAL_ENV=$PWD/env\nPATH_add env/bin\n")
    assert found.layout.path == stage.path("env")
    found = stage.run("layout python\nunset VIRTUAL_ENV\n")
    assert found.layout is None


# --- The user's own files ----------------------------------------------------


def own(stage, name, text):
    path = os.path.join(stage.home, ".config", "direnv", name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def test_functions_of_the_user_s_own_files_can_be_called(stage):
    paths = [
        own(stage, "direnvrc", "use_thing() { export THING=$1; }\nlayout_own() { source more; }\n"),
        own(stage, "lib/a.sh", f"source {stage.home}/.config/direnv/nix\n"),
        own(stage, "nix", "use_flake() { export FLAKE=mine; }\nlayout_python() { export NEVER=1; }\n"),
    ]
    stage.withheld = ("direnvrc", "a.sh", "nix")  # nobody is asked about them
    found = stage.run("use thing 3\nuse flake\nlayout python\n")
    assert dict(found.set) == {"THING": "3", "FLAKE": "mine"}
    assert found.layout.kind == "python"
    assert {one.path for one in found.inputs} >= set(paths)


def test_a_function_of_the_user_s_does_not_get_a_project_s_file_past_the_consent(stage):
    own(stage, "direnvrc", 'mine() { source "$1"; }\n')
    elsewhere = os.path.join(stage.home, "more")
    with open(elsewhere, "w", encoding="utf-8") as file:
        file.write("export MORE=1\n")
    stage.write("more", "export MORE=2\n")
    stage.withheld = ("more",)
    assert stage.variables("mine ~/more\n") == {"MORE": "1"}
    with pytest.raises(EvaluationError, match="not approved"):
        stage.run("mine ./more\n")


def test_a_file_of_the_user_s_that_comes_later_is_noticed(stage):
    found = stage.run("true\n")
    config = os.path.join(stage.home, ".config", "direnv")
    assert {one.path for one in found.inputs if one.kind == "absent"} >= {os.path.join(config, "direnvrc"), os.path.join(config, "lib")}


def test_what_nix_direnv_asks_of_direnv_is_answered(stage):
    """It calls $direnv, by its name or not, and reads `"path": "…"` from its list of what is watched."""
    stage.write("flake.nix", "")
    os.makedirs(stage.path("d"))
    stage.write("d/in", "")
    found = stage.variables(
        "watch_file flake.nix 'a\\b'\nwatch_dir d\n"
        'export V=$($direnv --version) L=$($direnv show_dump "$DIRENV_WATCHES")\nhas "$direnv" && export H=1\n'
        'eval "$("$direnv" watch bash more)"\n'
    )
    assert found["V"].split(".")[0] == "2" and found["H"] == "1"
    assert {f'  "path": "{stage.path(name)}"' for name in (".envrc", "flake.nix", "d/in", "a\\\\b")} <= set(found["L"].splitlines())


def test_the_environment_of_another_program_is_taken_over(stage):
    text = 'direnv_load env -u GONE NEW="a\nb" PATH="/nix/bin:$PATH" SHLVL=7 bash -c \'"$0" dump\' "$direnv"\n'
    found = stage.run(text, GONE="1", KEPT="1")
    assert (dict(found.set), found.unset, found.front) == ({"NEW": "a\nb"}, ("GONE",), ("/nix/bin",))
    assert stage.variables("direnv_load true || export FAILED=1\n") == {"FAILED": "1"}


@pytest.mark.skipif(not shutil.which("direnv"), reason="needs direnv")
def test_a_dump_of_the_real_direnv_is_taken_over(stage):
    found = stage.run("direnv_load env NEW=1 direnv dump\n")
    assert dict(found.set) == {"NEW": "1"}


@pytest.fixture
def without_direnv(stage):
    """Every program of the machine but direnv is on PATH."""
    tools = stage.path("..", "programs")
    os.mkdir(tools)
    for directory in ("/usr/bin", "/bin"):
        for name in os.listdir(directory):
            if name != "direnv" and not os.path.lexists(f"{tools}/{name}"):
                os.symlink(f"{directory}/{name}", f"{tools}/{name}")
    stage.outside["PATH"] = os.path.realpath(tools)
    assert not shutil.which("direnv", path=stage.outside["PATH"])


@pytest.mark.usefixtures("without_direnv")
@pytest.mark.parametrize("name", ["direnv", '"$direnv"', "$(command -v $direnv)"])
@pytest.mark.parametrize("words", ["dotenv bash sub/vars", "dotenv zsh sub/vars"])
def test_direnv_dotenv_where_direnv_is_not_installed(stage, name, words):
    """Who reads it evaluates it: the same dialect, and the file is part of the consent."""
    path = stage.write("sub/vars", "A='x y'\nB=$A-$LOCAL-$OUT\nC=$(never)\n")
    found = stage.run(f'export LOCAL=l\neval "$({name} {words})"\nexport S=$?\n', OUT="o")
    assert dict(found.set) == {"LOCAL": "l", "A": "x y", "B": "x y-l-o", "C": "$(never)", "S": "0"}
    assert (path, "dotenv") in {(source.path, source.kind) for source in found.sources}
    assert [line for line in stage.said if "a .env file runs nothing" in line]
    stage.withheld = ("vars",)
    with pytest.raises(WithheldError):
        stage.run()


@pytest.mark.usefixtures("without_direnv")
def test_direnv_dotenv_of_what_is_not_there_fails_and_is_noticed_when_it_comes(stage, capfd):
    found = stage.run('eval "$(direnv dotenv)" || true\nA=$(direnv dotenv bash) || export A=$?\nexport A\n')
    assert dict(found.set) == {"A": "1"}
    assert f"direnv dotenv: {stage.path('.env')} is not there" in capfd.readouterr().err
    assert stage.path(".env") in {one.path for one in found.inputs if one.kind == "absent"}
    stage.write(".env", "A=2\n")
    assert stage.variables() == {"A": "export A=2;"}


@pytest.mark.usefixtures("without_direnv")
@pytest.mark.parametrize("dump", ["direnv dump", "sh -c 'exec direnv dump'", '"$direnv" dump', "env PATH=/nix/bin:$PATH direnv dump"])
def test_direnv_dump_where_direnv_is_not_installed(stage, dump):
    found = stage.run(f"dumps() {{ NEW='a b' {dump}; }}\ndirenv_load dumps\nexport S=$?\n")
    front = ("/nix/bin",) if "nix" in dump else ()
    assert (dict(found.set), found.front, found.back, found.gone) == ({"NEW": "a b", "S": "0"}, front, (), ())


@pytest.mark.usefixtures("without_direnv")
def test_direnv_dump_as_statements(stage):
    found = stage.variables("eval \"$(NEW='a b' direnv dump bash)\"\n")
    assert found["NEW"] == "a b"


@pytest.mark.usefixtures("without_direnv")
def test_a_command_of_direnv_s_that_is_not_known_is_named(stage, capfd):
    assert stage.variables('eval "$(direnv export json)"\n"$direnv" prune || export A=$?\nhas direnv && export H=1\n') == {
        "A": "127",
        "H": "1",
    }
    said = capfd.readouterr().err
    assert "autovenv: direnv export json is not known here, and direnv is not installed" in said
    assert "autovenv: direnv prune is not known here, and direnv is not installed" in said


def test_a_file_that_sets_bash_s_own_variables_is_read_to_its_end(stage):
    """As `nix print-dev-env` does."""
    stage.write("lib", "export B=1\nfalse\n")
    text = "export BASH=/nix/store/x/bin/bash BASH_ENV=$PWD/nope POSIXLY_CORRECT=1\nsource lib\nexport A=1\nfor n in 1; do :; done\nfalse\n"
    found = stage.variables(text)
    assert (found["A"], found["B"]) == ("1", "1")


def test_use_nix_and_use_flake_without_nix_direnv(stage):
    for name, lines in {
        "nix-shell": 'while [ "$1" != --run ]; do shift; done; NIX=1 TMPDIR=/gone PATH=/nix/bin:$PATH exec /bin/sh -c "$2"',
        "nix": "echo 'export FLAKE=1'",
    }.items():
        os.chmod(stage.write(f"tools/{name}", f"#!/bin/sh\n{lines}\n"), 0o755)
    stage.outside["PATH"] = f"{stage.path('tools')}:/usr/bin:/bin"
    found = stage.run("use nix\nuse flake\n")
    assert (dict(found.set), found.front) == ({"NIX": "1", "FLAKE": "1"}, ("/nix/bin",))
    assert {one.path for one in found.inputs} >= {stage.path(name) for name in ("shell.nix", "default.nix", "flake.nix", "flake.lock")}


# --- Git, the network --------------------------------------------------------


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_on_git_branch(stage):
    os.makedirs(stage.path(".git/refs"))
    os.makedirs(stage.path(".git/objects"))
    stage.write(".git/HEAD", "ref: refs/heads/topic-1\n")
    found = stage.run(
        "on_git_branch && export A=1\non_git_branch topic-1 && export B=1\non_git_branch main || export C=1\non_git_branch -r '^topic' && export D=1\n"
    )
    assert dict(found.set) == dict.fromkeys("ABCD", "1")
    assert stage.path(".git/HEAD") in {one.path for one in found.inputs}
    os.rename(stage.path(".git"), stage.path("git"))
    assert stage.variables("on_git_branch || export A=1\n") == {"A": "1"}


def served(stage, content):
    """A curl that writes this content; returns the hash of it."""
    stage.write("content", content)
    tool = stage.write(
        "tools/curl", '#!/bin/sh\nwhile [ "$1" != --output ]; do shift; done\ncp "$PWD/content" "$2"; echo x >>"$PWD/fetched"\n'
    )
    os.chmod(tool, 0o755)
    stage.outside["PATH"] = f"{stage.path('tools')}:/usr/bin:/bin"
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()


def test_what_a_url_gives_is_run_if_its_hash_is_the_one_that_is_written(stage):
    known = served(stage, b"export URL=1\n")
    line = f"source_url https://example.org/x {known}\n"
    assert stage.variables(line) == {"URL": "1"}
    assert stage.variables(line) == {"URL": "1"}
    with open(stage.path("fetched"), encoding="utf-8") as file:
        assert file.read() == "x\n", "the second time it is known"
    served(stage, b"export URL=2\n")
    with pytest.raises(EvaluationError, match="another hash"):
        stage.run("source_url https://example.org/x sha256-AAAA\n")


def test_a_fetched_file_s_hash_is_told(stage):
    known = served(stage, b"data\n")
    found = stage.variables("export F=$(fetchurl https://example.org/x)\n")
    with open(found["F"], "rb") as file:
        assert file.read() == b"data\n"
    assert known in stage.said[-1]
