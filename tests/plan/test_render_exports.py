"""`export dotenv`, `gha`, `systemd`, `docker`: what other programs start from has the very values of the plan."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autovenv.base.errors import AutovenvError
from autovenv.config.dotenv import parse
from autovenv.plan.plan import ACTIVE, NOTHING, Plan
from autovenv.plan.render import docker, dotenv, gha, systemd

BASH = shutil.which("bash")
FORMS = [dotenv, gha, systemd, docker]
ODD = "'\";&&e-$ èрт🚒♞中片-j `x` $(y) ${Z} \\n \\\\ \\"
ODD_TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from("'\"\\$`{}()#!n \n\r\t=%"), st.characters(exclude_characters="\0", exclude_categories=("Cs",)))
)


def plan(*pairs, **fields):
    return Plan("/p", ACTIVE, set=pairs, **fields)


def read_dotenv(text):
    found = parse(text.encode("utf-8", "surrogateescape"), ".env", lambda name: pytest.fail(f"{name} was expanded"))
    assert found.warnings == ()
    return dict(found.pairs)


def read_bash(text, names):
    """What bash has after `set -a; . file`."""
    shown = "".join(f'printf "%s\\0" "${{{name}}}"; ' for name in names)
    done = subprocess.run(
        [BASH, "--norc", "-c", f"set -aeu; . /dev/stdin; {shown}"],
        input=text.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=True,
        env={"LC_ALL": "C.UTF-8"},
    )
    assert done.stderr == b""
    values = done.stdout.decode("utf-8", "surrogateescape").split("\0")
    return dict(zip(names, values, strict=False))


def read_systemd(text):
    """As systemd reads an EnvironmentFile= (its env-file.c, of which this is what matters for a value in double quotes)."""
    found = {}
    at = 0
    while at < len(text):
        if text[at] in "#;":
            at = text.index("\n", at) + 1
            continue
        equal = text.index("=", at)
        name = text[at:equal]
        assert text[equal + 1] == '"'
        at, value = equal + 2, ""
        while text[at] != '"':
            if text[at] == "\\":
                assert text[at + 1] in '"\\`$', "any other backslash stays"
                at += 1
            value += text[at]
            at += 1
        assert text[at + 1] == "\n"
        found[name], at = value, at + 2
    return found


def read_docker(text):
    """As docker reads an --env-file: lines, comments, the first `=`."""
    lines = [line.lstrip() for line in text.split("\n")]
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def read_gha(text):
    """As GitHub's runner reads $GITHUB_ENV."""
    found = {}
    lines = iter(text.split("\n"))
    for line in lines:
        if line:
            name, delimiter = line.split("<<")
            value = []
            while (line := next(lines)) != delimiter:
                value.append(line)
            found[name] = "\n".join(value)
    return found


READERS = {dotenv: read_dotenv, gha: read_gha, systemd: read_systemd, docker: read_docker}


# --- Values ------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@given(text=ODD_TEXTS.filter(lambda text: "\n" not in text and "\r" not in text))
@example(text=ODD)
@example(text="")
@example(text="  a # b ")
def test_a_value_of_one_line_is_what_it_was(form, text):
    assert READERS[form](form.statements(plan(("A", text), ("B", "1")), {})) == {"A": text, "B": "1"}


@pytest.mark.parametrize("form", [dotenv, gha, systemd])
@given(text=ODD_TEXTS)
@example(text="a\nb\n\n")
@example(text="a\r\nb\r")
def test_a_value_of_several_lines_is_what_it_was(form, text):
    assert READERS[form](form.statements(plan(("A", text), ("B", "1")), {})) == {"A": text, "B": "1"}


@pytest.mark.skipif(not BASH, reason="needs bash")
@pytest.mark.parametrize("form", [dotenv, systemd])
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(ODD_TEXTS.filter(lambda text: "\r\n" not in text), min_size=1, max_size=8))
@example(texts=[ODD, "it's `x`", "a\\", "\\\\", "'\n\\\n'", "!x", "\r"])
def test_bash_reads_the_same(form, texts):
    pairs = [(f"N{number}", text) for number, text in enumerate(texts)]
    assert read_bash(form.statements(plan(*pairs), {}), [name for name, _ in pairs]) == dict(pairs)


def test_bytes_that_are_no_utf8_are_kept_where_the_form_can():
    assert read_dotenv(dotenv.statements(plan(("A", "\udcff")), {})) == {"A": "\udcff"}
    for form in (gha, systemd, docker):
        with pytest.raises(AutovenvError, match=r"^A is not UTF-8"):
            form.statements(plan(("A", "\udcff")), {})


@pytest.mark.parametrize("text", ["a\nb", "a\n", "a\rb", "a\r"])
def test_docker_knows_no_lines(text):
    with pytest.raises(AutovenvError, match=r"^SECRET has more than one line, which an env file of docker can't hold"):
        docker.statements(plan(("A", "1"), ("SECRET", text)), {})


def test_docker_reads_no_longer_lines():
    assert docker.statements(plan(("A", "x" * 65000)), {})
    with pytest.raises(AutovenvError, match=r"^A is longer than 64 KiB"):
        docker.statements(plan(("A", "x" * 65536)), {})


@pytest.mark.parametrize("name", ["NODE_OPTIONS", "node_options", "GITHUB_TOKEN", "RUNNER_OS"])
def test_what_github_refuses_is_an_error(name):
    with pytest.raises(AutovenvError, match=f"^{name} can't be set for later steps"):
        gha.statements(plan(("A", "1"), (name, "x")), {})


def test_a_value_can_not_end_its_own_entry(monkeypatch):
    guesses = iter([b"\1" * 16, b"\2" * 16])
    monkeypatch.setattr(os, "urandom", lambda length: next(guesses))
    text = f"x\nautovenv_{'01' * 16}\nEVIL<<x\n1\nx"
    assert read_gha(gha.statements(plan(("A", text)), {})) == {"A": text}


def test_delimiters_are_not_foreseen():
    assert gha.statements(plan(("A", "1")), {}) != gha.statements(plan(("A", "1")), {})


# --- PATH and what is taken away ---------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_path_is_whole(form):
    given = plan(("A", "1"), path=("/p/.venv/bin", "/p/bin"), path_back=("/last",), path_gone=("/old",))
    environ = {"PATH": os.pathsep.join(["/usr/bin", "/old", "/bin"])}
    expected = os.pathsep.join(["/p/.venv/bin", "/p/bin", "/usr/bin", "/bin", "/last"])
    assert READERS[form](form.statements(given, environ)) == {"A": "1", "PATH": expected}


@pytest.mark.parametrize("form", FORMS)
def test_a_path_that_is_empty_gets_no_empty_entry(form):
    assert READERS[form](form.statements(plan(path=("/p/bin",)), {})) == {"PATH": "/p/bin"}


@pytest.mark.parametrize("form", FORMS)
def test_a_path_that_stays_is_not_exported(form):
    assert READERS[form](form.statements(plan(("A", "1")), {"PATH": "/bin"})) == {"A": "1"}
    assert form.statements(Plan("", NOTHING), {"PATH": "/bin"}) == ""


@pytest.mark.parametrize("form", [dotenv, systemd, docker])
def test_what_is_taken_away_is_a_comment(form):
    text = form.statements(plan(("A", "1"), unset=("PYTHONHOME",)), {"PYTHONHOME": "/x"})
    assert READERS[form](text) == {"A": "1"}
    assert text.startswith("# ")
    assert "PYTHONHOME" in text.splitlines()[0]


def test_github_can_only_empty_a_variable():
    given = plan(("A", "1"), unset=("PYTHONHOME",))
    assert read_gha(gha.statements(given, {"PYTHONHOME": "/x"})) == {"PYTHONHOME": "", "A": "1"}
    assert read_gha(gha.statements(given, {})) == {"A": "1"}
