"""Which files each shell reads when it starts, what is put into them, and what each shell makes of it."""

import os
import shutil
import subprocess
import sys

import pytest

import autovenv
from autovenv.base.errors import AutovenvError
from autovenv.cli.rc_block import OPENING
from autovenv.cli.rc_files import SHELLS, line_for, named_shells, rc_files, set_up, shells_here, take_down

ODD = 'it\'s "a" $HOME `b` \\ ‘c’ é!'


def need(shell):
    if not shutil.which(shell):
        if os.environ.get("CI"):
            pytest.fail(f"{shell} is missing")
        pytest.skip(f"{shell} is missing")


@pytest.fixture
def hooks(tmp_path):
    path = tmp_path / "hooks"
    path.mkdir()
    return str(path)


@pytest.fixture(autouse=True)
def linux(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")


def with_path(home, directory):
    return {**os.environ, "HOME": home, "PATH": str(directory)}


def test_shells_are_those_on_path_and_those_that_are_named(home, tmp_path):
    (tmp_path / "fish").touch(mode=0o755)
    environ = with_path(home, tmp_path)
    assert shells_here(environ) == ("fish",)
    assert named_shells([], environ) == ("fish",)
    assert named_shells(["zsh", "powershell", "zsh"], environ) == ("zsh", "pwsh")


def test_a_shell_without_a_hook_is_wrong_usage(home):
    with pytest.raises(AutovenvError, match="tcsh") as caught:
        named_shells(["tcsh"], os.environ)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("profile", "line"),
    [
        ("Set-Alias g git\nreturn\n", 2),
        ("if (-not $Host.UI) { return }\nfunction x {\n  return 1\n}\n", 0),
        ("# return\n<#\nreturn\n#>\n$a = 'x\nreturn'\n@'\nreturn\n'@\n\"`\"\nreturn\"\n", 0),
        ("$a = @{ b = '}' }\r\n\r\n  Return $true\r\n", 3),
        ("1; exit 0", 1),
        ("returning", 0),
        ('function prompt { "$(if ($x) { "}" })> " }\nfunction h {\n return 1\n}\n', 0),
        ("if ($a) { 1 } return\n", 1),
        ("", 0),
    ],
)
def test_a_profile_that_ends_before_the_block_is_told_of(home, hooks, capsys, profile, line):
    need("pwsh")
    path = rc_files("pwsh", os.environ)[0]
    os.makedirs(os.path.dirname(path))
    with open(path, "w", newline="") as file:
        file.write(profile)
    for dry_run in (True, False, False):  # before, and where the block stands already
        assert set_up(["pwsh"], hooks, os.environ, dry_run=dry_run) == 0
        said = capsys.readouterr().err
        assert said == (f"pwsh: {path}:{line} ends the profile before autovenv's block: move that line below it\n" if line else "")
    if line:
        with open(os.path.join(hooks, SHELLS["pwsh"]), "w") as file:
            file.write("'hooked'")
        command = [shutil.which("pwsh"), "-NonInteractive", "-Command", "1"]
        assert "hooked" not in subprocess.run(command, capture_output=True, text=True, check=False).stdout, "PowerShell itself"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_line_sources_the_hook_whatever_its_path_holds(shell, tmp_path):
    """And says nothing where the hook is gone."""
    need(shell)
    hook = tmp_path / ODD / "hook"
    line = line_for(shell, str(hook))
    command = [shell, "-c", f"{line}\necho status $status" if shell == "fish" else f"set -eu\n{line}\necho status $?"]
    gone = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (gone.stdout.strip(), gone.stderr) == ("status 1" if shell == "fish" else "status 0", "")
    hook.parent.mkdir()
    hook.write_text("echo sourced\n")
    there = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (there.stdout, there.stderr) == ("sourced\nstatus 0\n", "")


def test_aliases_do_not_stand_in_the_way(tmp_path):
    need("zsh")
    hook = tmp_path / "hook"
    hook.write_text("echo sourced\n")
    for shell, allow in (("bash", "shopt -s expand_aliases"), ("zsh", "setopt aliases")):
        script = f"{allow}\nalias .='echo taken' source='echo taken'\n{line_for(shell, str(hook))}\n"
        said = subprocess.run([shell], input=script, capture_output=True, text=True, check=True)
        assert said.stdout == "sourced\n"


def test_sh_that_reads_profile_does_not_source_the_hook_of_bash(tmp_path):
    need("dash")
    hook = tmp_path / "hook"
    hook.write_text("echo sourced\n")
    said = subprocess.run(["dash", "-c", line_for("bash", str(hook))], capture_output=True, text=True, check=True)
    assert said.stdout == said.stderr == ""


def test_powershell_doubles_every_quote_that_it_knows():
    assert "'/it''s ‘‘x’’'" in line_for("pwsh", "/it's ‘x’")


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({}, [".bashrc"]),
        ({".profile": ". ~/.bashrc\n"}, [".bashrc"]),
        ({".profile": "export A=1\n"}, [".bashrc", ".profile"]),
        ({".profile": "# not ~/.bashrc\n"}, [".bashrc", ".profile"]),
        ({".profile": "export A=1\n", ".bash_profile": "source ~/.bashrc"}, [".bashrc"]),
        ({".profile": ". ~/.bashrc\n", ".bash_profile": "export A=1"}, [".bashrc", ".bash_profile"]),
        ({".profile": ". ~/.bashrc\n", ".bash_login": "export A=1"}, [".bashrc", ".bash_login"]),
    ],
)
def test_a_login_bash_gets_the_hook_unless_it_reads_bashrc_itself(home, files, wanted):
    for name, text in files.items():
        with open(os.path.join(home, name), "w") as file:
            file.write(text)
    assert rc_files("bash", os.environ) == [os.path.join(home, name) for name in wanted]


def test_on_macos_a_login_bash_has_a_file_in_any_case(home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert rc_files("bash", os.environ) == [os.path.join(home, ".bashrc"), os.path.join(home, ".bash_profile")]


def test_zdotdir_is_what_zsh_says_even_if_it_is_not_exported(home):
    need("zsh")
    assert rc_files("zsh", os.environ) == [os.path.join(home, ".zshrc")]
    with open(os.path.join(home, ".zshenv"), "w") as file:
        file.write("echo noise\nZDOTDIR=~/.config/zsh\n")
    assert rc_files("zsh", os.environ) == [os.path.join(home, ".config", "zsh", ".zshrc")]


def test_zdotdir_without_zsh_is_the_variable(home, tmp_path):
    environ = {**with_path(home, tmp_path / "empty"), "ZDOTDIR": "/dots"}
    assert rc_files("zsh", environ) == ["/dots/.zshrc"]


def test_fish_and_powershell_follow_xdg(home):
    assert rc_files("fish", os.environ) == [os.path.join(home, ".config/fish/conf.d/autovenv.fish")]
    environ = {**os.environ, "XDG_CONFIG_HOME": "/c"}
    assert rc_files("fish", environ) == ["/c/fish/conf.d/autovenv.fish"]
    assert rc_files("pwsh", environ) == ["/c/powershell/Microsoft.PowerShell_profile.ps1"]


@pytest.mark.parametrize("order", [tuple(SHELLS), tuple(reversed(SHELLS))])
def test_set_up_and_taken_down_home_is_what_it_was(home, hooks, order):
    for shell in order:
        assert set_up([shell], hooks, os.environ) == 0
    assert sorted(os.listdir(home)) == [".bashrc", ".config", ".zshrc"]
    assert take_down(tuple(SHELLS), hooks, os.environ) == 0
    assert os.listdir(home) == []
    assert os.listdir(hooks) == []


def test_a_second_time_changes_nothing(home, hooks, capsys):
    set_up(["bash"], hooks, os.environ)
    before = os.stat(os.path.join(home, ".bashrc"))
    capsys.readouterr()
    assert set_up(["bash"], hooks, os.environ) == 0
    after = os.stat(os.path.join(home, ".bashrc"))
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert "already" in capsys.readouterr().out


def test_a_moved_zdotdir_does_not_hide_the_block_from_removal(home, hooks, tmp_path):
    environ = with_path(home, tmp_path / "empty")
    dots = tmp_path / "dots"
    dots.mkdir()
    set_up(["zsh"], hooks, {**environ, "ZDOTDIR": str(dots)})
    assert (dots / ".zshrc").exists()
    assert take_down(tuple(SHELLS), hooks, environ) == 0
    assert os.listdir(dots) == []


@pytest.mark.parametrize(("shells", "code"), [(["zsh"], 1), (["bash", "zsh"], 0)])
def test_a_read_only_rc_file_is_told_in_one_line_and_the_line_to_add(home, hooks, capsys, shells, code):
    path = os.path.join(home, ".zshrc")
    with open(path, "w") as file:
        file.write("export A=1\n")
    os.chmod(path, 0o444)
    assert set_up(shells, hooks, os.environ) == code
    said = capsys.readouterr().err
    assert said.splitlines() == [
        f"zsh: {path} is left alone (it is read-only): add this line to it by hand",
        "    " + line_for("zsh", os.path.join(hooks, "autovenv.zsh")),
    ]
    with open(path) as file:
        assert file.read() == "export A=1\n"


def test_a_block_in_a_file_that_became_read_only_is_told(home, hooks, capsys):
    set_up(["bash"], hooks, os.environ)
    os.chmod(os.path.join(home, ".bashrc"), 0o444)
    assert take_down(tuple(SHELLS), hooks, os.environ) == 1
    assert "read-only" in capsys.readouterr().err
    assert os.listdir(hooks) == ["rc-files"], "it is still known where the block is"


def test_without_modifying_the_line_is_printed_and_no_file_touched(home, hooks, capsys):
    assert set_up(["bash", "fish"], hooks, os.environ, modify=False) == 0
    said = capsys.readouterr().out
    assert line_for("bash", os.path.join(hooks, "autovenv.bash")) in said
    assert line_for("fish", os.path.join(hooks, "autovenv.fish")) in said
    assert os.listdir(home) == []


def test_a_dry_run_changes_nothing(home, hooks, capsys):
    assert set_up(tuple(SHELLS), hooks, os.environ, dry_run=True) == 0
    assert os.listdir(home) == os.listdir(hooks) == []
    set_up(["bash"], hooks, os.environ)
    assert take_down(tuple(SHELLS), hooks, os.environ, dry_run=True) == 0
    with open(os.path.join(home, ".bashrc"), "rb") as file:
        assert OPENING in file.read()


def test_only_the_standard_library_is_needed():
    """install.sh runs these modules before anything is installed."""
    top = os.path.dirname(os.path.dirname(os.path.abspath(autovenv.__file__)))
    code = f"import sys; sys.path.insert(0, {top!r}); import autovenv.cli.installation"
    subprocess.run([sys.executable, "-I", "-S", "-B", "-c", code], check=True)
