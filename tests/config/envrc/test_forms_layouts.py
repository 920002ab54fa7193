"""layout and use: the environment that is asked for."""

import pytest

from autovenv.base.errors import EvaluationError
from autovenv.config.result import BashNeededError


@pytest.mark.parametrize(
    ("line", "kind", "version", "name"),
    [
        ("layout python", "python", "", ""),
        ("layout python3", "python", "", ""),
        ("layout_python3", "python", "", ""),
        ("layout python python3", "python", "", ""),
        ("layout python2", "python", "python2", ""),
        ("layout python python3.11", "python", "python3.11", ""),
        ("layout python 3.11", "python", "3.11", ""),
        ("layout python /usr/bin/python3.11", "python", "/usr/bin/python3.11", ""),
        ("layout python ~/py/bin/python", "python", "HOME/py/bin/python", ""),
        ("layout python py/bin/python", "python", "ROOT/py/bin/python", ""),
        ("layout python3 --prompt x --copies", "python", "", ""),
        ("layout pyenv 3.11.4", "pyenv", "3.11.4", ""),
        ("layout pyenv", "pyenv", "", ""),
        ("layout_pyenv 3.11.4", "pyenv", "3.11.4", ""),
        ("layout pipenv", "pipenv", "", ""),
        ("layout poetry", "poetry", "", ""),
        ("layout_poetry", "poetry", "", ""),
        ("layout uv", "uv", "", ""),
        ("layout uv 3.12", "uv", "3.12", ""),
        ("layout uv --python 3.12", "uv", "3.12", ""),
        ("layout pdm", "pdm", "", ""),
        ("layout hatch", "hatch", "", ""),
        ("layout hatch docs", "hatch", "", "docs"),
        ("layout conda tools", "conda", "", "tools"),
        ("layout anaconda tools /opt/conda/bin/conda", "conda", "", "tools"),
        ("layout miniconda tools", "conda", "", "tools"),
        ("layout micromamba tools", "conda", "", "tools"),
        ("layout conda", "conda", "", ""),
        ("layout virtualenv", "virtualenv", "", ""),
        ("layout virtualenv python3.9", "virtualenv", "python3.9", ""),
        ("layout virtualenvwrapper tools", "virtualenvwrapper", "", "tools"),
        ("layout pixi", "pixi", "", ""),
        ("use python 3.11", "python", "3.11", ""),
        ("use pyenv 3.11", "pyenv", "3.11", ""),
        ("use uv", "uv", "", ""),
    ],
)
def test_a_layout_says_which_environment_is_asked_for(stage, line, kind, version, name):
    layout = stage.evaluate(line).layout
    version = version.replace("HOME", stage.home).replace("ROOT", stage.root)
    assert (layout.kind, layout.version, layout.name, layout.create) == (kind, version, name, True)
    assert layout.where == f"{stage.root}/.envrc:1"
    assert layout.path == f"{stage.root}/.venv"


@pytest.mark.parametrize(
    ("line", "kind", "path"),
    [
        ("layout conda ./tools", "conda", "tools"),
        ("layout virtualenv ../tools", "virtualenv", "../tools"),
        ("use venv tools", "path", "tools"),
    ],
)
def test_a_layout_can_name_the_environment_by_its_path(stage, line, kind, path):
    layout = stage.evaluate(line).layout
    assert (layout.kind, layout.path) == (kind, stage.write(path))


@pytest.mark.parametrize("name", ["go", "node", "ruby", "perl", "php", "julia", "opam", "never-heard"])
def test_layouts_of_other_languages_need_bash(stage, name):
    with pytest.raises(BashNeededError, match=rf"\.envrc:1: `layout {name}` needs bash"):
        stage.evaluate(f"layout {name}")


@pytest.mark.parametrize("name", ["flake", "nix", "guix", "asdf", "mise", "node", "go", "ruby", "rbenv", "nvm"])
def test_what_others_provide_needs_bash(stage, name):
    with pytest.raises(BashNeededError, match=rf"`use {name}` needs bash"):
        stage.evaluate(f"use {name} 1")


@pytest.mark.parametrize("line", ["layout", "use", "layout virtualenvwrapper"])
def test_a_layout_without_its_name_is_an_error(stage, line):
    with pytest.raises(EvaluationError, match=r"\.envrc:1: .* needs "):
        stage.evaluate(line)


@pytest.mark.parametrize("line", ["layout python", "layout python3.11", "layout uv", "layout poetry", "layout pyenv 3.11"])
def test_a_line_above_chooses_where_the_environment_is(stage, line):
    line = line.replace("python3.11", "python python3.11")
    assert stage.evaluate(f"VIRTUAL_ENV=env\n{line}").layout.path == f"{stage.root}/env"
    assert stage.evaluate(f"export VIRTUAL_ENV=$PWD/env\n{line}").layout.path == f"{stage.root}/env"


def test_a_variable_from_outside_never_chooses(stage):
    stage.outside["VIRTUAL_ENV"] = "/somebody/elses"
    assert stage.evaluate("layout python").layout.path == f"{stage.root}/.venv"


def test_a_layout_above_chooses_nothing_for_one_below(stage):
    stage.write("../.envrc", "layout virtualenv upper\n")
    assert stage.evaluate("source_up\nlayout python").layout.path == f"{stage.root}/.venv"


def test_the_environment_can_be_used_in_the_lines_below(stage):
    found = stage.evaluate('layout python\nexport OF=$VIRTUAL_ENV\nPATH_add "$VIRTUAL_ENV/bin"')
    assert found.set == (("OF", f"{stage.root}/.venv"),)
    assert found.front == ()


def test_pythonhome_does_not_reach_the_environment(stage):
    stage.outside["PYTHONHOME"] = "/opt"
    assert stage.after("layout python") == {"PYTHONHOME": None}


def test_pipenv_and_poetry_are_told_that_they_are_active(stage):
    assert stage.after("layout pipenv") == {"PIPENV_ACTIVE": "1"}
    assert stage.after("layout poetry") == {"POETRY_ACTIVE": "1"}


def test_a_relative_pyenv_root_is_none(stage):
    stage.outside.update(PYENV_ROOT="pyenv", HOME=stage.top)
    stage.write("pyenv/versions/3.9.1/bin/python")
    stage.write("../.pyenv/versions/3.9.1/bin/python")
    assert stage.evaluate("layout pyenv 3.11.4 3.9.1").front == (f"{stage.top}/.pyenv/versions/3.9.1/bin",)


def test_further_versions_of_pyenv_can_be_called(stage):
    stage.outside["PYENV_ROOT"] = f"{stage.top}/pyenv"
    with pytest.raises(EvaluationError, match=r"pyenv install 3\.9\.1"):
        stage.evaluate("layout pyenv 3.11.4 3.9.1")
    stage.write("../pyenv/versions/3.9.1/bin/python")
    found = stage.evaluate("layout pyenv 3.11.4 3.9.1")
    assert found.front == (f"{stage.top}/pyenv/versions/3.9.1/bin",)
    assert found.layout.version == "3.11.4"


def test_an_option_that_is_not_applied_is_said(stage):
    assert len(stage.evaluate("layout python3 --system-site-packages").messages) == 1
    assert not stage.evaluate("layout python3 --prompt x --upgrade-deps").messages
