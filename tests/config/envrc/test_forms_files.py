"""source, source_env, source_up, dotenv, require_allowed: other files."""

import os

import pytest

from autovenv.base.errors import EvaluationError
from autovenv.config.result import BashNeededError, WithheldError


def seen(found, kind):
    return {one.path for one in found.inputs if one.kind == kind}


@pytest.mark.parametrize(
    ("line", "file", "kind"),
    [
        ("source part", "part", "source"),
        (". ./part", "part", "source"),
        ("source_env part", "part", "envrc"),
        ("source_env_if_exists part", "part", "envrc"),
        ("source_env sub", "sub/.envrc", "envrc"),
        ("source_up", "../.envrc", "envrc"),
        ("source_up_if_exists", "../.envrc", "envrc"),
        ("dotenv", ".env", "dotenv"),
        ("dotenv part", "part", "dotenv"),
        ("dotenv_if_exists part", "part", "dotenv"),
        ("require_allowed part", "part", "require"),
    ],
)
def test_a_file_that_takes_part_is_approved_first(stage, line, file, kind):
    path = stage.write(file, "export TAKEN=1\n")
    stage.evaluate(line)
    assert stage.asked == [(".envrc", "envrc"), (file, kind)]
    stage.refused.add(path)
    with pytest.raises(WithheldError) as raised:
        stage.evaluate(line)
    assert raised.value.source.path == path
    assert raised.value.where == f"{stage.root}/.envrc:1"


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("source nope", "nope"),
        ("source_env nope", "nope"),
        ("source_env sub", "sub/.envrc"),
        ("source_env_if_exists nope", "nope"),
        ("source_up nope", "../nope"),
        ("source_up_if_exists nope", "../nope"),
        ("dotenv nope", "nope"),
        ("dotenv sub", "sub/.env"),
        ("dotenv_if_exists nope", "nope"),
        ("require_allowed nope", "nope"),
    ],
)
def test_a_file_that_is_not_there_is_noticed_when_it_comes(stage, line, missing):
    os.mkdir(os.path.join(stage.root, "sub"))
    found = stage.evaluate(line)
    assert os.path.normpath(os.path.join(stage.root, missing)) in seen(found, "absent")
    assert (len(found.messages) == 1) is (line.split()[0] in ("source", "source_env", "source_up", "dotenv"))


def test_variables_of_a_sourced_file_that_are_not_exported_stay_in_the_file(stage):
    stage.write("values", "A=1\nexport B=$A\n")
    assert stage.after("source values; export C=$A") == {"B": "1", "C": "1"}
    assert stage.after("set -a; source values; set +a") == {"A": "1", "B": "1"}


def test_relative_paths_of_an_envrc_elsewhere_are_of_its_own_directory(stage):
    stage.write("sub/.envrc", "PATH_add bin\nsource_up_if_exists more\nexport HERE=$PWD\n")
    stage.write("more", "PATH_add tools\n")
    found = stage.after("source_env sub; PATH_add last; export OUT=$PWD")
    assert found["HERE"] == f"{stage.root}/sub"
    assert found["OUT"] == stage.root
    assert found["PATH"].startswith(f"{stage.root}/last:{stage.root}/tools:{stage.root}/sub/bin:/usr")


def test_an_exit_in_another_file_ends_all(stage):
    stage.write("part", "exit 3\n")
    with pytest.raises(EvaluationError, match=r"part:1: exit 3"):
        stage.evaluate("source_env part")


@pytest.mark.parametrize("line", ["source_env .envrc", "source .envrc", "source_env .", "source_env part"])
def test_a_file_that_reads_itself_is_an_error(stage, line):
    stage.write("part", "source_env ../p/.envrc\n")
    with pytest.raises(EvaluationError, match="reads itself"):
        stage.evaluate(line)


def test_source_up_begins_above_the_directory(stage):
    stage.write("../.envrc", "source_up_if_exists\nexport UP=1\n")
    assert stage.after("source_up") == {"UP": "1"}


def test_a_fifo_is_an_error_and_is_not_waited_for(stage):
    os.mkfifo(os.path.join(stage.root, "fifo"))
    for line in ("source fifo", "source_env fifo", "dotenv fifo", "require_allowed fifo"):
        with pytest.raises(EvaluationError, match="not a regular file"):
            stage.evaluate(line)


@pytest.mark.parametrize("line", ["source", "source ''", "."])
def test_source_of_nothing_is_an_error(stage, line):
    with pytest.raises(EvaluationError, match=r"\.envrc:1: source needs a file"):
        stage.evaluate(line)


def test_source_with_arguments_needs_bash(stage):
    stage.write("part", "export A=$1\n")
    with pytest.raises(BashNeededError):
        stage.evaluate("source part x")


def test_source_takes_a_file_on_path_first_as_bash_does(stage):
    stage.write("values", "export FROM=here\n")
    stage.write("bin/values", "export FROM=path\n")
    assert stage.after("PATH_add bin; source values")["FROM"] == "path"
    assert stage.after("PATH_add bin; source ./values")["FROM"] == "here"


def test_several_env_files_are_loaded_in_order(stage):
    stage.write("a", "A=1\nB=$A$OUT\n")
    stage.write("b", "A=2\n")
    stage.outside["OUT"] = "o"
    found = stage.evaluate("dotenv a b")
    assert found.set == (("A", "2"), ("B", "1o"))
    assert ("OUT", "o") in found.needs


def test_a_directory_stands_for_the_env_file_in_it(stage):
    stage.write("sub/.env", "A=1\n")
    assert stage.after("dotenv sub") == stage.after("dotenv_if_exists sub") == {"A": "1"}


def test_an_error_in_an_env_file_names_its_line(stage):
    stage.write(".env", "A=1\nB='open\n")
    with pytest.raises(EvaluationError, match=r"/\.env:2: "):
        stage.evaluate("dotenv")


def test_what_an_env_file_does_not_take_is_said(stage):
    stage.write(".env", "a-b=1\n")
    assert len(stage.evaluate("dotenv").messages) == 1


def test_a_required_file_only_counts_and_is_not_looked_into(stage):
    stage.write("data", "export A=1\n\0")
    assert stage.after("require_allowed data") == {}


@pytest.mark.parametrize(
    "line", ["source_url https://example.org/x sha256-x", "fetchurl https://example.org/x", "direnv_load x", "use flake"]
)
def test_what_fetches_or_runs_something_needs_bash(stage, line):
    with pytest.raises(BashNeededError, match=r"\.envrc:2: .* needs bash"):
        stage.evaluate(f"\n{line}")
