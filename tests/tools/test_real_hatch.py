"""hatch: where it puts an environment. autovenv makes none for it: hatch takes only its own."""

from __future__ import annotations

import os

import pytest

from tests.tools.place import ODD, program, same


class Shop:
    """A project of hatch's."""

    def __init__(self, place, name="The.Shop"):
        self.place, self.hatch = place, program("hatch")
        self.write(name)

    def write(self, name="The.Shop", more=""):
        project = f'[project]\nname = "{name}"\nversion = "1"\n' if name else ""
        table = f"[tool.hatch.envs.default]\nskip-install = true\n{more}"
        self.place.write("pyproject.toml", f"{project}{table}")

    def agrees(self, name="", **options):
        """autovenv and hatch name the same environment, before and after it is made; return its path."""
        expected = self.place.find("hatch", name=name, **options)
        answer = self.place.run(self.hatch, "env", "find", *filter(None, [name]), **options)
        assert same(expected.path, answer), (expected.path, answer)
        self.place.run(self.hatch, "env", "create", *filter(None, [name]), **options)
        assert os.path.exists(os.path.join(answer, "pyvenv.cfg")), answer
        assert self.place.find("hatch", name=name, **options).exists
        return answer


@pytest.fixture
def shop(place):
    return Shop(place)


def test_what_hatch_made_is_found(shop):
    assert shop.agrees().startswith(os.path.join(shop.place.home, ".local"))


# --- With --long -----------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("name", ODD)
def test_in_a_directory_of_an_odd_name(place, name):
    place.move(name)
    shop = Shop(place)
    shop.agrees()
    os.makedirs(os.path.join(place.root, "docs"))
    shop.agrees(below="docs")


@pytest.mark.long
@pytest.mark.parametrize("name", ["a", "A_b.C--d", "x" * 60, ""])
def test_a_name_of_a_project_is_not_that_of_its_directory(place, name):
    Shop(place, name).agrees()


@pytest.mark.long
def test_below_a_link(place):
    place.through_link()
    Shop(place).agrees()


@pytest.mark.long
def test_a_setup_py_below_is_a_project_of_its_own(shop):
    shop.place.write("below/setup.py")
    expected = shop.place.find("hatch", below="below")
    assert same(expected.path, shop.place.run(shop.hatch, "env", "find", below="below"))


@pytest.mark.long
def test_an_environment_of_another_name(shop):
    shop.write(more="[tool.hatch.envs.docs]\nskip-install = true\n")
    made = shop.agrees("docs")
    assert made.endswith("/docs")
    # `hatch run` heeds the variable, `hatch env find` does not.
    environ = {"HATCH_ENV": "docs"}
    assert shop.place.run(shop.hatch, "run", "python", "-c", "import sys; print(sys.prefix)", environ=environ) == made
    assert shop.place.find("hatch", environ=environ).path == made


@pytest.mark.long
@pytest.mark.parametrize("given", [".venv", "../beside", "ABSOLUTE"])
@pytest.mark.parametrize("how", ["table", "file", "variable"])
def test_it_may_have_a_path(shop, given, how):
    given = given.replace("ABSOLUTE", os.path.join(shop.place.home, "absolute"))
    if how == "table":
        shop.write(more=f'path = "{given}"\n')
    if how == "file":
        shop.place.write("hatch.toml", f'[envs.default]\nskip-install = true\npath = "{given}"\n')
    shop.agrees(environ={"HATCH_ENV_TYPE_VIRTUAL_PATH": given} if how == "variable" else {})


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "environ"),
    [
        ("", {"HATCH_DATA_DIR": "HOME/data"}),
        ("", {"XDG_DATA_HOME": "HOME/data"}),
        ('[dirs]\ndata = "HOME/data"\n', {}),
        ('[dirs]\ndata = "~/data"\n', {}),
        ('[dirs]\ndata = "HOME/data"\n', {"HATCH_DATA_DIR": "HOME/other"}),
        ('[dirs.env]\nvirtual = ".hatch"\n', {}),
        ('[dirs.env]\nvirtual = "deep/er"\n', {}),
        ('[dirs.env]\nvirtual = "~/.virtualenvs"\n', {}),
        ('[dirs.env]\nvirtual = "HOME/envs"\n', {}),
        ('[dirs.env]\nvirtual = "$HOME/envs"\n', {}),
        ('[dirs.env]\nvirtual = "../envs"\n', {}),
    ],
)
def test_settings_say_where(shop, text, environ):
    home = shop.place.home
    shop.place.write(os.path.join(home, ".config", "hatch", "config.toml"), text.replace("HOME/", f"{home}/").replace(f"${home}", "$HOME"))
    shop.agrees(environ={name: value.replace("HOME/", f"{home}/") for name, value in environ.items()})


@pytest.mark.long
def test_a_configuration_file_may_be_elsewhere(shop):
    file = shop.place.write(os.path.join(shop.place.home, "own.toml"), '[dirs.env]\nvirtual = ".own"\n')
    assert shop.agrees(environ={"HATCH_CONFIG": file}).startswith(shop.place.root)


@pytest.mark.long
def test_a_template_gives_the_path(shop):
    base = '[tool.hatch.envs.base]\ndetached = true\npath = "of-base"\n'
    shop.write(more=f'template = "base"\n{base}[tool.hatch.envs.docs]\n')
    assert shop.agrees().endswith("of-base")
    assert shop.agrees("docs").endswith("of-base")
    shop.write(more=f'path = "of-default"\n[tool.hatch.envs.docs]\n[tool.hatch.envs.tests]\ntemplate = "base"\n{base}')
    assert shop.agrees("docs").endswith("of-default")
    assert shop.agrees("tests").endswith("of-base")
    shop.write(more='path = "of-default"\n[tool.hatch.envs.docs]\ndetached = true\n')
    assert shop.agrees("docs").endswith("/docs")


@pytest.mark.long
def test_hatch_toml_replaces_all_environments(shop):
    shop.write(more='path = "of-pyproject"\n')
    shop.place.write("hatch.toml", "[envs.default]\nskip-install = true\n")
    assert not shop.agrees().startswith(shop.place.root)
    shop.place.write("hatch.toml", "[version]\n")
    assert shop.agrees().endswith("of-pyproject")
