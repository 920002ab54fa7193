"""Which tool a directory's marks are of, and which of them decides."""

from __future__ import annotations

import os

import pytest

from autovenv.deps.sources import source_of
from autovenv.env.kinds import names
from autovenv.project.recognition import LOCKS, PLAIN, SETTINGS, TABLES, is_locked, signs, strong_marks
from autovenv.project.root import configures


@pytest.fixture
def project(tmp_path):
    """Call it with files and their texts; the directory comes back."""

    def made(**files):
        for name, text in files.items():
            (tmp_path / name.replace("__", ".")).write_text(text)
        return str(tmp_path)

    return made


def decided(directory):
    found = signs(directory)
    return (found[0].tool, found[0].mark, found[0].strong) if found else None


@pytest.mark.parametrize(("name", "tool"), LOCKS)
def test_a_lock_is_a_strong_mark(project, name, tool):
    directory = project(**{name: "", "pyproject.toml": "[project]\nname = 'x'\n[tool.hatch.envs.default]\n"})
    assert decided(directory) == (tool, name, True)
    assert is_locked(directory)
    assert os.path.join(directory, name) in strong_marks(directory)


@pytest.mark.parametrize("name", ["requirements-dev.txt", "requirements-docs.txt", "requirements-dev.in"])
def test_requirements_for_a_purpose_make_no_project(tmp_path, name):
    (tmp_path / name).write_text("thing\n")
    assert signs(str(tmp_path)) == ()


@pytest.mark.parametrize(
    ("table", "tool"),
    [
        ("[tool.uv]", "uv"),
        ("  [tool.uv.sources]", "uv"),
        ("[tool.poetry]", "poetry"),
        ("[tool.pdm]", "pdm"),
        ("[tool.pixi.project]", "pixi"),
        ("[tool.rye]", "rye"),
        ("[tool.hatch.envs.default]", "hatch"),
        ("[tool.hatch.build]", PLAIN),
        ("[tool.uvicorn]", PLAIN),
    ],
)
def test_a_table_is_a_weak_mark(project, table, tool):
    directory = project(**{"pyproject.toml": f"[project]\nname = 'x'\n{table}\n"})
    found = signs(directory)[0]
    assert (found.tool, found.strong) == (tool, False)
    assert not is_locked(directory)


@pytest.mark.parametrize(
    ("files", "tool", "mark"),
    [
        (
            {"pyproject.toml": '[build-system]\nbuild-backend = "poetry.core.masonry.api"\n'},
            "poetry",
            "the build backend in pyproject.toml",
        ),
        ({"pyproject.toml": "[project]\n", "poetry.toml": ""}, "poetry", "poetry.toml"),
        ({"pyproject.toml": "[project]\n", ".pdm-python": "/x"}, "pdm", ".pdm-python"),
        ({"requirements.txt": ""}, PLAIN, "requirements.txt"),
        ({"requirements.in": ""}, PLAIN, "requirements.in"),
        ({"setup.py": ""}, PLAIN, "setup.py"),
        ({"setup.cfg": "[metadata]\nname = x\n"}, PLAIN, "setup.cfg"),
        ({"pyproject.toml": "[project]\n"}, PLAIN, "pyproject.toml"),
        ({"environment.yml": "name: x\n"}, "conda", "environment.yml"),
        ({"environment.yaml": "name: x\n", "requirements.txt": ""}, "conda", "environment.yaml"),
        ({"pylock.toml": 'lock-version = "1.0"\ncreated-by = "pdm"\n'}, "pdm", "pylock.toml"),
        ({"pylock.toml": 'created-by = "someone"\n'}, PLAIN, "pylock.toml"),
        ({"pylock.toml": "[[packages]]\ncreated-by = 'pdm'\n"}, PLAIN, "pylock.toml"),
    ],
)
def test_what_each_file_is_a_mark_of(project, files, tool, mark):
    assert decided(project(**files))[:2] == (tool, mark)


def test_what_says_nothing_of_a_project_is_no_mark(project):
    assert decided(project(**{"pyproject.toml": "[tool.black]\n", "setup.cfg": "[flake8]\n"})) is None
    os.mkdir(project() + "/uv.lock")
    assert decided(project()) is None, "a directory of that name is none"


@pytest.mark.parametrize(
    ("files", "tool", "others"),
    [
        ({"uv.lock": "", "pyproject.toml": "[tool.poetry]\n[tool.hatch.envs.default]\n"}, "uv", ["poetry", "hatch"]),
        ({"poetry.lock": "", "pyproject.toml": "[tool.uv]\n"}, "poetry", ["uv"]),
        ({"Pipfile": "", "pyproject.toml": "[tool.pdm]\n"}, "pipenv", ["pdm"]),
        ({"environment.yml": "name: x", "uv.lock": ""}, "uv", ["conda"]),
        ({"requirements.txt": "", "pyproject.toml": "[tool.hatch.envs.default]\n"}, "hatch", []),
        ({"pylock.toml": "", "pyproject.toml": "[tool.hatch.envs.default]\n"}, PLAIN, ["hatch"]),
    ],
)
def test_of_several_tools_the_lock_decides(project, files, tool, others):
    found = signs(project(**files))
    assert found[0].tool == tool
    assert list(dict.fromkeys(sign.tool for sign in found if sign.tool not in {tool, PLAIN})) == others


def test_every_tool_that_is_recognised_has_its_kind():
    tools = {tool for _, tool in (*LOCKS, *TABLES, *SETTINGS)} - {PLAIN}
    assert tools | {"conda"} <= set(names())


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff[tool.pdm]\n",
        "[[tool.pdm.source]]\nurl = 'x'\n",
        "[ tool.pdm ]\n",
        "x = '''\n'''\n[tool.pdm]\n",
        'x = """a \\""" # "\n""" # """\n[tool.pdm]\n',
        "x = \"'''\"\n[tool.pdm]\n",
        "# '''\n[tool.pdm]\n",
    ],
)
def test_a_table_is_seen_however_it_begins(project, text):
    assert decided(project(**{"pyproject.toml": text}))[0] == "pdm"


@pytest.mark.parametrize("quotes", ['"""', "'''"])
@pytest.mark.parametrize("line", ["[tool.poetry]", "build-backend = 'poetry.core.masonry.api'", "[[tool.poetry.source]]"])
def test_a_table_in_a_text_of_several_lines_is_none(project, quotes, line):
    text = f"[project]\nname = 'x'\n[tool.black]\nexclude = {quotes}\n{line}\n{quotes}\n"
    assert decided(project(**{"pyproject.toml": text}))[0] == PLAIN


def test_a_table_of_autovenvs_in_a_text_is_none(project):
    directory = project(**{"pyproject.toml": "x = '''\n[tool.autovenv]\n'''\n"})
    assert not configures(os.path.join(directory, "pyproject.toml"))


@pytest.mark.parametrize("text", ['created-by = "pdm" # x\n', "\ufeffcreated-by = 'pdm'\n", "created-by='pdm'\n" + "#\n" * (1 << 20)])
def test_who_made_a_pylock_is_read_in_one_way(project, text):
    directory = project(**{"pylock.toml": text})
    assert decided(directory) == ("pdm", "pylock.toml", True)
    assert source_of(directory).tool == "pdm"
