"""What install.sh leaves behind: after it worked, after it failed, after it was interrupted, after it was taken back."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading

import pytest

from tests.install.conftest import SHELLS, TOOLS, fake_python, make_place, tree
from tests.patience import PATIENCE, wait_until

HANGING = """\
import os, time
def build_wheel(*arguments, **named):
    with open(os.environ["HANG"], "w") as file:
        file.write(str(os.getpid()))
    time.sleep(600)
"""


def run(*command, **named):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **named)


def test_it_ends_by_telling_what_each_shell_saw(installed):
    for shell in SHELLS:
        assert re.search(
            rf"^{shell} +entered: python 3\.\d+\.\d+ from \.venv, pip there   left: as before$", installed.output, re.MULTILINE
        )


def test_without_a_terminal_it_goes_on_as_with_yes_and_ends_with_the_one_thing_to_do_next(installed):
    assert installed.output.splitlines()[-1] == "autovenv: next: open a new shell"
    assert "autovenv" in (installed.place.home / ".bashrc").read_text()


def test_the_proof_leaves_nothing(installed):
    """No project, no plan, no record, no log. What was found out about an interpreter is kept: it serves every project."""
    assert {name for name in os.listdir(installed.place.temporary) if not name.startswith("fish.")} == set()  # fish's own
    state = installed.place.home / ".local" / "state" / "autovenv"
    files = [path.relative_to(state) for path in state.rglob("*") if not path.is_dir()]
    # What is nobody's in particular stays: the lock of all plans, two files to ask a shell about times, the times of looks (for a day).
    common = {"interpreters", "clock", "sessions", "swept"}
    assert [str(path) for path in files if path.parts[0] not in common] in ([], ["locks/plans"])


def test_the_sources_stay_as_they_were(installed):
    assert installed.source_after - installed.source_before == set()


def test_names_that_hooks_bake_in(installed):
    prefix = installed.place.prefix
    assert re.fullmatch(r"env-\d{14}-\d+", os.readlink(prefix / "current"))
    assert (prefix / "current" / "autovenv" / "hook" / "__main__.py").is_file()
    assert not os.path.isabs(os.readlink(prefix / "current" / "autovenv"))
    for name in ("autovenv.bash", "autovenv.zsh", "autovenv.fish", "autovenv.ps1"):
        text = (prefix / "hooks" / name).read_text()
        assert "/current/bin/python" in text
        assert "/env-" not in text, name
    assert run(prefix / "current" / "bin" / "python", "-I", "-S", "-c", "").returncode == 0


def test_nobody_else_can_write_what_shells_source(installed):
    for path in (installed.place.prefix, *installed.place.prefix.glob("hooks/*")):
        assert not path.stat().st_mode & 0o022


def test_the_program_on_path_runs_whatever_pythonpath_says(installed, tmp_path):
    (tmp_path / "typer.py").write_text("raise SystemExit(99)")
    link = installed.place.home / ".local" / "bin" / "autovenv"
    assert os.readlink(link) == str(installed.place.prefix / "current" / "bin" / "autovenv")
    said = run(link, "version", env={**installed.place.environ, "PYTHONPATH": str(tmp_path), "PYTHONHOME": "/nowhere"})
    assert (said.returncode, said.stderr) == (0, "")


def test_the_command_install_finds_everything_done(installed):
    before = installed.place.tree()
    program = installed.place.home / ".local" / "bin" / "autovenv"
    done = run(program, "install", "--yes", env=installed.place.environ)
    assert done.returncode == 0, done.stderr
    assert all("already" in line for line in done.stdout.splitlines() if line.startswith("bash:"))
    assert installed.place.tree() == before


@pytest.mark.long
def test_an_upgrade_under_open_shells(installed):
    """Whoever starts the helper at any moment of it finds one that works; rc files stay; one older environment is kept."""
    place = installed.place
    prefix = place.prefix
    rc_before = {name: (place.home / name).read_bytes() for name in (".bashrc",)}
    (prefix / "env-20010101000000-1").mkdir()
    (prefix / "env-20010101000000-1" / "file").touch()
    first = os.readlink(prefix / "current")
    helper = "import os, sys; assert os.path.isfile(sys.argv[1])"
    failures, calls, over = [], [], threading.Event()

    def open_shell():
        while not over.wait(0.02):  # the installation wants to come to its end, too
            called = run(prefix / "current" / "bin" / "python", "-I", "-S", "-c", helper, prefix / "current/autovenv/hook/__main__.py")
            calls.append(1)
            if called.returncode:
                failures.append(called.stderr)

    shell = threading.Thread(target=open_shell)
    shell.start()
    try:
        done = place.run("--yes", "--shell", "bash", sh="bash")
    finally:
        over.set()
        shell.join()
    assert done.returncode == 0, done.stdout + done.stderr
    assert failures == []
    assert len(calls) > 20
    second = os.readlink(prefix / "current")
    assert second != first
    assert sorted(path.name for path in prefix.glob("env-*")) == sorted([first, second])
    assert sorted(path.name for path in prefix.iterdir() if path.name.startswith(".")) == []
    assert {name: (place.home / name).read_bytes() for name in rc_before} == rc_before
    assert "has the block already" in done.stdout


@pytest.fixture
def failing(copy):
    """Sources that pip can't build, and needs no network to find out."""
    text = (copy / "pyproject.toml").read_text()
    start = text.index("[build-system]")
    end = text.index("[project]")
    system = '[build-system]\nrequires = []\nbuild-backend = "hanging"\nbackend-path = ["."]\n\n'
    (copy / "pyproject.toml").write_text(text[:start] + system + text[end:])
    (copy / "hanging.py").write_text("raise SystemExit('broken on purpose')\n")
    return copy


def test_a_failed_first_installation_leaves_nothing_but_the_log(tmp_path, failing):
    place = make_place(tmp_path / "x", source=failing)
    done = place.run("--yes", "--shell", "bash")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    log = re.fullmatch(r"autovenv: installing autovenv and what it needs failed: see (.*)", line)[1]
    with open(log) as file:
        assert "broken on purpose" in file.read()
    assert os.listdir(place.temporary) == [os.path.basename(log)]
    assert place.tree() == {}


@pytest.mark.long
def test_a_failed_upgrade_leaves_the_installation_as_it_was(installed, failing):
    place = installed.place
    before = tree(place.prefix), tree(place.home / ".local" / "bin")
    environ = {**place.environ, "TMPDIR": str(failing)}
    done = run("sh", failing / "install.sh", "--yes", "--shell", "bash", env=environ, stdin=subprocess.DEVNULL)
    assert done.returncode == 1
    assert (tree(place.prefix), tree(place.home / ".local" / "bin")) == before


@pytest.mark.parametrize(
    ("name", "code"),
    [("SIGINT", 130), pytest.param("SIGTERM", 143, marks=pytest.mark.long), pytest.param("SIGHUP", 129, marks=pytest.mark.long)],
)
def test_interrupted_it_leaves_nothing_and_no_process(tmp_path, failing, name, code):
    (failing / "hanging.py").write_text(HANGING)
    mark = tmp_path / "pid"
    place = make_place(tmp_path / "x", source=failing, extra={"HANG": str(mark)})
    script = subprocess.Popen(
        place.command("--yes", "--shell", "bash"),
        env=place.environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    wait_until(lambda: mark.exists() and mark.read_text())
    builder = int(mark.read_text())
    script.send_signal(getattr(signal, name))
    said = script.communicate(timeout=PATIENCE)[0]
    assert script.returncode == code, said
    assert place.tree() == {}
    assert os.listdir(place.temporary) == []
    wait_until(lambda: not alive(builder))


def alive(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_second_installation_at_the_same_time_is_refused(tmp_path, failing):
    """And a lock that a killed one left behind is not."""
    (failing / "hanging.py").write_text(HANGING)
    mark = tmp_path / "pid"
    place = make_place(tmp_path / "x", source=failing, extra={"HANG": str(mark)})
    first = subprocess.Popen(
        place.command("--yes", "--shell", "bash"), env=place.environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: mark.exists() and mark.read_text())
        second = place.run("--yes", "--shell", "bash")
        assert second.returncode == 1
        assert f"process {first.pid}" in second.stderr
        assert (place.prefix / ".lock").is_symlink()
    finally:
        first.terminate()
        first.wait()
    place.prefix.mkdir(parents=True)
    (place.prefix / ".lock").symlink_to(str(first.pid))
    (failing / "hanging.py").write_text("raise SystemExit('broken on purpose')\n")
    assert "see" in place.run("--yes", "--shell", "bash").stderr
    assert os.listdir(place.prefix) == []


@pytest.fixture
def quick(copy, index):
    """Sources with one dependency, the one of the proof: seconds less. The lean path and the hooks do without."""
    text = (copy / "pyproject.toml").read_text()
    (copy / "pyproject.toml").write_text(
        re.sub(r"^dependencies = \[.*?^\]", 'dependencies = ["pexpect>=4.9"]', text, flags=re.MULTILINE | re.DOTALL)
    )
    return copy


@pytest.mark.long
def test_a_failure_after_the_swap_leaves_nothing(tmp_path, quick):
    (quick / "shells" / "autovenv.fish").unlink()
    place = make_place(tmp_path / "x", source=quick)
    done = place.run("--yes", "--shell", "bash")
    assert done.returncode == 1
    assert "writing the hooks failed" in done.stderr
    assert place.tree() == {}


def test_a_failure_after_the_swap_brings_the_older_one_back(installed, quick):
    (quick / "shells" / "autovenv.fish").unlink()
    before = tree(installed.place.prefix)
    environ = {**installed.place.environ, "TMPDIR": str(quick)}
    done = run("sh", quick / "install.sh", "--yes", "--shell", "bash", env=environ, stdin=subprocess.DEVNULL)
    assert "writing the hooks failed" in done.stderr
    assert tree(installed.place.prefix) == before


@pytest.mark.long
@pytest.mark.parametrize("way", ["pip", "virtualenv"])
def test_a_python_without_venv_serves(tmp_path, quick, way):
    """As Debian's: with pip it needs nothing else, without pip there is virtualenv."""
    tools = tmp_path / "tools"
    real = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    named = ".".join(str(part) for part in sys.version_info[:3])
    fake_python(tools / f"python3.{sys.version_info.minor}", f"echo {named} {'pip' if way == 'pip' else 'none'}", real)
    for name in (*TOOLS, "bash", "chmod"):
        (tools / name).symlink_to(shutil.which(name))
    virtualenv = shutil.which("virtualenv", path=f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}")
    if way == "virtualenv":
        if not virtualenv:
            pytest.skip("virtualenv is missing")
        (tools / "virtualenv").symlink_to(virtualenv)
    place = make_place(tmp_path / "x", source=quick, extra={"PATH": str(tools), "HOMEBREW_PREFIX": str(tmp_path)})
    done = place.run("--yes", "--shell", "bash")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"made by {way};" in done.stdout
    assert "entered: python 3." in done.stdout
    assert [path.name for path in place.prefix.iterdir() if path.name.startswith(".")] == []


RC_FILES = {
    ".bashrc": b"export EDITOR=vi",
    ".bash_profile": b"export A=1\r\nexport B=2\r\n",
    ".zshrc": b"",
    ".config/fish/conf.d/autovenv.fish": b"# mine\n\n\n",
}


@pytest.mark.parametrize("sh", ["dash", pytest.param("busybox sh", marks=pytest.mark.long)])
def test_installed_and_uninstalled_home_is_byte_for_byte_what_it_was(tmp_path, quick, sh):
    place = make_place(tmp_path / "x", source=quick)
    if not os.path.exists(place.command(sh=sh)[0]):
        pytest.skip(f"{sh} is missing")
    for name, text in RC_FILES.items():
        path = place.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    (place.home / "dotfiles").mkdir()
    (place.home / ".bashrc").rename(place.home / "dotfiles" / "bashrc")
    (place.home / ".bashrc").symlink_to("dotfiles/bashrc")
    before = place.tree()
    done = place.run("--yes", "--shell", "bash", sh=sh)
    assert b"autovenv" in (place.home / ".bashrc").read_bytes(), done.stdout + done.stderr
    assert b"autovenv" in (place.home / ".bash_profile").read_bytes()
    again = run(place.prefix / "current/bin/python", "-I", "-c", SET_UP, place.prefix, env=place.environ)
    assert again.returncode == 0, again.stderr
    assert b"autovenv" in (place.home / ".zshrc").read_bytes()
    dry = place.run("--uninstall", "--dry-run", sh=sh)
    assert dry.returncode == 0
    assert "would remove" in dry.stdout
    assert (place.prefix / "current").exists()
    gone = place.run("--uninstall", "--purge", "--yes", sh=sh)
    assert (gone.returncode, gone.stderr) == (0, "")
    after = {name: seen for name, seen in place.tree().items() if name.split("/")[0] != ".cache"}
    assert after == before


SET_UP = (
    "import sys; from autovenv.cli.installation import main; sys.exit(main(['install', sys.argv[1], '--shell', 'zsh', '--shell', 'fish']))"
)


@pytest.mark.long
def test_uninstalling_says_what_it_keeps_and_needs_no_working_python(tmp_path, quick):
    """The interpreter of the environment is gone: another one does."""
    place = make_place(tmp_path / "x", source=quick)
    place.run("--yes", "--shell", "bash")
    (place.prefix / "mine").write_text("not autovenv's")
    (place.prefix / "current" / "bin" / "python").unlink()
    (place.home / ".local" / "state" / "autovenv" / "kept").touch()
    gone = place.run("--uninstall", "--yes")
    assert (gone.returncode, gone.stderr) == (0, "")
    assert f"kept {place.home}/.local/state/autovenv" in gone.stdout
    assert os.listdir(place.prefix) == ["mine"]
    assert not (place.home / ".bashrc").exists()
    assert not (place.home / ".local" / "bin").exists()


@pytest.mark.long
def test_a_program_of_that_name_that_is_not_ours_stays(tmp_path, quick):
    place = make_place(tmp_path / "x", source=quick)
    link = place.home / ".local" / "bin" / "autovenv"
    link.parent.mkdir(parents=True)
    link.symlink_to("/somewhere/else")
    done = place.run("--yes", "--shell", "bash", "--no-modify-rc")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{link} is not ours" in done.stdout
    assert "entered: python 3." in done.stdout
    assert not (place.home / ".bashrc").exists()
    assert f"at the end of {place.home}/.bashrc" in done.stdout
    place.run("--uninstall", "--yes")
    assert os.readlink(link) == "/somewhere/else"
