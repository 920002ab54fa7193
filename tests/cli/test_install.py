"""`autovenv install` and `uninstall` of an autovenv that install.sh did not install."""

import os
import subprocess
import sys

import pytest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def autovenv(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "autovenv", *arguments],
        env={**os.environ, "PYTHONPATH": TOP},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def bashrc(home):
    path = os.path.join(home, ".bashrc")
    with open(path, "wb") as file:
        file.write(b"export EDITOR=vi")
    return path


def content(path):
    with open(path, "rb") as file:
        return file.read()


def test_installed_and_uninstalled_home_is_what_it_was(home, bashrc):
    done = autovenv("install", "--yes", "--shell", "bash", "--shell", "zsh")
    assert (done.returncode, done.stderr) == (0, "")
    assert content(bashrc).count(b">>> autovenv >>>") == 1
    hook = os.path.join(home, ".local", "share", "autovenv", "hooks", "autovenv.bash")
    assert os.path.exists(hook)
    assert hook.encode() in content(bashrc)
    gone = autovenv("uninstall", "--yes")
    assert (gone.returncode, gone.stderr) == (0, "")
    assert content(bashrc) == b"export EDITOR=vi"
    assert not os.path.exists(os.path.join(home, ".zshrc"))
    assert not os.path.exists(os.path.dirname(os.path.dirname(hook)))


def test_one_shell_out_the_other_stays(home, bashrc):
    autovenv("install", "--yes", "--shell", "bash", "--shell", "zsh")
    assert autovenv("uninstall", "--yes", "--shell", "bash").returncode == 0
    assert content(bashrc) == b"export EDITOR=vi"
    assert b"autovenv.zsh" in content(os.path.join(home, ".zshrc"))
    assert os.path.exists(os.path.join(home, ".local", "share", "autovenv", "hooks", "autovenv.zsh"))


@pytest.mark.parametrize("arguments", [("install", "--shell", "bash", "--dry-run"), ("uninstall", "--dry-run")])
def test_a_dry_run_changes_nothing(home, bashrc, arguments):
    done = autovenv(*arguments)
    assert done.returncode == 0, done.stderr
    assert content(bashrc) == b"export EDITOR=vi"
    assert os.listdir(home) == [".bashrc"]


def test_without_modifying_the_line_is_printed_and_its_hook_is_there(home, bashrc):
    done = autovenv("install", "--shell", "bash", "--no-modify-rc")
    assert done.returncode == 0, done.stderr
    assert "\\. '" in done.stdout
    assert content(bashrc) == b"export EDITOR=vi"
    assert os.path.exists(os.path.join(home, ".local", "share", "autovenv", "hooks", "autovenv.bash"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("install", "--shell", "bash"), 2, "--yes"),
        (("uninstall",), 2, "--yes"),
        (("install", "--yes", "--shell", "tcsh"), 2, "tcsh"),
        (("uninstall", "--yes", "--purge"), 2, "--all"),
        (("uninstall", "--yes", "--all", "--shell", "bash"), 2, "--shell"),
        (("uninstall", "--yes", "--all"), 1, "install.sh did not install"),
    ],
)
def test_what_is_refused_is_one_line_and_changes_nothing(home, bashrc, arguments, code, said):
    done = autovenv(*arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert content(bashrc) == b"export EDITOR=vi"
    assert os.listdir(home) == [".bashrc"]
