"""has, env_vars_required, strict_env, direnv_version, watch_file, watch_dir; what is printed."""

import os
import subprocess

import pytest

from autovenv.base.errors import EvaluationError
from autovenv.config.envrc.forms import watching
from autovenv.config.result import BashNeededError


def inputs(found, kind):
    return {one.path for one in found.inputs if one.kind == kind}


def program(stage, path):
    path = stage.write(path, "#!/bin/sh\n")
    os.chmod(path, 0o755)
    return path


def test_a_program_on_the_files_own_path_is_there(stage):
    path = program(stage, "bin/tool")
    stage.write("bin/text")
    found = stage.evaluate("PATH_add bin; has tool && export A=1; has text || export B=1")
    assert found.set == (("A", "1"), ("B", "1"))
    assert path in inputs(found, "present")
    assert "PATH" in dict(found.needs)


def test_a_program_that_is_installed_later_is_noticed(stage):
    assert f"{stage.root}/bin/tool" in inputs(stage.evaluate("PATH_add bin; has tool || export A=1"), "absent")


def test_a_program_that_is_also_a_command_here_has_to_be_installed(stage):
    stage.outside["PATH"] = f"{stage.root}/bin"
    assert stage.after("has uv && export A=1; has poetry && export B=1") == {}
    program(stage, "bin/uv")
    assert stage.after("has uv && export A=1") == {"A": "1"}


def test_a_function_that_may_be_the_users_own_needs_bash(stage):
    for name in ("use_flox", "layout_mine", "nix_direnv_version"):
        with pytest.raises(BashNeededError):
            stage.evaluate(f"has {name} || export A=1")


def test_all_required_variables_that_are_missing_are_named(stage):
    stage.outside.update(THERE="1", EMPTY="")
    with pytest.raises(EvaluationError, match=r"\.envrc:2: EMPTY, LOCAL, MISSING are required"):
        stage.evaluate("LOCAL=1\nenv_vars_required THERE EMPTY LOCAL MISSING")
    found = stage.evaluate("export MISSING=1\nenv_vars_required THERE MISSING")
    assert dict(found.needs)["THERE"] == "1"


def test_under_strict_env_a_failure_is_an_error(stage):
    with pytest.raises(EvaluationError, match=r"\.envrc:2: "):
        stage.evaluate("strict_env\nfalse")
    with pytest.raises(EvaluationError, match=r"\.envrc:2: "):
        stage.evaluate("strict_env\nexport A=$UNSET")
    assert stage.after("strict_env\nunstrict_env\nfalse\nexport A=$UNSET") == {"A": ""}
    for line in ("strict_env true", "unstrict_env true"):
        with pytest.raises(BashNeededError):
            stage.evaluate(line)


@pytest.mark.parametrize(
    ("version", "status"), [("2.32.1", 0), ("2.37", 0), ("2.37.0", 0), ("v2.30.0", 0), ("2.38.0", 1), ("3", 1), ("", 0), ("x", 1)]
)
def test_the_release_of_direnv_whose_functions_are_known_is_told(stage, version, status):
    found = stage.evaluate(f"direnv_version {version}; export S=$?")
    assert dict(found.set)["S"] == str(status)
    assert len(found.messages) == (1 if status or not version else 0)


@pytest.mark.parametrize("line", ["log_status a 'b  c'", "log_error a 'b  c'", "echo a 'b  c'", "echo -n a 'b  c'"])
def test_a_message_reaches_the_terminal_as_one_line(stage, line):
    assert stage.evaluate(line).messages == ("a b  c",)


def test_an_empty_format_silences_the_log(stage):
    stage.outside["DIRENV_LOG_FORMAT"] = ""
    assert stage.evaluate("log_status a; log_error b; echo c").messages == ("c",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"echo -E 'a\tb'", (r"a\tb",)),
        (r"echo 'a\tb'", (r"a\tb",)),
        ("echo -x a", ("-x a",)),
        ("echo", ("",)),
    ],
)
def test_echo_prints_what_bashs_prints(stage, line, said):
    assert stage.evaluate(line).messages == said
    printed = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True).stdout
    assert "\n".join(said) + "\n" == printed


def test_watched_files_are_inputs_there_or_not(stage):
    stage.write("there")
    stage.write("target")
    os.symlink("target", os.path.join(stage.root, "link"))
    found = stage.evaluate("watch_file there nope link")
    assert f"{stage.root}/there" in inputs(found, "unchanged")
    assert f"{stage.root}/nope" in inputs(found, "absent")
    assert (f"{stage.root}/link", f"{stage.root}/target") in {(one.path, one.target) for one in found.inputs if one.kind == "same"}


def test_all_below_a_watched_directory_is_an_input(stage, monkeypatch):
    stage.write("data/a/b/c")
    found = stage.evaluate("watch_dir data")
    assert {f"{stage.root}/data{rest}" for rest in ("", "/a", "/a/b", "/a/b/c")} <= inputs(found, "unchanged")
    assert found.messages == ()
    assert f"{stage.root}/nope" in inputs(stage.evaluate("watch_dir nope"), "absent")
    monkeypatch.setattr(watching, "LIMIT", 2)
    found = stage.evaluate("watch_dir data")
    assert len(inputs(found, "unchanged")) == 3  # with the file itself
    assert "more than 2 files" in found.messages[0]
