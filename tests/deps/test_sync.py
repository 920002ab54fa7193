"""What a project's own file says is installed, once, and again when it changes."""

from __future__ import annotations

import os
import shutil
import time
import venv

import pytest

from autovenv.base.errors import AutovenvError
from autovenv.deps import record
from autovenv.deps.current import changed


def test_a_lock_is_installed_into_the_environment(shop, index):
    index.wheel("thing", scripts=["thing"])
    index.wheel("other", requires=["thing"])
    shop.lock("other")
    assert shop.source().packages == 2
    assert shop.sync().startswith("uv.lock: 2 packages installed in ")
    assert shop.installed() == ["other-1.0.dist-info", "thing-1.0.dist-info"]
    assert os.path.exists(os.path.join(shop.environment, "bin", "thing"))
    assert shop.is_current()
    assert shop.sync() == ""


def test_what_changed_is_told_in_one_line(shop, index):
    index.wheel("thing")
    index.wheel("more")
    shop.lock("thing")
    shop.sync()
    index.wheel("thing", "1.1")
    shop.lock("thing>1", "more")
    assert not shop.is_current()
    assert shop.sync().startswith("uv.lock: 1 package installed, 1 updated in ")
    assert shop.installed() == ["more-1.0.dist-info", "thing-1.1.dist-info"]


def test_packages_that_somebody_installed_by_hand_stay(shop, index):
    index.wheel("thing")
    index.wheel("mine")
    shop.lock("thing")
    shop.install("uv pip install mine")
    shop.sync()
    assert shop.installed() == ["mine-1.0.dist-info", "thing-1.0.dist-info"]


def test_back_on_the_old_branch_are_the_old_packages(shop, index):
    index.wheel("thing")
    index.wheel("thing", "1.1")
    for version in ("1.0", "1.1", "1.0"):
        shop.lock(f"thing=={version}")
        shop.sync()
        assert shop.installed() == [f"thing-{version}.dist-info"]


def test_a_link_to_the_project_leads_to_what_was_installed(shop, index, tmp_path):
    index.wheel("thing")
    shop.write("requirements.txt", "thing\n")
    shop.sync()
    os.symlink(shop.root, tmp_path / "a link")
    shop.root = str(tmp_path / "a link")
    assert shop.is_current()
    shop.write("requirements.txt", "thing>=1\n")
    assert changed(shop.source(), shop.environment, shop.root, shop.state) == "requirements.txt changed since its packages were installed"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('[project]\ndependencies = ["thing", "other"]\n', 2),
        ('[project]\ndependencies = ["thing"]\n[dependency-groups]\ndev = ["other"]\n', 2),
        ('[project]\ndynamic = ["version"]\ndependencies = ["thing"]\n[build-system]\n', 2),
        ("[project]\n", 0),
        ('[project]\ndynamic = ["dependencies"]\n[build-system]\n', 0),
        ("[project]\ndynamic = 1\n", 0),
        ('[project]\ndependencies = "thing"\n', 0),
    ],
)
def test_what_pyproject_names_is_counted(shop, text, number):
    shop.write("pyproject.toml", text)
    assert shop.source().packages == number


def test_the_lock_is_not_written(shop, index):
    index.wheel("thing")
    shop.lock("thing")
    with open(os.path.join(shop.root, "uv.lock"), "rb") as file:
        before = file.read()
    index.wheel("thing", "1.1")
    shop.write("pyproject.toml", '[project]\nname = "shop"\nversion = "2"\nrequires-python = ">=3.9"\ndependencies = ["thing>1"]\n')
    shop.sync()
    with open(os.path.join(shop.root, "uv.lock"), "rb") as file:
        assert file.read() == before
    assert shop.installed() == ["thing-1.0.dist-info"]


def test_the_record_tells_what_was_installed_from_what(shop, index):
    index.wheel("thing")
    shop.lock("thing")
    before = int(time.time())
    shop.sync()
    (name,) = os.listdir(os.path.join(shop.state, "deps"))
    found = record.read(os.path.join(shop.state, "deps", name))
    assert found.tool == "uv"
    assert dict(found.files)[os.path.join(shop.root, "uv.lock")] == index.digest(os.path.join(shop.root, "uv.lock")).partition(":")[2]
    assert found.seconds >= before
    assert found.distributions == ("thing-1.0",)
    assert os.stat(os.path.join(shop.state, "deps", name)).st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"x", b"autovenv installed 1\0", b"autovenv installed 1\0a\0b\0c\0.", b"\0" * 100])
def test_a_record_that_is_damaged_is_none(shop, index, content):
    index.wheel("thing")
    shop.lock("thing")
    shop.sync()
    (name,) = os.listdir(os.path.join(shop.state, "deps"))
    with open(os.path.join(shop.state, "deps", name), "wb") as file:
        file.write(content)
    assert not shop.is_current()
    assert shop.sync().startswith("uv.lock: nothing had to be installed in ")
    assert shop.is_current()


def test_an_environment_that_was_recreated_is_not_current(shop, index):
    index.wheel("thing")
    shop.lock("thing")
    shop.sync()
    os.rename(shop.environment, f"{shop.environment}.old")
    shop.create()
    assert not shop.is_current()
    shop.sync()
    assert shop.installed() == ["thing-1.0.dist-info"]


def test_requirements_and_those_for_development(shop, index):
    for name in ("thing", "other", "tool"):
        index.wheel(name)
    shop.write("requirements.txt", "-r base.txt\nthing  # ours\n")
    shop.write("base.txt", "other\n")
    shop.write("requirements-dev.txt", "tool\n")
    assert shop.source().packages == 3
    assert shop.sync().startswith("requirements.txt: 3 packages installed in ")
    shop.write("base.txt", "other>=1\n")
    assert not shop.is_current()


def test_hashes_are_required_of_all_where_there_are_some(shop, index):
    path = index.wheel("thing")
    index.wheel("other")
    shop.write("requirements.txt", f"thing==1.0 --hash={index.digest(path)}\n")
    shop.sync()
    assert shop.installed() == ["thing-1.0.dist-info"]
    shop.write("requirements.txt", f"thing==1.0 --hash={index.digest(path)}\nother\n")
    with pytest.raises(AutovenvError, match="--require-hashes"):
        shop.sync()


def test_a_wheel_that_is_not_the_one_that_was_locked_is_not_installed(shop, index):
    path = index.wheel("thing")
    shop.write("requirements.txt", f"thing==1.0 --hash={index.digest(path)}\n")
    index.wheel("thing", content="evil = True\n")
    with pytest.raises(AutovenvError, match=r"Hash mismatch|hash"):
        shop.sync()
    assert shop.installed() == []


def test_a_project_without_a_lock_is_installed_editable_with_its_group_dev(shop, index):
    index.wheel("thing")
    index.wheel("tool")
    backend = index.sdist("shop")  # its backend is the project's, too
    shop.unpack(backend)
    with open(os.path.join(shop.root, "pyproject.toml"), "a", encoding="utf-8") as file:
        file.write('dependencies = ["thing"]\n[dependency-groups]\ndev = ["tool"]\n')
    assert shop.source().commands == (("uv", "pip", "install", "-e", ".", "--group", "dev"),)
    shop.sync()
    assert "tool-1.0.dist-info" in shop.installed()
    assert "shop-1.0.dist-info" in shop.installed()


def test_a_project_without_a_build_system_is_its_dependencies(shop, index):
    index.wheel("thing")
    shop.write("pyproject.toml", '[project]\nname = "shop"\nversion = "1"\ndependencies = ["thing"]\n')
    shop.sync()
    assert shop.installed() == ["thing-1.0.dist-info"]


def test_pylock_is_installed_by_uv(shop, index):
    path = index.wheel("thing")
    digest = index.digest(path).partition(":")[2]
    wheel = f'[[packages.wheels]]\nname = "{os.path.basename(path)}"\npath = "{path}"\nhashes = {{ sha256 = "{digest}" }}\n'
    shop.write("pylock.toml", f'lock-version = "1.0"\ncreated-by = "someone"\n[[packages]]\nname = "thing"\nversion = "1.0"\n{wheel}')
    assert shop.source().packages == 1
    shop.sync()
    assert shop.installed() == ["thing-1.0.dist-info"]


@pytest.mark.parametrize(
    ("file", "hint"),
    [
        ("requirements.in", "requirements.in is not compiled: `autovenv lock` does that"),
        ("Pipfile", "Pipfile is not locked: `pipenv lock`"),
    ],
)
def test_what_has_to_be_locked_first_is_said(shop, file, hint):
    shop.write(file, "thing\n")
    with pytest.raises(AutovenvError) as caught:
        shop.sync()
    assert caught.value.message == hint
    assert not shop.is_current()


@pytest.mark.parametrize(
    ("tool", "lock", "expected"),
    [("poetry", "poetry.lock", "sync"), ("pdm", "pdm.lock", "sync"), ("pipenv", "Pipfile.lock", "sync --dev")],
)
def test_a_tool_installs_what_it_locked_as_if_the_environment_were_active(shop, tool, lock, expected):
    shop.tool(tool)
    shop.write("Pipfile" if tool == "pipenv" else "pyproject.toml", "")
    shop.write(lock, "")
    shop.sync()
    assert [one[:3] for one in shop.ran(tool)] == [(expected, shop.root, shop.environment)]
    assert shop.sync() == ""


def test_a_poetry_from_before_sync_installs(shop):
    shop.tool("poetry", """if [ "$1" = sync ]; then echo 'The command "sync" does not exist.'; exit 1; fi""")
    shop.write("pyproject.toml", "")
    shop.write("poetry.lock", "")
    shop.sync()
    assert [one[0] for one in shop.ran("poetry")] == ["sync", "install"]


def test_a_tool_that_is_not_there_is_one_line_that_says_how_to_get_it(shop):
    shop.write("poetry.lock", "")
    before = shop.tree()
    with pytest.raises(AutovenvError) as caught:
        shop.sync()
    assert caught.value.message == "poetry sync: poetry is not installed: `uv tool install poetry`"
    assert shop.tree() == before


@pytest.fixture
def without_uv(monkeypatch):
    monkeypatch.setattr("autovenv.env.backends.uv.find", lambda environ, project: "")


def test_without_uv_a_lock_of_its_own_is_one_line(shop, without_uv):
    shop.write("uv.lock", "")
    with pytest.raises(AutovenvError) as caught:
        shop.sync()
    assert caught.value.message == "uv sync --frozen --inexact: uv is not installed: `pipx install uv`"


def test_without_uv_requirements_are_installed_by_the_environments_own_pip(shop, index, without_uv):
    path = index.wheel("thing")
    index.wheel("tool")
    venv.create(shop.environment, symlinks=True, with_pip=True)
    shop.write("requirements.txt", f"thing==1.0 --hash={index.digest(path)}\n")
    shop.write("requirements-dev.txt", "tool\n")
    shop.sync()
    assert {"thing-1.0.dist-info", "tool-1.0.dist-info"} <= set(shop.installed())
    before = shop.tree()
    index.wheel("thing", "1.1")
    shop.write("requirements.txt", "thing==1.1\n")
    shop.write("requirements-dev.txt", "nosuch\n")
    with pytest.raises(AutovenvError, match="No matching distribution found for nosuch"):
        shop.sync()
    assert shop.tree() == before


def test_conda_updates_the_very_environment_by_whichever_program_there_is(shop):
    os.unlink(os.path.join(shop.environment, "pyvenv.cfg"))
    os.mkdir(os.path.join(shop.environment, "conda-meta"))
    shop.write("environment.yml", "name: shop\ndependencies:\n  - python\n  - pip:\n    - thing\n")
    assert shop.source("conda").packages == 2
    shop.tool("micromamba")
    shop.sync("conda")
    assert shop.ran("micromamba")[0][0] == f"env update --file environment.yml --prefix {shop.environment}"


def test_conda_makes_an_environment_that_is_not_there(shop):
    shutil.rmtree(shop.environment)
    shop.write("environment.yml", "name: shop\n")
    shop.tool("conda")
    shop.sync("conda")
    assert shop.ran("conda")[0][0] == f"env create --file environment.yml --prefix {shop.environment}"


def test_what_a_tool_had_begun_to_make_when_it_failed_is_not_there_again(shop):
    shutil.rmtree(shop.environment)
    shop.write("pyproject.toml", "")
    shop.tool("hatch", f"mkdir -p '{shop.environment}/bin'; echo 'no index'; exit 1")
    with pytest.raises(AutovenvError, match="failed: no index"):
        shop.sync("hatch")
    assert not os.path.exists(shop.environment)


def test_nothing_is_installed_into_a_frozen_environment_of_condas(shop):
    os.mkdir(os.path.join(shop.environment, "conda-meta"))
    shop.write(".venv/conda-meta/frozen", "")
    shop.write("environment.yml", "name: shop\n")
    shop.tool("conda")
    with pytest.raises(AutovenvError, match="is frozen"):
        shop.sync("conda")


def test_a_slow_one_says_what_is_waited_for(shop, monkeypatch):
    monkeypatch.setattr("autovenv.deps.run._SLOW_SECONDS", 0.0)
    shop.tool("poetry", f'while [ ! -e "{shop.root}/go" ]; do sleep 0.01; done')
    shop.write("poetry.lock", "")
    shop.said = _Calling(lambda: shop.write("go", ""))
    shop.sync()
    assert shop.said[0].startswith("waiting for poetry sync (log: ")


class _Calling(list):
    """A list that does something when it grows."""

    def __init__(self, action):
        self.action = action

    def append(self, line):
        super().append(line)
        self.action()


def test_a_file_that_was_edited_meanwhile_is_installed_from_again(shop):
    shop.tool("poetry", "echo edited >> pyproject.toml")
    shop.write("pyproject.toml", "")
    shop.write("poetry.lock", "")
    shop.sync()
    assert not shop.is_current()


def test_a_lock_that_was_pulled_meanwhile_is_installed_from_again(shop):
    shop.tool("poetry", "echo pulled >> poetry.lock")
    shop.write("pyproject.toml", "")
    shop.write("poetry.lock", "")
    shop.sync()
    assert not shop.is_current()


@pytest.mark.parametrize(("text", "amount"), [("thing\n", "1 package"), ("thing\nother\n", "2 packages")])
def test_one_package_is_no_packages(shop, text, amount):
    shop.write("requirements.txt", text)
    assert changed(shop.source(), shop.environment, shop.root, shop.state) == f"requirements.txt is not installed ({amount})"
