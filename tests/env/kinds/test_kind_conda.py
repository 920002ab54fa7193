"""conda's place of the environment: nothing of conda is run. No package index has it: its layouts are made after its documentation."""

from __future__ import annotations

import os

import pytest

from autovenv.env.kinds.conda import scalar, sequence


@pytest.fixture
def conda(place):
    """conda is installed in ~/miniconda3."""
    place.base = place.conda(place.home, "miniconda3")
    return place


def test_a_name_is_looked_for_where_conda_is_installed(conda):
    made = conda.conda(conda.base, "envs", "shop")
    for kind in ("conda", "anaconda", "miniconda", "mamba", "micromamba"):
        assert conda.find(kind, name="shop").path == made
    assert conda.find("conda", name="base").path == conda.base


def test_a_path_is_a_path(conda):
    made = conda.conda("here", "env")
    for name in ("./here/env", made):
        found = conda.find("conda", name=name)
        assert (found.path, found.exists, found.make) == (made, True, False)
    assert conda.find("conda", path=made).path == made


@pytest.mark.parametrize("variable", ["CONDA_ENVS_PATH", "CONDA_ENVS_DIRS"])
def test_a_variable_names_directories_of_environments(conda, variable):
    conda.conda(conda.base, "envs", "shop")
    made = conda.conda(conda.home, "two", "shop")
    directories = os.pathsep.join(os.path.join(conda.home, one) for one in ("one", "two"))
    assert conda.find("conda", name="shop", environ={variable: directories}).path == made


@pytest.mark.parametrize(
    "text", ["envs_dirs:\n  - ~/one\n  - ~/two  # mine\n", "envs_dirs: [~/one, '~/two']\n", "a: b\nenvs_dirs:\n- ~/two\n"]
)
def test_condarc_names_directories_of_environments(conda, text):
    made = conda.conda(conda.home, "two", "shop")
    conda.write(os.path.join(conda.home, ".condarc"), text)
    assert conda.find("conda", name="shop").path == made


def test_conda_is_found_by_the_variables_of_its_shell_integration(place):
    made = place.conda(place.home, "sw", "envs", "shop")
    exe = {"CONDA_EXE": os.path.join(place.home, "sw", "bin", "conda")}
    assert place.find("conda", name="shop", environ=exe).path == made
    assert place.find("mamba", name="shop", environ={"MAMBA_ROOT_PREFIX": os.path.join(place.home, "sw")}).path == made
    assert place.find("conda", name="shop", environ={"PATH": f"{place.home}/sw/condabin:/usr/bin"}).path == made


def test_environments_elsewhere_are_known_by_condas_list(conda):
    made = conda.conda(conda.home, "far", "shop")
    conda.write(os.path.join(conda.home, ".conda", "environments.txt"), f"{conda.base}\n{made}\n")
    assert conda.find("conda", name="shop").path == made


def test_a_name_that_is_nowhere_says_how_it_is_made(conda):
    found = conda.find("mamba", name="shop")
    place = os.path.join(conda.base, "envs", "shop")
    assert (found.path, found.exists, found.make, found.error) == (place, False, False, "")
    assert found.tool == ("mamba", "create", "--name", "shop", "python")


def test_the_name_can_stand_in_environment_yml(conda):
    made = conda.conda(conda.base, "envs", "shop")
    conda.write("environment.yml", "# ours\nname: shop  # the name\ndependencies:\n  - python=3.12\n")
    assert conda.find("conda").path == made


def test_environment_yml_of_an_environment_that_is_missing_says_how_it_is_made(conda):
    conda.write("environment.yaml", 'name: "shop"\n')
    assert conda.find("conda").tool == ("conda", "env", "create", "--file", "environment.yaml")


def test_a_prefix_in_environment_yml_counts_where_it_is_there(conda):
    """An exported file carries the prefix of somebody else's machine."""
    made = conda.conda(conda.base, "envs", "shop")
    conda.write("environment.yml", "name: shop\nprefix: /nowhere/envs/shop\n")
    assert conda.find("conda").path == made
    other = conda.conda(conda.home, "p")
    conda.write("environment.yml", f"name: shop\nprefix: {other}\n")
    assert conda.find("conda").path == other


@pytest.mark.parametrize("name", [".conda", "env"])
def test_an_environment_in_the_project_is_taken(conda, name):
    made = conda.conda(name)
    assert conda.find("conda").path == made


def test_without_a_name_it_is_an_error(conda):
    assert "NAME" in conda.find("conda").error


def test_yaml_is_read_as_far_as_it_is_needed():
    assert scalar('dependencies:\n  name: no\nname: "a b" # c\n', "name") == "a b"
    assert scalar("name:\n", "name") == ""
    assert scalar("names: x\n", "name") == ""
    assert sequence("other:\n  - x\nenvs_dirs:\n  # c\n  - 'a b'\n\n  - c\nnext:\n  - y\n", "envs_dirs") == ["a b", "c"]
    assert sequence("a: b\n", "envs_dirs") == []


def test_one_that_is_to_be_made_has_the_place_that_conda_gives_it(conda):
    assert conda.find("conda", name="shop").path == os.path.join(conda.base, "envs", "shop")
    given = os.path.join(conda.home, "envs")
    assert conda.find("conda", name="shop", environ={"CONDA_ENVS_DIRS": given}).path == os.path.join(given, "shop")


def test_a_conda_that_is_not_installed_is_given_nothing_to_hold(place):
    """/opt/conda is where it may be."""
    found = place.find("conda", name="shop")
    assert os.path.isdir("/opt/conda") or found.path == os.path.join(place.home, ".conda", "envs", "shop")
