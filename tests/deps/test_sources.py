"""What is installed from what: the table, row by row."""

from __future__ import annotations

import os
import subprocess

import pytest

from autovenv.deps.sources import _LOCKS, source_of
from autovenv.env.kinds import names, tool_of
from autovenv.project.recognition import LOCKS
from tests.commands import BASE, TOP
from tests.hook.test_lean import FORBIDDEN, loaded

PROJECT = '[project]\nname = "shop"\n'
BUILT = "[build-system]\nrequires = []\n"
GROUPS = '[dependency-groups]\n# ours\ntest = ["a"]\n"dev" = [\n    {include-group = "test"},\n]\n'
UV_SYNC = "uv sync --frozen --inexact"


@pytest.fixture
def root(tmp_path):
    path = tmp_path.resolve() / "shop"
    path.mkdir()
    return str(path)


def write(root, files):
    for name, text in files.items():
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def found(root, tool=None):
    source = source_of(root, tool_of(tool) if tool else None)
    return source and (source.tool, os.path.relpath(source.file, root), [" ".join(command) for command in source.commands])


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"uv.lock": "", "poetry.lock": "", "requirements.txt": ""}, ("uv", "uv.lock", [UV_SYNC])),
        ({"poetry.lock": "", "pdm.lock": ""}, ("poetry", "poetry.lock", ["poetry sync"])),
        ({"pdm.lock": "", "Pipfile": "", "Pipfile.lock": ""}, ("pdm", "pdm.lock", ["pdm sync"])),
        ({"pylock.toml": 'lock-version = "1.0"\ncreated-by = "pdm"\n'}, ("pdm", "pylock.toml", ["pdm sync"])),
        ({"Pipfile": "", "Pipfile.lock": ""}, ("pipenv", "Pipfile.lock", ["pipenv sync --dev"])),
        ({"Pipfile": "", "pylock.toml": 'created-by = "pipenv"\n'}, ("pipenv", "pylock.toml", ["pipenv sync --dev"])),
        ({"pylock.toml": 'created-by = "uv"\n'}, ("pip", "pylock.toml", ["uv pip sync pylock.toml"])),
        ({"pylock.toml": '[tool]\ncreated-by = "pdm"\n'}, ("pip", "pylock.toml", ["uv pip sync pylock.toml"])),
        ({"pylock.a.toml": "", "pylock.dev.toml": ""}, ("pip", "pylock.dev.toml", ["uv pip sync pylock.dev.toml"])),
        ({"pylock.a.toml": "", "requirements.txt": ""}, ("pip", "pylock.a.toml", ["uv pip sync pylock.a.toml"])),
        (
            {"requirements.txt": "a==1 \\\n    --hash=sha256:00\n", "requirements-dev.txt": "b\n"},
            ("pip", "requirements.txt", ["uv pip install --require-hashes -r requirements.txt", "uv pip install -r requirements-dev.txt"]),
        ),
        ({"requirements-dev.txt": "b\n"}, ("pip", "requirements-dev.txt", ["uv pip install -r requirements-dev.txt"])),
        (
            {"requirements.txt": "", "requirements.in": "", "pyproject.toml": PROJECT},
            ("pip", "requirements.txt", ["uv pip install -r requirements.txt"]),
        ),
        ({"requirements.in": "", "requirements-dev.txt": ""}, ("pip", "requirements.in", [])),
        ({"pyproject.toml": PROJECT + BUILT}, ("pip", "pyproject.toml", ["uv pip install -e ."])),
        ({"pyproject.toml": PROJECT + BUILT + GROUPS}, ("pip", "pyproject.toml", ["uv pip install -e . --group dev"])),
        ({"pyproject.toml": PROJECT + GROUPS}, ("pip", "pyproject.toml", ["uv pip install -r pyproject.toml --group dev"])),
        ({"pyproject.toml": PROJECT + "[tool.x]\ndev = 1\n"}, ("pip", "pyproject.toml", ["uv pip install -r pyproject.toml"])),
        ({"pyproject.toml": PROJECT, "setup.py": ""}, ("pip", "pyproject.toml", ["uv pip install -e ."])),
        ({"pyproject.toml": "[tool.poetry]\n" + BUILT}, ("pip", "pyproject.toml", ["uv pip install -e ."])),
        ({"pyproject.toml": "[tool.ruff]\n", "setup.cfg": ""}, ("pip", "setup.cfg", ["uv pip install -e ."])),
        ({"pyproject.toml": "[tool.ruff]\n"}, None),
        ({"pyproject.toml": 'project.name = "x"\n'}, ("pip", "pyproject.toml", ["uv pip install -r pyproject.toml"])),
        ({"pyproject.toml": 'x = """\n[project]\n"""\ntool = 1\n', "setup.py": ""}, ("pip", "setup.py", ["uv pip install -e ."])),
        ({"pyproject.toml": PROJECT + "broken\n", "setup.py": ""}, ("pip", "setup.py", ["uv pip install -e ."])),
        ({"environment.yml": "name: a\n"}, None),
        ({}, None),
    ],
)
def test_the_first_row_that_matches(root, files, expected):
    write(root, files)
    assert found(root) == expected


@pytest.mark.parametrize(
    ("tool", "files", "expected"),
    [
        (
            "conda",
            {"environment.yml": "", "requirements.txt": ""},
            ("conda", "environment.yml", ["conda env update --file environment.yml"]),
        ),
        ("conda", {"environment.yaml": ""}, ("conda", "environment.yaml", ["conda env update --file environment.yaml"])),
        ("conda", {"requirements.txt": ""}, None),
        ("pixi", {"pixi.toml": "", "pixi.lock": ""}, ("pixi", "pixi.lock", ["pixi install --frozen"])),
        ("pixi", {"pyproject.toml": "[tool.pixi]\n"}, ("pixi", "pyproject.toml", [])),
        ("rye", {"pyproject.toml": "", "requirements.lock": ""}, ("rye", "requirements.lock", ["rye sync --no-lock"])),
        ("hatch", {"pyproject.toml": PROJECT}, ("hatch", "pyproject.toml", ["hatch run python --version"])),
        ("pdm", {"pdm.lock": "", "uv.lock": ""}, ("pdm", "pdm.lock", ["pdm sync"])),
        (
            "poetry",
            {"pyproject.toml": PROJECT + BUILT, "requirements.txt": ""},
            ("pip", "requirements.txt", ["uv pip install -r requirements.txt"]),
        ),
        ("uv", {"pyproject.toml": PROJECT + BUILT}, ("pip", "pyproject.toml", ["uv pip install -e ."])),
        ("pipenv", {"../Pipfile": "", "../Pipfile.lock": ""}, ("pipenv", "../Pipfile.lock", ["pipenv sync --dev"])),
        ("python", {"requirements.txt": ""}, ("pip", "requirements.txt", ["uv pip install -r requirements.txt"])),
    ],
)
def test_what_the_projects_tool_has_of_its_own_comes_first(root, tool, files, expected):
    write(root, files)
    assert found(root, tool) == expected


def test_a_member_of_a_workspace_has_the_lock_of_its_root(root):
    write(root, {"../uv.lock": "", "../pyproject.toml": PROJECT + '[tool.uv.workspace]\nmembers = ["shop"]\n', "pyproject.toml": PROJECT})
    assert found(root, "uv") == ("uv", "../uv.lock", [UV_SYNC])
    assert os.path.join(root, "pyproject.toml") in source_of(root, tool_of("uv")).files


@pytest.mark.parametrize(
    ("tool", "more"),
    [("uv", 'members = ["*"]\nexclude = ["shop"]\n'), ("uv", 'members = ["other"]\n'), ("pdm", 'members = ["other"]\n')],
)
def test_one_that_the_workspace_leaves_out_has_not_its_lock(root, tool, more):
    """It was told `uv sync --frozen`, which fails there."""
    workspace = f"{PROJECT}[tool.{tool}.workspace]\n{more}"
    write(root, {f"../{tool}.lock": "", "../pyproject.toml": workspace, "pyproject.toml": PROJECT + BUILT})
    assert found(root, tool) == ("pip", "pyproject.toml", ["uv pip install -e ."])


def test_the_locks_are_those_of_the_tools():
    assert all(tool_of(name).lock == lock for lock, name in _LOCKS)
    assert [row for row in LOCKS if row in _LOCKS] == list(_LOCKS)


@pytest.mark.parametrize("name", [name for name in names() if tool_of(name).sync])
def test_each_tool_that_installs_says_how_to_get_it(name):
    assert tool_of(name).get


def test_a_lock_above_is_not_one_of_a_project_below_it(root):
    write(root, {"../uv.lock": "", "../pyproject.toml": PROJECT, "pyproject.toml": PROJECT + BUILT})
    assert found(root, "uv") == ("pip", "pyproject.toml", ["uv pip install -e ."])


LOCK = (
    '[[package]]\nname = "shop"\nsource = { virtual = "." }\n[[package]]\nname = "a"\n[[package.wheels]]\nx = 1\n[[package]]\nname = "b"\n'
)
PIPFILE = """{
    "_meta": {
        "hash": {
            "sha256": "0"
        }
    },
    "default": {
        "a": {
            "hashes": [],
            "x": {
            }
        },
        "b": {
        }
    },
    "develop": {
        "c": {
        }
    }
}
"""


@pytest.mark.parametrize(
    ("files", "packages"),
    [
        ({"uv.lock": LOCK}, 2),
        ({"poetry.lock": '[[package]]\nname = "a"\n\n[[package]]\nname = "b"\n'}, 2),
        ({"pylock.toml": "[[packages]]\n[[packages.wheels]]\n[[packages]]\n"}, 2),
        ({"Pipfile": "", "Pipfile.lock": PIPFILE}, 3),
        (
            {
                "requirements.txt": "# a\na==1 \\\n    --hash=x\n-rb.txt\n-c c.txt\n-e .\n--index-url x\n",
                "b.txt": "b\n-r b.txt\n",
                "c.txt": "c\nd\n",
            },
            3,
        ),
        ({"requirements.txt": "a\n-r requirements.txt\n", "requirements-dev.txt": "b\n"}, 2),
        ({"pyproject.toml": PROJECT}, 0),
        ({"uv.lock": "\0\xff"}, 0),
    ],
)
def test_packages_are_counted(root, files, packages):
    write(root, files)
    assert source_of(root).packages == packages


def test_a_lock_of_millions_of_lines_is_counted(root):
    write(root, {"uv.lock": LOCK + "\n" * (4 << 20)})
    assert source_of(root).packages == 2


def test_a_fifo_does_not_hang(root):
    for name in ("uv.lock", "requirements.txt", "pyproject.toml"):
        os.mkfifo(os.path.join(root, name))
    assert source_of(root) is None


def test_a_shell_does_not_wait_for_its_imports(root):
    write(root, {"requirements.txt": "a @ https://example.org/a.whl\n-e .\n", "pyproject.toml": PROJECT})
    code = f"import sys; sys.path.insert(0, {TOP!r}); from autovenv.deps.sources import source_of; print(source_of({root!r}).packages)"
    done = subprocess.run([BASE, "-I", "-S", "-X", "importtime", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "2\n"
    assert loaded(done.stderr) & FORBIDDEN == set()
