"""Which Python the program gets: newest first, no shim, one that can make an environment with pip in it, or a tool that can."""

import os
import re
import shutil
import sys

import pytest

from tests.install.conftest import TOOLS, fake_python, make_place


@pytest.fixture
def bare(tmp_path):
    """A HOME without any Python: PATH has a few tools, and nothing else."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        if found:
            (tools / name).symlink_to(found)
    nowhere = str(tmp_path / "nowhere")
    return make_place(tmp_path / "bare", extra={"PATH": str(tools), "HOMEBREW_PREFIX": nowhere})


def add(path, answer="exit 1"):
    return fake_python(path, answer, sys.executable)


def python(place, where, version, way="venv"):
    return add(place.home / where / "bin" / "python3", f"echo {version} {way}")


def chosen(place):
    """What --dry-run says of it; --shell, because there is none on this PATH."""
    done = place.run("--dry-run", "--shell", "bash")
    assert done.returncode == 0, done.stderr
    return re.search(r"^autovenv: (Python.*)$", done.stdout, re.MULTILINE)[1], re.search(r"made by (\w+)", done.stdout)[1]


def only_outside(place):
    """Places that install.sh looks at whatever HOME says."""
    if any(os.path.exists(top) for top in ("/home/linuxbrew/.linuxbrew/opt", "/Library/Frameworks/Python.framework")):
        pytest.skip("this machine has interpreters of its own in a place of the system's")


def test_the_newest_one_by_the_names_of_directories(bare):
    python(bare, ".pyenv/versions/3.11.9", "3.11.9")
    python(bare, ".local/share/mise/installs/python/3.12.4", "3.12.4")
    newest = python(bare, ".local/share/uv/python/cpython-3.99.10-linux-x86_64-gnu", "3.99.10")
    python(bare, ".asdf/installs/python/3.99.9", "3.99.9")
    assert chosen(bare) == (f"Python 3.99.10: {newest}", "venv")


@pytest.mark.parametrize(
    ("variable", "below"),
    [
        ("PYENV_ROOT", "versions/3.99.1"),
        ("ASDF_DATA_DIR", "installs/python/3.99.1"),
        ("MISE_DATA_DIR", "installs/python/3.99.1"),
        ("UV_PYTHON_INSTALL_DIR", "cpython-3.99.1-macos-aarch64-none"),
        ("XDG_DATA_HOME", "uv/python/cpython-3.99.1-linux-x86_64-gnu"),
    ],
)
def test_a_manager_that_was_moved_elsewhere(bare, variable, below):
    found = python(bare, f"else where/{below}", "3.99.1")
    bare.extra[variable] = str(bare.home / "else where")
    assert chosen(bare) == (f"Python 3.99.1: {found}", "venv")


def test_homebrew(bare):
    found = add(bare.home / "brew" / "opt" / "python@3.99" / "bin" / "python3.99", "echo 3.99.0 venv")
    bare.extra["HOMEBREW_PREFIX"] = str(bare.home / "brew")
    assert chosen(bare) == (f"Python 3.99.0: {found}", "venv")


def test_names_on_path_count_and_python3_comes_last(bare):
    directory = bare.home / "some where"
    add(directory / "python3", "echo 3.99.5 venv")
    add(directory / "python3.10", "echo 3.10.5 venv")
    add(directory / "python3.98-config", "echo 3.98.5 venv")
    named = add(directory / "python3.98", "echo 3.98.5 venv")
    bare.extra["PATH"] += os.pathsep + str(directory)
    assert chosen(bare) == (f"Python 3.98.5: {named}", "venv")
    named.unlink()
    assert chosen(bare) == (f"Python 3.99.5: {directory}/python3", "venv")


def test_of_two_of_a_kind_the_first_one_on_path(bare):
    first = add(bare.home / "z" / "python3.98", "echo 3.98.5 venv")
    add(bare.home / "a" / "python3.98", "echo 3.98.5 venv")
    bare.extra["PATH"] += f"{os.pathsep}{bare.home}/z{os.pathsep}{bare.home}/a"
    assert chosen(bare) == (f"Python 3.98.5: {first}", "venv")


def test_a_shim_is_passed_over(bare):
    add(bare.home / ".pyenv" / "shims" / "python3.99", "echo 3.99.0 venv")
    add(bare.home / ".pyenv" / "shims" / "python3", "echo 3.99.0 venv")
    real = python(bare, ".pyenv/versions/3.12.1", "3.12.1")
    bare.extra["PATH"] = f"{bare.home}/.pyenv/shims{os.pathsep}{bare.extra['PATH']}"
    assert chosen(bare) == (f"Python 3.12.1: {real}", "venv")


@pytest.mark.parametrize("name", ["3.13.0t", "3.15.0a1", "3.10.13", "2.7.18", "pypy3.10-7.3.12", "3.99-dev", "3.99.1.2", "3."])
def test_what_cannot_serve_is_not_even_run(bare, name):
    ran = bare.home / "ran"
    add(bare.home / ".pyenv" / "versions" / name / "bin" / "python3", f"touch '{bare.temporary}/ran'; echo 3.99.0 venv")
    real = python(bare, ".pyenv/versions/3.12.1", "3.12.1")
    assert chosen(bare) == (f"Python 3.12.1: {real}", "venv")
    assert not ran.exists()
    assert os.listdir(bare.temporary) == []


def test_one_that_is_broken_is_passed_over(bare):
    python(bare, ".pyenv/versions/3.99.1", "").write_text("#!/nowhere/at/all\n")
    add(bare.home / ".pyenv/versions/3.98.1/bin/python3", "exit 1")
    real = python(bare, ".pyenv/versions/3.12.1", "3.12.1")
    assert chosen(bare) == (f"Python 3.12.1: {real}", "venv")


def test_a_real_interpreter_is_asked_and_one_in_an_environment_is_not_taken(bare):
    """The interpreter of these tests lives in an environment, or not: the base one is taken, an environment's never."""
    base = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    environment = bare.home / ".pyenv" / "versions" / "3.99.0"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python3").symlink_to(base)
    (environment / "pyvenv.cfg").write_text(f"home = {os.path.dirname(base)}\n")
    real = bare.home / ".pyenv" / "versions" / "3.12.1" / "bin" / "python3"
    real.parent.mkdir(parents=True)
    real.symlink_to(base)
    version = ".".join(str(part) for part in sys.version_info[:3])
    assert chosen(bare) == (f"Python {version}: {real}", "venv")


def test_without_venv_an_older_one_that_has_it_is_taken(bare):
    python(bare, ".pyenv/versions/3.13.1", "3.13.1", "none")
    older = python(bare, ".pyenv/versions/3.12.1", "3.12.1")
    assert chosen(bare) == (f"Python 3.12.1: {older}", "venv")


def test_pip_alone_is_enough(bare):
    found = python(bare, ".pyenv/versions/3.13.1", "3.13.1", "pip")
    assert chosen(bare) == (f"Python 3.13.1: {found}", "pip")


@pytest.mark.parametrize("tool", ["uv", "virtualenv"])
def test_without_venv_and_pip_a_tool_that_can(bare, tool):
    only_outside(bare)
    found = python(bare, ".pyenv/versions/3.13.1", "3.13.1", "none")
    add(bare.home / ".local" / "bin" / tool)
    assert chosen(bare) == (f"Python 3.13.1: {found}", tool)


def test_without_python_uv_fetches_one(bare):
    only_outside(bare)
    uv = add(bare.home / ".cargo" / "bin" / "uv")
    assert chosen(bare) == (f"Python: the one that {uv} has or fetches", "uv")


def one_line(place):
    before = place.tree()
    done = place.run("--yes", "--shell", "bash")
    assert done.returncode == 1
    assert done.stdout == ""
    assert place.tree() == before
    assert os.listdir(place.temporary) == []
    (line,) = done.stderr.splitlines()
    return line


def test_debians_python_without_venv_names_the_package(bare):
    only_outside(bare)
    add(bare.home / "some where" / "apt-get")
    found = add(bare.home / "some where" / "python3", "echo 3.12.3 none")
    bare.extra["PATH"] += f"{os.pathsep}{bare.home}/some where"
    assert one_line(bare) == f"autovenv: {found} has neither venv nor pip: apt install python3.12-venv"


def test_elsewhere_it_says_where_uv_is_to_be_had(bare):
    only_outside(bare)
    python(bare, ".pyenv/versions/3.13.1", "3.13.1", "none")
    add(bare.home / ".local" / "bin" / "virtualenv").chmod(0o644)
    assert "docs.astral.sh/uv" in one_line(bare)


@pytest.mark.parametrize(
    ("manager", "command"), [("apt-get", "apt install python3"), ("dnf", "dnf install"), ("brew", "brew install python@3")]
)
def test_without_any_python_one_command(bare, manager, command):
    only_outside(bare)
    add(bare.home / "some where" / manager)
    add(bare.home / "some where" / "python3.10", "echo 3.10.1 venv")
    bare.extra["PATH"] += f"{os.pathsep}{bare.home}/some where"
    line = one_line(bare)
    assert line.startswith("autovenv: no Python 3.11 or newer here: ")
    assert command in line
