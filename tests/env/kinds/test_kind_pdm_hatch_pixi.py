"""The places of pdm (checked with 2.29.3) and hatch (1.18.2), and of pixi, which is on no package index: after its documentation."""

from __future__ import annotations

import os

import pytest

from autovenv.env.kinds import hatch, pdm


@pytest.mark.parametrize(
    ("directory", "expected"),
    [
        ("/home/user/proj", "proj-bCm7Wj7n-"),
        ("/home/user/my proj", "my proj-NXAlfnkg-"),
        ("/home/user/Foo.Bar_baz", "Foo.Bar_baz-bBTYYaIo-"),
    ],
)
def test_a_name_is_what_pdm_makes_of_it(directory, expected):
    assert pdm.environment_name(directory) == expected


@pytest.mark.parametrize(
    ("directory", "expected"),
    [("/home/user/proj", "fXO_T96u"), ("/home/user/my proj(1)&x", "6gh_KqKV"), ("/home/user/Foo.Bar_baz", "OoV7V9ih")],
)
def test_a_token_is_what_hatch_makes_of_it(directory, expected):
    assert hatch.project_token(directory, "linux") == expected


def test_hatch_folds_case_where_the_file_system_does():
    assert hatch.project_token("/Users/Me/Proj", "darwin") == hatch.project_token("/users/me/proj", "linux")


def test_pdm_makes_it_in_the_project_and_so_do_we(place):
    found = place.find("pdm")
    assert (found.path, found.exists, found.make) == (os.path.join(place.root, ".venv"), False, True)


def test_pdm_uses_the_interpreter_that_it_wrote_down(place):
    place.environment(".venv")
    other = place.environment("elsewhere")
    place.write(".pdm-python", os.path.join(other, "bin", "python") + "\n")
    assert place.find("pdm").path == other
    assert place.find("pdm", environ={"PDM_IGNORE_SAVED_PYTHON": "1"}).path == os.path.join(place.root, ".venv")


def test_pdm_with_an_interpreter_of_the_system_has_no_environment(place):
    place.environment(".venv")
    place.write(".pdm-python", place.write(os.path.join(place.home, "usr", "bin", "python3")))
    found = place.find("pdm")
    assert "without an environment" in found.error
    assert found.path == ""


def test_pdm_looks_elsewhere_when_the_interpreter_is_gone(place):
    own = place.environment(".venv")
    place.write(".pdm-python", "/nowhere/bin/python\n")
    assert place.find("pdm").path == own


@pytest.mark.parametrize("name", [".venv", "venv", "env"])
def test_pdm_takes_what_is_in_the_project(place, name):
    made = place.environment(name)
    assert place.find("pdm").path == made


def test_pdm_finds_those_below_its_data(place):
    base = pdm.environment_name(place.root)
    venvs = os.path.join(place.home, ".local", "share", "pdm", "venvs")
    older = place.environment(venvs, f"{base}3.9")
    assert place.find("pdm").path == older
    newer = place.environment(venvs, f"{base}3.12")
    assert place.find("pdm", version="3.12").path == newer
    assert place.find("pdm", version="3.9").path == older


def test_pdm_may_keep_all_below_its_data(place):
    place.write("pdm.toml", "[venv]\nin_project = false\n")
    found = place.find("pdm")
    assert (found.path, found.make, found.tool) == ("", True, ("pdm", "install"))
    collection = os.path.join(place.home, ".local", "share", "pdm", "venvs")
    assert found.pattern == os.path.join(collection, pdm.environment_name(place.root) + "{version}")
    assert not place.find("pdm", create=False).make
    found = place.find("pdm", environ={"PDM_VENV_IN_PROJECT": "1"})
    assert (found.path, found.make, found.pattern) == (os.path.join(place.root, ".venv"), True, "")


def test_pdm_passes_over_what_its_project_does_not_run_on(place):
    place.write("pyproject.toml", '[project]\nrequires-python = ">=3.12"\n')
    place.environment(".venv")
    place.write(".pdm-python", os.path.join(place.root, ".venv", "bin", "python"))
    collection = os.path.join(place.home, ".local", "share", "pdm", "venvs")
    name = pdm.environment_name(place.root)
    made = place.environment(collection, f"{name}3.12")
    assert place.find("pdm").path == os.path.join(place.root, ".venv"), "none fits: pdm makes that one again"
    place.write(os.path.join(made, "pyvenv.cfg"), "version = 3.12.1\n")
    assert place.find("pdm").path == made
    place.write("pyproject.toml", '[project]\nrequires-python = "no specifier"\n')
    assert place.find("pdm").path == os.path.join(place.root, ".venv")


def test_pdm_is_not_led_to_what_autovenv_has_put_aside(place):
    collection = os.path.join(place.home, ".local", "share", "pdm", "venvs")
    base = pdm.environment_name(place.root)
    for name in ("3.12-new-0123456789abcdef", "3.12.cpython3.11", "3.12.broken2", "3.12-old-0123456789abcdef"):
        place.environment(collection, base + name)
    assert place.find("pdm").path == os.path.join(place.root, ".venv")
    made = place.environment(collection, f"{base}new")
    assert place.find("pdm").path == made


def test_pdm_takes_the_first_that_its_directory_has(place):
    """No order is promised: it is that of the file system, where pdm looks as well."""
    collection = os.path.join(place.home, ".local", "share", "pdm", "venvs")
    made = {place.environment(collection, pdm.environment_name(place.root) + name) for name in ("3.11", "b", "a", "3.9")}
    assert place.find("pdm").path == next(path for name in os.listdir(collection) if (path := os.path.join(collection, name)) in made)


@pytest.mark.parametrize(
    ("member", "owner"), [("packages/a", ""), ("packages/a/src", ""), ("other", "other"), ("apps/x", ""), ("apps/x/y", "apps/x/y")]
)
def test_pdm_shares_the_environment_of_a_workspace(place, member, owner):
    place.write("pyproject.toml", '[tool.pdm.workspace]\nmembers = ["packages/*", "apps/x"]\n')
    for name in ("packages/a", "other", "apps/x", "apps/x/y"):
        place.write(f"{name}/pyproject.toml", "[project]\n")
    os.makedirs(os.path.join(place.root, "packages/a/src"))
    assert place.find("pdm", root=member).path == os.path.normpath(os.path.join(place.root, owner, ".venv"))


def test_pdm_wrote_its_interpreter_elsewhere_once(place):
    other = place.environment("elsewhere")
    place.write(".pdm.toml", f'[python]\npath = "{other}/bin/python"\n')
    assert place.find("pdm").path == other
    own = place.environment(".venv")
    place.write(".pdm-python", f"{own}/bin/python")
    assert place.find("pdm").path == own


def test_pdm_with_pypackages_has_no_environment(place):
    os.mkdir(os.path.join(place.root, "__pypackages__"))
    assert "__pypackages__" in place.find("pdm").error


@pytest.fixture
def shop(place):
    place.write("pyproject.toml", '[project]\nname = "The.Shop"\n')
    place.token = hatch.project_token(place.root)
    return place


def test_hatch_keeps_it_below_its_data(shop):
    found = shop.find("hatch")
    below = os.path.join("env", "virtual", "the-shop", shop.token)
    assert found.path == os.path.join(shop.home, ".local", "share", "hatch", below, "the-shop")
    assert (found.make, found.tool) == (False, ("hatch", "env", "create"))
    data = {"HATCH_DATA_DIR": os.path.join(shop.home, "data")}
    assert shop.find("hatch", environ=data).path == os.path.join(shop.home, "data", below, "the-shop")
    assert shop.find("hatch", environ={**data, "HATCH_ENV": "docs"}).path == os.path.join(shop.home, "data", below, "docs")


def test_hatch_keeps_it_flat_in_the_project(shop):
    shop.write(os.path.join(shop.home, ".config", "hatch", "config.toml"), '[dirs.env]\nvirtual = ".hatch"\n')
    assert shop.find("hatch").path == os.path.join(shop.root, ".hatch", "the-shop")
    assert shop.find("hatch", name="docs").path == os.path.join(shop.root, ".hatch", "docs")


def test_hatch_can_be_given_a_path(shop):
    assert shop.find("hatch", environ={"HATCH_ENV_TYPE_VIRTUAL_PATH": "xx"}).path == os.path.join(shop.root, "xx")
    shop.write("hatch.toml", '[envs.default]\npath = ".venv"\n')
    assert shop.find("hatch").path == os.path.join(shop.root, ".venv")


def test_hatch_environments_have_the_options_of_their_template(shop):
    shop.write("pyproject.toml", '[tool.hatch.envs.default]\npath = "d"\n[tool.hatch.envs.own]\ndetached = true\n')
    assert shop.find("hatch", name="docs").path == os.path.join(shop.root, "d")
    assert shop.find("hatch", name="own").path.endswith(os.path.join("shop", shop.token, "own"))
    shop.write("hatch.toml", "[envs]\n")
    assert shop.find("hatch", name="docs").path.endswith(os.path.join("shop", shop.token, "docs")), "hatch.toml replaces them all"


def test_hatch_calls_a_project_without_a_name_by_its_directory(place):
    place.write("setup.py")
    place.token = hatch.project_token(place.root)
    below = os.path.join("env", "virtual", "shop", place.token, "shop")
    assert place.find("hatch").path.endswith(below)
    place.write("pyproject.toml", "[tool.hatch.envs.default]\n")
    assert place.find("hatch").path.endswith(below)
    place.write("docs/setup.py")
    assert place.find("hatch", root="docs").path.endswith(os.path.join(hatch.project_token(os.path.join(place.root, "docs")), "docs"))


def test_hatch_replaces_variables_in_its_settings(shop):
    shop.write(os.path.join(shop.home, ".config", "hatch", "config.toml"), '[dirs.env]\nvirtual = "$DATA/${DEEP}/$NONE"\n')
    found = shop.find("hatch", environ={"DATA": "/data", "DEEP": "er"})
    assert found.path == os.path.join("/data/er/$NONE", "the-shop", shop.token, "the-shop")
    assert ("DATA", "/data") in found.needs


def test_hatch_environments_of_another_type_are_hatchs_secret(shop):
    shop.write("hatch.toml", '[envs.default]\ntype = "container"\n')
    assert "container" in shop.find("hatch").error


def test_pixi_keeps_them_beside_its_manifest(place):
    place.write("pixi.toml")
    os.makedirs(os.path.join(place.root, "docs"))
    assert place.find("pixi", root="docs").path == os.path.join(place.root, ".pixi", "envs", "default")
    assert place.find("pixi", name="cuda").path == os.path.join(place.root, ".pixi", "envs", "cuda")


def test_pixi_may_live_in_pyproject(place):
    place.write("pyproject.toml", '[tool.pixi.workspace]\nchannels = ["conda-forge"]\n')
    found = place.find("pixi")
    assert (found.path, found.tool) == (os.path.join(place.root, ".pixi", "envs", "default"), ("pixi", "install"))


def test_without_a_manifest_pixi_has_nothing(place):
    assert "pixi.toml" in place.find("pixi").error
