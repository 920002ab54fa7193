"""`init` shows the files by which a directory becomes a project, and writes what is not there."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib

import pexpect
import pytest

from tests.cli.environments import refused, tree
from tests.commands import MINOR, TOP, make_foreign, run, surroundings, write
from tests.patience import PATIENCE

posix = pytest.mark.skipif(os.name == "nt", reason="links and terminals are POSIX")


@pytest.fixture
def shop(home):
    os.mkdir(f"{home}/My Shop (1)")
    return f"{home}/My Shop (1)"


def init(home, root, *options, **extra):
    return run(["init", *options], home, root, **extra)


def done(result):
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout.splitlines()


def content(path):
    with open(path, "rb") as file:
        return file.read()


def test_an_empty_directory(home, shop):
    lines = done(init(home, shop, "--yes"))
    assert lines[-1] == "wrote .python-version, pyproject.toml, .gitignore"
    assert content(f"{shop}/.gitignore") == b".venv/\n"
    pinned = content(f"{shop}/.python-version").decode().strip()
    with open(f"{shop}/pyproject.toml", "rb") as file:
        assert tomllib.load(file) == {"project": {"name": "my-shop-1", "version": "0.1.0", "requires-python": f">={pinned}"}}
    # The project has an environment then, of that Python.
    assert run(["export", "json"], home, shop).returncode == 0
    assert os.path.isfile(f"{shop}/.venv/pyvenv.cfg")


def test_all_is_shown_and_without_a_terminal_nothing_is_written(home, shop):
    result = init(home, shop)
    assert refused(result, 2) == "nothing was written: `autovenv init --yes` writes it without asking"
    shown = [line[16:] for line in result.stdout.splitlines()]
    assert {".venv/", 'name = "my-shop-1"', 'version = "0.1.0"'} <= set(shown)
    assert os.listdir(shop) == []


@posix
@pytest.mark.parametrize(("answer", "written"), [("y", True), ("n", False), ("", False)])
def test_at_a_terminal_it_asks(home, shop, answer, written):
    environ = {**surroundings(home), "PYTHONPATH": TOP, "PWD": shop}
    child = pexpect.spawn(sys.executable, ["-P", "-m", "autovenv", "init"], env=environ, cwd=shop, timeout=PATIENCE, encoding="utf-8")
    child.expect_exact("Write it? [y/N]: ")
    assert os.listdir(shop) == []
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == (0 if written else 2)
    assert bool(os.listdir(shop)) == written


def test_a_second_time_there_is_nothing_to_write(home, shop):
    done(init(home, shop, "--yes", "--envrc"))
    before = tree(shop)
    lines = done(init(home, shop, "--envrc"))
    assert lines[-1] == "nothing to write"
    assert any(f"{shop}/.python-version:1" in line for line in lines)
    assert tree(shop) == before


def test_a_new_repository_is_empty_and_a_project_is_not(home, shop):
    for name in ("README.md", "LICENSE", ".git/HEAD"):
        write(f"{shop}/{name}", "")
    done(init(home, shop, "--yes"))
    assert os.path.exists(f"{shop}/pyproject.toml")
    other = os.path.dirname(write(f"{home}/other/main.py", ""))
    assert done(init(home, other, "--yes"))[-1] == "wrote .python-version, .gitignore"
    assert sorted(os.listdir(other)) == [".gitignore", ".python-version", "main.py"]


def test_a_stub_of_an_envrc(home, shop):
    lines = done(init(home, shop, "--yes", "--envrc"))
    assert lines[-1] == "`autovenv edit` fills .envrc, and approves it"
    assert all(line.startswith("#") for line in content(f"{shop}/.envrc").decode().splitlines())
    assert run(["allow"], home, shop).returncode == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"*.pyc\n", b"*.pyc\n.venv/\n"),
        (b"*.pyc", b"*.pyc\n.venv/\n"),
        (b"b\r\na\r\n", b"b\r\na\r\n.venv/\r\n"),
        (b"caf\xe9\n", b"caf\xe9\n.venv/\n"),
        (b"", b".venv/\n"),
        (b"#.venv\n", b"#.venv\n.venv/\n"),
    ],
)
def test_the_gitignore_gets_a_line_and_keeps_the_others(home, shop, before, after):
    write(f"{shop}/main.py", "")
    with open(f"{shop}/.gitignore", "wb") as file:
        file.write(before)
    os.chmod(f"{shop}/.gitignore", 0o640)
    done(init(home, shop, "--yes"))
    assert content(f"{shop}/.gitignore") == after
    assert os.name == "nt" or os.stat(f"{shop}/.gitignore").st_mode & 0o777 == 0o640


@pytest.mark.parametrize("line", [".venv", ".venv/", "/.venv", "/.venv/", "**/.venv", ".venv/  ", "!.venv"])
def test_the_gitignore_that_speaks_of_it_stays(home, shop, line):
    write(f"{shop}/.gitignore", f"a\n{line}\nb\n")
    before = content(f"{shop}/.gitignore")
    done(init(home, shop, "--yes"))
    assert content(f"{shop}/.gitignore") == before


def test_the_gitignore_of_a_directory_above_counts_within_its_repository(home, shop):
    os.mkdir(f"{shop}/.git")
    write(f"{shop}/.gitignore", ".venv\n")
    write(f"{shop}/part/main.py", "")
    assert done(init(home, f"{shop}/part", "--yes"))[-1] == "wrote .python-version"
    write(f"{shop}/.gitignore", "/.venv\n")
    assert done(init(home, f"{shop}/part", "--yes"))[-1] == "wrote .gitignore"


@posix
def test_a_gitignore_elsewhere_is_left(home, shop):
    shared = write(f"{home}/shared", "a\n")
    os.symlink(shared, f"{shop}/.gitignore")
    lines = done(init(home, shop, "--yes"))
    assert any(f"it is a link to {shared}, outside of the project" in line for line in lines)
    assert content(shared) == b"a\n"


def test_what_is_there_is_never_overwritten(home, shop):
    write(f"{shop}/.python-version", f"# mine\n{MINOR}\n")
    write(f"{shop}/.envrc", "export A=1\n")
    write(f"{shop}/pyproject.toml", "[tool.black]\n")
    before = tree(shop)
    lines = done(init(home, shop, "--yes", "--envrc"))
    assert lines[-1] == "wrote .gitignore"
    assert {path: text for path, text in tree(shop).items() if not path.endswith(".gitignore")} == before
    assert any(f"{MINOR} ({shop}/.python-version:2), and stays as it is" in line for line in lines)


@posix
def test_a_link_to_nowhere_is_there(home, shop):
    os.symlink("gone", f"{shop}/.envrc")
    done(init(home, shop, "--yes", "--envrc"))
    assert os.readlink(f"{shop}/.envrc") == "gone"
    assert not os.path.exists(f"{shop}/gone")


@pytest.mark.parametrize("name", [".python-versions", ".tool-versions"])
def test_another_pin_is_left_and_no_second_one_written(home, shop, name):
    write(f"{shop}/{name}", f"python {MINOR}\n" if name == ".tool-versions" else f"{MINOR}\n")
    done(init(home, shop, "--yes"))
    assert not os.path.exists(f"{shop}/.python-version")


def test_a_pin_that_is_none_is_told_and_nothing_written(home, shop):
    write(f"{shop}/.python-version", "nonsense!\n")
    before = tree(shop)
    assert refused(init(home, shop, "--yes")).startswith(f"{shop}/.python-version:1: ")
    assert tree(shop) == before


def test_the_pin_is_of_the_environment_that_is_there(home, shop):
    path = make_foreign(shop)
    lines = done(init(home, shop, "--yes"))
    assert f"{path} is there, and stays as it is" in "\n".join(lines)
    assert content(f"{shop}/.python-version").decode() == f"{MINOR}\n"


def test_the_pin_answers_what_the_project_requires(home, shop):
    write(f"{shop}/pyproject.toml", f'[project]\nname = "shop"\nrequires-python = "=={MINOR}.*"\n')
    done(init(home, shop, "--yes"))
    assert content(f"{shop}/.python-version").decode() == f"{MINOR}\n"
    write(f"{home}/none/pyproject.toml", '[project]\nname = "shop"\nrequires-python = ">=3.99"\n')
    said = refused(init(home, f"{home}/none", "--yes"))
    assert said.startswith(f"no Python is installed that {home}/none/pyproject.toml:3 takes (>=3.99)")
    assert os.listdir(f"{home}/none") == ["pyproject.toml"]


@pytest.mark.parametrize(
    ("files", "ignored"),
    [
        ({"uv.lock": "", "pyproject.toml": "[project]\n"}, b".venv/\n"),
        ({"poetry.lock": "", "pyproject.toml": "[tool.poetry]\nname = 'a'\n"}, None),
        (
            {"poetry.lock": "", "pyproject.toml": "[tool.poetry]\nname = 'a'\n", "poetry.toml": "[virtualenvs]\nin-project = true\n"},
            b".venv/\n",
        ),
        ({"Pipfile": ""}, None),
        ({"environment.yml": "name: shop\n"}, None),
        ({"pixi.toml": ""}, None),
        ({"requirements.txt": ""}, b".venv/\n"),
        ({"setup.py": ""}, b".venv/\n"),
        ({"pyproject.toml": "[tool.hatch.build]\n"}, b".venv/\n"),
        ({"pyproject.toml": "[tool.hatch.envs.default]\n[project]\nname = 'a'\n"}, None),
    ],
)
def test_only_where_the_environment_is_in_the_project_it_is_ignored(home, shop, files, ignored):
    for name, text in files.items():
        write(f"{shop}/{name}", text)
    done(init(home, shop, "--yes"))
    assert (content(f"{shop}/.gitignore") if os.path.exists(f"{shop}/.gitignore") else None) == ignored
    assert {name: content(f"{shop}/{name}").decode() for name in files} == files
    pinned = os.path.exists(f"{shop}/.python-version")
    assert pinned == (not {"environment.yml", "pixi.toml"} & files.keys()), "conda and pixi name their Python themselves"


@posix
def test_what_can_not_be_written_leaves_nothing(home, shop):
    os.mkdir(f"{shop}/.gitignore")
    assert f"{shop}/.gitignore" in refused(init(home, shop, "--yes"))
    assert os.listdir(shop) == [".gitignore"]


def test_a_home_directory_is_no_project(home):
    assert refused(init(home, home, "--yes")).startswith(f"{home} is no place for a project: ")
    assert not os.path.exists(f"{home}/.python-version")


def test_a_directory_is_named(home, shop):
    done(init(home, home, shop, "--yes"))
    assert os.path.exists(f"{shop}/.python-version")


@pytest.mark.parametrize(("name", "normalised"), [("é Àb", "e-ab"), ("__x..y", "x-y"), ("🚒", "project"), ("Shop", "shop")])
def test_the_name_is_one_that_an_index_takes(home, name, normalised):
    os.mkdir(f"{home}/{name}")
    done(init(home, f"{home}/{name}", "--yes"))
    with open(f"{home}/{name}/pyproject.toml", "rb") as file:
        assert tomllib.load(file)["project"]["name"] == normalised


def test_git_ignores_it_then(home, shop):
    subprocess.run(["git", "init", "-q"], cwd=shop, check=True, env=surroundings(home))
    done(init(home, shop, "--yes"))
    write(f"{shop}/.venv/x", "")
    said = subprocess.run(["git", "status", "--short"], cwd=shop, check=True, env=surroundings(home), capture_output=True, text=True)
    assert ".venv" not in said.stdout
