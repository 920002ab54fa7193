"""Installed Pythons are found by the names of directories, each once, and none is run."""

from __future__ import annotations

import os

import pytest

from autovenv.plan.inputs import Input
from autovenv.python import managers
from autovenv.python.installed import find_interpreters
from autovenv.python.interpreter import Interpreter, display
from autovenv.python.search_path import program_on_path

ROOT = "/nowhere/project"


def found(tree, root=ROOT, **variables):
    return find_interpreters({**tree.environ, **variables}, root)


def shown(tree, root=ROOT, **variables):
    return [(display(one), one.source, os.path.relpath(one.path, tree.home)) for one in found(tree, root, **variables).interpreters]


def test_pyenvs_versions(tree):
    tree.pyenv("3.12.1", "3.9.18", "2.7.18")
    tree.executable(".pyenv", "versions", "3.13.1t", "bin", "python3.13t")
    tree.executable(".pyenv", "versions", "3.14.0rc1", "bin", "python3.14")
    tree.executable(".pyenv", "versions", "3.15-dev", "bin", "python3.15")
    tree.executable(".pyenv", "versions", "pypy3.10-7.3.15", "bin", "pypy3.10")
    tree.executable(".pyenv", "versions", "graalpy-24.2.2", "bin", "graalpy")
    tree.executable(".pyenv", "versions", "graalpy-24.2.2", "bin", "python3.11")
    tree.executable(".pyenv", "versions", "miniconda3-4.7.12", "bin", "python3")
    tree.file(".pyenv", "versions", "miniconda3-4.7.12", "conda-meta", "python-3.7.4-h265db76_1.json")
    tree.executable(".pyenv", "versions", "something", "bin", "python3")
    by_name = {one.name: one for one in found(tree).interpreters}
    assert {name: (one.implementation, one.version, one.pre, one.freethreaded) for name, one in by_name.items()} == {
        "3.12.1": ("cpython", (3, 12, 1), "", False),
        "3.9.18": ("cpython", (3, 9, 18), "", False),
        "2.7.18": ("cpython", (2, 7, 18), "", False),
        "3.13.1t": ("cpython", (3, 13, 1), "", True),
        "3.14.0rc1": ("cpython", (3, 14, 0), "rc1", False),
        "3.15-dev": ("cpython", (3, 15), "dev", False),
        "pypy3.10-7.3.15": ("pypy", (3, 10), "", False),
        "graalpy-24.2.2": ("graalpy", (3, 11), "", False),
        "miniconda3-4.7.12": ("cpython", (3, 7, 4), "", False),
    }
    assert by_name["3.12.1"].path == tree.path(".pyenv", "versions", "3.12.1", "bin", "python3.12")
    assert {display(one) for one in by_name.values()} == {
        *("3.12.1", "3.9.18", "2.7.18", "3.13.1t", "3.14.0rc1", "3.15-dev", "pypy3.10", "graalpy-24.2.2", "miniconda3-4.7.12")
    }


def test_pyenv_elsewhere(tree):
    tree.executable("opt", "pyenv", "versions", "3.12.1", "bin", "python3.12")
    assert shown(tree, PYENV_ROOT=tree.path("opt", "pyenv")) == [("3.12.1", "pyenv", "opt/pyenv/versions/3.12.1/bin/python3.12")]
    assert shown(tree, PYENV_ROOT="opt/pyenv") == []


def test_pyenvs_environments_are_no_interpreters(tree):
    tree.pyenv("3.12.1")
    tree.executable(".pyenv", "versions", "3.12.1", "envs", "3.11", "bin", "python3.11")
    tree.file(".pyenv", "versions", "3.12.1", "envs", "3.11", "pyvenv.cfg")
    tree.link(tree.path(".pyenv", "versions", "3.12.1", "envs", "3.11"), ".pyenv", "versions", "3.11")
    tree.executable(".pyenv", "versions", "3.10", "bin", "python3.10")
    tree.file(".pyenv", "versions", "3.10", "pyvenv.cfg")
    assert [one[0] for one in shown(tree)] == ["3.12.1"]


def test_an_installation_without_a_working_executable_is_skipped_and_waited_for(tree):
    os.makedirs(tree.path(".pyenv", "versions", "3.12.1", "bin"))
    tree.executable(".pyenv", "versions", "3.11.7", "bin", "python3.11", mode=0o644)
    tree.link("gone", ".pyenv", "versions", "3.10.1", "bin", "python3.10")
    installed = found(tree)
    assert installed.interpreters == ()
    assert Input("absent", tree.path(".pyenv", "versions", "3.12.1", "bin", "python3.12")) in installed.inputs


def test_uv_and_its_aliases(tree):
    key = "cpython-3.12.1-linux-x86_64-gnu"
    tree.executable(".local", "share", "uv", "python", key, "bin", "python3.12")
    tree.link(key, ".local", "share", "uv", "python", "cpython-3.12-linux-x86_64-gnu")
    free = "cpython-3.13.0+freethreaded-linux-x86_64-gnu"
    tree.executable(".local", "share", "uv", "python", free, "bin", "python3.13t")
    tree.executable(".local", "share", "uv", "python", "pypy-3.10.14-linux-x86_64-gnu", "bin", "pypy3.10")
    tree.file(".local", "share", "uv", "python", ".lock")
    os.makedirs(tree.path(".local", "share", "uv", "python", ".temp"))
    base = ".local/share/uv/python"
    assert shown(tree) == [
        ("3.12.1", "uv", f"{base}/{key}/bin/python3.12"),
        ("3.13.0t", "uv", f"{base}/{free}/bin/python3.13t"),
        ("pypy3.10.14", "uv", f"{base}/pypy-3.10.14-linux-x86_64-gnu/bin/pypy3.10"),
    ]


def test_uv_elsewhere(tree):
    tree.executable("a", "cpython-3.12.1-linux-x86_64-gnu", "bin", "python3.12")
    tree.executable("b", "uv", "python", "cpython-3.11.1-linux-x86_64-gnu", "bin", "python3.11")
    assert [one[0] for one in shown(tree, XDG_DATA_HOME=tree.path("b"))] == ["3.11.1"]
    assert [one[0] for one in shown(tree, XDG_DATA_HOME=tree.path("b"), UV_PYTHON_INSTALL_DIR=tree.path("a"))] == ["3.12.1"]


def test_mise_and_asdf(tree):
    tree.executable(".local", "share", "mise", "installs", "python", "3.12.1", "bin", "python3.12")
    for alias in ("3.12", "3", "latest"):
        tree.link("./3.12.1", ".local", "share", "mise", "installs", "python", alias)
    tree.executable(".asdf", "installs", "python", "3.11.2", "bin", "python3.11")
    assert [one[:2] for one in shown(tree)] == [("3.12.1", "mise"), ("3.11.2", "asdf")]
    tree.executable("m", "installs", "python", "3.10.1", "bin", "python3.10")
    assert [one[:2] for one in shown(tree, MISE_DATA_DIR=tree.path("m"), ASDF_DATA_DIR=tree.path("none"))] == [("3.10.1", "mise")]


def test_an_installation_shared_by_two_managers_is_found_once(tree):
    tree.pyenv("3.12.1")
    tree.link(tree.path(".pyenv", "versions", "3.12.1"), ".local", "share", "mise", "installs", "python", "3.12.1")
    tree.link(tree.path(".pyenv", "versions", "3.12.1", "bin", "python3.12"), "bin", "python3.12")
    assert [one[:2] for one in shown(tree, PATH=tree.path("bin"))] == [("3.12.1", "pyenv")]


def test_homebrew(tree):
    tree.executable("brew", "Cellar", "python@3.12", "3.12.7_1", "bin", "python3.12")
    tree.link("../Cellar/python@3.12/3.12.7_1", "brew", "opt", "python@3.12")
    tree.link("../Cellar/python@3.12/3.12.7_1", "brew", "opt", "python@3")
    tree.executable("brew", "Cellar", "python@3.11", "3.11.9", "bin", "python3.11")
    tree.executable("brew", "Cellar", "python-freethreading", "3.13.1", "bin", "python3.13t")
    tree.link("../Cellar/python@3.12/3.12.7_1/bin/python3.12", "brew", "bin", "python3.12")
    assert sorted(shown(tree, HOMEBREW_PREFIX=tree.path("brew"), PATH=tree.path("brew", "bin"))) == [
        ("3.11.9", "homebrew", "brew/Cellar/python@3.11/3.11.9/bin/python3.11"),
        ("3.12.7", "homebrew", "brew/opt/python@3/bin/python3.12"),
        ("3.13.1t", "homebrew", "brew/Cellar/python-freethreading/3.13.1/bin/python3.13t"),
    ]


def test_the_frameworks_of_macos(tree, monkeypatch):
    tree.executable("Python.framework", "Versions", "3.12", "bin", "python3.12")
    tree.link("3.12", "Python.framework", "Versions", "Current")
    tree.executable("PythonT.framework", "Versions", "3.13", "bin", "python3.13t")
    monkeypatch.setattr(managers, "FRAMEWORKS", (tree.path("Python.framework", "Versions"), tree.path("PythonT.framework", "Versions")))
    interpreters, inputs = managers.scan_frameworks()
    assert [(display(one), one.source) for one in interpreters] == [("3.12", "framework"), ("3.13t", "framework")]
    assert len(inputs) == 2


def test_path(tree):
    tree.executable("usr", "bin", "python3.11")
    tree.executable("usr", "bin", "python3.11-config")
    tree.executable("usr", "bin", "python3-pip")
    tree.link("python3.11", "usr", "bin", "python3")
    tree.executable("opt", "bin", "python3.13t")
    tree.executable("opt", "bin", "pypy3.10")
    tree.executable("opt", "bin", "python3.9", mode=0o644)
    tree.executable("opt", "lib", "python3.8")
    tree.link("../lib/python3.8", "opt", "bin", "python")
    path = os.pathsep.join([tree.path("usr", "bin"), "", tree.path("none"), tree.path("opt", "bin"), tree.path("usr", "bin")])
    assert shown(tree, PATH=path) == [
        ("3.11", "path", "usr/bin/python3.11"),
        ("pypy3.10", "path", "opt/bin/pypy3.10"),
        ("3.13t", "path", "opt/bin/python3.13t"),
        ("3.8", "path", "opt/bin/python"),
    ]
    assert found(tree, PATH=path).system.path == tree.path("usr", "bin", "python3")


def test_a_directory_under_two_names_is_searched_once(tree):
    tree.executable("usr", "bin", "python3.11")
    tree.link("usr/bin", "bin")
    installed = found(tree, PATH=os.pathsep.join([tree.path("bin"), tree.path("usr", "bin")]))
    assert [one.path for one in installed.interpreters] == [tree.path("bin", "python3.11")]
    assert tree.path("usr", "bin") not in [one.path for one in installed.inputs]


@pytest.mark.parametrize("place", [("shims",), (".pyenv", "shims"), ("x", "Shims")])
def test_shims_are_skipped(tree, place):
    shim = tree.executable(*place, "python3.12")
    tree.link(shim, "bin", "python3.12")
    tree.link(os.path.dirname(shim), "alias")
    path = os.pathsep.join([os.path.dirname(shim), tree.path("bin"), tree.path("alias")])
    assert found(tree, PATH=path).interpreters == ()


def test_environments_on_path_are_skipped(tree):
    tree.executable("venv", "bin", "python3.12")
    tree.link("python3.12", "venv", "bin", "python3")
    tree.file("venv", "pyvenv.cfg")
    tree.link(tree.path("venv", "bin", "python3.12"), "bin", "python3.12")
    tree.executable("conda", "envs", "web", "bin", "python3.11")
    os.makedirs(tree.path("conda", "envs", "web", "conda-meta"))
    tree.executable("conda", "bin", "python3.10")
    os.makedirs(tree.path("conda", "conda-meta"))
    os.makedirs(tree.path("conda", "condabin"))
    path = os.pathsep.join(
        [tree.path("venv", "bin"), tree.path("bin"), tree.path("conda", "envs", "web", "bin"), tree.path("conda", "bin")]
    )
    installed = found(tree, PATH=path)
    assert [display(one) for one in installed.interpreters] == ["3.10"]
    assert installed.system is None


def test_what_the_project_brings_is_never_taken(tree):
    root = tree.path("project")
    tree.executable("project", "bin", "python3.12")
    tree.executable("project", ".pyenv", "versions", "3.11.1", "bin", "python3.11")
    tree.executable("project", "uv", "cpython-3.10.1-linux-x86_64-gnu", "bin", "python3.10")
    tree.link(tree.path("project", "bin", "python3.12"), "bin", "python3.12")
    tree.link(root, "alias")
    tree.pyenv("3.9.1")
    path = os.pathsep.join([tree.path("project", "bin"), tree.path("alias", "bin"), tree.path("bin"), "bin", "."])
    variables = {"PATH": path, "UV_PYTHON_INSTALL_DIR": tree.path("alias", "uv")}
    tree.link(tree.path("project", "bin", "python3.12"), "bin", "python3")
    assert [one[0] for one in shown(tree, root, **variables)] == ["3.9.1"]
    assert found(tree, root, **variables).system is None
    variables["PYENV_ROOT"] = tree.path("project", ".pyenv")
    assert shown(tree, root, **variables) == []
    assert len(shown(tree, tree.path("project2"), **variables)) == 3


def test_a_pin_in_the_home_directory_does_not_hide_its_pythons(tree):
    tree.pyenv("3.12.1")
    assert [one[0] for one in shown(tree, tree.home)] == ["3.12.1"]


def test_a_system_python_that_is_a_managers_keeps_its_path_and_is_known(tree):
    tree.pyenv("3.12.1")
    tree.link("python3.12", ".pyenv", "versions", "3.12.1", "bin", "python")
    path = tree.path(".pyenv", "versions", "3.12.1", "bin")
    assert found(tree, PATH=path).system == Interpreter(f"{path}/python", "cpython", (3, 12, 1), "", False, "path", "3.12.1")


def test_a_python_without_a_version_in_its_name_is_only_the_systems(tree):
    tree.executable("bin", "python3")
    installed = found(tree, PATH=tree.path("bin"))
    assert installed.interpreters == ()
    assert (installed.system.path, installed.system.version) == (tree.path("bin", "python3"), ())


def test_every_directory_listed_is_an_input(tree):
    tree.pyenv("3.12.1")
    tree.executable("bin", "python3.11")
    inputs = {one.path: one for one in found(tree, PATH=tree.path("bin")).inputs}
    versions = tree.path(".pyenv", "versions")
    assert inputs[versions].mtime_ns == os.stat(versions).st_mtime_ns
    assert inputs[tree.path("bin")].kind == "unchanged"
    assert inputs[tree.path(".local", "share", "uv", "python")].kind == "absent"
    assert inputs[tree.path(".asdf", "installs", "python")].kind == "absent"


def test_the_program_of_a_name_is_the_first_on_path_unless_it_is_a_shim(tree):
    tree.executable("usr", "bin", "python3.11")
    python3 = tree.link("python3.11", "usr", "bin", "python3")
    tree.executable(".pyenv", "shims", "python3")
    environment = tree.executable("env", "bin", "python3")
    tree.file("env", "pyvenv.cfg")
    project = tree.executable("project", "bin", "python3")
    shims, usr, env, own = (tree.path(*one) for one in ((".pyenv", "shims"), ("usr", "bin"), ("env", "bin"), ("project", "bin")))

    def named(*entries, name="python3"):
        found = program_on_path(name, {**tree.environ, "PATH": ":".join(entries)}, tree.path("project"))
        return found and (found.path, found.version)

    assert named(usr, shims) == (python3, (3, 11))
    assert named("relative", env, own, usr) == (python3, (3, 11)), (environment, project)
    assert named(shims, usr) is None
    assert named(usr, name="python") is None


def test_an_empty_file_is_no_interpreter(tree):
    """A full disk left it: an environment of it could not be made."""
    empty = tree.executable("bin", "python3.13")
    with open(empty, "w", encoding="utf-8"):
        pass
    tree.executable("bin", "python3.12")
    assert shown(tree, PATH=tree.path("bin")) == [("3.12", "path", "bin/python3.12")]
    assert program_on_path("python3.13", {"PATH": tree.path("bin")}, ROOT) is None
