"""`hook`, `export`, `exec` and the helper, as shells and scripts call them."""

from __future__ import annotations

import json
import os
import shlex
import sys

import pytest

from autovenv import PROTOCOL
from autovenv.base.paths import state_directory
from autovenv.hook.script import SHELLS
from autovenv.plan.store import folder, stored
from tests.commands import EXACT, MINOR, configure, make_foreign, run, run_helper, write

SHOW = "import os, sys; print(sys.prefix); print(os.environ.get('VIRTUAL_ENV')); print(os.getcwd()); print(os.environ['PATH'])"
posix = pytest.mark.skipif(os.name == "nt", reason="programs of POSIX")


@pytest.fixture
def foreign(home):
    """A project with an environment that waits for consent."""
    path = os.path.join(home, "shop")
    os.mkdir(path)
    make_foreign(path)
    return path


@pytest.fixture
def approved(home, foreign):
    done = run(["allow"], home, foreign)
    assert done.returncode == 0, done.stderr
    return foreign


# --- hook --------------------------------------------------------------------


def test_zsh_reads_one_function_at_a_time(home):
    """It takes time that grows with the square of the functions in one text: 3 ms of each new shell."""
    words = shlex.split(run(["hook", "zsh"], home, home).stdout)
    assert words[:8] == ["builtin", "emulate", "zsh", "-o", "no_aliases", "-o", "no_auto_name_dirs", "-c"]
    texts = words[8::9]
    assert sum(_functions(text) for text in texts) > 30
    assert max(_functions(text) for text in texts) == 1


def _functions(text):
    return sum(line.endswith("() {") and not line.startswith((" ", "#")) for line in text.splitlines())


@pytest.mark.parametrize("shell", SHELLS)
def test_hook_prints_the_hook(home, shell):
    done = run(["hook", shell], home, home)
    assert (done.returncode, done.stderr) == (0, "")
    assert state_directory(os.environ) in done.stdout
    assert "@STATE@" not in done.stdout
    assert "@PYTHON@" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["hook"], "usage: autovenv hook bash|zsh|fish|pwsh [--cd]"),
        (["hook", "bash", "zsh"], "usage: autovenv hook bash|zsh|fish|pwsh [--cd]"),
        (["hook", "tcsh"], "no hook for 'tcsh': it knows bash, zsh, fish, pwsh"),
        (["hook", "fish", "--cd"], "--cd is for bash: fish tells its hook of each change of directory"),
        (["export"], "usage: autovenv export bash|zsh|fish|pwsh|json|dotenv|gha|systemd|docker [DIR]"),
        (["export", "bash", "a", "b"], "usage: autovenv export bash|zsh|fish|pwsh|json|dotenv|gha|systemd|docker [DIR]"),
        (["export", "csh"], "no export for 'csh': it knows bash, zsh, fish, pwsh, json, dotenv, gha, systemd, docker"),
        (["export", "json", "nowhere"], "no directory {home}/nowhere"),
        (["exec"], "usage: autovenv exec [DIR] -- COMMAND …"),
        (["exec", "--"], "usage: autovenv exec [DIR] -- COMMAND …"),
        (["exec", ".", "--"], "usage: autovenv exec [DIR] -- COMMAND …"),
        (["exec", "nowhere", "--", "true"], "no directory {home}/nowhere"),
    ],
)
def test_wrong_usage_is_one_line_and_two(home, arguments, said):
    done = run(arguments, home, home)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"autovenv: {said.format(home=home)}\n")


def test_help_is_there_behind_a_shell_s_name(home):
    done = run(["hook", "bash", "--help"], home, home)
    assert done.returncode == 0
    assert "Usage" in done.stdout


@pytest.mark.parametrize("command", ["hook", "export", "exec"])
def test_help_is_there_for_what_runs_without_typer(home, command):
    done = run([command, "--help"], home, home)
    assert done.returncode == 0
    assert "Usage: autovenv " + command in done.stdout


def test_cd_is_wrapped_only_where_it_is_asked_for(home):
    assert "pushd" not in run(["hook", "bash"], home, home).stdout
    assert "pushd" in run(["hook", "bash", "--cd"], home, home).stdout


# --- export ------------------------------------------------------------------


def test_export_says_what_is_active(home, approved):
    document = json.loads(run(["export", "json"], home, approved).stdout)
    assert document["state"] == "active"
    assert document["set"] == {"VIRTUAL_ENV": f"{approved}/.venv", "VIRTUAL_ENV_PROMPT": "shop"}
    from_above = json.loads(run(["export", "json", "shop"], home, home).stdout)
    assert from_above["set"] == document["set"]


def test_export_of_what_is_blocked_sets_nothing(home, foreign):
    done = run(["export", "bash"], home, foreign)
    assert (done.returncode, done.stdout) == (0, "")
    assert (
        done.stderr == "autovenv: shop has an environment that autovenv did not make: `autovenv allow` to use it, `autovenv why` for more\n"
    )


@posix
@pytest.mark.parametrize("form", ["dotenv", "gha", "systemd", "docker"])
def test_export_for_another_program_has_whole_values(home, approved, form):
    done = run(["export", form], home, approved)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{approved}/.venv" in done.stdout
    path = next(line for line in done.stdout.splitlines() if f"{approved}/.venv/bin" in line)
    assert path.strip("'\"").endswith(":/usr/bin:/bin")


@posix
def test_export_for_another_program_takes_the_callers_project_back_first(home, approved):
    undo = "1\x1f/other\x1fabc\x1eP\x1f/other/.venv/bin\x1eU\x1fVIRTUAL_ENV\x1e"
    done = run(["export", "docker"], home, approved, AUTOVENV_UNDO=undo, PATH="/other/.venv/bin:/usr/bin:/bin", VIRTUAL_ENV="/other/.venv")
    assert f"PATH={approved}/.venv/bin:/usr/bin:/bin\n" in done.stdout


@pytest.mark.parametrize("form", ["dotenv", "gha", "systemd", "docker"])
def test_export_for_another_program_is_the_projects_or_none(home, foreign, form):
    """In CI a script goes on: it must not do so on some other Python."""
    done = run(["export", form], home, foreign)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("autovenv: shop has an environment that autovenv did not make: `autovenv allow`")


def test_a_name_can_not_write_on_the_terminal(home):
    """A cloned directory's name is somebody else's text."""
    if os.name == "nt":
        pytest.skip("no such names on Windows")
    project = os.path.join(home, "a\x1b]0;evil\x07\x1b[2J\nb")
    os.mkdir(project)
    make_foreign(project)
    done = run(["export", "bash"], home, project)
    assert done.stderr.startswith("autovenv: a\\x1b]0;evil\\x07\\x1b[2J\\nb has an environment")
    assert done.stderr.count("\n") == 1
    assert "\x1b" not in done.stderr


@posix
def test_export_into_a_pipe_that_is_closed(home):
    done = run(["hook", "bash"], home, home)
    assert len(done.stdout) > 4096, "more than is written in one go"


# --- exec --------------------------------------------------------------------


def test_exec_runs_in_the_projects_environment(home, approved):
    done = run(["exec", "--", "python", "-c", SHOW], home, approved)
    assert done.returncode == 0, done.stderr
    prefix, environment, directory, path = done.stdout.splitlines()
    assert prefix == environment == f"{approved}/.venv"
    assert os.path.samefile(directory, approved)
    assert path.split(os.pathsep)[0] == f"{approved}/.venv/bin"


def test_exec_of_a_directory_runs_there(home, approved):
    done = run(["exec", "shop", "--", "python", "-c", SHOW], home, home)
    prefix, _, directory, _ = done.stdout.splitlines()
    assert prefix == f"{approved}/.venv"
    assert directory == approved
    shown = run(["exec", "shop", "--", "/bin/sh", "-c", "echo $PWD"], home, home)
    assert shown.stdout == f"{approved}\n"


def test_exec_without_a_directory_needs_no_dashes(home, approved):
    assert run(["exec", "python", "-V"], home, approved).stdout == f"Python {EXACT}\n"


@posix
def test_exec_hands_every_argument_on(home, approved):
    done = run(["exec", "--", "/bin/echo", "--", "-x", "", "a b", "$x", "--help"], home, approved)
    assert done.stdout == "-- -x  a b $x --help\n"


@posix
def test_exec_takes_dashes_that_are_the_command_s_own(home, approved):
    assert run(["exec", "echo", "a", "--", "b"], home, approved).stdout == "a -- b\n"
    done = run(["exec", "python", "--", "-V"], home, approved)
    assert "usage" not in done.stderr, "what is no directory is the command"


def test_exec_takes_no_directory_on_path_for_a_command(home):
    os.makedirs(os.path.join(home, "tools", "shop"))
    done = run(["exec", "shop", "--", "true"], home, home, PATH=os.path.join(home, "tools"))
    assert (done.returncode, done.stderr) == (2, f"autovenv: no directory {home}/shop\n")


def test_exec_below_exec_takes_the_outer_project_back_first(home, approved):
    write(f"{home}/other/.envrc", "export COLOUR=red\nPATH_add bin\nPATH_rm /usr/local/bin\n")
    write(f"{home}/.config/autovenv/config.toml", f'trusted_paths = ["{home}/other"]\n')
    shown = 'echo "$COLOUR|$VIRTUAL_ENV|$PATH"'
    own = [sys.executable, "-P", "-m", "autovenv", "exec"]
    plain = run(["exec", approved, "--", "/bin/sh", "-c", shown], home, home, COLOUR="mine").stdout
    assert plain.startswith(f"mine|{approved}/.venv|{approved}/.venv/bin:")
    nested = run(["exec", "other", "--", *own, approved, "--", "/bin/sh", "-c", shown], home, home, COLOUR="mine").stdout
    assert nested == plain


def test_exec_leaves_nothing_in_between(home, approved):
    """The command is the process that was started: signals reach it, its exit code is the caller's."""
    done = run(["exec", "--", "/bin/sh", "-c", "exit 37"], home, approved)
    assert done.returncode == 37
    done = run(["exec", "--", "/bin/sh", "-c", "kill -TERM $$"], home, approved)
    assert done.returncode == -15


@posix
def test_exec_says_what_it_could_not_run(home, approved):
    done = run(["exec", "--", "no-such-program"], home, approved)
    assert (done.returncode, done.stderr) == (127, "autovenv: can't run no-such-program: No such file or directory\n")
    script = write(os.path.join(approved, "script"), "#!/bin/sh\n")
    done = run(["exec", "--", script], home, approved)
    assert (done.returncode, done.stderr) == (126, f"autovenv: can't run {script}: Permission denied\n")


@posix
def test_exec_of_a_directory_without_dashes_says_how_it_is_spelt(home):
    done = run(["exec", home, "python"], home, home)
    said = f"autovenv: can't run {home}: Permission denied; usage: autovenv exec [DIR] -- COMMAND …\n"
    assert (done.returncode, done.stdout, done.stderr) == (126, "", said)


def test_exec_outside_of_a_project_just_runs(home):
    done = run(["exec", "--", "python3", "-c", "import os; print(os.environ.get('VIRTUAL_ENV'))"], home, home)
    assert (done.returncode, done.stdout) == (0, "None\n"), done.stderr


def test_exec_refuses_what_needs_consent(home, foreign):
    done = run(["exec", "--", "python3", "-c", "print('ran')"], home, foreign)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("autovenv: shop has an environment that autovenv did not make: `autovenv allow`")


def test_exec_refuses_what_was_denied(home, approved):
    run(["deny"], home, approved)
    done = run(["exec", "--", "python3", "-c", "print('ran')"], home, approved)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"autovenv: {approved} is blocked\n"


@pytest.mark.parametrize(("pin", "said"), [("3.99", "is not installed"), ("nonsense!", ".python-version:1")])
def test_exec_never_runs_on_some_other_python(home, pin, said):
    project = os.path.join(home, "shop")
    write(os.path.join(project, ".python-version"), f"{pin}\n")
    done = run(["exec", "--", "python3", "-c", "print('ran')"], home, project)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr


@posix
def test_an_environment_that_a_file_called_venv_names_answers_the_pin_as_well(home, foreign):
    project = os.path.join(home, "other")
    write(f"{project}/.venv", f"{foreign}/.venv\n")
    write(f"{project}/.python-version", "3.5\n")
    done = run(["allow"], home, project)
    said = f"autovenv: {project}/.python-version:1 wants python 3.5, {foreign}/.venv has {EXACT}; autovenv did not make it: "
    assert (done.returncode, done.stderr) == (1, f"{said}recreate it yourself, or pin {EXACT}\n")
    write(f"{project}/.python-version", f"{MINOR}\n")
    assert json.loads(run(["export", "json"], home, project).stdout)["state"] == "active"


@posix
def test_exec_takes_the_callers_project_back_first(home, approved):
    """From a shell that has another project active: of that one nothing is left."""
    undo = "1\x1f/other\x1fabc\x1eP\x1f/other/.venv/bin\x1eU\x1fVIRTUAL_ENV\x1eU\x1fVIRTUAL_ENV_PROMPT\x1eS\x1fPYTHONHOME\x1f/old\x1e"
    inherited = {
        "AUTOVENV_UNDO": undo,
        "PATH": "/other/.venv/bin:/usr/bin:/bin",
        "VIRTUAL_ENV": "/other/.venv",
        "VIRTUAL_ENV_PROMPT": "other",
    }
    shown = "env; pwd"
    inside = run(["exec", "shop", "--", "/bin/sh", "-c", shown], home, home, **inherited).stdout
    assert "/other" not in inside
    assert f"\nAUTOVENV_UNDO=1\x1f{approved}\x1f" in f"\n{inside}", "for an autovenv below"
    assert "\nPYTHONHOME=" not in inside
    assert f"PATH={approved}/.venv/bin:/usr/bin:/bin\n" in inside
    outside = run(["exec", "/", "--", "/bin/sh", "-c", shown], home, home, **inherited).stdout
    assert "/other" not in outside
    assert "VIRTUAL_ENV" not in outside
    assert "PYTHONHOME=/old\n" in outside


@posix
def test_exec_where_the_working_directory_is_gone(home):
    gone = os.path.join(home, "gone")
    os.mkdir(gone)
    done = run(
        ["exec", "--", "/bin/sh", "-c", f'rmdir "{gone}"; exec "$0" "$@"', sys.executable, "-P", "-m", "autovenv", "exec", "--", "true"],
        home,
        gone,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("autovenv: the working directory is gone")


# --- The helper --------------------------------------------------------------


def plan(home, directory, *, protocol=PROTOCOL, **extra):
    return run_helper(["plan", protocol, "bash", directory], home, home, **extra)


def test_the_helper_stores_a_plan(home, approved):
    done = plan(home, approved)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert os.path.exists(f"{folder(state_directory(os.environ), approved)}/bash")


def test_plans_of_other_values_lie_beside(home, approved):
    for value in ("", "3.12", "3.12"):
        assert plan(home, approved, AUTOVENV_PYTHON=value).returncode == 0
    assert len(stored(f"{folder(state_directory(os.environ), approved)}/bash")) == 2


@pytest.mark.parametrize("arguments", [("plan", "0"), ("plan", "2", "/x", "", "1-2")], ids=["short", "of the release before"])
def test_whatever_a_hook_of_another_version_says_is_told_to_restart(home, arguments):
    done = run_helper(list(arguments), home, home)
    assert (done.returncode, done.stderr) == (3, "autovenv: it was upgraded since this shell began: restart your shell\n")


def test_a_hook_of_another_version_is_told_to_restart(home, approved):
    done = plan(home, approved, protocol="0")
    assert (done.returncode, done.stderr) == (3, "autovenv: it was upgraded since this shell began: restart your shell\n")


def test_the_helper_is_not_for_people(home):
    done = run_helper([], home, home)
    assert (done.returncode, done.stderr) == (2, "autovenv: the helper is called by the hook; type `autovenv` for the commands\n")


def test_a_broken_config_file_is_a_failed_plan(home, approved):
    """Not a crash, and not at each prompt: the plan waits for the file to change."""
    path = configure(home, "venv_path = [\n")
    done = plan(home, approved)
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(run(["export", "json"], home, approved).stdout)
    assert document["state"] == "failed"
    assert document["messages"][0].startswith(f"autovenv: {path}:2: broken TOML: ")
    assert document["set"] == {}
    assert any(one["path"] == path and one["kind"] == "unchanged" for one in document["watched"])


def test_an_environment_is_made_once_and_told_of(home):
    """The standard library's backend: no network, no cache."""
    project = os.path.join(home, "shop")
    write(os.path.join(project, ".python-version"), f"{MINOR}\n")
    configure(home, 'backend = "venv"\n')
    done = run(["exec", "--", "python", "-c", "import sys, pip; print(sys.prefix)"], home, project)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{project}/.venv\n"
    assert done.stderr.startswith(f"autovenv: created .venv (python {MINOR}")
    again = run(["exec", "--", "python", "-c", "import sys; print(sys.prefix)"], home, project)
    assert (again.stdout, again.stderr) == (f"{project}/.venv\n", "")
