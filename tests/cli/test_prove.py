"""The proof at the end of an installation: it tells right from wrong, waits for nothing in vain, and leaves nothing."""

import os
import re
import shutil
import sys

import pytest

from autovenv.cli import prove, terminal
from autovenv.cli.rc_files import SHELLS, set_up
from autovenv.cli.shell_probe import Sight
from autovenv.cli.terminal import Terminal, TooLateError

NOW = f"{sys.version_info.major}.{sys.version_info.minor}"
# Stands in for a hook: at a prompt in the project, what a right hook does to the shell; elsewhere the old PATH again.
# The environment is made behind the prompt, as a slow one is: it is there some prompts later.
HOOK = """\
old=$PATH
hook() {{
    case $PWD in
    */hello)
        if [ ! -e .venv ]; then mkdir .venv
        else
            mkdir -p .venv/bin
            printf '#!/bin/sh\\ncase $1 in -V) echo {version} ;; *) echo "pip 1 from %s/.venv/lib/pip" ;; esac\\n' "$PWD" >| .venv/bin/python
            chmod +x .venv/bin/python
            VIRTUAL_ENV=$PWD/.venv PATH=$PWD/.venv/bin:$old
        fi ;;
    *) {leave} ;;
    esac
}}
PROMPT_COMMAND=hook
precmd() {{ hook; }}
"""
RIGHT = {"version": f"Python {NOW}.99", "leave": "unset VIRTUAL_ENV; PATH=$old"}


@pytest.fixture
def hooked(home, tmp_path, monkeypatch):
    """Shells whose hook is a text of the test's; the work is done below a TMPDIR of the test's."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", None)
    own = os.path.dirname(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))
    monkeypatch.setenv("PATH", f"{own}:{os.environ['PATH']}")  # the Python that is pinned is one that is found
    hooks = tmp_path / "hooks"
    hooks.mkdir()

    def hooked(shell, text):
        if not shutil.which(shell):
            pytest.skip(f"{shell} is missing")
        (hooks / SHELLS[shell]).write_text(text)
        set_up([shell], str(hooks), os.environ)
        return temporary

    return hooked


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_what_a_shell_saw_is_one_line(hooked, capsys, home, shell):
    temporary = hooked(shell, HOOK.format(**RIGHT))
    capsys.readouterr()
    assert prove.prove([shell], os.environ) == 0
    assert capsys.readouterr().out == f"{shell:<5} entered: python {NOW}.99 from .venv, pip there   left: as before\n"
    assert os.listdir(temporary) == []
    assert not os.path.exists(os.path.join(home, ".local", "state"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"version": "Python 2.7.18"}, f"its version is Python 2.7.18, pinned is {NOW}"),
        ({"leave": "PATH=$old"}, "left: environment was '', is "),
        ({"leave": "unset VIRTUAL_ENV"}, "left: python was "),
    ],
)
def test_what_is_wrong_is_told(hooked, capsys, monkeypatch, wrong, said):
    monkeypatch.setattr(prove, "_LEAVE_SECONDS", 0.5)
    hooked("bash", HOOK.format(**{**RIGHT, **wrong}))
    assert prove.prove(["bash"], os.environ) == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_hook_that_does_nothing_is_not_waited_for(hooked, capsys, monkeypatch, shell):
    monkeypatch.setattr(prove, "_IDLE_SECONDS", 0.1)
    temporary = hooked(shell, "\n")
    assert prove.prove([shell], os.environ) == 1
    assert "entered: VIRTUAL_ENV is not set; python is " in capsys.readouterr().out
    assert [name for name in os.listdir(temporary) if not name.startswith("fish.")] == []


def test_an_rc_file_that_ends_the_shell_is_told(hooked, capsys):
    temporary = hooked("bash", "echo 'no such thing'; exit 3\n")
    assert prove.prove(["bash"], os.environ) == 1
    assert re.search("^bash  failed: the shell ended; last shown: .*no such thing", capsys.readouterr().out, re.MULTILINE)
    assert os.listdir(temporary) == []


@pytest.mark.parametrize(
    ("shell", "settings"),
    [("bash", "HISTFILE=~/.history; shopt -s histappend\n"), ("zsh", "HISTFILE=~/.history SAVEHIST=100 HISTSIZE=100\n")],
)
def test_history_is_not_written(hooked, home, monkeypatch, shell, settings):
    monkeypatch.setattr(prove, "_IDLE_SECONDS", 0.1)
    hooked(shell, settings)
    prove.prove([shell], os.environ)
    assert not os.path.exists(os.path.join(home, ".history"))


def test_what_the_calling_shell_has_active_is_not_there(hooked, capsys, monkeypatch, tmp_path):
    """install.sh may be called in a project, where python is an environment's."""
    active = tmp_path / "active"
    (active / "bin").mkdir(parents=True)
    (active / "bin" / "python").symlink_to(sys.executable)
    monkeypatch.setenv("VIRTUAL_ENV", str(active))
    monkeypatch.setenv("AUTOVENV_UNDO", "old")
    monkeypatch.setenv("PATH", f"{active}/bin{os.pathsep}{os.environ['PATH']}")
    hooked("bash", 'env >"$HOME/seen"\n' + HOOK.format(**RIGHT))
    assert prove.prove(["bash"], os.environ) == 0
    with open(os.path.join(os.environ["HOME"], "seen")) as file:
        seen = file.read()
    assert str(active) not in seen
    assert [line for line in seen.splitlines() if line.startswith("AUTOVENV_")] == ["AUTOVENV_DAEMON=0"], (
        "and no daemon begins with this one's"
    )


@pytest.mark.parametrize(("there", "pin"), [((NOW, "3.99"), NOW), (("3.4", "3.99"), "3.99"), ((), NOW)])
def test_the_pin_is_one_that_can_be_met(home, tmp_path, monkeypatch, there, pin):
    monkeypatch.setattr("autovenv.python.installed.scan_homebrew", lambda environ: ((), ()))
    for minor in there:
        found = tmp_path / "root" / "versions" / f"{minor}.1" / "bin" / "python"
        found.parent.mkdir(parents=True)
        found.write_text("#!/bin/sh\n")
        found.chmod(0o755)
    environ = {**os.environ, "PATH": "", "PYENV_ROOT": str(tmp_path / "root")}
    assert prove._pin(environ, str(tmp_path / "project")) == pin


def test_a_shell_that_is_not_on_path_is_said_and_no_failure(home, capsys):
    assert prove.prove(["pwsh"], {**os.environ, "PATH": ""}) == 0
    assert capsys.readouterr().out == "pwsh  not on PATH: not tried\n"


def test_windows_is_told_what_to_do_instead(monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "win32")
    assert prove.prove(["pwsh"], os.environ) == 0
    assert "not on Windows" in capsys.readouterr().out


def test_a_sight_compares_whole():
    assert Sight("a", "b", "c") == Sight("a", "b", "c")
    assert Sight("a", "b", "c") != Sight("a", "b", "d")


def answering(code, tmp_path):
    return Terminal([sys.executable, "-c", code], os.environ, str(tmp_path))


@pytest.mark.parametrize(("question", "answer"), [("\x1b[c", "\x1b[?62;c"), ("\x1b[6n", "\x1b[1;1R"), ("\x1b[0c", "\x1b[?62;c")])
def test_the_terminal_answers_what_shells_ask_it(tmp_path, question, answer):
    code = (
        f"import sys, tty; tty.setraw(0); sys.stdout.write({question!r}); sys.stdout.flush();"
        "text = sys.stdin.buffer.raw.read(100); open('said', 'wb').write(text); open('done', 'w')"
    )
    with answering(code, tmp_path) as one:
        one.wait_until((tmp_path / "done").exists, 30, "no answer")
    assert (tmp_path / "said").read_bytes() == answer.encode()


def test_too_late_says_what_was_shown_last(tmp_path):
    with answering("print('\\x1b[31mhello\\x1b[0m', flush=True); import time; time.sleep(600)", tmp_path) as one:
        one.wait_until(lambda: b"hello" in one.output, 30, "nothing")
        with pytest.raises(TooLateError, match=r"^too late; last shown: hello$"):
            one.wait_until(lambda: False, 0.05, "too late")


def test_what_ignores_the_hang_up_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(terminal, "_HANG_UP_SECONDS", 0.1)
    code = "import os, signal, time; signal.signal(signal.SIGHUP, signal.SIG_IGN); open(str(os.getpid()), 'w'); time.sleep(600)"
    with answering(code, tmp_path) as one:
        one.wait_until(lambda: bool(os.listdir(tmp_path)), 30, "it did not start")
    with pytest.raises(ProcessLookupError):
        os.kill(int(os.listdir(tmp_path)[0]), 0)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
def test_a_program_that_reads_keys_later_gets_an_enter_and_no_line_feed(tmp_path):
    """As PSReadLine: until it listens, the terminal turns an Enter into a line feed, which is another key."""
    code = "import os, sys, tty; os.read(0, 9); tty.setraw(0); print(repr(os.read(0, 9)), flush=True); os.read(0, 1)"
    with Terminal([sys.executable, "-c", code], dict(os.environ), str(tmp_path)) as there:
        assert not there.takes_keys()
        there.send("\r")  # a line feed by now, and what the program has waited for
        there.wait_until(there.takes_keys, 60, "it never reads")
        there.send("\r")
        there.wait_until(lambda: b"\\r" in there.output, 60, "no Enter")
        assert b"\\n'" not in there.output
