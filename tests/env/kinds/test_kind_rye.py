"""rye's place of the environment: one file of the program makes it a tool."""

from __future__ import annotations

import os

import pytest

from autovenv.config.envrc import forms
from autovenv.config.envrc.forms import layouts


def test_it_is_beside_the_nearest_pyproject(place):
    place.write("pyproject.toml", '[project]\nname = "shop"\n')
    os.makedirs(os.path.join(place.root, "src"))
    found = place.find("rye", root="src")
    assert (found.path, found.make, found.tool) == (os.path.join(place.root, ".venv"), False, ("rye", "sync"))
    place.environment(".venv")
    assert place.find("rye").exists


@pytest.mark.parametrize(("members", "refused"), [("", False), ('members = ["libs/*"]\n', False), ('members = ["apps/*"]\n', True)])
def test_members_share_the_environment_of_their_workspace(place, members, refused):
    place.write("pyproject.toml", f'[project]\nname = "shop"\n[tool.rye.workspace]\n{members}')
    place.write("libs/a/pyproject.toml", '[project]\nname = "a"\n')
    found = place.find("rye", root="libs/a")
    assert (found.path, "no member" in found.error) == ("" if refused else os.path.join(place.root, ".venv"), refused)


def test_without_a_project_it_says_how_to_get_one(place):
    assert "`rye init`" in place.find("rye").error


def test_both_evaluators_know_its_word():
    assert "rye" in layouts.layout_words()
    assert layouts.layout_of("rye") is not None
    assert forms.form_of("rye") is None, "it installs with lines that only bash runs"
