"""poetry's place of the environment; names as `poetry env info --path` of poetry 2.5.1 gave them."""

from __future__ import annotations

import os
import tomllib

import pytest

from autovenv.env.kinds import directory_names, poetry
from autovenv.env.kinds.poetry import environment_name


@pytest.mark.parametrize(
    ("name", "directory", "expected"),
    [
        ("proj", "/home/user/proj", "proj-fXO_T96u"),
        ("my-proj", "/home/user/my proj", "my-proj-iB-FLLhf"),
        ("foo-bar-baz", "/home/user/Foo.Bar_baz", "foo-bar-baz-OoV7V9ih"),
        ("foo-bar-baz", "/home/user/my proj(1)&x", "foo-bar-baz-6gh_KqKV"),
        ("a" * 50, "/home/user/long", "a" * 42 + "-JLO2Oi3t"),
    ],
)
def test_a_name_is_what_poetry_makes_of_it(monkeypatch, name, directory, expected):
    monkeypatch.setattr(os.path, "realpath", lambda path: path)
    assert environment_name(name, directory) == expected


def test_names_are_compared_as_package_indexes_do():
    assert directory_names.canonical("Foo.Bar__baz") == "foo-bar-baz"


@pytest.fixture
def shop(place):
    place.write("pyproject.toml", '[project]\nname = "The.Shop"\n')
    place.base = environment_name("the-shop", place.root)
    place.collection = os.path.join(place.home, ".cache", "pypoetry", "virtualenvs")
    return place


def test_before_it_is_made_its_place_is_known_but_for_the_python(shop):
    found = shop.find("poetry")
    assert (found.path, found.exists, found.make, found.tool) == ("", False, True, ("poetry", "install"))
    assert found.pattern == os.path.join(shop.collection, shop.base + "-py{version}")
    assert shop.base in found.why
    assert not shop.find("poetry", create=False).make


def test_an_environment_that_autovenv_made_is_the_one_that_poetry_uses(shop):
    made = shop.environment(shop.collection, f"{shop.base}-py3.11")
    shop.environment(shop.collection, f"{shop.base}-py3.12")
    chosen = shop.write(
        os.path.join(shop.collection, "envs.toml"), f'[other-x]\nminor = "3.9"\npatch = "3.9.1"\n[{shop.base}]\nminor = "3.8"\n'
    )
    poetry.finish(made, shop.root, shop.environ)
    with open(chosen, "rb") as file:
        assert tomllib.load(file) == {"other-x": {"minor": "3.9", "patch": "3.9.1"}, shop.base: {"minor": "3.11", "patch": "3.11.2"}}
    assert shop.find("poetry").path == made
    shop.write(chosen, "broken")
    poetry.finish(made, shop.root, shop.environ)
    with open(chosen, encoding="utf-8") as file:
        assert file.read() == "broken", "it is not ours to mend"
    poetry.finish(shop.environment(".venv"), shop.root, shop.environ)
    assert not os.path.exists(os.path.join(shop.root, "envs.toml"))


def test_what_autovenv_has_put_aside_is_not_poetrys(shop):
    for name in ("3.12-new-0123456789abcdef", "3.12.cpython3.11", "3.12.broken", ""):
        shop.environment(shop.collection, f"{shop.base}-py{name}")
    assert shop.find("poetry").path == ""


def test_of_several_the_one_of_the_python_on_path_is_taken(shop):
    older = shop.environment(shop.collection, f"{shop.base}-py3.9")
    newer = shop.environment(shop.collection, f"{shop.base}-py3.12")
    commands = os.path.join(shop.home, "bin")
    os.chmod(shop.write(os.path.join(commands, "python3.9"), "x"), 0o755)
    os.symlink("python3.9", os.path.join(commands, "python"))
    environ = {"PATH": commands}
    assert shop.find("poetry", environ=environ).path == older
    assert shop.find("poetry", environ=environ, version="3.12").path == newer
    assert shop.find("poetry", environ={**environ, "POETRY_VIRTUALENVS_USE_POETRY_PYTHON": "true"}).path == newer
    os.rename(os.path.join(commands, "python3.9"), os.path.join(commands, "python3.8"))
    os.unlink(os.path.join(commands, "python"))
    os.symlink("python3.8", os.path.join(commands, "python"))
    assert shop.find("poetry", environ=environ).path == newer, "there is none of that Python"


def test_the_one_below_the_cache_is_found(shop):
    made = shop.environment(shop.collection, f"{shop.base}-py3.11")
    found = shop.find("poetry")
    assert (found.path, found.exists, found.make) == (made, True, False)


def test_of_several_the_one_that_poetry_uses_is_taken(shop):
    older = shop.environment(shop.collection, f"{shop.base}-py3.9")
    newer = shop.environment(shop.collection, f"{shop.base}-py3.12")
    assert shop.find("poetry").path == newer
    assert shop.find("poetry", version="3.9").path == older
    shop.write(os.path.join(shop.collection, "envs.toml"), f'["{shop.base}"]\nminor = "3.9"\npatch = "3.9.18"\n')
    assert shop.find("poetry").path == older


def test_another_projects_environment_is_not_taken(shop):
    shop.environment(shop.collection, "the-shop-AAAAAAAA-py3.12")
    assert shop.find("poetry").path == ""


def test_a_venv_in_the_project_wins_unless_it_is_switched_off(shop):
    own = shop.environment(".venv")
    made = shop.environment(shop.collection, f"{shop.base}-py3.11")
    assert shop.find("poetry").path == own
    shop.write("poetry.toml", "[virtualenvs]\nin-project = false\n")
    assert shop.find("poetry").path == made
    assert shop.find("poetry", environ={"POETRY_VIRTUALENVS_IN_PROJECT": "true"}).path == own


def test_one_that_is_to_be_in_the_project_is_ours_to_make(shop):
    shop.write(os.path.join(shop.home, ".config", "pypoetry", "config.toml"), "[virtualenvs]\nin-project = true\n")
    found = shop.find("poetry")
    assert (found.path, found.exists, found.make) == (os.path.join(shop.root, ".venv"), False, True)


def test_the_projects_settings_win_over_the_users(shop):
    shop.write(os.path.join(shop.home, ".config", "pypoetry", "config.toml"), "[virtualenvs]\nin-project = true\n")
    shop.write("poetry.toml", "[virtualenvs]\nin-project = false\n")
    assert shop.find("poetry").path == ""


def test_the_directory_of_environments_can_be_elsewhere(shop):
    made = shop.environment(shop.home, "envs", f"{shop.base}-py3.11")
    assert shop.find("poetry", environ={"POETRY_VIRTUALENVS_PATH": os.path.join(shop.home, "envs")}).path == made
    cached = shop.environment(shop.home, "c", "virtualenvs", f"{shop.base}-py3.11")
    assert shop.find("poetry", environ={"POETRY_CACHE_DIR": os.path.join(shop.home, "c")}).path == cached
    shop.write("poetry.toml", '[virtualenvs]\npath = "{cache-dir}/../envs"\n')
    assert shop.find("poetry", environ={"POETRY_CACHE_DIR": os.path.join(shop.home, "c")}).path == made


def test_a_project_is_found_from_a_directory_below(shop):
    made = shop.environment(shop.collection, f"{shop.base}-py3.11")
    os.makedirs(os.path.join(shop.root, "docs"))
    assert shop.find("poetry", root="docs").path == made


def test_a_project_reached_by_a_link_has_the_same_environment(shop):
    made = shop.environment(shop.collection, f"{shop.base}-py3.11")
    os.symlink(shop.root, os.path.join(shop.home, "link"))
    assert shop.find("poetry", root=os.path.join(shop.home, "link")).path == made


def test_where_poetry_makes_none_there_is_none(shop):
    shop.write("poetry.toml", "[virtualenvs]\ncreate = false\n")
    assert "virtualenvs.create" in shop.find("poetry").error


def test_without_a_project_it_is_an_error(place):
    assert "pyproject.toml" in place.find("poetry").error


def test_a_choice_of_another_python_than_the_one_asked_for_is_passed_over(shop):
    shop.environment(shop.collection, f"{shop.base}-py3.11")
    shop.write(os.path.join(shop.collection, "envs.toml"), f'["{shop.base}"]\nminor = "3.11"\npatch = "3.11.2"\n')
    assert shop.find("poetry", version="3.11").exists
    found = shop.find("poetry", version="3.12")
    assert (found.path, found.pattern) == ("", os.path.join(shop.collection, f"{shop.base}-py{{version}}"))


def test_what_others_wrote_into_the_file_of_choices_stays(shop):
    made = shop.environment(shop.collection, f"{shop.base}-py3.11")
    others = '# mine\n[other-x]\nminor = "3.9"  # old\npatch = "3.9.1"\nsince = 2024-01-01\n'
    for own in ("", f'["{shop.base}"] # ours\nminor = "3.8"\n# kept\npatch = "3.8.1"\n\n', f'[{shop.base}]\nminor = "3.8"'):
        for text in {others + own, own + others if own.endswith("\n") else others + own}:
            chosen = shop.write(os.path.join(shop.collection, "envs.toml"), text)
            poetry.finish(made, shop.root, shop.environ)
            with open(chosen, encoding="utf-8") as file:
                after = file.read()
            assert tomllib.loads(after)[shop.base] == {"minor": "3.11", "patch": "3.11.2"}
            assert others in after
            assert ("# kept" in after, "# ours" in after) == ("# kept" in text, "# ours" in text)


def test_a_choice_that_is_written_in_another_way_is_left_to_its_author(shop):
    made = shop.environment(shop.collection, f"{shop.base}-py3.11")
    text = f'"{shop.base}" = {{ minor = "3.8" }}\n'
    chosen = shop.write(os.path.join(shop.collection, "envs.toml"), text)
    poetry.finish(made, shop.root, shop.environ)
    with open(chosen, encoding="utf-8") as file:
        assert file.read() == text


def test_no_choice_is_written_but_where_poetry_keeps_the_project(shop):
    for path in ((shop.home, "victim", f"{shop.base}-py3.11"), (shop.collection, "another-AAAAAAAA-py3.11")):
        made = shop.environment(*path)
        poetry.finish(made, shop.root, shop.environ)
        assert not os.path.exists(os.path.join(os.path.dirname(made), "envs.toml"))
