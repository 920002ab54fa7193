"""The hook of a system installation: it finds each user's own state directory itself, and gives way to a user's own hook."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from autovenv.base.errors import AutovenvError
from autovenv.base.paths import state_directory
from autovenv.cli.system import system_line
from autovenv.hook import script
from tests.shells.test_no_process import STARTS

IN_TURN = True

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a system installation is POSIX")

TELL = {
    "bash": 'printf "<%s>\\n" "$__autovenv_state"',
    "zsh": 'printf "<%s>\\n" "$__autovenv_state"',
    "fish": 'printf "<%s>\\n" "$__autovenv_state"',
    "pwsh": '[Console]::WriteLine("<$global:__autovenv_state>")',
}
HELPER = {
    "bash": "echo $__autovenv_helper",
    "zsh": "echo $__autovenv_helper",
    "fish": "echo $__autovenv_helper",
    "pwsh": "$__autovenv_helper",
}
# Its rc files are its own affair here: nothing but the hook is read.
BARE = {
    "bash": ["--noprofile", "--norc", "-c"],
    "zsh": ["-f", "-c"],
    "fish": ["--no-config", "-c"],
    "pwsh": ["-NoProfile", "-NonInteractive", "-Command"],
}


def undo(record):
    """What a shell exports that has a project active which set XDG_STATE_HOME."""
    return "1\x1f/shop\x1fabc\x1eP\x1f/shop/.venv/bin\x1e" + record


ROWS = {
    "home": {"HOME": "{top}/h"},
    "home, a slash behind": {"HOME": "{top}/h/"},
    "odd": {"HOME": "{top}/h '\";&$x èрт\nb*?[~"},
    "root": {"HOME": "/"},
    "said": {"HOME": "{top}/h", "XDG_STATE_HOME": "{top}/s t/é"},
    "said, no home": {"HOME": "relative", "XDG_STATE_HOME": "{top}/s"},
    "said relative": {"HOME": "{top}/h", "XDG_STATE_HOME": "s"},
    "said empty": {"HOME": "{top}/h", "XDG_STATE_HOME": ""},
    "home relative": {"HOME": "."},
    "home with a tilde": {"HOME": "~"},
    "home, not said": {},
    "a project said it": {
        "HOME": "{top}/h",
        "XDG_STATE_HOME": "{top}/evil",
        "AUTOVENV_UNDO": undo("U\x1fXDG_STATE_HOME\x1e"),
        "AUTOVENV_STATE": "{top}/mine/autovenv",
    },
    "a project said it, where the user had": {
        "HOME": "{top}/h",
        "XDG_STATE_HOME": "{top}/evil",
        "AUTOVENV_UNDO": undo("S\x1fXDG_STATE_HOME\x1f{top}/s\x1e"),
        "AUTOVENV_STATE": "{top}/s/autovenv",
    },
    "a project said it, and nobody else anything": {
        "HOME": "{top}/h",
        "XDG_STATE_HOME": "{top}/evil",
        "AUTOVENV_UNDO": undo("U\x1fXDG_STATE_HOME\x1e"),
    },
    "another user's shell above": {"HOME": "{top}/h", "AUTOVENV_STATE": "{top}/theirs/autovenv"},
}


@pytest.fixture
def system(monkeypatch):
    """From here on `hook` prints what it prints in a system installation."""
    python, helper, _ = script.program()
    monkeypatch.setattr(script, "program", lambda: (python, helper, "/opt/autovenv"))
    monkeypatch.setattr(script, "is_system", lambda prefix: prefix == "/opt/autovenv")


@pytest.fixture
def hook(system, dialect, tmp_path):
    """A file with that hook."""
    path = tmp_path / ("system.ps1" if dialect.name == "pwsh" else "system")
    path.write_text(script.hook(dialect.name, {}))
    return str(path)


def told(dialect, hook, environ, directory):
    """The state directory that the hook finds where it is no more than read."""
    command = [dialect.program, *BARE[dialect.name], f". {dialect.quote(hook)}\n{TELL[dialect.name]}"]
    environ = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environ}
    done = subprocess.run(command, env=environ, cwd=directory, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    assert done.stderr == b""
    return os.fsdecode(done.stdout).partition("<")[2].rpartition(">")[0]


def as_the_helper_finds_it(environ):
    """With what a project set taken back, and without a hook."""
    try:
        return state_directory(environ)
    except AutovenvError:
        return "/dev/null/autovenv"


@pytest.mark.parametrize("row", ROWS)
def test_it_is_where_the_helper_has_it(dialect, hook, tmp_path, row):
    if row == "root" and dialect.name in {"fish", "pwsh"}:
        pytest.skip("they make files in a home")
    environ = {name: text.format(top=tmp_path) for name, text in ROWS[row].items()}
    outside = {name: text for name, text in environ.items() if not name.startswith("AUTOVENV_")}
    if "AUTOVENV_UNDO" in environ:
        outside["XDG_STATE_HOME"] = os.path.dirname(environ.get("AUTOVENV_STATE", ""))
    found = told(dialect, hook, environ, tmp_path)
    assert os.path.isabs(found)
    assert os.path.normpath(found) == os.path.normpath(as_the_helper_finds_it(outside))


@pytest.mark.parametrize("home", [{"HOME": ""}, {}])
def test_a_user_of_whom_no_database_knows_has_no_place_in_the_current_directory(dialect, hook, tmp_path, home):
    if os.geteuid() != 0:
        pytest.skip("only root becomes another user")
    with open(hook) as file:
        text = file.read()
    where = {"user": 1000660000, "group": 1000660000, "extra_groups": []}
    command = [dialect.program, *BARE[dialect.name], f"{text}\n{TELL[dialect.name]}"]
    environ = {"PATH": "/usr/local/bin:/usr/bin:/bin", **home}
    done = subprocess.run(command, env=environ, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, check=False, **where)
    found = os.fsdecode(done.stdout).rpartition("<")[2].partition(">")[0]
    assert found in {"/dev/null/autovenv", "/.local/state/autovenv"}, done  # zsh and bash give such a user `/`, which nobody can write
    assert "autovenv" not in os.fsdecode(done.stderr)


INTERACTIVE = {
    "bash": ["--noprofile", "--norc", "-i", "-c"],
    "zsh": ["-f", "-i", "-c"],
    "fish": ["--no-config", "-i", "-c"],
    "pwsh": ["-NoProfile", "-Command"],
}


@pytest.mark.parametrize("home", ["/", "/nonexistent"])
def test_it_is_read_without_a_process_by_who_can_not_write_a_home(dialect, hook, tmp_path, home):
    """Everything above such a home is somebody else's, too."""
    if os.geteuid() != 0 or shutil.which("strace") is None:
        pytest.skip("only root becomes another user, and strace counts processes")
    with open(hook) as file:
        text = file.read()
    where = {"user": 1000660000, "group": 1000660000, "extra_groups": []}
    environ = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home, "TERM": "dumb"}
    tell = '"<$global:__autovenv_fallback>"' if dialect.name == "pwsh" else 'echo "<$AUTOVENV_STATE>"'

    def started(code):
        log = tmp_path / "log"
        log.write_text("")
        log.chmod(0o666)
        log.parent.chmod(0o755)
        with open(log, "w") as file:
            command = ["strace", "-f", "-qq", "-e", "trace=process", "-o", f"/dev/fd/{file.fileno()}"]
            command += [dialect.program, *INTERACTIVE[dialect.name], f"{code}\n{tell}"]
            done = subprocess.run(
                command, env=environ, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, check=False, pass_fds=[file.fileno()], **where
            )
        lines = log.read_text().splitlines()
        return sum(1 for line in lines if STARTS.search(line) and "CLONE_THREAD" not in line), os.fsdecode(done.stdout)

    without, _ = started("")
    assert without > 0
    count, said = started(text)
    assert "</tmp/autovenv-1000660000>" in said
    assert count == without


def test_the_helper_has_no_place_either_where_the_hook_had_none():
    with pytest.raises(AutovenvError, match="no home directory is known"):
        state_directory({"HOME": "/h", "AUTOVENV_STATE": "/dev/null/autovenv"})


@pytest.mark.each_shell
def test_a_project_is_entered_and_left_and_all_is_below_the_user_s_own_home(stage, system, versions):
    stage.project("hello", versions[0])
    stage.open()
    stage.play(
        """
        > show AUTOVENV_STATE
        {home}/.local/state/autovenv
        > cd hello
        autovenv: created .venv (python …) in … ms
        > show VIRTUAL_ENV
        {home}/hello/.venv
        > cd ..
        > show VIRTUAL_ENV
        unset
        """
    )
    assert os.path.isdir(f"{stage.home}/.local/state/autovenv/sessions")


def test_without_a_home_one_line_says_so_and_nothing_is_written(stage, system, versions):
    project = stage.project("hello", versions[0])
    stage.open(
        before=stage.dialect.assign.format(name="HOME", value="relative") if stage.dialect.name != "pwsh" else "$env:HOME = 'relative'"
    )
    stage.play(
        """
        > cd {project}
        autovenv: no home directory is known, so there is no place to keep anything: set HOME to an absolute path
        > show VIRTUAL_ENV
        unset
        """,
        project=stage.quote(project),
    )
    assert os.listdir(project) == [".python-version"]


OWN = {"pwsh": "own.ps1"}


def own(stage):
    """The hook of the user's own installation, whose state is elsewhere; return the file."""
    environ = {**stage.environ, "XDG_STATE_HOME": f"{stage.home}/own"}
    helper = f"{stage.home}/helper.py"
    with open(helper, "w", encoding="utf-8") as file:
        file.write(f"import runpy\nrunpy.run_path({script.program()[1]!r}, run_name='__main__')\n")
    text = script.hook(stage.dialect.name, environ)
    text = text.replace(script.program()[1], helper)
    return stage.write(OWN.get(stage.dialect.name, "own.hook"), text)


@pytest.mark.parametrize("order", ["system first", "system last"])
def test_beside_a_user_s_own_hook_the_user_s_own_is_active(stage, versions, monkeypatch, order):
    user = f". {stage.quote(own(stage))}"
    real = script.program()[:2]
    monkeypatch.setattr(script, "program", lambda: (*real, "/opt/autovenv"))
    monkeypatch.setattr(script, "is_system", lambda prefix: True)
    name = stage.dialect.name
    hook = stage.write("system.ps1" if name == "pwsh" else "system", script.hook(name, {}))
    line = system_line(name, hook)
    lines = [line, user] if order == "system first" else [user, line]
    stage.project("hello", versions[0])
    stage.open(hooked=False, before="\n".join(lines))
    stage.play(
        f"""
        > {HELPER[name]}
        {{home}}/helper.py
        > cd hello
        autovenv: created .venv (python …) in … ms
        > show AUTOVENV_STATE
        {{home}}/own/autovenv
        > show VIRTUAL_ENV
        {{home}}/hello/.venv
        > cd ..
        > show VIRTUAL_ENV
        unset
        """
    )
    assert not os.path.exists(f"{stage.home}/.local/state/autovenv")


def test_the_user_s_own_takes_over_in_the_middle_of_a_project(stage, system, versions):
    """As by `source ~/.bashrc` in a shell that is open, after the user installed autovenv beside the system's."""
    own_file = own(stage)
    with open(own_file, encoding="utf-8") as file:
        text = file.read()
    stage.write(os.path.basename(own_file), text.replace("~/.local/state/autovenv", f"{stage.home}/own/autovenv"))
    stage.project("hello", versions[0])
    stage.open()
    stage.play(
        """
        > cd hello
        autovenv: created .venv (python …) in … ms
        > show VIRTUAL_ENV
        {home}/hello/.venv
        """
    )
    stage.terminal.type(f". {stage.quote(own_file)}")
    stage.play(
        """
        > show AUTOVENV_STATE
        {home}/own/autovenv
        > cd ..
        > show VIRTUAL_ENV
        unset
        > show PATH
        {path}
        """,
        path=stage.environ["PATH"],
    )


def test_a_shell_below_a_project_that_sets_the_state_directory_keeps_the_user_s(stage, system, versions):
    stage.project("hello")
    stage.write("hello/autovenv.toml", '[env]\nXDG_STATE_HOME = "/nowhere/evil"\n')
    stage.open()
    stage.play("> cd hello\n…autovenv allow…\n")
    stage.terminal.type("autovenv allow --yes")
    child = " ".join(stage.quote(word) for word in stage.dialect.command(stage.home))
    stage.terminal.type(("& " if stage.dialect.name == "pwsh" else "") + child)
    stage.play(
        """
        > show XDG_STATE_HOME
        /nowhere/evil
        > show AUTOVENV_STATE
        {home}/.local/state/autovenv
        """
    )


def test_the_line_for_every_user_reads_the_hook_once(stage, system):
    """`source /etc/bash.bashrc` in an open shell, and what reads it twice at the start."""
    name = stage.dialect.name
    hook = stage.write("system.ps1" if name == "pwsh" else "system", script.hook(name, {}) + "\necho read\n")
    line = system_line(name, hook)
    stage.open(hooked=False, before=f"{line}\n{line}")
    assert "\n".join(stage.terminal.lines()).count("read") == 1
    stage.play(f"> {line}\n")
