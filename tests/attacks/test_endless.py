"""A file that goes on for ever, or grows without bounds: the shell has its prompt back, with one line that says where.

What would take for ever, or all memory, is ended by the bounds of `within_bounds`. What takes longer the more there is of it is run with an
amount and with four times as much: its work grows by four, and not by sixteen.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys

import pytest

from tests.commands import TOP, surroundings, write
from tests.patience import PATIENCE

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")
ROOM = 2 << 30  # bytes of address space
long = pytest.mark.long


def within_bounds(arguments, home, cwd):
    """Run `autovenv` with little memory, and not for ever."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autovenv", *arguments],
        env={**surroundings(home), "PYTHONPATH": TOP, "PWD": cwd},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
        timeout=PATIENCE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM)),
    )
    # A plain truth value: a text that is asserted to be in another one is compared line by line, which takes minutes for megabytes.
    broken = "Traceback" in done.stderr or "MemoryError" in done.stderr
    assert not broken, done.stderr[-2000:]
    return done


def plan_of(home, cwd):
    """What `export json` says."""
    return json.loads(within_bounds(["export", "json"], home, cwd).stdout)


def comes_to(wanted, home, cwd):
    """Approve the file; `wanted` is what its line ends with and then nothing of it is applied, or what it sets, or a number of entries."""
    allowed = within_bounds(["allow"], home, cwd)
    found = plan_of(home, cwd)
    if isinstance(wanted, str):
        (line,) = allowed.stderr.splitlines()
        assert line.startswith(f"autovenv: {cwd}/")
        assert line.endswith(wanted), line[-300:]
        assert (found["state"], found["set"], found["path"]) == ("failed", {}, [])
        assert found["messages"] == [line], "a prompt says the same"
    elif isinstance(wanted, int):
        assert allowed.returncode == 0
        assert len(found["set"]) + len(found["path"]) == wanted
    else:
        assert allowed.returncode == 0
        assert (found["state"], found["set"], found["path"]) == ("active", wanted, [])
    assert allowed.stderr.count("\n") < 20, "a few lines, whatever they tell of"


def deep(count, opening, closing, middle="x"):
    return opening * count + middle + closing * count


DEEP = "/.envrc:1: it is nested too deeply"
TOO_LONG = "would be longer than 1 MiB"
NO_PROGRAM = "would be longer than 128 KiB: no program could be started with it"
ITSELF = "/shop/.envrc reads itself"
# Text, what comes of it, and whether it is long: of each kind one is always tried.
ENVRC = {
    "doubling": ("export A=xx\n" + 'A="$A$A"\n' * 60, f"/.envrc:21: A {TOO_LONG}"),
    "appending": ("export A=xx\n" + "A+=$A\n" * 60, f"/.envrc:21: A {TOO_LONG}", long),
    "doubling by names": (
        "export A0=xxxxxxxx\n" + "".join(f'export A{n + 1}="$A{n}$A{n}$A{n}$A{n}"\n' for n in range(40)),
        f"/.envrc:10: A9 {TOO_LONG}",
    ),
    "defaults": ("export A=" + deep(3000, "${A:-", "}") + "\n", DEEP),
    "quoted defaults": ('export A="' + deep(3000, "${A:-", "}") + '"\n', DEEP, long),
    "substitutions": ("export A=" + deep(3000, "$(echo ", ")") + "\n", DEEP, long),
    "quoted substitutions": ("export A=" + deep(1000, '"$(echo ', ')"') + "\n", DEEP, long),
    "conditions": ("if true; then\n" * 3000 + "export A=1\n" + "fi\n" * 3000, DEEP),
    "groups": (deep(3000, "{ ", "; }", "true") + "\n", DEEP, long),
    "brackets, for bash": ("[[ " + deep(3000, "( ", " )", "-n x") + " ]]\nexport A=1\n", {"A": "1"}, long),
    "negation": ("! " * 100000 + "true\n", DEEP, long),
    "itself": ("source_env .envrc\n", ITSELF, long),
    "itself, plainly": ("source ./.envrc\n", ITSELF, long),
    "each other": ("source_env other\n", ITSELF),
    "upwards and back": ("source_env ./other\n", ITSELF, long),
    "many messages": ("log_status " + "x" * 500000 + "\n", {}),
    "many entries": ("PATH_add a\n" * 20000, f"PATH {NO_PROGRAM}", long),
    "a long PATH": ("export PATH=" + "a:" * 65000 + "$PATH\n", 65000),
    "a PATH of what is there": ("export PATH=" + "/bin:" * 26000 + "$PATH\n", 26000, long),
    "many names": ("".join(f"export A{n}=1\n" for n in range(20000)), 20000, long),
    "many watched": ("".join(f"watch_file f{n}\n" for n in range(20000)), {}, long),
    "many arguments": ("export " + " ".join(f"A{n}=1" for n in range(20000)) + "\n", 20000, long),
    "everything watched": ("watch_dir /\n", {}),
    "a long word": ("export A=" + "a" * 1000000 + "\n", f"A {NO_PROGRAM}"),
    "quotes": ("export A=" + "''" * 200000 + "\n", {"A": ""}, long),
    "backslashes": ("export A=1" + "\\\n" * 500000 + "\n", {"A": "1"}, long),
    "dotted": ("a.a." * 250000 + "\n", {}),
    "blanks": ("export A=1" + " " * 1000000 + "\n", {"A": "1"}, long),
    "letters": ("export " + "a" * 1000000 + "\n", {}, long),
    "comments": ("#\n" * 200000, {}, long),
}


def parameters(cases):
    return [pytest.param(text, wanted, id=name, marks=marks) for name, (text, wanted, *marks) in cases.items()]


@pytest.mark.parametrize(("text", "wanted"), parameters(ENVRC))
def test_envrc(home, text, wanted):
    write(f"{home}/shop/.envrc", text)
    write(f"{home}/shop/other", "source_env .envrc\n")
    comes_to(wanted, home, f"{home}/shop")


def test_many_changes_among_lines_that_repeat(home):
    """What is shown is the difference, and difflib takes time by the cube of such lines."""
    lines = [f"#{n % 150}" for n in range(40000)]
    write(f"{home}/shop/.envrc", "\n".join(lines))
    within_bounds(["allow"], home, f"{home}/shop")
    lines[::1000] = ["#new"] * 40
    write(f"{home}/shop/.envrc", "\n".join(lines))
    assert "+#new" in within_bounds(["allow"], home, f"{home}/shop").stdout


REFERRED = "the variables that this file refers to come to more than 1 MiB"
DOTENV = {
    "doubling": ("A=xxxxxxxx\n" + "A=$A$A\n" * 60, f"/.env:18: {REFERRED}"),
    "by names": ("A0=xxxxxxxx\n" + "".join(f"A{n + 1}=$A{n}$A{n}$A{n}$A{n}\n" for n in range(40)), f"/.env:10: {REFERRED}", long),
    "defaults": ("A=" + deep(20000, "${A:-", "}") + "\n", "/.env:1: more than 32 defaults within each other"),
    "quotes": ("A='" + "\\'" * 500000, "/.env:1: the ' of this value is never closed"),
    "backslashes": ('A="' + "\\" * 1000000, '/.env:1: the " of this value is never closed', long),
    "many": ("".join(f"A{n}=1\n" for n in range(30000)), 30000, long),
    "hashes": ("A=" + "#" * 1000000 + "\n", f"A {NO_PROGRAM}", long),
    "blanks": ("A" + " " * 1000000 + "\n", {}, long),
    "warnings": ("!\n" * 100000, {}),
}


@pytest.mark.parametrize(("text", "wanted"), parameters(DOTENV))
def test_dotenv(home, text, wanted):
    write(f"{home}/shop/.envrc", "dotenv\n")
    write(f"{home}/shop/.env", text)
    comes_to(wanted, home, f"{home}/shop")


TOO_DEEP = ": nested too deeply for TOML: simplify it"
DIGITS = "use sys.set_int_max_str_digits() to increase the limit"
DECLARED = {
    "nested": ("inherit = " + "[" * 100000 + "\n", TOO_DEEP),
    "tables": ("inherit = " + "{a=" * 100000 + "\n", TOO_DEEP, long),
    "dotted": ("inherit" + ".a" * 300000 + " = 1\n", TOO_DEEP),
    "many dotted": ("inherit = true\n" + "".join(f"{'a.' * 200}k{n} = 1\n" for n in range(2000)), TOO_DEEP, long),
    "below a long header": (f"#inherit\n[{'a.' * 3000}a]\n" + "".join(f"k{n} = 1\n" for n in range(80000)), TOO_DEEP, long),
    "headers": ("inherit = true\n" + "".join(f"[{'a.' * 200}k{n}]\n" for n in range(2000)), TOO_DEEP, long),
    "doubling": ('[env]\nA0 = "xxxxxxxx"\n' + "".join(f'A{n + 1} = "$A{n}$A{n}$A{n}$A{n}"\n' for n in range(40)), f":11: {REFERRED}"),
    "keys": ("[env]\n" + "".join(f'A{n} = ""\n' for n in range(20000)), 20000, long),
    "number": ("inherit = " + "9" * 1000000 + "\n", DIGITS, long),
    "brackets": ("inherit = true\n" + "[" * 1000000, ":2: broken TOML: Invalid initial character for a key part", long),
    "underscores": ("inherit = 1" + "_1" * 500000 + "\n", DIGITS, long),
}


@pytest.mark.parametrize(("text", "wanted"), parameters(DECLARED))
def test_declared_and_not_even_approved(home, text, wanted):
    write(f"{home}/shop/autovenv.toml", text[: 1 << 20])
    before = plan_of(home, f"{home}/shop")
    assert (before["state"], before["set"]) == ("blocked", {})
    comes_to(wanted, home, f"{home}/shop")


@long
@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, (text, *_) in DECLARED.items()])
def test_declared_in_a_table_of_pyproject_toml(home, text):
    head = "" if text.startswith("[env]") else "[tool.autovenv]\n"
    write(f"{home}/shop/pyproject.toml", (head + text.replace("[env]", "[tool.autovenv.env]"))[: 1 << 20])
    within_bounds(["export", "json"], home, f"{home}/shop")
    within_bounds(["allow"], home, f"{home}/shop")
    within_bounds(["export", "json"], home, f"{home}/shop")


# --- What grows ---------------------------------------------------------------


def work(home, name, text):
    """Seconds of a processor, without those that waiting takes, in which the helper comes to its plan."""
    directory = f"{home}/{name}"
    write(f"{directory}/.envrc", text)
    write(f"{home}/.config/autovenv/config.toml", 'trusted_paths = ["~"]\n')

    def once():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = plan_of(home, directory)
        assert found["state"] == "active"
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return min(once(), once())


GROWING = {
    "names": lambda count: "".join(f"export A{n}=1\n" for n in range(count)),
    "watched": lambda count: "".join(f"watch_file f{n}\n" for n in range(count)),
    "lines": lambda count: "#\n" * count * 10,
}


@pytest.mark.parametrize("name", GROWING)
def test_four_times_as_much_is_four_times_the_work(home, name):
    few, many = (work(home, f"{name}{count}", GROWING[name](count)) for count in (4_000, 16_000))
    assert many < 8 * few, f"{few:.2f} s of a processor became {many:.2f}"


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
