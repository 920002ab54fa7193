"""What stands where an environment should be is judged by reading; nothing is run."""

from __future__ import annotations

import os
import shutil
import time

import pytest
from real_pythons import interpreter, without_network

from autovenv.base.files import remove_tree
from autovenv.env import pyvenv, version_match
from autovenv.env.create import make
from autovenv.env.environment import inspect
from autovenv.plan.inputs import Input
from autovenv.plan.plan import Make


@pytest.fixture(scope="module")
def original(tmp_path_factory, uv_cache):
    """One real environment for all tests here: whoever spoils one copies it."""
    directory = tmp_path_factory.mktemp("original")
    python, minor = interpreter(oldest=(3, 9))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(directory))
        without_network(patch, uv_cache)
        return make(Make(str(directory / "p" / ".venv"), python, ".".join(map(str, minor)), "shop"), str(directory / "state")).environment


@pytest.fixture
def spoiled(original, tmp_path):
    """A copy that says everywhere that it belongs where it stands: whole, and to be broken."""
    path = str(tmp_path / ".venv")
    shutil.copytree(original.path, path, symlinks=True)
    for name in os.listdir(os.path.join(path, "bin")):
        script = os.path.join(path, "bin", name)
        if not os.path.islink(script):
            with open(script, "rb") as file:
                content = file.read()
            with open(script, "wb") as file:
                file.write(content.replace(os.fsencode(original.path), os.fsencode(path)))
    found = inspect(path, {})
    assert (found.state, found.reason) == ("healthy", "")
    return path


def judged(path, environ=None):
    found = inspect(path, environ or {})
    return found.state, found.reason


def test_a_healthy_one_tells_all_about_itself(original):
    python, minor = interpreter(oldest=(3, 9))
    assert original.version[:2] == minor
    assert original.implementation == "cpython"
    assert (original.pre, original.freethreaded, original.prompt) == ("", False, "shop")
    assert original.home == os.path.dirname(python)
    assert original.real == os.path.realpath(original.path)
    assert [(one.kind, one.path) for one in original.inputs] == [
        ("unchanged", os.path.join(original.path, "pyvenv.cfg")),
        ("program", os.path.join(original.path, "bin", "python")),
        ("present", os.path.join(original.path, "lib", f"python{minor[0]}.{minor[1]}", "site-packages")),
    ]


def test_nothing_there(tmp_path):
    path = str(tmp_path / ".venv")
    found = inspect(path, {})
    assert (found.state, found.inputs) == ("absent", (Input("absent", path),))


def test_a_file_in_the_way_of_its_parent_is_nothing_there(tmp_path):
    (tmp_path / "file").write_text("")
    assert judged(str(tmp_path / "file" / ".venv"))[0] == "absent"


def test_half_made(tmp_path):
    path = tmp_path / ".venv"
    (path / "lib").mkdir(parents=True)
    found = inspect(str(path), {})
    assert (found.state, found.reason) == ("broken", "it has no pyvenv.cfg: not an environment, or its creation was interrupted")
    assert found.inputs == (Input("absent", str(path / "pyvenv.cfg")), Input("present", str(path)))


@pytest.mark.parametrize("name", ["", ".gitkeep", "lost+found"])
def test_an_empty_directory_waits_to_be_filled(name, tmp_path):
    path = tmp_path / ".venv"
    (path / name).mkdir(parents=True)
    found = inspect(str(path), {})
    assert (found.state, found.inputs) == ("absent", (Input("absent", str(path / "pyvenv.cfg")), Input("present", str(path))))


def test_a_pyvenv_cfg_that_is_a_directory_or_a_fifo_does_not_hang_a_prompt(tmp_path):
    path = tmp_path / ".venv"
    (path / "pyvenv.cfg").mkdir(parents=True)
    assert judged(str(path))[0] == "broken"
    (path / "pyvenv.cfg").rmdir()
    os.mkfifo(path / "pyvenv.cfg")
    assert judged(str(path))[0] == "broken"


def test_the_interpreter_is_gone(spoiled):
    python = os.path.join(spoiled, "bin", "python")
    os.unlink(python)
    os.symlink("/nowhere/python3.12", python)
    found = inspect(spoiled, {})
    assert (found.state, found.reason) == ("broken", "its interpreter /nowhere/python3.12 is gone")
    assert found.inputs[1] == Input("absent", python)


def test_no_interpreter_at_all(spoiled):
    os.unlink(os.path.join(spoiled, "bin", "python"))
    assert judged(spoiled) == ("broken", f"it was cut off, {spoiled}/bin/python is missing")


def test_a_copied_interpreter_whose_library_is_gone(spoiled):
    python = os.path.join(spoiled, "bin", "python")
    os.unlink(python)
    shutil.copy("/bin/sh", python)
    with open(os.path.join(spoiled, "pyvenv.cfg"), "rb") as file:
        content = file.read()
    with open(os.path.join(spoiled, "pyvenv.cfg"), "wb") as file:
        file.write(pyvenv.edited(content, {"home": "/nowhere/bin"}))
    assert judged(spoiled) == ("broken", "its interpreter in /nowhere/bin is gone")


def test_the_system_was_upgraded_and_its_python_is_another_one(spoiled, tmp_path):
    upgraded = tmp_path / "python3.99"
    shutil.copy("/bin/sh", upgraded)
    python = os.path.join(spoiled, "bin", "python")
    os.unlink(python)
    os.symlink(upgraded, python)
    assert judged(spoiled)[1].startswith(f"its interpreter {upgraded} is no longer 3.")


def test_copied(original, tmp_path):
    path = str(tmp_path / ".venv")
    shutil.copytree(original.path, path, symlinks=True)
    assert judged(path) == ("broken", f"it was copied here from {original.path}")


def test_moved(spoiled, tmp_path):
    os.rename(spoiled, tmp_path / "elsewhere")
    assert judged(str(tmp_path / "elsewhere")) == ("broken", f"it was moved here from {spoiled}")


@pytest.mark.parametrize("left", ["activate", "pip"])
def test_moved_is_seen_by_either_script(left, spoiled, tmp_path):
    os.unlink(os.path.join(spoiled, "bin", "pip" if left == "activate" else "activate"))
    with open(os.path.join(spoiled, "pyvenv.cfg"), "rb+") as file:
        content = pyvenv.edited(file.read(), {pyvenv.IDENTITY: ""})
        file.seek(0)
        file.truncate()
        file.write(content)
    os.rename(spoiled, tmp_path / "x.venv")
    assert judged(str(tmp_path / "x.venv")) == ("broken", f"it was moved here from {spoiled}")


def test_moved_to_where_the_old_path_is_the_end_of_the_new_one(spoiled, tmp_path):
    """/x/.venv in /x/x/.venv: neither way does one path hide in the other."""
    inner = str(tmp_path) + str(tmp_path)
    os.makedirs(inner)
    os.rename(spoiled, inner + "/.venv")
    assert judged(inner + "/.venv") == ("broken", f"it was moved here from {spoiled}")


@pytest.mark.parametrize(
    ("script", "line", "moved"),
    [
        ("activate", 'VIRTUAL_ENV="{0}"\nexport VIRTUAL_ENV', False),
        ("activate", "    export VIRTUAL_ENV='{0}'", False),
        ("activate", "export VIRTUAL_ENV={0}", False),
        ("activate", 'VIRTUAL_ENV="/y/.venv"', True),
        ("activate", "VIRTUAL_ENV='/y'\\''s/.venv'", True),
        ("activate", 'VIRTUAL_ENV="{0}2"', True),
        ("activate", "VIRTUAL_ENV=$(cygpath /y/.venv)\nVIRTUAL_ENV='{0}'", False),
        ("activate", 'VIRTUAL_ENV="$(dirname "$0")"', False),
        ("activate", "echo VIRTUAL_ENV=/y", False),
        ("pip", "#!{0}/bin/python3.12", False),
        ("pip", "#!/y/.venv/bin/python3", True),
        ("pip", "#!/bin/sh\n'''exec' '{0}/bin/python' \"$0\" \"$@\"", False),
        ("pip", '#!/bin/sh\n\'\'\'exec\' "/y z/bin/python" "$0" "$@"', True),
        ("pip", '#!/bin/sh\n\'\'\'exec\' "$(dirname -- "$(realpath -- "$0")")"/\'python\' "$0" "$@"', False),
        ("pip", "#!/usr/bin/env python3", False),
        ("pip", "", False),
    ],
)
def test_every_way_in_which_a_script_names_its_environment(script, line, moved, spoiled):
    for name in ("activate", "pip"):
        with open(os.path.join(spoiled, "bin", name), "w", encoding="utf-8") as file:
            file.write((line if name == script else "").format(spoiled) + "\n")
    state, reason = judged(spoiled)
    assert (state == "broken") is moved, reason


def test_reached_by_another_way_it_has_not_moved(spoiled, tmp_path):
    os.symlink(tmp_path, tmp_path.parent / "way")
    found = inspect(str(tmp_path.parent / "way" / ".venv"), {})
    assert (found.state, found.real) == ("healthy", os.path.realpath(spoiled))


@pytest.mark.parametrize("part", ["bin/pip", "lib/{python}/site-packages/pip"])
def test_ours_without_pip_lacks_it_and_somebody_else_s_is_as_they_wanted_it(spoiled, part):
    """A program without its package fails, a package without its program leaves `pip` to another environment."""
    remove_tree(os.path.join(spoiled, part.format(python=os.listdir(os.path.join(spoiled, "lib"))[0])))
    assert judged(spoiled) == ("healthy", "it has no pip")
    configuration = os.path.join(spoiled, "pyvenv.cfg")
    with open(configuration, "rb") as file:
        content = file.read()
    with open(configuration, "wb") as file:
        file.write(pyvenv.edited(content, {pyvenv.IDENTITY: ""}))
    assert judged(spoiled) == ("healthy", "")


@pytest.mark.parametrize(
    ("keys", "implementation", "version", "pre"),
    [
        ("version = 3.8.18", "cpython", (3, 8, 18), ""),
        ("implementation = CPython\nversion_info = 3.14.0a1", "cpython", (3, 14, 0), "a1"),
        ("implementation = CPython\nversion_info = 3.14.0.candidate.2\nversion = 3.14.0", "cpython", (3, 14, 0), "rc2"),
        ("implementation = CPython\nversion_info = 3.13.0.final.0", "cpython", (3, 13, 0), ""),
        ("implementation = PyPy\nversion_info = 3.10.14", "pypy", (3, 10, 14), ""),
        ("implementation = GraalPy\nversion_info = 3.11.7.final.0", "graalpy", (3, 11, 7), ""),
        ("Version=3.9.1", "cpython", (3, 9, 1), ""),
    ],
)
def test_the_version_as_venv_virtualenv_and_uv_write_it(keys, implementation, version, pre, tmp_path):
    found = inspect(bare(tmp_path, keys), {})
    assert (found.state, found.implementation, found.version, found.pre) == ("healthy", implementation, version, pre)


def bare(tmp_path, keys, library="", interpreter_name="python"):
    """An environment as files: nothing in it can run, and nothing is run."""
    path = tmp_path / ".venv"
    (path / "bin").mkdir(parents=True)
    (tmp_path / interpreter_name).write_text("#!/bin/false\n")
    (tmp_path / interpreter_name).chmod(0o755)
    (path / "bin" / "python").symlink_to(tmp_path / interpreter_name)
    (path / "pyvenv.cfg").write_text(f"home = {tmp_path}\n{keys}\n")
    if library:
        (path / "lib" / library / "site-packages").mkdir(parents=True)
    return str(path)


@pytest.mark.parametrize(
    ("library", "implementation", "version"),
    [("python3.7", "cpython", (3, 7)), ("pypy3.10", "pypy", (3, 10)), ("python3.13t", "cpython", (3, 13))],
)
def test_a_version_that_is_not_written_down_is_that_of_the_library(library, implementation, version, tmp_path):
    found = inspect(bare(tmp_path, "", library), {})
    assert (found.state, found.implementation, found.version) == ("healthy", implementation, version)
    assert found.freethreaded is library.endswith("t")


def test_no_version_anywhere(tmp_path):
    assert judged(bare(tmp_path, "")) == ("broken", "its version is nowhere to be read")


def test_free_threading_is_seen_by_the_interpreter_s_name(tmp_path):
    found = inspect(bare(tmp_path, "version_info = 3.13.0\nimplementation = CPython", interpreter_name="python3.13t"), {})
    assert (found.state, found.freethreaded) == ("healthy", True)


@pytest.mark.parametrize(
    ("keys", "prompt"),
    [
        ("version = 3.12.1\nprompt = 'x\\u00e9'", "x\u00e9"),
        ('version = 3.12.1\nprompt = "it\'s"', "it's"),
        ("uv = 0.9\nversion_info = 3.12.1\nprompt = 'raw'", "'raw'"),
        (f"version = 3.12.1\n{pyvenv.IDENTITY} = x\nprompt = 'raw'", "'raw'"),
    ],
)
def test_the_prompt_is_raw_whoever_wrote_it(keys, prompt, tmp_path):
    assert inspect(bare(tmp_path, keys), {}).prompt == prompt


def test_a_link_to_an_environment(original, tmp_path):
    os.symlink(original.path, tmp_path / ".venv")
    found = inspect(str(tmp_path / ".venv"), {})
    assert (found.state, found.path, found.real) == ("healthy", str(tmp_path / ".venv"), original.real)


def test_a_link_to_nowhere_is_broken_and_not_absent(tmp_path):
    os.symlink("/nowhere", tmp_path / ".venv")
    assert judged(str(tmp_path / ".venv")) == ("broken", "it is a link to /nowhere, which is not there")


@pytest.mark.parametrize("written", ["{0}", "{0}\n", "{1}\n", "./{1}"])
def test_a_file_with_a_path(written, original, tmp_path):
    file = tmp_path / ".venv"
    file.write_text(written.format(original.path, os.path.relpath(original.path, tmp_path)))
    found = inspect(str(file), {})
    assert (found.state, found.path) == ("healthy", original.path)
    assert [one.path for one in found.inputs] == [str(file), *(one.path for one in original.inputs)]


@pytest.mark.parametrize("collection", ["{home}/envs", "~/envs", ""])
def test_a_file_with_a_name(collection, original, tmp_path):
    """virtualenvwrapper's and pipenv's."""
    directory = tmp_path / (".virtualenvs" if not collection else "envs")
    directory.mkdir()
    os.symlink(original.path, directory / "shop")
    (tmp_path / ".venv").write_text("shop\n")
    found = inspect(str(tmp_path / ".venv"), {"HOME": str(tmp_path), "WORKON_HOME": collection.format(home=tmp_path)})
    assert (found.state, found.path) == ("healthy", str(directory / "shop"))


def test_a_file_with_the_name_of_an_environment_beside_it(original, tmp_path):
    """PEP 832, as virtualenv 21 writes it."""
    os.symlink(original.path, tmp_path / "env")
    (tmp_path / ".venv").write_text("env\n")
    assert inspect(str(tmp_path / ".venv"), {"HOME": str(tmp_path)}).path == str(tmp_path / "env")


@pytest.mark.parametrize("content", [b"", b"\n", b"..", b".", b"a\nb", b"a\0b", b"\x1b[2J", b"x" * 9000])
def test_a_file_that_names_nothing(content, tmp_path):
    (tmp_path / ".venv").write_bytes(content)
    found = inspect(str(tmp_path / ".venv"), {"HOME": str(tmp_path)})
    assert found.state == "broken"
    assert found.inputs[0].path == str(tmp_path / ".venv")


def test_a_file_that_names_what_is_not_there_is_watched_at_both_ends(tmp_path):
    (tmp_path / ".venv").write_text("/nowhere/env")
    found = inspect(str(tmp_path / ".venv"), {})
    assert (found.state, found.path) == ("broken", "/nowhere/env")
    assert [(one.kind, one.path) for one in found.inputs] == [("unchanged", str(tmp_path / ".venv")), ("absent", "/nowhere/env")]


@pytest.mark.parametrize(("age", "racy"), [(0, True), (1, False), (-86400, True)])
def test_a_file_that_may_change_within_its_tick_is_looked_at_once_more(age, racy, tmp_path):
    path = bare(tmp_path, "version = 3.12.1")
    now = time.time_ns() - age * 1_000_000_000
    os.utime(os.path.join(path, "pyvenv.cfg"), ns=(now | 1, now | 1))
    assert inspect(path, {}).inputs[0].racy is racy


def test_a_clock_of_whole_seconds_is_given_two(tmp_path):
    path = bare(tmp_path, "version = 3.12.1")
    second = int(time.time()) * 1_000_000_000
    for earlier, racy in ((0, True), (5, False)):
        os.utime(os.path.join(path, "pyvenv.cfg"), ns=(second, second - earlier * 1_000_000_000))
        assert inspect(path, {}).inputs[0].racy is racy


def test_a_path_that_is_not_utf_8(original, tmp_path):
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    os.mkdir(odd)
    os.symlink(original.path, odd + "/.venv")
    assert inspect(odd + "/.venv", {}).state == "healthy"


@pytest.mark.parametrize(
    ("version", "asked"),
    [
        ("3.12.1", ("cpython", (3, 12), False)),
        ("3.13t", ("cpython", (3, 13), True)),
        ("3.13.0t", ("cpython", (3, 13), True)),
        ("3.14.0a1", ("cpython", (3, 14), False)),
        ("3.14.0rc2", ("cpython", (3, 14), False)),
        ("3.14.0a1t", ("cpython", (3, 14), True)),
        ("3.13.0+freethreaded", ("cpython", (3, 13), True)),
        ("pypy3.10", ("pypy", (3, 10), False)),
        ("pypy3.10-7.3.12", ("pypy", (3, 10), False)),
        ("graalpy-24.0", ("graalpy", (24, 0), False)),
        ("cpython-3.12", ("cpython", (3, 12), False)),
    ],
)
def test_what_a_version_asks_for(version, asked):
    assert version_match.wanted(version) == version_match.Wanted(*asked)
