"""A file that goes on for ever, or grows without bounds: the shell has its prompt back, with one line that says where."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time

import pytest

from tests.commands import TOP, surroundings, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")
PATIENCE = 20.0  # seconds, on a busy machine
ROOM = 2 << 30  # bytes of address space


def within_bounds(arguments, home, cwd):
    """Run `autovenv` with little memory, and not for long."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autovenv", *arguments],
        env={**surroundings(home), "PYTHONPATH": TOP, "PWD": cwd},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM)),
    )
    took = time.monotonic() - began
    # A plain truth value: a text that is asserted to be in another one is compared line by line, which takes minutes for megabytes.
    broken = "Traceback" in done.stderr or "MemoryError" in done.stderr
    assert not broken, done.stderr[-2000:]
    assert took < PATIENCE
    return done


def deep(count, opening, closing, middle="x"):
    return opening * count + middle + closing * count


ENVRC = {
    "doubling": "export A=xx\n" + 'A="$A$A"\n' * 60,
    "appending": "export A=xx\n" + "A+=$A\n" * 60,
    "doubling by names": "export A0=xxxxxxxx\n" + "".join(f'export A{n + 1}="$A{n}$A{n}$A{n}$A{n}"\n' for n in range(40)),
    "defaults": "export A=" + deep(3000, "${A:-", "}") + "\n",
    "quoted defaults": 'export A="' + deep(3000, "${A:-", "}") + '"\n',
    "substitutions": "export A=" + deep(3000, "$(echo ", ")") + "\n",
    "quoted substitutions": "export A=" + deep(1000, '"$(echo ', ')"') + "\n",
    "conditions": "if true; then\n" * 3000 + "export A=1\n" + "fi\n" * 3000,
    "groups": deep(3000, "{ ", "; }", "true") + "\n",
    "brackets": "[[ " + deep(3000, "( ", " )", "-n x") + " ]]\n",
    "negation": "! " * 100000 + "true\n",
    "itself": "source_env .envrc\n",
    "itself, plainly": "source ./.envrc\n",
    "each other": "source_env other\n",
    "upwards and back": "source_env ./other\n",
    "many messages": "log_status " + "x" * 500000 + "\n",
    "many entries": "PATH_add a\n" * 20000,
    "a long PATH": "export PATH=" + "a:" * 65000 + "$PATH\n",
    "a PATH of what is there": "export PATH=" + "/bin:" * 26000 + "$PATH\n",
    "many names": "".join(f"export A{n}=1\n" for n in range(20000)),
    "many watched": "".join(f"watch_file f{n}\n" for n in range(20000)),
    "many arguments": "export " + " ".join(f"A{n}=1" for n in range(20000)) + "\n",
    "everything watched": "watch_dir /\n",
    "a long word": "export A=" + "a" * 1000000 + "\n",
    "quotes": "export A=" + "''" * 200000 + "\n",
    "backslashes": "export A=1" + "\\\n" * 500000 + "\n",
    "dotted": "a.a." * 250000 + "\n",
    "blanks": "export A=1" + " " * 1000000 + "\n",
    "letters": "export " + "a" * 1000000 + "\n",
    "comments": "#\n" * 200000,
}


@pytest.mark.parametrize("name", ENVRC)
def test_envrc(home, name):
    write(f"{home}/shop/.envrc", ENVRC[name])
    write(f"{home}/shop/other", "source_env .envrc\n")
    within_bounds(["allow"], home, f"{home}/shop")
    within_bounds(["export", "json"], home, f"{home}/shop")
    # What changed is shown, too.
    write(f"{home}/shop/.envrc", "true\n" + ENVRC[name])
    within_bounds(["allow"], home, f"{home}/shop")


def test_many_changes_among_lines_that_repeat(home):
    """What is shown is the difference, and difflib takes time by the cube of such lines."""
    lines = [f"#{n % 150}" for n in range(40000)]
    write(f"{home}/shop/.envrc", "\n".join(lines))
    within_bounds(["allow"], home, f"{home}/shop")
    lines[::1000] = ["#new"] * 40
    write(f"{home}/shop/.envrc", "\n".join(lines))
    assert "+#new" in within_bounds(["allow"], home, f"{home}/shop").stdout


DOTENV = {
    "doubling": "A=xxxxxxxx\n" + "A=$A$A\n" * 60,
    "by names": "A0=xxxxxxxx\n" + "".join(f"A{n + 1}=$A{n}$A{n}$A{n}$A{n}\n" for n in range(40)),
    "defaults": "A=" + deep(20000, "${A:-", "}") + "\n",
    "quotes": "A='" + "\\'" * 500000,
    "backslashes": 'A="' + "\\" * 1000000,
    "many": "".join(f"A{n}=1\n" for n in range(30000)),
    "hashes": "A=" + "#" * 1000000 + "\n",
    "blanks": "A" + " " * 1000000 + "\n",
    "warnings": "!\n" * 100000,
}


@pytest.mark.parametrize("name", DOTENV)
def test_dotenv(home, name):
    write(f"{home}/shop/.envrc", "dotenv\n")
    write(f"{home}/shop/.env", DOTENV[name])
    within_bounds(["allow"], home, f"{home}/shop")
    within_bounds(["export", "json"], home, f"{home}/shop")


DECLARED = {
    "nested": "inherit = " + "[" * 100000 + "\n",
    "tables": "inherit = " + "{a=" * 100000 + "\n",
    "dotted": "inherit" + ".a" * 300000 + " = 1\n",
    "many dotted": "inherit = true\n" + "".join(f"{'a.' * 200}k{n} = 1\n" for n in range(2000)),
    "below a long header": f"#inherit\n[{'a.' * 3000}a]\n" + "".join(f"k{n} = 1\n" for n in range(80000)),
    "headers": "inherit = true\n" + "".join(f"[{'a.' * 200}k{n}]\n" for n in range(2000)),
    "doubling": '[env]\nA0 = "xxxxxxxx"\n' + "".join(f'A{n + 1} = "$A{n}$A{n}$A{n}$A{n}"\n' for n in range(40)),
    "keys": "[env]\n" + "".join(f'A{n} = ""\n' for n in range(20000)),
    "number": "inherit = " + "9" * 1000000 + "\n",
    "brackets": "inherit = true\n" + "[" * 1000000,
    "underscores": "inherit = 1" + "_1" * 500000 + "\n",
}


@pytest.mark.parametrize("name", DECLARED)
@pytest.mark.parametrize("file", ["autovenv.toml", "pyproject.toml"])
def test_declared_and_not_even_approved(home, file, name):
    head = "[tool.autovenv]\n" if file == "pyproject.toml" and not DECLARED[name].startswith("[env]") else ""
    text = DECLARED[name] if file == "autovenv.toml" else DECLARED[name].replace("[env]", "[tool.autovenv.env]")
    write(f"{home}/shop/{file}", (head + text)[: 1 << 20])
    within_bounds(["export", "json"], home, f"{home}/shop")
    within_bounds(["allow"], home, f"{home}/shop")
    within_bounds(["export", "json"], home, f"{home}/shop")


def test_a_thousand_files_that_read_each_other(home):
    for number in range(1000):
        write(f"{home}/shop/{number or '.envrc'}", f"source_env {number + 1}\n")
    write(f"{home}/.config/autovenv/config.toml", f'trusted_paths = ["{home}/shop"]\n')
    done = within_bounds(["export", "json"], home, f"{home}/shop")
    assert "read each other" in done.stdout + done.stderr


def test_a_thousand_directories_that_inherit(home):
    directory = f"{home}/shop"
    for _ in range(300):
        write(f"{directory}/autovenv.toml", "inherit = true\n")
        directory += "/d"
    write(f"{directory}/autovenv.toml", "inherit = true\n")
    assert "directories inherit" in within_bounds(["export", "json"], home, directory).stdout


def test_a_tree_of_files_of_which_each_reads_the_next_one_twice(home):
    for number in range(31):
        write(f"{home}/shop/{number or '.envrc'}", f"source_env {number + 1}\n" * 2)
    write(f"{home}/shop/31", "true\n")
    write(f"{home}/.config/autovenv/config.toml", f'trusted_paths = ["{home}/shop"]\n')
    within_bounds(["export", "json"], home, f"{home}/shop")


def test_a_variable_that_no_program_could_be_started_with(home):
    for number, (line, where) in enumerate({
        "export A=" + "é" * 65536: f"{home}/shop0/.envrc: A would be longer than 128 KiB",
        "A=" + "a" * 600000 + "\nA=$A$A": f"{home}/shop1/.envrc:2: A would be longer than 1 MiB",
    }.items()):  # fmt: skip
        write(f"{home}/shop{number}/.envrc", line)
        done = within_bounds(["allow"], home, f"{home}/shop{number}")
        assert where in done.stderr
