"""What an evaluation says beside the variables: what it depends on, what it asked for, where it went wrong."""

from __future__ import annotations

import os

import pytest

from autovenv.base.errors import EvaluationError
from autovenv.base.value import replace
from autovenv.config.envrc.evaluate import evaluate
from autovenv.config.gate import Sources
from autovenv.config.result import BashNeededError, WithheldError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="PATH and paths are those of POSIX")


@pytest.fixture
def project(tmp_path):
    return os.path.realpath(tmp_path)


@pytest.fixture
def run(project):
    def run(content, approves=lambda source: True, outside=None, **variables):
        path = os.path.join(project, ".envrc")
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        outside = {"PATH": "/usr/bin:/bin", "HOME": "/home/me", **(outside or {}), **variables}
        return evaluate(path, outside, Sources(approves), lambda layout, scope: replace(layout, path=os.path.join(project, ".venv")))

    return run


def write(directory, name, text):
    path = os.path.join(directory, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def test_a_file_says_what_it_changes(run):
    found = run("export A=1 B='x y'\nC=local\nunset OLD\nexport PATH=/x:$PATH:/y\n", OLD="1")
    assert found.set == (("A", "1"), ("B", "x y"))
    assert (found.unset, found.front, found.back, found.gone) == (("OLD",), ("/x",), ("/y",), ())
    assert found.evaluator == "declarative"
    assert [reason.topic for reason in found.reasons] == ["configuration"]


def test_the_mark_of_an_evaluation_is_seen_and_does_not_leak(run):
    found = run("export A=$DIRENV_IN_ENVRC\n")
    assert found.set == (("A", "1"),)
    assert found.unset == ()


def test_a_layout_keeps_its_variables_to_itself(run, project):
    found = run("layout uv\nexport A=$VIRTUAL_ENV/x\n")
    assert found.layout.path == f"{project}/.venv"
    assert found.set == (("A", f"{project}/.venv/x"),)
    assert found.front == ()


def test_what_a_file_reads_from_outside_is_a_need(run):
    needs = dict(run('export A=$USER B=${NOPE:-1}\nX=1\nexport C=$A$X\n[ -n "$CI" ]\n', USER="me").needs)
    assert needs == {"USER": "me", "NOPE": None, "CI": None, "X": None}


def test_a_value_that_is_there_already_is_a_need(run):
    found = run("export A=1\nB=2\n", A="1", B="1")
    assert found.set == (("B", "2"),)
    assert dict(found.needs) == {"A": "1", "B": "1"}


def test_path_is_a_need_only_where_more_than_additions_depend_on_it(run):
    assert run('PATH=/x:$PATH\nexport PATH="$PATH:/y"\n').needs == ()
    assert dict(run("export A=$PATH\n").needs) == {"PATH": "/usr/bin:/bin"}
    assert dict(run("[[ $PATH == /usr ]]\n").needs) == {"PATH": "/usr/bin:/bin"}
    assert dict(run("PATH=/x/$(expand_path $PATH):$PATH\n").needs) == {"PATH": "/usr/bin:/bin"}
    assert dict(run("PATH=/only\n").needs)["PATH"] == "/usr/bin:/bin"
    assert dict(run("command -v nosuchprogram\n").needs) == {"PATH": "/usr/bin:/bin"}


def test_the_directory_that_the_shell_stands_in_is_no_need(run, project):
    assert run("export A=$PWD\n", PWD=project).needs == ()


def test_files_that_a_condition_looked_at_are_inputs(run, project):
    write(project, "there", "")
    found = run("[ -f there ] && [ ! -e gone ] && export A=1\n")
    assert {(one.kind, one.path) for one in found.inputs} >= {("present", f"{project}/there"), ("absent", f"{project}/gone")}


def test_carriage_returns_a_mark_of_byte_order_and_foreign_bytes_do_no_harm(run):
    found = run(b"\xef\xbb\xbf#!/bin/bash\r\nexport A=1\r\nif true; then\r\n  export B='\xff\xfe \xc3\xa9'\r\nfi\r\n")
    assert found.set == (("A", "1"), ("B", "\udcff\udcfe é"))
    assert run("export A='a\rb'").set == (("A", "a\rb"),)


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", "\\\n", " \t"])
def test_a_file_may_say_nothing(run, text):
    assert run(text).set == ()


def test_an_error_names_the_file_that_it_stands_in(run, project):
    write(project, "sub/.envrc", "export B=1\nexport C=${NOPE:?is wanted}\n")
    with pytest.raises(EvaluationError) as caught:
        run("\nsource_env sub\n")
    assert str(caught.value) == f"{project}/sub/.envrc:2: NOPE: is wanted"


def test_what_needs_bash_is_told_where_it_stands(run, project):
    write(project, "sub/.envrc", "\n\nfor x in 1; do :; done\n")
    with pytest.raises(BashNeededError) as caught:
        run("source_env sub\n")
    assert caught.value.where == f"{project}/sub/.envrc:3"


def test_after_another_file_lines_are_of_the_first_again(run, project):
    write(project, "sub/.envrc", "export B=$(pwd)\n")
    with pytest.raises(EvaluationError) as caught:
        run("source_env sub\n\nexit 3\n")
    assert str(caught.value).startswith(f"{project}/.envrc:3: exit 3")
    assert dict(run("source_env sub\nexport A=$(pwd)").set) == {"A": project, "B": f"{project}/sub"}


def test_return_ends_one_file_and_exit_all(run, project):
    write(project, "sub/.envrc", "export B=1\nreturn 1\nexport C=1\n")
    assert run("source_env sub\nexport A=1\n").set == (("A", "1"), ("B", "1"))
    write(project, "sub/.envrc", "export B=1\nexit 0\nexport C=1\n")
    assert run("source_env sub\nexport A=1\n").set == (("B", "1"),)


def test_a_file_that_is_tested_may_fail_under_strict_env(run, project):
    write(project, "plain", "false\nexport B=1\n")
    assert run("strict_env\nsource ./plain || true\n").set == (("B", "1"),)
    with pytest.raises(EvaluationError, match="plain:1: "):
        run("strict_env\nsource ./plain\n")


def test_strict_env_stops_at_what_is_not_set_and_at_failures(run, project):
    with pytest.raises(EvaluationError) as caught:
        run("strict_env\nexport A=$NOPE\n")
    assert str(caught.value) == f"{project}/.envrc:2: NOPE is not set"
    with pytest.raises(EvaluationError, match=r"\.envrc:3: "):
        run("strict_env\n\n[ -f gone ]\n")
    assert run("strict_env\nunstrict_env\nexport A=$NOPE\nfalse\n").set == (("A", ""),)


def test_what_is_not_approved_is_not_looked_at(run, project):
    write(project, "other", "this is (not even bash")
    with pytest.raises(WithheldError):
        run("syntax error here ((", approves=lambda source: False)
    with pytest.raises(WithheldError) as caught:
        run("source ./other\n", approves=lambda source: source.path.endswith(".envrc"))
    assert caught.value.where == f"{project}/.envrc:1"


def test_files_that_read_each_other_end(run, project):
    write(project, "other", "source ./other\n")
    with pytest.raises(EvaluationError, match="reads itself"):
        run("source ./other\n")
    with pytest.raises(EvaluationError, match="reads itself"):
        run("source ./.envrc\n")


@pytest.mark.parametrize(
    "text",
    ["{ " * 5000 + "true" + "; }" * 5000, "! " * 50000 + "true", "A=" + "${A:-" * 5000 + "}" * 5000, "A=" + "$(pwd " * 5000 + ")" * 5000,
     "[[ " + "! " * 5000 + "a ]]", "if true; then " * 5000],
)  # fmt: skip
def test_what_is_nested_beyond_reason_is_an_error(run, text):
    with pytest.raises(EvaluationError, match="nested too deeply"):
        run(text)


def test_messages_come_in_order_and_can_be_silenced(run):
    found = run("echo one\nlog_status two\necho no >/dev/null\nlog_status no 2>/dev/null\necho no &>/dev/null\necho yes 2>/dev/null\n")
    assert [line for line in found.messages if "no" in line] == []
    assert [word for line in found.messages for word in ("one", "two", "yes") if word in line] == ["one", "two", "yes"]
    assert run("echo x >/dev/null 2>&1\nlog_status x >/dev/null 2>&1\n").messages == ()


def test_an_environment_of_poetry_is_found_without_poetry(run, project):
    before = run("A=$(poetry env info --path); export A B=$?\n")
    assert dict(before.set) == {"A": "", "B": "1"}
    assert before.missing.line.endswith(".envrc:1: layout poetry: there is no environment yet: `poetry install` makes it")
    write(project, ".venv/pyvenv.cfg", "")
    assert run("export A=$(poetry env info --path) B=$(poetry env info -p)/bin\n").set == (
        ("A", f"{project}/.venv"),
        ("B", f"{project}/.venv/bin"),
    )


def test_direnvs_own_answers(run, project):
    found = run('export A=$(expand_path x/../y) B=$(direnv_layout_dir) C=$(expand_path x "$HOME")\n')
    assert dict(found.set) == {"A": f"{project}/y", "B": f"{project}/.direnv", "C": "/home/me/x"}
