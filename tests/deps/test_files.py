"""Which files an install reads."""

from __future__ import annotations

import os

import pytest

from autovenv.deps.files import read_by, state_of


@pytest.fixture
def root(tmp_path):
    path = tmp_path.resolve() / "shop"
    path.mkdir()
    return str(path)


def read(root, command):
    return {os.path.relpath(path, root) for path in read_by((tuple(command.split(" ")),), root)}


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("pip install -r dev.txt -r requirements.txt", {"dev.txt", "requirements.txt"}),
        ("pip install -rdev.txt", {"dev.txt"}),
        ("pip3 install --requirement=dev.txt --constraint c.txt", {"dev.txt", "c.txt"}),
        ("python -m pip install -r dev.txt", {"dev.txt"}),
        ("uv pip install -r dev.txt", {"dev.txt"}),
        ("uv pip sync requirements.txt", {"requirements.txt"}),
        ("pip install -e .", {"pyproject.toml", "setup.py", "setup.cfg"}),
        ("pip install -e .[dev]", {"pyproject.toml", "setup.py", "setup.cfg"}),
        ("pip install .", {"pyproject.toml", "setup.py", "setup.cfg"}),
        ("pip install requests==2.0", set()),
        ("pip install -r https://example.org/r.txt", set()),
        ("uv sync --dev", {"pyproject.toml", "uv.lock", "uv.toml"}),
        ("poetry install", {"pyproject.toml", "poetry.lock", "poetry.toml"}),
        ("pipenv install", {"Pipfile", "Pipfile.lock"}),
        ("pdm install", {"pyproject.toml", "pdm.lock", "pdm.toml"}),
        ("make deps", set()),
    ],
)
def test_a_command_reads(root, command, expected):
    assert read(root, command) == expected


def test_a_workspace_has_its_lock_further_up(root):
    member = os.path.join(root, "packages", "a")
    os.makedirs(member)
    for path in (os.path.join(root, "uv.lock"), os.path.join(member, "pyproject.toml")):
        with open(path, "w", encoding="utf-8"):
            pass
    found = read_by((("uv", "sync"),), member)
    assert {os.path.join(root, "uv.lock"), os.path.join(member, "pyproject.toml")} <= set(found)


def test_a_fifo_or_a_directory_does_not_hang(root):
    os.mkfifo(os.path.join(root, "requirements.txt"))
    paths = read_by((("pip", "install", "-r", "requirements.txt"),), root)
    assert list(state_of(paths)) == [os.path.join(root, "requirements.txt")]


def test_a_file_of_the_same_name_as_a_package_is_not_looked_at_behind_a_version(root):
    with open(os.path.join(root, "requirements.txt"), "w", encoding="utf-8") as file:
        file.write("thing==1.0 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\nother ; python_version < '3.9'\n-e ./lib\n")
    os.mkdir(os.path.join(root, "lib"))
    assert read(root, "pip install -r requirements.txt") == {"requirements.txt", "lib/pyproject.toml", "lib/setup.py", "lib/setup.cfg"}


@pytest.mark.parametrize(
    "line",
    [
        "shop @ file://{root}/shop.whl",
        "shop@file://{root}/shop.whl",
        "shop[dev] @ file://{root}/shop.whl ; python_version > '3.8'",
        "shop @ file://{root}/shop.whl --hash=sha256:00 --hash=sha256:11  # ours",
        "shop @ file://{root}/shop.whl#sha256=00",
        "./shop.whl ; python_version > '3.8'",
        "./shop.whl --hash=sha256:00",
        "file://{root}/shop.whl",
        "shop @ file://{root}/shop.whl ; " + "(" * 100_000,
    ],
)
def test_a_requirement_that_is_a_file_is_read(root, line):
    for name, text in (("requirements.txt", line.format(root=root) + "\n"), ("shop.whl", "")):
        with open(os.path.join(root, name), "w", encoding="utf-8") as file:
            file.write(text)
    assert read(root, "pip install -r requirements.txt") == {"requirements.txt", "shop.whl"}


def test_a_requirement_on_the_command_line_may_be_a_name_and_a_file(root):
    with open(os.path.join(root, "shop.whl"), "w", encoding="utf-8"):
        pass
    found = read_by((("pip", "install", f"shop @ file://{root}/shop.whl", "other @ https://example.org/other.whl"),), root)
    assert found == (os.path.join(root, "shop.whl"),)
