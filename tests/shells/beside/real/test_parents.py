"""Programs between two shells: the inner one inherits an active environment, leaves it as well as its parent would, and the parent goes on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile

import pytest

from tests.patience import PATIENCE
from tests.shells.beside.real.places import program
from tests.shells.beside.real.row import EDITED, Row, Tool

pytestmark = pytest.mark.long
CONTROL_O = b"\x0f"
SHELLS = ["bash", "zsh", "fish", "pwsh"]


@pytest.fixture
def sockets():
    """A directory whose path is short: that of a socket has a limit. What still listens there ends with the test."""
    path = tempfile.mkdtemp()
    yield path
    for command in (["tmux", "kill-server"], ["screen", "-X", "quit"]):
        if shutil.which(command[0]):
            # Never one that the tests themselves are run in.
            environ = {name: text for name, text in os.environ.items() if name not in {"TMUX", "STY"}}
            environ |= {"TMUX_TMPDIR": path, "SCREENDIR": path}
            subprocess.run(command, env=environ, check=False, timeout=PATIENCE, capture_output=True)
    shutil.rmtree(path)


def enter(row, command):
    """Start a program that draws the whole screen, and a shell in it; or end one."""
    terminal = row.stage.terminal
    terminal.wipe()
    terminal.send(command.encode() + b"\r")
    terminal.wait_for_prompt()


def inner(row):
    """What the inner shell does: it has the environment, leaves it, enters another one, leaves."""
    row.type("", "one")
    row.inside(row.one)
    row.type("cd ~")
    row.come_and_go()
    row.type("cd ~/two", "two")
    row.type("deactivate")
    row.outside()
    row.type("cd ~/one", "one")


def outer(row):
    """What the parent does afterwards."""
    enter(row, "")  # a program that ends may leave the cursor at the bottom
    row.inside(row.one)
    row.type("cd ~/two", "two")
    row.inside(row.two)
    row.by_hand()
    row.leave()


def started(row, **extra):
    """Open the outer shell, in a project."""
    row.stage.open(setup=row.tool.setup, extra=extra)
    row.type("cd ~/one", "one")


@pytest.mark.parametrize("shell", SHELLS)
def test_tmux(only, versions, sockets, shell):
    """A session that is started in a project, and windows of it elsewhere."""
    row = Row(only(shell), Tool(""), versions)
    command = " ".join(row.stage.dialect.command(row.stage.home))
    row.stage.write(".tmux.conf", f"set -g status off\nset -g default-command '{command}'\nset -g default-terminal screen\n")
    program("tmux")
    started(row, TMUX_TMPDIR=sockets)
    enter(row, f"tmux -f {row.stage.home}/.tmux.conf new-session")
    inner(row)
    for place, name in (("plain", None), ("two", "two"), ("one", "one")):
        enter(row, f"tmux new-window -c {row.stage.home}/{place}")
        row.type("", name)
        if name:
            row.inside(f"{row.stage.home}/{name}/.venv")
        row.type("cd ~")
        row.outside()
        enter(row, "exit")
    enter(row, "exit")
    outer(row)


@pytest.mark.parametrize("shell", SHELLS)
def test_screen(only, versions, sockets, shell):
    row = Row(only(shell), Tool(""), versions)
    row.stage.write(".screenrc", "startup_message off\naltscreen off\nvbell off\n")
    program("screen")
    started(row, SCREENDIR=sockets)
    command = " ".join(row.stage.dialect.command(row.stage.home))
    enter(row, f"screen -c {row.stage.home}/.screenrc {command}")
    inner(row)
    enter(row, "exit")
    outer(row)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_mc(only, versions, shell):
    """Its subshell, behind the panels; it drives zsh by way of the line editor."""
    row = Row(only(shell), Tool("", setup=EDITED if shell == "zsh" else None), versions)
    started(row, SHELL=row.stage.dialect.program)
    terminal = row.stage.terminal
    terminal.wipe()
    terminal.send(f"{program('mc')} -b -d\r".encode())
    terminal.wait_for("10Quit")
    terminal.wait_for("(one) @>")
    terminal.wipe()
    terminal.send(CONTROL_O)
    terminal.wait_for_prompt()
    enter(row, "")  # it begins at the bottom
    inner(row)
    enter(row, "exit")
    outer(row)


# M-x shell: what is sent, one line after the other, and the whole of what came. fish draws its prompt again with what it was sent: what is
# printed, and stands in no line that is sent, tells that the line was run.
LISP = """\
(setq explicit-shell-file-name {program} explicit-{name}-args '({arguments}))
(shell)
(defun answered (from what)
  (with-timeout (30 (error "no prompt came: %s" (buffer-string)))
    (while (not (string-match-p (concat what ".*@> \\\\'") (buffer-substring from (point-max))))
      (accept-process-output (get-buffer-process (current-buffer)) 1))))
(answered (point-min) "")
(dolist (line '({lines}))
  (goto-char (point-max))
  (insert (concat "[" line "]\n"))
  (set-marker (process-mark (get-buffer-process (current-buffer))) (point))
  (let ((sent (point)))
    (process-send-string nil (concat line "; echo do''ne\n"))
    (answered sent "^done\n")))
(write-region nil nil {file})
(set-process-query-on-exit-flag (get-buffer-process (current-buffer)) nil)
"""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_emacs(only, versions, shell):
    row = Row(only(shell), Tool(""), versions)
    lines = ("show VIRTUAL_ENV", "cd ~/two/c", "show VIRTUAL_ENV", "show PATH", "cd ~", "show PATH", "cd ~/one", "deactivate", "show PATH")
    text = LISP.format(
        program=json.dumps(row.stage.dialect.program),
        name=shell,
        arguments=" ".join(map(json.dumps, row.stage.dialect.command(row.stage.home)[1:])),
        lines=" ".join(map(json.dumps, lines)),
        file=json.dumps(f"{row.stage.home}/seen"),
    )
    script = row.stage.write("shell.el", text)
    started(row)
    row.type("cd ~/two", "two")
    row.type("cd ~/one", "one")
    row.type(f"{program('emacs')} -Q --batch -l {script}", "one")
    with open(f"{row.stage.home}/seen", encoding="utf-8") as file:
        seen = file.read()
    plain = row.stage.environ["PATH"]
    assert re.findall(r"((?:\(\w+\) )?)@> \[show \w+\]\s+(?:.*@> show .*\s+)?(/\S+|unset)", seen) == [
        ("(one) ", row.one),
        ("(two) ", row.two),
        ("(two) ", f"{row.two}/bin:{plain}"),
        ("", plain),
        ("", plain),
    ], seen
    outer(row)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_xonsh(only, versions, shell):
    row = Row(only(shell), Tool(""), versions)
    started(row)
    enter(row, f"{program('xonsh')} --no-rc -DPROMPT='@> ' -DSHELL_TYPE=readline -DXONSH_STORE_STDOUT=0")
    command = " ".join(row.stage.dialect.command(row.stage.home))
    enter(row, command)
    inner(row)
    enter(row, "exit")
    enter(row, "exit")
    outer(row)
