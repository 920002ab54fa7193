"""Links that are swung to another file, of the very same time: how Nix, Guix, home-manager and stow change a file."""

from __future__ import annotations

import os

import pytest

EPOCH = 1_000_000_000  # all files of a store have one time


def stored(stage, name, text):
    path = stage.write(name, text)
    os.utime(path, (EPOCH, EPOCH))
    return path


def swing(link, target):
    os.symlink(target, f"{link}.new")
    os.rename(f"{link}.new", link)


@pytest.fixture
def generations(stage, versions):
    """Two generations of files, and `profile`, the link to the one in force."""
    for number, version in (("1", versions[0]), ("2", versions[1])):
        stored(stage, f"store/{number}/pin", f"{version}\n")
        stored(stage, f"store/{number}/config.toml", "trusted_paths = []   \n" if number == "1" else 'trusted_paths = ["~"]\n')
    os.symlink("store/1", f"{stage.home}/profile")
    return f"{stage.home}/store"


@pytest.mark.parametrize("how", ["the file", "a directory on its way"])
def test_a_pin_is_a_link_that_is_swung(stage, generations, versions, how):
    path = stage.project("shop")
    direct = how == "the file"
    os.symlink(f"{generations}/1/pin" if direct else "../profile/pin", f"{path}/.python-version")
    stage.open()
    stage.play("> cd shop\nautovenv: created .venv …\n> python -V\nPython {one}.…\n>\n", one=versions[0])
    swing(*(f"{path}/.python-version", f"{generations}/2/pin") if direct else (f"{stage.home}/profile", "store/2"))
    stage.play(">\nautovenv: changed .venv …\n> python -V\nPython {two}.…\n", two=versions[1])
    stage.terminal.type("cd ..")
    swing(*(f"{path}/.python-version", f"{generations}/1/pin") if direct else (f"{stage.home}/profile", "store/1"))
    stage.terminal.type("cd shop")
    assert stage.terminal.type("python -V")[0].startswith(f"Python {versions[0]}.")


@pytest.mark.parametrize("how", ["the file", "a directory on its way"])
def test_the_configuration_is_a_link_that_is_swung(stage, generations, how):
    stage.project("shop")
    stage.write("shop/.envrc", "export COLOUR=red\n")
    link = f"{stage.home}/.config/autovenv/config.toml"
    os.makedirs(os.path.dirname(link))
    direct = how == "the file"
    os.symlink(f"{generations}/1/config.toml" if direct else f"{stage.home}/profile/config.toml", link)
    stage.open()
    stage.play("> cd shop\nautovenv: shop wants .envrc: …\n> show COLOUR\nunset\n")
    swing(*(link, f"{generations}/2/config.toml") if direct else (f"{stage.home}/profile", "store/2"))
    stage.play(">\n> show COLOUR\nred\n")
