"""An environment of conda's: judged by conda-meta, activated by variables; none of its scripts is run."""

from __future__ import annotations

import json
import os

import pytest

from autovenv.env import conda
from autovenv.env.environment import inspect


@pytest.fixture
def prefix(tmp_path):
    """A whole one, below an envs directory."""
    path = str(tmp_path.resolve() / "envs" / "shop")
    write(path, "conda-meta/history")
    write(path, "conda-meta/python_abi-3.12-4_cp312.json")
    write(path, "conda-meta/python-3.12.1-hab00c5b_0_cpython.json")
    write(path, "bin/python")
    os.chmod(os.path.join(path, "bin/python"), 0o755)
    return path


def write(*parts, text="{}"):
    path = os.path.join(*parts)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def replace_python(prefix, name):
    os.unlink(os.path.join(prefix, "conda-meta", "python-3.12.1-hab00c5b_0_cpython.json"))
    write(prefix, "conda-meta", f"{name}.json")


def test_a_whole_one_is_healthy_and_tells_its_version(prefix):
    found = inspect(prefix, {})
    assert (found.state, found.reason) == ("healthy", "")
    assert (found.implementation, found.version, found.pre, found.freethreaded) == ("cpython", (3, 12, 1), "", False)
    assert found.home == os.path.join(prefix, "bin")
    assert [(one.kind, one.path) for one in found.inputs] == [
        ("absent", os.path.join(prefix, "pyvenv.cfg")),
        ("unchanged", os.path.join(prefix, "conda-meta")),
        ("program", os.path.join(prefix, "bin", "python")),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("python-3.13.0-h9ebbce0_100_cp313t", ("cpython", (3, 13, 0), "", True)),
        ("python-3.13.0-h9ebbce0_100_cp313", ("cpython", (3, 13, 0), "", False)),
        ("python-3.14.0rc2-h4dad89b_0_cpython", ("cpython", (3, 14, 0), "rc2", False)),
        ("python-3.9.18-0_73_pypy", ("pypy", (3, 9, 18), "", False)),
    ],
)
def test_the_name_of_pythons_package_tells_which_it_is(prefix, name, expected):
    replace_python(prefix, name)
    assert conda.python_build(prefix) == expected


def test_one_without_python_is_of_no_use(prefix):
    os.unlink(os.path.join(prefix, "conda-meta", "python-3.12.1-hab00c5b_0_cpython.json"))
    found = inspect(prefix, {})
    assert found.state == "broken"
    assert "conda install python" in found.reason


def test_one_whose_interpreter_is_gone_is_broken(prefix):
    os.unlink(os.path.join(prefix, "bin", "python"))
    found = inspect(prefix, {})
    assert found.state == "broken"
    assert "is gone" in found.reason


def test_one_that_was_copied_here_is_broken(prefix, tmp_path):
    write(prefix, "bin/pip", text=f"#!{tmp_path}/bin/python\nimport pip\n")
    found = inspect(prefix, {})
    assert (found.state, found.reason) == ("broken", f"it was copied here from {tmp_path}")


def test_activation_sets_what_conda_activate_sets(prefix):
    assert dict(conda.variables(prefix, {})) == {
        "CONDA_PREFIX": prefix,
        "CONDA_DEFAULT_ENV": "shop",
        "CONDA_SHLVL": "1",
        "CONDA_PROMPT_MODIFIER": "(shop) ",
    }


def test_an_environment_that_is_active_outside_is_found_again_by_conda_deactivate(prefix):
    outside = {"CONDA_PREFIX": "/opt/conda", "CONDA_DEFAULT_ENV": "base", "CONDA_SHLVL": "1"}
    found = dict(conda.variables(prefix, outside))
    assert (found["CONDA_SHLVL"], found["CONDA_PREFIX_1"]) == ("2", "/opt/conda")
    again = dict(conda.variables(prefix, {"CONDA_PREFIX": prefix, "CONDA_SHLVL": "2"}))
    assert (again["CONDA_SHLVL"], "CONDA_PREFIX_2" in again) == ("2", False)


def test_the_environments_own_variables_are_set(prefix):
    write(prefix, "etc/conda/env_vars.d/pkg.json", text=json.dumps({"A": "package", "B": "package"}))
    own = {"A": "own", "GONE": "***unset***", "PATH": "/evil", "conda_prefix": "x", "not a name": "x", "N": 1, "Z": "a\0b", "S": "a\ud800"}
    write(prefix, "conda-meta/state", text=json.dumps({"version": 1, "env_vars": own}))
    found = dict(conda.variables(prefix, {}))
    assert (found["A"], found["B"]) == ("own", "package")
    assert {"GONE", "PATH", "conda_prefix", "not a name", "N", "Z", "S"} & set(found) == set()


def test_variables_of_an_environment_are_none_of_the_shell_s_own(tmp_path):
    """As in any file of a project: a HOME would have settings and state of somebody else's in it, and nobody puts it back."""
    given = {"HOME": "/evil", "PS1": "x", "BASH_ENV": "/evil", "AUTOVENV_PYTHON": "3.9", "COLOUR": "red"}
    write(str(tmp_path), "conda-meta/state", text=json.dumps({"version": 1, "env_vars": given}))
    assert dict(conda.variables(str(tmp_path), {})).keys() & given.keys() == {"COLOUR"}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"env_vars": []}', "[" * 100_000])
def test_a_broken_state_file_sets_nothing(prefix, text):
    write(prefix, "conda-meta/state", text=text)
    assert len(conda.variables(prefix, {})) == 4


def test_scripts_of_packages_are_named_so_that_why_can_say_that_they_were_not_run(prefix):
    assert conda.activation_scripts(prefix) == ()
    write(prefix, "etc/conda/activate.d/gdal.sh", text="touch /tmp/x\n")
    assert conda.activation_scripts(prefix) == ("gdal.sh",)


def test_an_environment_is_called_as_conda_calls_it(tmp_path, prefix):
    root = str(tmp_path / "miniconda3")
    for name in ("condabin", "envs"):
        os.makedirs(os.path.join(root, name))
    assert conda.name_of(root) == "base"
    assert conda.name_of(prefix) == "shop"
    assert conda.name_of("/home/user/proj/.conda") == "/home/user/proj/.conda"


def test_windows_has_more_directories_on_path():
    entries = conda.path_entries("p", "nt")
    assert entries[0] == "p"
    assert os.path.join("p", "Library", "bin") in entries
    assert conda.path_entries("p", "posix") == (os.path.join("p", "bin"),)
