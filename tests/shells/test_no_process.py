"""Promise 1: no process at a prompt where nothing changed, nor at a change between directories seen before."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.shells.terminal import Terminal

STARTS = re.compile(r"\b(execve|fork|vfork|clone3?)\(")


@pytest.fixture
def traced(stage, tmp_path):
    """The shell below strace; `count()` tells how many processes it started since the last call."""
    if shutil.which("strace") is None:
        pytest.skip("no strace on PATH: processes can't be counted here")
    log = tmp_path / "trace"
    stage.dialect.write_rc(stage.home, stage.environ)
    command = ["strace", "-f", "-qq", "-e", "trace=process", "-o", str(log), *stage.dialect.command(stage.home)]
    stage.terminal = Terminal(command, stage.environ, stage.home)
    stage._opened.append(stage.terminal)
    seen = 0

    def count():
        nonlocal seen
        lines = log.read_text().splitlines()
        # Threads of PowerShell are clones, too: there a program that is started is an execve.
        starts = [line for line in lines[seen:] if STARTS.search(line) and "CLONE_THREAD" not in line]
        seen = len(lines)
        return len(starts)

    return count


def visit(stage, *places):
    """Go to each place, so that all of it is known."""
    for place in places:
        stage.terminal.type(f"cd {stage.home}/{place}")
        stage.terminal.type("")
    if stage.age():
        for place in places:
            stage.terminal.type(f"cd {stage.home}/{place}")
            stage.terminal.type("")


def test_prompts_in_a_project_below_it_and_outside_start_nothing(stage, traced, versions):
    stage.project("known", versions[0])
    stage.project("known/a/b/c/d")
    stage.project("other", versions[0])
    stage.project("plain/below")
    visit(stage, "known", "other", "known/a/b/c/d", "plain/below")
    assert traced() > 0, "creating an environment is work: the count must be able to see it"
    for place in ("known", "known/a/b/c/d", "known", "other", "known", "plain/below", "other", "known"):
        stage.terminal.type(f"cd {stage.home}/{place}")
        stage.terminal.type("")
    assert traced() == 0
    for _ in range(5):
        stage.terminal.type("")
    assert traced() == 0
    stage.play(
        """
        > show VIRTUAL_ENV
        {home}/known/.venv
        """
    )
    assert traced() > 0


def test_what_is_blocked_or_missing_or_wrong_is_looked_at_once(stage, traced):
    stage.project("missing", "3.99")
    stage.project("wrong", "3.12.1.1")
    stage.project("foreign/.venv")
    visit(stage, "missing", "wrong", "foreign")
    traced()
    for place in ("missing", "wrong", "foreign", "missing"):
        assert stage.terminal.type(f"cd {stage.home}/{place}") == [], "it was said once"
        stage.terminal.type("")
    assert traced() == 0


def test_opening_a_shell_starts_no_process(stage, traced):
    stage.terminal.close()
    assert traced() > 0, "the shell itself is one: the count must be able to see it"

    def opened(*, hooked):
        stage.dialect.write_rc(stage.home, stage.environ, hooked=hooked)
        log = f"{stage.home}/log"
        command = ["strace", "-f", "-qq", "-e", "trace=process", "-o", log, *stage.dialect.command(stage.home)]
        Terminal(command, stage.environ, stage.home).close()
        with open(log, encoding="utf-8") as file:
            return sum(1 for line in file if STARTS.search(line) and "CLONE_THREAD" not in line)

    # `traced` has opened one already: fish's very first start in a home makes files there, with processes.
    assert opened(hooked=True) == opened(hooked=False)


def test_configuration_files_of_each_kind_start_nothing(stage, traced):
    files = {
        "variables/.envrc": "export A=$HOME/x\nPATH_add bin\nwatch_file note\n",
        "variables/sub/.envrc": "source_up\nexport B=$WHO\n",
        "bash/.envrc": "for name in ONE TWO; do export $name=1; done\nPATH_rm /sbin\n",
        "toml/autovenv.toml": "[env]\nA = 'x'\n",
        "blocked/.envrc": "export A=1\n",
        "wrong/.envrc": "if true; then\n",
        "package/pyproject.toml": "[project]\n",
        "package/.env": "A=1\n",
    }
    for name, text in files.items():
        stage.write(name, text)
    trusted = ", ".join(f'"{stage.home}/{name}"' for name in ("variables", "bash", "toml", "wrong"))
    stage.write(".config/autovenv/config.toml", f"trusted_paths = [{trusted}]\n")
    places = ("variables", "variables/sub", "bash", "toml", "blocked", "wrong", "package")
    stage.age()
    for _ in range(2):
        visit(stage, *places)
    assert traced() > 0
    for place in (*places, *reversed(places)):
        if place != "bash":
            assert stage.terminal.type(f"cd {stage.home}/{place}") == []
            stage.terminal.type("")
    assert traced() == 0
    # What bash had to read is read at each entry, since a program may have had a say in it; but at no prompt.
    stage.terminal.type(f"cd {stage.home}/bash")
    assert traced() > 0
    for command in ("", "cd .", ""):
        stage.terminal.type(command)
    assert traced() == 0


def test_directories_that_change_all_the_time_start_nothing(stage, traced, versions):
    stage.project("known", versions[0])
    for place in ("known/below", "plain/below"):
        stage.project(place)
        visit(stage, place)
        traced()
        for number in range(8):
            stage.write(f"{place}/{number}.log", "")
            stage.write(f"{place}/../{number}.log", "")
            stage.terminal.type("")
        assert traced() == 0
