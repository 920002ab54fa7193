"""Promise 2: the file system is the truth. What changed is seen at the next prompt, whatever changed it."""

from __future__ import annotations

import os
import shutil

import pytest

from autovenv import PROTOCOL

HOMES = ("plain", "odd")


@pytest.fixture
def inside(stage, versions):
    """A shell in a project that is pinned to the newest version here."""
    stage.project("proj", versions[0])
    stage.open()
    stage.play(
        """
        > cd proj
        autovenv: created .venv (python {version}…) in … ms
        > python -V
        Python {version}…
        """,
        version=versions[0],
    )
    return stage


def test_an_edited_pin(inside, versions):
    inside.write("proj/.python-version", versions[1])
    inside.play(
        """
        >
        autovenv: changed .venv (python {other}…) in … ms
        > python -V
        Python {other}…
        """,
        other=versions[1],
    )


def test_an_older_file_moved_into_place(inside, versions):
    older = inside.write("older", versions[1])
    os.utime(older, (1_000_000_000, 1_000_000_000))
    os.replace(older, f"{inside.home}/proj/.python-version")
    inside.play(
        """
        >
        autovenv: changed .venv …
        > python -V
        Python {other}…
        """,
        other=versions[1],
    )


def test_the_environment_of_before_comes_back_with_what_was_installed(inside, versions):
    marker = f"{inside.home}/proj/.venv/installed-by-hand"
    inside.write("proj/.venv/installed-by-hand", "")
    inside.write("proj/.python-version", versions[1])
    inside.terminal.type("")
    assert not os.path.exists(marker)
    inside.write("proj/.python-version", versions[0])
    inside.terminal.type("")
    assert os.path.exists(marker)


def test_a_removed_environment_is_made_again(inside):
    shutil.rmtree(f"{inside.home}/proj/.venv")
    inside.play(
        """
        >
        autovenv: created .venv …
        > show VIRTUAL_ENV
        {home}/proj/.venv
        """
    )


def test_an_interpreter_that_is_gone(inside):
    python = f"{inside.home}/proj/.venv/bin/python"
    os.unlink(python)
    os.symlink("/nowhere/python3", python)
    inside.play(
        """
        >
        autovenv: mended .venv …
        > python -c 'print(1+1)'
        2
        """
    )


def test_a_removed_pin_leaves_the_environment(inside):
    os.unlink(f"{inside.home}/proj/.python-version")
    inside.play(
        """
        >
        > show VIRTUAL_ENV
        {home}/proj/.venv
        """
    )


def test_a_project_that_is_moved_away_from_under_the_shell(inside):
    os.rename(f"{inside.home}/proj", f"{inside.home}/elsewhere")
    inside.terminal.type("")
    inside.play(
        """
        > cd {home}
        > show VIRTUAL_ENV
        unset
        """
    )


def test_a_project_that_is_replaced_under_the_shell(inside, versions):
    os.rename(f"{inside.home}/proj", f"{inside.home}/elsewhere")
    inside.project("proj", versions[1])
    printed = inside.terminal.type("")
    assert [line for line in printed if line.startswith("autovenv: created .venv")], printed
    assert inside.terminal.type("python -V")[-1].startswith(f"Python {versions[1]}")


def test_a_pin_that_appears_below(inside, versions):
    inside.project("proj/sub")
    inside.terminal.type("cd sub")
    inside.write("proj/sub/.python-version", versions[1])
    inside.play(
        """
        >
        autovenv: created .venv …
        > python -V
        Python {other}…
        """,
        other=versions[1],
    )


def test_a_pin_that_appears_where_one_stands(stage, versions):
    stage.project("new")
    stage.open()
    stage.terminal.type("cd new")
    stage.write("new/.python-version", versions[0])
    stage.play(
        """
        >
        autovenv: created .venv …
        > show VIRTUAL_ENV
        {home}/new/.venv
        """
    )


def test_a_pin_that_is_nonsense_keeps_what_is_active_and_says_so_once(inside):
    inside.write("proj/.python-version", "3.12.1.1\n")
    inside.play(
        """
        >
        autovenv: …{home}/proj/.python-version:1…3.12.1.1…
        > show VIRTUAL_ENV
        {home}/proj/.venv
        >
        """
    )


def test_a_pin_that_can_not_be_met_is_never_some_other_python(inside):
    inside.write("proj/.python-version", "3.99\n")
    inside.play(
        """
        >
        autovenv: proj wants python 3.99 …
        > show VIRTUAL_ENV
        unset
        """
    )


def test_a_variable_pins_for_one_shell(inside, versions):
    inside.play(
        """
        > [[assign AUTOVENV_PYTHON {other}]]
        autovenv: AUTOVENV_PYTHON wants python {other}, … has {version}…
        > show VIRTUAL_ENV
        unset
        > [[unassign AUTOVENV_PYTHON]]
        > python -V
        Python {version}…
        > [[assign PYENV_VERSION {version}]]
        > python -V
        Python {version}…
        """,
        version=versions[0],
        other=versions[1],
    )


def test_another_shell_changed_the_project(inside, versions, environ):
    import subprocess

    subprocess.run([shutil.which("autovenv", path=environ["PATH"]), "pin", versions[1]], cwd=f"{inside.home}/proj", env=environ, check=True)
    inside.play(
        """
        >
        autovenv: changed .venv …
        """
    )


def test_a_removed_store_is_no_harm(inside):
    shutil.rmtree(f"{inside.home}/.local/state/autovenv/plans-{PROTOCOL}")
    inside.play(
        """
        >
        > show VIRTUAL_ENV
        {home}/proj/.venv
        > cd ..
        > show VIRTUAL_ENV
        unset
        """
    )


def test_a_retargeted_link_to_a_project(stage, versions):
    stage.project("one", versions[0])
    stage.project("two", versions[1])
    for name in ("one", "two"):
        os.utime(f"{stage.home}/{name}/.python-version", (1_000_000_000, 1_000_000_000))
    os.symlink("one", f"{stage.home}/link")
    stage.open()
    stage.terminal.type("cd link")
    stage.play(
        """
        > python -V
        Python {first}…
        > show VIRTUAL_ENV
        {home}/link/.venv
        """,
        first=versions[0],
    )
    os.unlink(f"{stage.home}/link")
    os.symlink("two", f"{stage.home}/link")
    stage.terminal.type("cd ..")
    stage.terminal.type("cd link")
    stage.play(
        """
        > python -V
        Python {second}…
        """,
        second=versions[1],
    )


@pytest.mark.parametrize(("name", "text"), [(".envrc", "export COLOUR=red\n"), ("autovenv.toml", '[env]\nCOLOUR = "red"\n')])
def test_a_configuration_file_that_appears_in_an_active_project(inside, name, text):
    path = inside.write(f"proj/{name}", text)
    inside.play(f"\n>\nautovenv: proj wants {name}: `autovenv allow` to use it, `autovenv why` for more\n>\n")
    os.unlink(path)
    inside.play(">\n> show VIRTUAL_ENV\n{home}/proj/.venv\n>\n")
    inside.write(f"proj/{name}", text)
    inside.play(">\nautovenv: proj wants …\n>\n")


def test_a_table_for_autovenv_that_appears_in_pyproject_toml(inside):
    inside.write("proj/pyproject.toml", '[tool.black]\nname = "a"\n')
    inside.play(">\n")
    inside.write("proj/pyproject.toml", '[tool.black]\nname = "a"\n[tool.autovenv.env]\nCOLOUR = "red"\n')
    inside.play(">\nautovenv: proj wants …\n>\n")
