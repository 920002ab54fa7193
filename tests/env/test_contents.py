"""What is installed in an environment, by its directories."""

from __future__ import annotations

import os

import pytest

from autovenv.env.contents import distributions, package_directories, packages

pytestmark = pytest.mark.skipif(os.name == "nt", reason="directories of POSIX")


@pytest.fixture
def installed(tmp_path):
    """Call it with the names in site-packages; the environment comes back."""

    def made(*names, library="python3.11"):
        for name in names:
            os.makedirs(tmp_path / "lib" / library / "site-packages" / name)
        return str(tmp_path)

    return made


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (["pip-26.dist-info", "setuptools-80.dist-info", "wheel-0.48.dist-info"], ()),
        (["pip-26.dist-info", "wheel-0.48.dist-info", "packaging-26.dist-info"], ()),
        (["pip-26.dist-info", "packaging-26.dist-info"], ("packaging",)),
        (["wheel-0.48.dist-info", "packaging-26.dist-info", "thing-1.dist-info"], ("thing",)),
        (["thing-1.egg-info", "other.egg-link", "pipx-1.dist-info"], ("other", "pipx", "thing")),
    ],
)
def test_what_an_environment_is_made_with_is_no_package_of_the_project(installed, there, expected):
    assert packages(installed(*there)) == expected


@pytest.mark.parametrize("library", ["python3.13t", "pypy3.10", "graalpy24.1"])
def test_each_interpreter_has_its_directory(installed, library):
    environment = installed("thing-1.dist-info", library=library)
    assert package_directories(environment) == (f"{environment}/lib/{library}/site-packages",)
    assert distributions(environment) == ("thing-1",)
