"""What a configuration's lines install, they install once, into the project's environment, and again when what they read changes."""

from __future__ import annotations

import os
import shutil
import stat
import venv

import pytest

from autovenv.base.errors import AutovenvError
from autovenv.deps import programs
from autovenv.deps.install import install

PIP = "pip install -r requirements.txt"


def test_requirements_are_installed_into_the_environment(shop):
    shop.write("requirements.txt", f"./{shop.wheel('thing')}\n")
    assert shop.is_due(PIP)
    said = shop.install(PIP)
    assert said.startswith(f"{PIP}: done in ")
    assert said.endswith(" s")
    assert shop.installed() == ["thing-1.0.dist-info"]


def test_nothing_is_run_when_nothing_changed(shop):
    shop.write("requirements.txt", f"./{shop.wheel('thing')}\n")
    shop.install(PIP)
    (log,) = shop.logs()
    os.unlink(log)
    assert shop.install(PIP) == ""
    assert shop.logs() == []


@pytest.mark.parametrize("written", ["-r base.txt", "--requirement=base.txt", "-c base.txt", "-r ./base.txt"])
def test_a_file_that_requirements_name_counts_too(shop, written):
    shop.write("requirements.txt", f"# ours\n{written}  # theirs\n./{shop.wheel('thing')}\n")
    shop.write("base.txt", "thing\n" if "-c" in written else "")
    shop.install(PIP)
    shop.write("base.txt", "thing>=1\n" if "-c" in written else f"./{shop.wheel('other')}\n")
    assert shop.is_due(PIP)
    assert shop.install(PIP)
    assert ("other-1.0.dist-info" in shop.installed()) == ("-c" not in written)


def test_requirements_that_name_each_other_do_not_go_on_forever(shop):
    shop.write("requirements.txt", "-r base.txt\n")
    shop.write("base.txt", "-r requirements.txt\n")
    assert shop.is_due(PIP)


def test_a_wheel_that_was_built_anew_is_installed_again(shop):
    wheel = shop.wheel("thing")
    shop.write("requirements.txt", f"thing @ file://{shop.root.replace(' ', '%20')}/{wheel}\n")
    shop.install(PIP)
    with open(os.path.join(shop.root, wheel), "ab") as file:
        file.write(b"\0")
    assert shop.is_due(PIP)


def test_an_environment_that_was_made_anew_is_installed_into_again(shop):
    shop.write("requirements.txt", f"./{shop.wheel('thing')}\n")
    shop.install(PIP)
    shutil.move(shop.environment, shop.environment + ".old")
    venv.create(shop.environment, symlinks=True)
    assert shop.install(PIP)
    assert shop.installed() == ["thing-1.0.dist-info"]


def test_other_commands_are_another_install(shop):
    shop.write("requirements.txt", f"./{shop.wheel('thing')}\n")
    shop.write("dev.txt", f"./{shop.wheel('other')}\n")
    shop.install(PIP)
    assert shop.install(PIP, "uv pip install -r dev.txt").startswith(f"{PIP}, uv pip install -r dev.txt: done in")
    assert shop.installed() == ["other-1.0.dist-info", "thing-1.0.dist-info"]


def test_a_failure_is_one_line_with_the_log_and_is_not_recorded(shop):
    shop.write("requirements.txt", "./nosuch-1.0-py3-none-any.whl\n")
    with pytest.raises(AutovenvError) as failure:
        shop.install(PIP)
    (log,) = shop.logs()
    assert failure.value.message.startswith(f"{PIP} failed: ")
    assert f"(log: {log})" in failure.value.message
    assert "\n" not in failure.value.message
    assert stat.S_IMODE(os.stat(log).st_mode) == 0o600
    assert shop.is_due(PIP)


def test_after_a_failure_the_earlier_success_no_longer_counts(shop):
    good = f"./{shop.wheel('thing')}\n"
    shop.write("requirements.txt", good)
    shop.install(PIP)
    shop.write("requirements.txt", f"{good}./nosuch-1.0-py3-none-any.whl\n")
    with pytest.raises(AutovenvError):
        shop.install(PIP)
    shop.write("requirements.txt", good)
    assert shop.is_due(PIP)


def test_a_command_that_fails_keeps_the_next_from_running(shop):
    shop.tool("poetry", "exit 3")
    shop.tool("pdm")
    with pytest.raises(AutovenvError, match="poetry install failed: it ended with 3"):
        shop.install("poetry install", "pdm install")
    assert shop.ran("pdm") == []


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("[LockError]: no lock\\nWARNING: Add -v", "[LockError]: no lock"),
        ("error: bad\\n  cause: worse\\nhint: no error here", "bad: worse"),
        ("Resolving...\\nversion solving failed.", "version solving failed."),
    ],
)
def test_the_line_says_what_the_program_said_of_the_error(shop, printed, expected):
    shop.tool("pdm", f"printf '{printed}\\n'; exit 1")
    with pytest.raises(AutovenvError) as failure:
        shop.install("pdm sync")
    assert failure.value.message.startswith(f"pdm sync failed: {expected} (log: ")


def test_uv_pip_sync_keeps_the_environments_pip(shop):
    venv.create(shop.environment, symlinks=True, with_pip=True)
    shop.write("requirements.txt", f"./{shop.wheel('thing')}\n")
    shop.install("uv pip install -r requirements.txt", "uv pip sync requirements.txt")
    assert any(name.startswith("pip-") for name in shop.installed())
    assert "thing-1.0.dist-info" in shop.installed()


@pytest.mark.parametrize("command", ["poetry install --with dev", "pdm sync", "pdm install", "pipenv install --dev", "pipenv sync"])
def test_a_tool_runs_in_the_project_as_if_the_environment_were_active(shop, command):
    name, _, arguments = command.partition(" ")
    shop.tool(name)
    shop.install(command, environ={"VIRTUAL_ENV": "/somewhere/else", "PIPENV_IGNORE_VIRTUALENVS": "1"})
    assert shop.ran(name) == [
        (arguments, shop.root, shop.environment, os.pathsep.join([os.path.join(shop.environment, "bin"), shop.environ["PATH"]]))
    ]


@pytest.mark.parametrize(
    ("command", "lock", "expected"),
    [
        ("pdm install", "pdm.lock", "install --frozen-lockfile"),
        ("pdm install --frozen-lockfile", "pdm.lock", "install --frozen-lockfile"),
        ("pipenv install --dev", "Pipfile.lock", "sync --dev"),
        ("pipenv install requests", "Pipfile.lock", "install requests"),
        ("poetry install", "poetry.lock", "install"),
    ],
)
def test_a_lock_is_obeyed_and_not_written_anew(shop, command, lock, expected):
    name = command.split(" ")[0]
    shop.tool(name)
    shop.write(lock, "")
    shop.install(command)
    assert shop.ran(name)[0][0] == expected


@pytest.mark.parametrize(
    ("command", "file"), [("poetry install", "poetry.lock"), ("pdm install", "pyproject.toml"), ("pipenv sync", "Pipfile")]
)
def test_a_tool_runs_again_when_its_files_change(shop, command, file):
    name = command.split(" ")[0]
    shop.tool(name)
    shop.write(file, "a")
    shop.install(command)
    assert shop.install(command) == ""
    shop.write(file, "b")
    shop.install(command)
    assert len(shop.ran(name)) == 2


def test_a_lock_that_the_tool_wrote_is_no_change(shop):
    shop.tool("poetry", "echo locked > poetry.lock")
    shop.install("poetry install")
    assert shop.install("poetry install") == ""


def test_a_file_that_was_edited_meanwhile_is_installed_from_again(shop):
    shop.tool("poetry", "echo edited >> pyproject.toml")
    shop.write("pyproject.toml", "")
    with pytest.raises(AssertionError):  # install() itself succeeds; the fixture finds that it is due
        shop.install("poetry install")
    assert len(shop.ran("poetry")) == 1


def test_a_tool_that_is_not_there_is_one_line_that_says_how_to_get_it(shop):
    with pytest.raises(AutovenvError, match="poetry install: poetry is not installed: `uv tool install poetry`"):
        shop.install("poetry install")


@pytest.mark.parametrize(("name", "command"), [("poetry", "poetry install"), ("pdm", "pdm sync"), ("pipenv", "pipenv sync")])
def test_a_program_that_the_project_brings_is_not_run(shop, name, command):
    """With the project's `bin` on PATH `allow` ran the repository's `bin/poetry`."""
    path = shop.write(f"bin/{name}", f"#!/bin/sh\ntouch {shop.environ['HOME']}/ran\n")
    os.chmod(path, 0o755)
    with pytest.raises(AutovenvError, match=f"{name} is not installed"):
        shop.install(command, environ={"PATH": f"{shop.root}/bin:{shop.environ['PATH']}"})
    assert not os.path.exists(f"{shop.environ['HOME']}/ran")


def test_a_conda_that_the_project_brings_is_not_run(shop):
    path = shop.write("bin/conda", f"#!/bin/sh\ntouch {shop.environ['HOME']}/ran\n")
    os.chmod(path, 0o755)
    shop.write("environment.yml", "name: x\n")
    with pytest.raises(AutovenvError, match="conda is not installed"):
        shop.sync("conda", environ={"CONDA_EXE": path})
    assert not os.path.exists(f"{shop.environ['HOME']}/ran")


def test_a_command_in_an_error_is_quoted_as_it_would_be_typed(shop):
    with pytest.raises(AutovenvError, match=r"make 'a b': autovenv installs with"):
        programs.translated(("make", "a b"), shop.environment, shop.root, shop.environ)


def test_what_is_no_install_is_refused(shop):
    with pytest.raises(AutovenvError, match="make deps: autovenv installs with"):
        shop.install("make deps")


def test_a_slow_one_says_what_is_waited_for(shop, monkeypatch):
    monkeypatch.setattr("autovenv.deps.run._SLOW_SECONDS", 0.0)
    mark = os.path.join(shop.root, "go")
    # It ends when the line was said: nothing to wait for by the clock.
    shop.tool("poetry", f'while [ ! -e "{mark}" ]; do sleep 0.01; done')
    lines = []

    def say(line):
        lines.append(line)
        shop.write("go", "")

    install((("poetry", "install"),), shop.environment, shop.root, shop.environ, shop.state, say)
    assert len(lines) == 1
    assert lines[0].startswith("waiting for poetry install (log: ")


def test_uv_sync_installs_into_this_environment_and_leaves_it_in_its_place(shop):
    wheel = shop.wheel("thing")
    project = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = ["thing"]\n'
    shop.write("pyproject.toml", f'{project}[tool.uv]\npackage = false\n[tool.uv.sources]\nthing = {{ path = "{wheel}" }}\n')
    inode = os.stat(shop.environment).st_ino
    other = os.path.join(shop.root, "other")
    shop.install("uv sync", environ={"UV_PROJECT_ENVIRONMENT": other, "UV_PYTHON": "2.7"})
    assert shop.installed() == ["thing-1.0.dist-info"]
    assert os.stat(shop.environment).st_ino == inode
    assert not os.path.exists(other)
    assert os.path.exists(os.path.join(shop.root, "uv.lock"))
    assert shop.install("uv sync") == ""


def test_uv_sync_never_puts_another_environment_in_the_place_of_one_that_does_not_suit(shop):
    shop.write("pyproject.toml", '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.99"\n')
    with pytest.raises(AutovenvError, match="incompatible"):
        shop.install("uv sync")
    assert os.path.exists(os.path.join(shop.environment, "pyvenv.cfg"))


def test_uv_sync_with_a_lock_does_not_lock_anew(shop):
    shop.write("pyproject.toml", '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\n[tool.uv]\npackage = false\n')
    shop.install("uv sync")
    lock = os.path.join(shop.root, "uv.lock")
    with open(lock, encoding="utf-8") as file:
        before = file.read()
    shop.write("pyproject.toml", '[project]\nname = "shop"\nversion = "2"\nrequires-python = ">=3.10"\n[tool.uv]\npackage = false\n')
    shop.install("uv sync")
    with open(lock, encoding="utf-8") as file:
        assert file.read() == before


def test_options_that_only_pip_knows_go_to_the_environments_own_pip(shop):
    shop.write("requirements.txt", "")
    with pytest.raises(AutovenvError, match="No module named pip"):  # this environment has none
        shop.install("pip install --progress-bar off -r requirements.txt")


def test_a_conda_environment_is_active_in_condas_way(shop):
    os.unlink(os.path.join(shop.environment, "pyvenv.cfg"))
    os.mkdir(os.path.join(shop.environment, "conda-meta"))
    given = shop.environ_for({"VIRTUAL_ENV": "/x"})
    assert given["CONDA_PREFIX"] == shop.environment
    assert "VIRTUAL_ENV" not in given
