"""`source P/bin/activate` in all its spellings, and lines that create or install."""

import pytest

from autovenv.base.errors import EvaluationError
from autovenv.config.result import BashNeededError


@pytest.mark.parametrize(
    "line",
    [
        "source env/bin/activate",
        ". env/bin/activate",
        ". ./env/bin/activate",
        'source "$PWD/env/bin/activate"',
        "source_env env/bin/activate",
        "source_env_if_exists env/bin/activate",
        "[ -d env ] && source env/bin/activate",
        "if [ -f env/bin/activate ]; then . env/bin/activate; elif [ -d other ]; then . other/bin/activate; fi",
        "source nope/bin/activate || source env/bin/activate",
        'export VIRTUAL_ENV=$PWD/env\nPATH_add "$VIRTUAL_ENV/bin"',
        "export VIRTUAL_ENV=env\nPATH_add $VIRTUAL_ENV/bin",
        'export VIRTUAL_ENV="$PWD/env"\nexport PATH="$VIRTUAL_ENV/bin:$PATH"',
        "export VIRTUAL_ENV=env PATH=env/bin:$PATH",
    ],
)
def test_an_environment_is_activated_and_its_script_not_read(stage, line):
    path = stage.environment("env")
    found = stage.evaluate(line)
    assert (found.layout.kind, found.layout.path, found.layout.create) == ("path", path, False)
    assert (found.set, found.front, found.gone) == ((), (), ())
    assert [name for name, _ in stage.asked] == [".envrc"]


def test_the_script_of_windows_is_one_too(stage):
    path = stage.environment("env")
    stage.write("env/Scripts/activate")
    assert stage.evaluate(". env/Scripts/activate").layout.path == path


def test_an_environment_that_is_not_there_activates_nothing(stage):
    found = stage.evaluate("source env/bin/activate; export S=$?")
    assert (found.layout, dict(found.set)["S"]) == (None, "1")
    assert found.missing.line == f"{stage.root}/.envrc:1: no environment is at {stage.root}/env: `python3 -m venv env` makes it"
    assert (found.missing.path, found.messages, found.muted) == (f"{stage.root}/env", (), False)
    assert f"{stage.root}/env" in {one.path for one in found.inputs if one.kind == "absent"}
    assert stage.evaluate("source_env_if_exists env/bin/activate; export S=$?").missing is None
    assert stage.evaluate("source env/bin/activate 2>/dev/null || true").muted


def test_a_path_that_needs_quotes_has_them_in_the_command(stage):
    found = stage.evaluate("source 'my env/bin/activate'; source /elsewhere/env/bin/activate")
    assert found.missing.line.endswith("`python3 -m venv 'my env'` makes it")
    assert found.messages == (f"{stage.root}/.envrc:1: no environment is at /elsewhere/env: `python3 -m venv /elsewhere/env` makes it",)


def test_a_command_that_printed_nothing_names_no_environment(stage):
    found = stage.evaluate('source "$NOTHING/bin/activate"; export S=$?')
    assert (found.missing, found.messages, found.set) == (None, (f"{stage.root}/.envrc:1: /bin/activate is not there",), (("S", "1"),))


def test_a_script_of_that_name_that_belongs_to_no_environment_is_a_script(stage):
    stage.write("tools/bin/activate", "export MINE=1\n")
    assert stage.after("source tools/bin/activate") == {"MINE": "1"}
    assert (("tools/bin/activate", "source")) in stage.asked


def test_condas_script_needs_bash(stage):
    stage.environment("conda")
    stage.write("conda/conda-meta/history")
    for line in ("source conda/bin/activate", "source conda/bin/activate tools"):
        with pytest.raises(BashNeededError, match="layout conda"):
            stage.evaluate(line)


@pytest.mark.parametrize(
    ("line", "path", "version"),
    [
        ("python -m venv env", "env", ""),
        ("python3 -m venv ./env --prompt x", "env", ""),
        ("python3.11 -m venv env", "env", "python3.11"),
        ("python3 -m virtualenv -p 3.9 env", "env", "3.9"),
        ("uv venv", ".venv", ""),
        ("uv venv env", "env", ""),
        ("uv venv --seed -p 3.12 env", "env", "3.12"),
        ("uv venv --python=3.12 -q", ".venv", "3.12"),
        ("virtualenv -p python3.9 env", "env", "python3.9"),
        ("virtualenv --python=/usr/bin/python3 env", "env", "/usr/bin/python3"),
    ],
)
def test_an_environment_is_made_where_a_line_makes_it(stage, line, path, version):
    found = stage.evaluate(f"[ -d {path} ] || {line}\nsource {path}/bin/activate")
    assert (found.layout.path, found.layout.version, found.layout.create) == (f"{stage.root}/{path}", version, True)
    assert found.messages == ()
    stage.environment(path)
    found = stage.evaluate(f"[ -d {path} ] || {line}\nsource {path}/bin/activate")
    assert (found.layout.path, found.layout.version, found.layout.create) == (f"{stage.root}/{path}", "", False)


def test_a_line_that_only_makes_activates_nothing(stage):
    assert stage.evaluate("python3 -m venv tools").layout is None


def test_what_would_be_active_anyway_is(stage):
    layout = stage.evaluate("[ -d .venv ] || python3 -m venv .venv").layout
    assert (layout.path, layout.create) == (f"{stage.root}/.venv", True)


def test_the_variables_make_what_a_line_made(stage):
    layout = stage.evaluate('uv venv env\nexport VIRTUAL_ENV=$PWD/env\nPATH_add "$VIRTUAL_ENV/bin"').layout
    assert (layout.path, layout.create) == (f"{stage.root}/env", True)


@pytest.mark.parametrize("text", ["export VIRTUAL_ENV=env", "VIRTUAL_ENV=env; PATH_add env/bin", "export VIRTUAL_ENV=env; PATH_add bin"])
def test_one_of_both_alone_is_no_activation(stage, text):
    stage.environment("env")
    assert stage.evaluate(text).layout is None


def test_an_environment_from_outside_is_no_activation(stage):
    path = stage.environment("env")
    stage.outside.update(VIRTUAL_ENV=path, PATH=f"{path}/bin:/usr/bin")
    assert stage.evaluate("export A=1; export VIRTUAL_ENV").layout is None


@pytest.mark.parametrize(
    ("line", "install", "watched"),
    [
        ("pip install -r dev.txt", ("pip", "install", "-r", "dev.txt"), "dev.txt"),
        ("pip3 install -q -rdev.txt", ("pip", "install", "-q", "-rdev.txt"), "dev.txt"),
        ("python -m pip install --requirement=sub/dev.txt", ("pip", "install", "--requirement=sub/dev.txt"), "sub/dev.txt"),
        ("uv pip install -r dev.txt", ("uv", "pip", "install", "-r", "dev.txt"), "dev.txt"),
        ("uv pip sync dev.txt", ("uv", "pip", "sync", "dev.txt"), "dev.txt"),
        ("uv sync --all-extras", ("uv", "sync", "--all-extras"), "uv.lock"),
        ("poetry install --no-root", ("poetry", "install", "--no-root"), "poetry.lock"),
        ("pipenv install --dev", ("pipenv", "install", "--dev"), "Pipfile.lock"),
        ("pdm install", ("pdm", "install"), "pdm.lock"),
    ],
)
def test_a_line_that_installs_is_noted_and_its_file_watched(stage, line, install, watched):
    for text in (f"layout python\n{line}", f"{line}\nlayout python"):
        found = stage.evaluate(text)
        assert found.layout.kind == "python"
        assert found.layout.install == (install,)
        assert f"{stage.root}/{watched}" in {one.path for one in found.inputs}


@pytest.mark.parametrize("tool", ["uv", "poetry", "pipenv", "pdm"])
def test_a_tool_that_installs_into_its_own_environment_activates_it(stage, tool):
    line = (tool, "sync" if tool == "uv" else "install")
    layout = stage.evaluate(" ".join(line)).layout
    assert (layout.kind, layout.install, layout.create) == (tool, (line,), True)


def test_uv_sync_makes_what_the_next_line_activates(stage):
    layout = stage.evaluate("uv sync\nsource .venv/bin/activate").layout
    assert (layout.kind, layout.path, layout.install) == ("uv", f"{stage.root}/.venv", (("uv", "sync"),))


def test_uvs_own_variable_names_the_environment_of_a_project(stage):
    stage.write("pyproject.toml")
    text = "export UV_PROJECT_ENVIRONMENT=env\nuv venv\nsource env/bin/activate"
    assert stage.evaluate(text).layout.path == f"{stage.root}/env"


def test_an_install_without_an_environment_is_left_out_and_said(stage):
    found = stage.evaluate("pip install -r dev.txt")
    assert found.layout is None
    assert found.messages == ("`pip install -r dev.txt` is left out: the file names no environment to install into",)


def test_an_environment_that_is_there_gets_what_a_line_installs(stage):
    path = stage.environment(".venv")
    layout = stage.evaluate("pip install -r dev.txt").layout
    assert (layout.path, layout.create) == (path, False)


@pytest.mark.parametrize(
    "line",
    [
        "pip install --user x",
        "pip install --target=x y",
        "pip list",
        "uv run x",
        "uv sync --directory x",
        "uv pip install --system x",
        "uv venv --relocatable",
        "python x.py",
        "python -m venv --system-site-packages env",
        "poetry run x",
        "pdm use",
    ],
)
def test_other_lines_of_these_programs_need_bash(stage, line):
    with pytest.raises(BashNeededError, match=r"\.envrc:1: .* needs bash"):
        stage.evaluate(line)


@pytest.mark.parametrize("line", ["poetry shell", "pipenv shell", "python -m venv", "python -m venv a b", "pip install -r"])
def test_a_line_that_can_not_end_well_is_an_error(stage, line):
    with pytest.raises(EvaluationError, match=r"\.envrc:1: ") as raised:
        stage.evaluate(line)
    assert not isinstance(raised.value, BashNeededError)
