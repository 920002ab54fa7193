"""The environment that is made on the way in: once however many shells ask, never by halves, never in the way."""

from __future__ import annotations

import os
import re

import pytest

from autovenv.base.locks import Lock

IN_TURN = True


def _identity(path: str) -> str:
    with open(f"{path}/pyvenv.cfg", encoding="utf-8") as file:
        return re.search(r"autovenv-id = (\w+)", file.read()).group(1)


def test_four_shells_at_once_make_one_environment(stage, versions):
    stage.project("proj", versions[0])
    terminals = [stage.open() for _ in range(4)]
    for terminal in terminals:
        terminal.send(b"cd proj\r")
    for terminal in terminals:
        terminal.wait_for_prompt()
    said = [line for terminal in terminals for line in terminal.lines() if line.startswith("autovenv: created")]
    assert len(said) == 1, said
    assert [terminal.type("show VIRTUAL_ENV") for terminal in terminals] == [[f"{stage.home}/proj/.venv"]] * 4
    assert len(os.listdir(f"{stage.home}/.local/state/autovenv/environments")) == 1


@pytest.fixture
def held(stage, versions):
    """A project whose creation waits: somebody else holds its lock."""
    path = stage.project("proj", versions[0])
    locks = f"{stage.home}/.local/state/autovenv/locks"
    for directory in (os.path.dirname(locks), locks):
        os.makedirs(directory, 0o700, exist_ok=True)
    found = os.stat(path)
    return Lock(f"{locks}/{found.st_dev:x}-{found.st_ino:x}", 1)


@pytest.mark.each_shell
def test_an_interrupted_creation_leaves_a_usable_shell_and_is_not_retried(stage, held):
    terminal = stage.open()
    with held:
        terminal.send(b"cd proj\r")
        terminal.wait_until(lambda: _waits_for_lock(terminal.child.pid))
        terminal.send(b"\x03")
        terminal.wait_for_prompt()
        assert not os.path.exists(f"{stage.home}/proj/.venv")
        # Were it tried again, this prompt would wait for the lock.
        terminal.type("")
        assert terminal.type("show VIRTUAL_ENV")[-1:] == ["unset"]
        for command in ("status", "why"):
            terminal.wipe()
            terminal.send(f"autovenv {command}\r".encode())
            terminal.wait_for("failed at")
            terminal.wait_for("shell  ")
            terminal.wait_for_prompt()
            said = terminal.lines()
            assert any(line.startswith("state") and line.endswith("failed") for line in said), said
            assert any("was interrupted" in line and "`autovenv reload`" in line for line in said), said
    printed = terminal.type("autovenv reload")
    assert [line for line in printed if line.startswith("autovenv: created")], printed
    assert terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/proj/.venv"]


def _waits_for_lock(pid: int) -> bool:
    for child in _children(pid):
        try:
            opened = [os.readlink(f"/proc/{child}/fd/{name}") for name in os.listdir(f"/proc/{child}/fd")]
        except OSError:
            continue  # it has gone, or closed one meanwhile
        if any("/autovenv/locks/" in path for path in opened):
            return True
    return False


def _children(pid: int) -> list[str]:
    """Processes that pid started, from whichever thread (PowerShell has many)."""
    found: list[str] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
                found += file.read().split()
    except FileNotFoundError:
        if not os.path.isdir("/proc/self/task"):
            pytest.skip("no /proc: children can't be seen here")
    return found + [deeper for child in found for deeper in _children(int(child))]


def test_a_failed_creation_is_said_once_and_waits_for_a_change(stage, versions):
    path = stage.project("proj", versions[0])
    if os.geteuid() != 0:
        os.chmod(path, 0o555)
        stage.open()
        stage.terminal.type("cd proj")
        assert stage.terminal.type("show VIRTUAL_ENV") == ["unset"]
        return
    # root may write everywhere: a file that is in the way of the environment fails for everybody.
    stage.write("proj/.venv", "nowhere/at/all\n")
    stage.open()
    printed = "".join(stage.terminal.type("cd proj"))
    assert printed.startswith("autovenv: ")
    assert printed.count("autovenv: ") == 1
    assert stage.terminal.type("") == []
    os.unlink(f"{path}/.venv")
    assert stage.terminal.type("")[0].startswith("autovenv: created .venv")


@pytest.mark.each_shell
def test_a_creation_that_failed_is_tried_once_by_a_new_shell(stage, held):
    terminal = stage.open()
    with held:
        terminal.send(b"cd proj\r")
        terminal.wait_until(lambda: _waits_for_lock(terminal.child.pid))
        terminal.send(b"\x03")
        terminal.wait_for_prompt()
    assert terminal.type("") == [], "this shell has heard of it"
    stage.open()
    stage.play("> cd proj\nautovenv: created .venv …\n> show VIRTUAL_ENV\n{home}/proj/.venv\n")
    stage.terminal = terminal
    stage.play(">\n> show VIRTUAL_ENV\n{home}/proj/.venv\n")


def test_off_makes_nothing_whatever_changes(stage, versions):
    """An environment that was removed by hand was made again in a shell where the project is off."""
    stage.project("shop", versions[0])
    stage.play(
        """
        > cd shop
        autovenv: created .venv (python …) in … ms
        > autovenv off
        > rm -rf .venv
        > ls -A
        .python-version
        > autovenv pin 3
        pinned {home}/shop/.python-version to 3
        > ls -A
        .python-version
        > autovenv on
        autovenv: created .venv (python …) in … ms
        """
    )
