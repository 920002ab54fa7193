"""What all kinds have in common."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from autovenv.env.kinds import locate, names, tool_of, tools
from autovenv.env.layout import Layout
from autovenv.plan.inputs import Input
from autovenv.project.recognition import TABLES

WORDS = sorted({"path", *(word for tool in tools() for word in (tool.name, *tool.others))})


def test_a_kind_that_nobody_knows_is_an_error_that_names_those_there_are(place):
    found = place.find("nosuch")
    assert "nosuch" in found.error
    assert ".envrc:1" not in found.error, "whoever reports it says where"
    assert "poetry" in found.error


@pytest.mark.parametrize("kind", WORDS)
def test_every_kind_answers_in_an_empty_directory_and_makes_nothing(place, kind):
    before = sorted(os.walk(place.home))
    found = place.find(kind, name="thing", version="3.11")
    assert not found.exists
    assert found.path or found.why or found.error
    assert not found.error or not (found.path or found.make)
    assert sorted(os.walk(place.home)) == before


@pytest.mark.parametrize("kind", ["poetry", "uv", "hatch"])
def test_broken_toml_gives_no_environment_but_one_line(place, kind):
    place.environment(".venv")
    path = place.write("pyproject.toml", "[tool.uv\nworkspace")
    found = place.find(kind)
    assert path in found.error
    assert "\n" not in found.error
    assert (found.path, found.make) == ("", False)
    assert [one.kind for one in found.inputs if one.path == path] == ["unchanged"]


@pytest.mark.parametrize(
    ("kind", "name", "text", "said"),
    [
        ("poetry", "poetry.toml", '[virtualenvs]\npath = ["a"]\n', "poetry's virtualenvs.path is no path"),
        ("poetry", "poetry.toml", "cache-dir = 1\n", "poetry's cache-dir is no path"),
        ("pdm", "pdm.toml", '[venv]\nlocation = ["a"]\n', "pdm's venv.location is no path"),
    ],
)
def test_a_place_that_is_no_text_is_an_error(place, kind, name, text, said):
    place.write("pyproject.toml", '[project]\nname = "shop"\n')
    place.write(name, text)
    found = place.find(kind)
    assert said in found.error
    assert (found.path, found.pattern, found.make) == ("", "", False)


def test_no_control_character_of_a_name_gets_into_a_path(place):
    place.write("pyproject.toml", '[tool.poetry]\nname = "a\\u001b[31m"\n')
    found = place.find("poetry")
    assert found.error == f"{found.error.partition(' is no ')[0]} is no name of an environment: it holds control characters"
    assert found.error.isprintable()
    assert (found.path, found.pattern, found.make) == ("", "", False)


def test_a_configuration_file_that_is_a_fifo_does_not_hang(place):
    os.mkfifo(os.path.join(place.root, "pyproject.toml"))
    assert "pyproject.toml" in place.find("poetry").error


def test_the_variables_that_were_asked_about_are_named(place):
    place.write("pyproject.toml")
    found = place.find("uv", environ={"UV_PROJECT_ENVIRONMENT": "here"})
    assert ("UV_PROJECT_ENVIRONMENT", "here") in found.needs
    assert ("UV_PROJECT_ENVIRONMENT", None) in place.find("uv").needs


def test_files_that_would_change_the_answer_are_inputs_while_they_are_absent(place):
    place.write("pyproject.toml", '[project]\nname = "shop"\n')
    found = place.find("poetry")
    assert Input("absent", os.path.join(place.root, "poetry.toml")) in found.inputs
    assert Input("absent", os.path.join(place.root, ".venv")) in found.inputs
    assert Input("absent", os.path.join(place.home, ".config", "pypoetry", "config.toml")) in found.inputs


def test_only_the_module_of_the_kind_is_imported_and_nothing_heavy():
    code = (
        "import sys; from autovenv.env.kinds import locate; from autovenv.env.layout import Layout\n"
        "locate(Layout('python', where='x'), '/nonexistent', {'HOME': '/nonexistent'})\n"
        "print(*sys.modules)"
    )
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [
        name for name in modules if name.startswith("autovenv.env.kinds.") and name.endswith(("poetry", "conda", "directory_names"))
    ] == []
    assert {"tomllib", "hashlib", "re", "fnmatch"} & set(modules) == set()


def test_every_module_of_the_folder_is_a_tool():
    assert names() == tuple(tool.name for tool in tools())
    assert {"poetry", "conda", "python"} <= set(names())


def test_no_two_tools_have_a_word_in_common():
    words = [word for tool in tools() for word in (tool.name, *tool.others)]
    assert sorted(words) == sorted(set(words))
    assert tool_of("mamba") == tool_of("conda")


def test_the_tables_that_mark_a_project_are_those_of_the_tools():
    """project/ stands below env/, and reads them at every start."""
    tables = {f"[{tool.table}".encode() for tool in tools() if tool.table}
    assert {table for table, _ in TABLES} == tables


def test_the_place_of_an_environment_is_the_users_setting(place):
    found = locate(Layout("python", where=".envrc:1"), place.root, place.environ, "envs/python")
    assert (found.path, found.make) == (os.path.join(place.root, "envs/python"), True)
