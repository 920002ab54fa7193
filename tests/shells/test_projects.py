"""What happens on `cd` into a project of any tool, and after `autovenv allow`: the rows of the table in docs/projects.md."""

from __future__ import annotations

import os
import subprocess
import venv

import pytest

from autovenv.env.backends import uv
from autovenv.env.kinds import locate
from autovenv.env.layout import Layout
from tests.cli import stand_ins
from tests.deps.index import Index

IN_TURN = True
LOCKED = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = ["thing", "other"]\n'
POETRY = '[tool.poetry]\nname = "shop"\nversion = "1"\n'


@pytest.fixture
def offline(stage, tmp_path):
    """The stage with an index of two packages, and no network."""
    index = Index(tmp_path / "index")
    index.wheel("thing")
    index.wheel("other")
    stage.environ.update({**index.environ(), "UV_OFFLINE": "1"})
    return stage


@pytest.fixture
def shop(offline):
    """A project with a uv.lock of two packages."""
    offline.write("shop/pyproject.toml", LOCKED)
    root = f"{offline.home}/shop"
    subprocess.run([uv.find(offline.environ, ""), "lock", "-q"], cwd=root, env=offline.environ, check=True)
    os.mkdir(f"{root}/src")
    return offline


def kept_outside(stage, kind, name):
    """Make the environment where the tool of that kind keeps it; return its path."""
    found = locate(Layout(kind), f"{stage.home}/{name}", stage.environ)
    path = found.path or found.pattern.replace("{version}", "3.12")
    venv.create(path, symlinks=True, with_pip=False)
    return path


def test_a_locked_project_is_set_up_by_one_command(shop):
    shop.play(
        """
        > cd shop
        autovenv: shop is a uv project (python >=3.9, 2 packages): `autovenv allow` sets it up
        > show VIRTUAL_ENV
        unset
        """
    )
    assert sorted(os.listdir(f"{shop.home}/shop")) == ["pyproject.toml", "src", "uv.lock"]
    shop.play(
        """
        > autovenv allow
          project       {home}/shop
          environment   {home}/shop/.venv, to be made with python …
          packages      2 from uv.lock: uv sync --frozen --inexact
        autovenv: created .venv (python …) in … ms
          packages      uv.lock: 2 packages installed in … s
          state         active
        > python -c 'import thing, other'
        > cd src
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > cd ../..
        > show VIRTUAL_ENV
        unset
        """
    )


def test_what_a_pinned_project_has_to_install_is_told_once(shop, versions):
    shop.project("shop", versions[0])
    shop.play(
        """
        > cd shop
        autovenv: created .venv (python …) in … ms
        autovenv: 2 packages in uv.lock are not installed: `autovenv allow` installs them
        > cd src
        > cd ..
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > autovenv allow --no-install
          project       {home}/shop
          python        …
          environment   {home}/shop/.venv (python …; autovenv made it)
          state         active
        autovenv: 2 packages in uv.lock are not installed: `autovenv sync` installs them
        > autovenv sync
        uv.lock: 2 packages installed in … s
        > python -c 'import thing, other'
        > autovenv sync --check
        """
    )


def test_what_a_pinned_project_names_without_a_lock_is_told_too(offline, versions):
    offline.project("shop", versions[0])
    offline.write("shop/pyproject.toml", LOCKED)
    offline.play(
        """
        > cd shop
        autovenv: created .venv (python …) in … ms
        autovenv: 2 packages in pyproject.toml are not installed: `autovenv allow` installs them
        """
    )


def test_a_project_says_itself_what_installs_its_packages(shop):
    shop.write("shop/autovenv.toml", 'sync = "uv sync --frozen --no-install-package other"\n')
    shop.play(
        """
        > cd shop
        autovenv: shop wants autovenv.toml and is a uv project (python >=3.9): `autovenv allow` to use it, `autovenv why` for more
        > autovenv allow --no-install
          project       {home}/shop
          autovenv.toml
                        sync = "uv sync --frozen --no-install-package other"
          environment   {home}/shop/.venv, to be made with python …
        autovenv: created .venv (python …) in … ms
          state         active
        autovenv: nothing is installed: `autovenv sync` runs `uv sync --frozen --no-install-package other`
        > autovenv allow
          project       {home}/shop
          autovenv.toml  as it was approved before
          environment   {home}/shop/.venv (python …; autovenv made it)
          packages      by `uv sync --frozen --no-install-package other` (sync in autovenv.toml:1)
          packages      `uv sync --frozen --no-install-package other`: 1 package installed in … s
          state         active
        > python -c 'import thing'
        > cd ..
        > cd shop
        > show VIRTUAL_ENV
        {home}/shop/.venv
        """
    )


def test_a_project_that_wants_nothing_installed_is_a_project_all_the_same(shop, versions):
    shop.write("shop/pyproject.toml", f"{LOCKED}[tool.autovenv]\nsync = false\n")
    shop.open()
    shop.terminal.type("autovenv allow shop")
    shop.play(
        """
        > cd shop
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > autovenv sync
        autovenv: sync = false in pyproject.toml:7: nothing is installed
        > cd ..
        > rm -r shop/.venv
        > cd shop
        autovenv: created .venv (python …) in … ms
        """
    )


def test_packages_that_come_by_hand_end_the_message(shop, versions):
    shop.project("shop", versions[0])
    shop.play("> cd shop\nautovenv: created .venv …\nautovenv: 2 packages in uv.lock are not installed: …\n> cd ..\n")
    shop.terminal.type(f"{uv.find(shop.environ, '')} pip install -q --python {shop.home}/shop/.venv thing")
    shop.open()
    shop.play("> cd shop\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")


@pytest.mark.each_shell
@pytest.mark.parametrize(
    ("kind", "file", "text"),
    [("poetry", "pyproject.toml", POETRY), ("pipenv", "Pipfile", ""), ("hatch", "pyproject.toml", "[tool.hatch.envs.default]\n")],
)
def test_what_a_tool_keeps_outside_is_active_at_once(stage, kind, file, text):
    stage.write(f"shop/{file}", text)
    path = kept_outside(stage, kind, "shop")
    stage.play("> cd shop\n> show VIRTUAL_ENV\n{outside}\n> cd ..\n> show VIRTUAL_ENV\nunset\n", outside=path)
    assert not os.path.exists(f"{stage.home}/shop/.venv")


def test_an_environment_that_its_tool_makes_meanwhile_is_active_at_the_next_prompt(stage):
    stage.write("shop/Pipfile", "")
    stage.play("> cd shop\nautovenv: shop is a pipenv project: `autovenv allow` sets it up\n")
    path = kept_outside(stage, "pipenv", "shop")
    stage.play(">\n> show VIRTUAL_ENV\n{outside}\n", outside=path)


@pytest.mark.each_shell
@pytest.mark.parametrize(("tool", "lock"), [("pixi", "pixi.lock")])
def test_what_its_tool_has_to_lock_first_is_told_by_the_tool_s_command(stage, tool, lock):
    stage.write("shop/pyproject.toml", f"[tool.{tool}]\n")
    stage.play(f"> cd shop\nautovenv: shop is a {tool} project: there is no {lock}: `{tool} lock`\n")
    stage.write(f"shop/{lock}", "")
    stage.play(f">\nautovenv: shop is a {tool} project: `autovenv allow` sets it up\n")


def test_no_environment_is_made_beside_the_one_of_a_tool(stage, versions):
    stage.project("shop", versions[0])
    stage.write("shop/pyproject.toml", POETRY)
    stage.play("> cd shop\nautovenv: created … (python …) in … ms\n")
    assert not os.path.exists(f"{stage.home}/shop/.venv"), "poetry would take it from then on, everywhere"
    found = locate(Layout("poetry"), f"{stage.home}/shop", stage.environ)
    assert found.exists
    stage.play("> show VIRTUAL_ENV\n{outside}\n", outside=found.path)


def test_a_place_that_a_file_of_the_project_chose_needs_consent(stage):
    stage.write("shop/pyproject.toml", POETRY)
    stage.write("shop/poetry.toml", f'[virtualenvs]\npath = "{stage.home}/elsewhere"\n')
    kept_outside(stage, "poetry", "shop")
    stage.play("> cd shop\nautovenv: shop has an environment that autovenv did not make: `autovenv allow` to use it, …\n")


@pytest.mark.each_shell
def test_nothing_is_made_at_a_place_outside_that_a_file_of_the_project_chose(stage, versions):
    stage.project("shop", versions[0])
    stage.write("shop/pyproject.toml", POETRY)
    stage.write("shop/poetry.toml", f'[virtualenvs]\npath = "{stage.home}/elsewhere"\n')
    stage.play(
        """
        > cd shop
        autovenv: shop has its environment outside, as {home}/elsewhere/shop-…: `autovenv allow` to make it there, …
        > show VIRTUAL_ENV
        unset
        """
    )
    assert not os.path.exists(f"{stage.home}/elsewhere")
    stage.terminal.type("autovenv allow --no-install")
    (made,) = (name for name in os.listdir(f"{stage.home}/elsewhere") if "-py" in name)
    stage.play(f"> show VIRTUAL_ENV\n{stage.home}/elsewhere/{made}\n")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pyproject.toml", '[project]\nname = "{}/clone/shop"\n[tool.hatch.envs.default]\n'),
        ("hatch.toml", '[envs.default]\npath = "{}/clone/shop"\n'),
        ("environment.yml", "name: {}/clone/shop\n"),
    ],
)
def test_no_environment_that_a_file_of_the_project_leads_to_is_active_without_consent(stage, file, text):
    venv.create(f"{stage.home}/clone/shop", symlinks=True, with_pip=False)
    os.makedirs(f"{stage.home}/clone/shop/conda-meta")
    stage.write(f"shop/{file}", text.format(stage.home))
    stage.open()
    stage.terminal.type("cd shop")
    stage.play("> show VIRTUAL_ENV\nunset\n> show CONDA_PREFIX\nunset\n")


def test_an_archive_brings_no_environment_for_a_project_below_its_top(stage, versions):
    venv.create(f"{stage.home}/archive/.hatch/sub", symlinks=True, with_pip=False)
    stage.write(".config/hatch/config.toml", '[dirs.env]\nvirtual = ".hatch"\n')
    stage.write("archive/pyproject.toml", '[project]\nname = "sub"\n')
    stage.write("archive/sub/hatch.toml", "")
    stage.project("archive/sub", versions[0])
    stage.play("> cd archive/sub\nautovenv: sub has an environment that autovenv did not make: `autovenv allow` to use it, …\n")


def test_a_file_of_the_tools_that_is_broken_is_named_beside_a_pin(stage, versions):
    stage.project("shop", versions[0])
    stage.write("shop/pyproject.toml", POETRY)
    stage.write("shop/poetry.toml", "[virtualenvs\n")
    stage.play("> cd shop\nautovenv: shop has no environment: {home}/shop/poetry.toml…\n> show VIRTUAL_ENV\nunset\n")


def test_poetrys_environment_of_another_pin_is_one_of_that_name(stage, versions):
    if len(versions) < 2:
        pytest.skip("needs two Pythons")
    stage.write("shop/pyproject.toml", POETRY)
    for version in (versions[0], versions[1]):
        stage.project("shop", version)
        stage.open()
        minor = ".".join(version.split(".")[:2])
        stage.play(f"> cd shop\nautovenv: created …-py{minor} (python {minor}…) in … ms\n")


def test_an_old_venv_gives_way_to_the_place_that_a_variable_names(stage, versions):
    stage.project("shop", versions[0])
    stage.write("shop/uv.lock", "")
    stage.write("shop/pyproject.toml", LOCKED)
    venv.create(f"{stage.home}/shop/.venv", symlinks=True, with_pip=False)
    stage.open(extra={"UV_PROJECT_ENVIRONMENT": f"{stage.home}/x"})
    stage.play("> cd shop\nautovenv: created {home}/x (python …) in … ms\n> show VIRTUAL_ENV\n{home}/x\n")


def test_ryes_environment_is_left_to_rye(stage, versions):
    stage.project("shop", versions[0])
    stage.write("shop/pyproject.toml", '[project]\nname = "shop"\n[tool.rye]\n')
    stage.write("shop/requirements.lock", "")
    stage.play("> cd shop\nautovenv: shop is a rye project (…): `autovenv allow` sets it up\n")
    assert not os.path.exists(f"{stage.home}/shop/.venv")


def test_a_weak_mark_never_takes_an_active_environment_away(stage, versions):
    stage.project("shop", versions[0])
    stage.write("shop/docs/requirements.txt", "thing\n")
    stage.write("shop/libs/a/pyproject.toml", "[project]\n")
    stage.play(
        """
        > cd shop
        autovenv: created .venv (python …) in … ms
        > cd docs
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > cd ../libs/a
        > show VIRTUAL_ENV
        {home}/shop/.venv
        """
    )


@pytest.mark.each_shell
def test_what_was_a_part_of_a_project_that_is_gone_is_a_project_of_its_own(stage):
    stage.write("shop/setup.py", "")
    stage.write("shop/docs/requirements.txt", "thing\n")
    stage.play(
        """
        > cd shop/docs
        autovenv: shop is a Python project (setup.py): `autovenv allow` sets it up
        > cd ~
        """
    )
    os.unlink(f"{stage.home}/shop/setup.py")
    stage.play("> cd shop/docs\nautovenv: docs is a Python project (1 package): `autovenv allow` sets it up\n> cd ~\n")
    stage.write("shop/setup.cfg", "[metadata]\n")
    stage.play("> cd shop/docs\nautovenv: shop is a Python project (setup.cfg): `autovenv allow` sets it up\n> cd ~\n")
    stage.write("shop/setup.cfg", "[flake8]\n")
    stage.open()
    stage.play("> cd shop/docs\nautovenv: docs is a Python project (1 package): `autovenv allow` sets it up\n")


@pytest.mark.each_shell
def test_variables_below_a_project_that_comes_meanwhile_are_added_to_its_environment(stage):
    stage.write("shop/web/.envrc", "export WEB=1\n")
    stage.open()
    stage.terminal.type("autovenv allow shop/web")
    stage.play("> cd shop/web\n> show WEB\n1\n> show VIRTUAL_ENV\nunset\n> cd ~\n")
    stage.write("shop/Pipfile", "")
    path = kept_outside(stage, "pipenv", "shop")
    stage.play("> cd shop/web\n> show WEB\n1\n> show VIRTUAL_ENV\n{outside}\n", outside=path)


def test_a_directory_that_is_allowed_by_name_is_a_project_of_its_own(offline, versions):
    offline.project("shop", versions[0])
    offline.write("shop/docs/requirements.txt", "thing\n")
    offline.play("> cd shop\nautovenv: created .venv (python …) in … ms\n")
    offline.terminal.type("autovenv allow docs")
    offline.play(
        "> cd docs\n> show VIRTUAL_ENV\n{home}/shop/docs/.venv\n> python -c 'import thing'\n> cd ..\n> show VIRTUAL_ENV\n{home}/shop/.venv\n"
    )


def test_a_member_of_a_workspace_shares_its_environment(shop):
    shop.write("shop/pyproject.toml", LOCKED.replace('["thing", "other"]', "[]") + '[tool.uv.workspace]\nmembers = ["libs/*"]\n')
    shop.write("shop/libs/a/pyproject.toml", LOCKED.replace('"shop"', '"a"'))
    root = f"{shop.home}/shop"
    subprocess.run([uv.find(shop.environ, ""), "lock", "-q"], cwd=root, env=shop.environ, check=True)
    shop.open()
    shop.terminal.type("autovenv allow shop")
    shop.play("> cd shop/libs/a\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")


def test_allow_below_a_directory_is_one_consent(offline):
    offline.write("work/one/requirements.txt", "thing\n")
    offline.write("work/two/requirements.txt", "other\n")
    offline.write("work/two/docs/requirements.txt", "thing\n")
    offline.open()
    offline.terminal.type("autovenv allow --below work --yes")
    offline.play(
        """
        > cd work/one
        > python -c 'import thing'
        > cd ../two/docs
        > show VIRTUAL_ENV
        {home}/work/two/.venv
        > python -c 'import other'
        """
    )
    assert not os.path.exists(f"{offline.home}/work/two/docs/.venv")


def test_worktrees_are_projects_of_their_own_and_allowed_in_one_step(offline):
    offline.write("work/main/requirements.txt", "thing\n")
    git = ["git", "-C", f"{offline.home}/work/main", "-c", "user.name=a", "-c", "user.email=a@b"]
    trees = [
        ["worktree", "add", "-q", "../branch"],
        ["worktree", "add", "-q", ".worktrees/hidden"],
        ["worktree", "add", "-q", "../../elsewhere"],
    ]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"], *trees):
        subprocess.run([*git, *arguments], env=offline.environ, check=True)
    offline.open()
    offline.terminal.type("autovenv allow work/main")
    offline.play("> cd work/branch\nautovenv: branch is a Python project (1 package): `autovenv allow` sets it up\n> cd ~\n")
    offline.terminal.type("autovenv allow --below work --yes")
    offline.play(
        """
        > cd work/branch
        > show VIRTUAL_ENV
        {home}/work/branch/.venv
        > cd ../main
        > show VIRTUAL_ENV
        {home}/work/main/.venv
        > cd .worktrees/hidden
        > show VIRTUAL_ENV
        {home}/work/main/.worktrees/hidden/.venv
        > cd ~/elsewhere
        autovenv: elsewhere is a Python project (1 package): `autovenv allow` sets it up
        """
    )


def test_the_setting_for_all_projects_makes_the_environment_and_installs_nothing(shop):
    shop.write(".config/autovenv/config.toml", 'auto_create = "all"\n')
    shop.play(
        """
        > cd shop
        autovenv: created .venv (python …) in … ms
        autovenv: 2 packages in uv.lock are not installed: `autovenv allow` installs them
        """
    )


def test_an_installation_that_fails_leaves_the_environment_active(offline):
    offline.write("shop/requirements.txt", "nothing-of-that-name\n")
    offline.open()
    offline.play("> cd shop\nautovenv: shop is a Python project (1 package): `autovenv allow` sets it up\n")
    shown = "\n".join(offline.terminal.type("autovenv allow"))
    assert "nothing-of-that-name" in shown
    assert "log:" in shown
    offline.play("> show VIRTUAL_ENV\n{home}/shop/.venv\n")


def test_a_home_directory_is_no_project_by_what_lies_in_it(stage):
    stage.write("requirements.txt", "thing\n")
    stage.play("> cd ~\n> show VIRTUAL_ENV\nunset\n")


def test_what_only_its_tool_makes_is_in_the_shell_at_the_next_prompt(stage):
    """conda by a stand-in, which does what its documentation says."""
    stand_ins.put("conda", f"{os.path.dirname(stage.home)}/tools")
    stage.environ["CONDA_ENVS_DIRS"] = f"{stage.home}/envs"
    stage.write("shop/environment.yml", "name: shop\ndependencies:\n  - python\n  - thing\n")
    stage.play(
        """
        > cd shop
        autovenv: shop is a conda project (2 packages): `autovenv allow` sets it up
        > show CONDA_PREFIX
        unset
        > autovenv allow
          project       {home}/shop
          environment   {home}/envs/shop, to be made by `conda env create --file environment.yml`
          packages      2 from environment.yml, by the same command
          packages      environment.yml: 1 package installed in … s
          state         active
        > show CONDA_PREFIX
        {home}/envs/shop
        > show CONDA_DEFAULT_ENV
        shop
        > python -c 'import thing'
        > cd ..
        > show CONDA_PREFIX
        unset
        """
    )


def test_what_its_tool_makes_in_the_project_is_approved_since_consent_made_it(stage):
    """pixi by a stand-in, which does what its documentation says."""
    stand_ins.put("pixi", f"{os.path.dirname(stage.home)}/tools")
    stage.write("shop/pixi.toml", '[workspace]\nname = "shop"\n')
    stage.write("shop/pixi.lock", "version: 6\n")
    stage.play("> cd shop\nautovenv: shop is a pixi project: `autovenv allow` sets it up\n")
    stage.terminal.type("autovenv allow")
    stage.play("> show CONDA_PREFIX\n{home}/shop/.pixi/envs/default\n> python -c 'import thing'\n> cd ..\n> show CONDA_PREFIX\nunset\n")


def test_an_environment_that_is_made_again_has_its_packages(shop):
    shop.open()
    shop.terminal.type("autovenv allow shop")
    shop.play(
        """
        > cd shop
        > rm -rf .venv
        autovenv: created .venv (python …) in … ms
        > autovenv wait
        uv.lock: 2 packages installed in … s
        > python -c 'import thing, other'
        """
    )


def test_status_tells_that_nothing_is_installed(shop, versions):
    shop.project("shop", versions[0])
    shop.open()
    shop.terminal.type("cd shop")
    assert "packages      2 in uv.lock, not installed" in shop.terminal.type("autovenv status")
