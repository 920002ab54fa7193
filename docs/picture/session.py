#!/usr/bin/env python3
"""Play a session of autovenv in a real zsh on a pseudo-terminal and draw what stood on its screen as docs/session.svg.

    python docs/picture/session.py [FILE]

Needs zsh, two minor versions of Python, and the dependency group `test` (pexpect, pyte). Versions and times on the picture are those
of the machine that it is played on.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence

import pexpect
import pyte

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [ROOT, HERE]

from drawing import draw  # noqa: E402 - beside this script

from autovenv.hook.script import hook  # noqa: E402
from autovenv.python.installed import find_interpreters  # noqa: E402
from autovenv.python.interpreter import Interpreter  # noqa: E402

COLUMNS, LINES = 116, 60
PATIENCE = 60.0  # seconds
END = "\x1b]7;end\x07"  # an escape sequence that draws nothing: the prompt stands
SCRIPT = ("cd hello", "python -V", "cd ../cloned", "autovenv allow", "cd ../tomorrow", "autovenv why", "cd")
# %~ is the directory with ~ for the home directory; the name before it is autovenv's.
RC = f"""\
PROMPT=$'%F{{cyan}}%~%f %F{{green}}$%f %{{{END}%}}'
PROMPT_EOL_MARK=
HISTFILE=
unsetopt prompt_sp
"""


def main(arguments: Sequence[str]) -> int:
    """Play and draw. Raises AssertionError if the session does not show what it is to show."""
    target = arguments[0] if arguments else os.path.join(os.path.dirname(HERE), "session.svg")
    newest, older = _interpreters()
    with tempfile.TemporaryDirectory() as directory:
        home = os.path.realpath(directory)
        environ = _environ(home)
        _lay_out(home, environ, newest, older)
        screen = _play(home, environ, SCRIPT)
    shown = [line.rstrip() for line in screen.display if line.strip()]
    _check(shown, _minor(newest))
    with open(target, "w", encoding="utf-8") as file:
        file.write(draw(screen, "zsh"))
    print("\n".join(shown))
    return 0


def _interpreters() -> tuple[Interpreter, Interpreter]:
    """Return the newest CPython of each of the two newest minor versions here. Raises RuntimeError if there are fewer."""
    found: dict[tuple[int, ...], Interpreter] = {}
    for one in sorted(find_interpreters(os.environ, "/").interpreters, key=lambda one: one.version):
        if one.implementation == "cpython" and not one.pre and not one.freethreaded and one.version >= (3, 8) and len(one.version) == 3:
            found[one.version[:2]] = one
    if len(found) < 2:
        raise RuntimeError("two minor versions of Python with a known patch are needed, of 3.8 or newer")
    newest, older = sorted(found, reverse=True)[:2]
    return found[newest], found[older]


def _minor(python: Interpreter, step: int = 0) -> str:
    return f"{python.version[0]}.{python.version[1] + step}"


def _environ(home: str) -> dict[str, str]:
    keep = {name: text for name, text in os.environ.items() if name.startswith(("PIP_", "UV_INDEX", "UV_DEFAULT_INDEX", "UV_CACHE_DIR"))}
    path = f"{home}/.local/bin:/usr/local/bin:/usr/bin:/bin"
    return keep | {"HOME": home, "PATH": path, "TERM": "xterm-256color", "LANG": "C.UTF-8"}


def _lay_out(home: str, environ: Mapping[str, str], newest: Interpreter, older: Interpreter) -> None:
    """Make the home directory: two interpreters, the hook as it is installed, the command, and three projects."""
    for python in (newest, older):
        version = ".".join(map(str, python.version))
        os.makedirs(f"{home}/.pyenv/versions", exist_ok=True)
        os.symlink(os.path.dirname(os.path.dirname(os.path.realpath(python.path))), f"{home}/.pyenv/versions/{version}")
    for project, pin in (("hello", _minor(newest)), ("cloned", _minor(older)), ("tomorrow", _minor(newest, 1))):
        _write(f"{home}/{project}/.python-version", pin + "\n")
    subprocess.run([older.path, "-m", "venv", "--without-pip", f"{home}/cloned/.venv"], check=True)
    _write(f"{home}/.local/bin/autovenv", f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -P -m autovenv "$@"\n', 0o755)
    _write(f"{home}/.local/share/autovenv/hooks/autovenv.zsh", hook("zsh", environ))
    _write(f"{home}/.zshrc", f"{RC}. {home}/.local/share/autovenv/hooks/autovenv.zsh\n")


def _write(path: str, text: str, mode: int = 0o644) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def _play(home: str, environ: Mapping[str, str], lines: Sequence[str]) -> pyte.Screen:
    """Type the lines, one after the other's prompt; return the screen."""
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.Stream(screen)
    child = pexpect.spawn("zsh", ["-d", "-i"], env=dict(environ), cwd=home, dimensions=(LINES, COLUMNS), timeout=PATIENCE, encoding="utf-8")
    child.delaybeforesend = None
    try:
        for line in (*lines, None):
            child.expect_exact(END)
            # In one piece: what a path is cut into would not be recognised. The user's own home directory is one like any other's.
            stream.feed(_nameless(child.before, home))
            if line is not None:
                child.send(line + "\r")
    finally:
        child.close(force=True)
    return screen


def _nameless(text: str, home: str) -> str:
    for path in (home, os.path.expanduser("~")):
        text = text.replace(path, "~")
    return text


def _check(shown: Sequence[str], newest: str) -> None:
    text = "\n".join(shown)
    for wanted in ("created .venv (python", f"Python {newest}", "autovenv allow", "(cloned)", "not installed", "watched"):
        assert wanted in text, f"{wanted!r} is not on the screen:\n{text}"
    assert tempfile.gettempdir() not in text, text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
