"""What a program that a shell started makes of the shell's undo data: the same as a shell would."""

from __future__ import annotations

import os
import shutil
import subprocess
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenv.base.paths import state_directory
from autovenv.facts.outside import root_of, undo
from autovenv.hook.script import hook
from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.render import fish, posix
from autovenv.plan.store import publish
from tests.patience import PATIENCE

pytestmark = pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
HEAD = "1\x1f/p\x1fabc123\x1e"
ENTRY = "P\x1f/p/bin\x1e"
BEFORE = {
    "HOME": "/h",
    "PATH": "/usr/bin:/bin",
    "VALUE_EMPTY": "",
    "VALUE_LINES": "two\nlines\n",
    "VALUE_QUOTES": "'\"\\$(x)`!%*~",
    "VALUE_BYTES": "\udcff♞",
    "VALUE_KEPT": "the user's",
}
NEW = (
    *(("VALUE_EMPTY", "new"), ("VALUE_LINES", "new"), ("VALUE_QUOTES", "new"), ("VALUE_BYTES", "new"), ("VALUE_FRESH", "new")),
    ("VIRTUAL_ENV", "/p/.venv"),
)


def inside(*records, **more):
    return {"HOME": "/h", "PATH": "/p/bin:/usr/bin", "AUTOVENV_UNDO": HEAD + ENTRY + "".join(one + "\x1e" for one in records), **more}


def test_old_values_come_back_and_new_names_go():
    environ = inside("S\x1fVALUE\x1fold\n", "U\x1fVIRTUAL_ENV", "S\x1fEMPTY\x1f", VALUE="new", VIRTUAL_ENV="/p/.venv", EMPTY="x", OTHER="y")
    assert undo(environ) == {"HOME": "/h", "PATH": "/usr/bin", "VALUE": "old\n", "EMPTY": "", "OTHER": "y"}
    assert root_of(environ) == "/p"


def test_entries_behind_and_entries_that_are_gone():
    text = HEAD + ENTRY + "B\x1f/p/tail\x1eR\x1f/a\x1f/b\x1eR\x1f/b\x1f\x1eR\x1f/c\x1f/usr/bin\x1e"
    environ = {"PATH": "/p/bin:/p/tail:/usr/bin:/p/tail:/mine", "AUTOVENV_UNDO": text}
    assert undo(environ)["PATH"] == "/p/tail:/c:/usr/bin:/mine:/a:/b"


def test_a_project_without_entries_is_undone(monkeypatch):
    environ = {"PATH": "/usr/bin", "AUTOVENV_UNDO": HEAD + "S\x1fVALUE\x1fold\x1eU\x1fFRESH\x1e", "VALUE": "x", "FRESH": "x"}
    assert undo(environ) == {"PATH": "/usr/bin", "VALUE": "old"}
    assert undo({"AUTOVENV_UNDO": HEAD}) == {}


def test_what_is_undone_already_stays_as_it_is():
    """An entry that people have twice loses one of the two only once."""
    once = undo(inside("S\x1fA\x1fold", A="new", PATH="/p/bin:/p/bin:/usr/bin"))
    assert undo(once) == once == {"HOME": "/h", "PATH": "/p/bin:/usr/bin", "A": "old"}


def test_without_undo_data_nothing_changes():
    assert undo({"PATH": "/p/bin:/usr/bin"}) == {"PATH": "/p/bin:/usr/bin"}
    assert root_of({}) == ""


def test_only_one_of_two_equal_entries_is_ours():
    environ = inside() | {"PATH": "/p/bin:/usr/bin:/p/bin"}
    assert undo(environ)["PATH"] == "/usr/bin:/p/bin"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "garbage",
        HEAD,
        HEAD + ENTRY[:-1],
        HEAD + ENTRY + "S\x1fVALUE\x1fcut",
        HEAD + ENTRY + "X\x1fVALUE\x1e",
        HEAD + ENTRY + "S\x1fVALUE\x1e",
        HEAD + ENTRY + "U\x1fVALUE\x1fmore\x1e",
        "2" + HEAD[1:] + ENTRY,
        "1\x1frelative\x1fabc\x1e" + ENTRY,
        "1\x1f/p\x1f../../x\x1e" + ENTRY,
        HEAD + "P\x1frelative\x1e",
        HEAD + ENTRY + "B\x1frelative\x1e",
        HEAD + ENTRY + "R\x1frelative\x1f\x1e",
        HEAD + ENTRY + "R\x1f/a\x1e",
        HEAD + ENTRY + "B\x1f/a\x1f/b\x1e",
        *(HEAD + ENTRY + f"S\x1f{name}\x1fx\x1e" for name in ("PATH", "HOME", "IFS", "BASH_ENV", "LD_PRELOAD", "ENV", "1A", "A-B", "")),
        *(HEAD + ENTRY + f"U\x1f{name}\x1e" for name in ("PATH", "HOME", "PROMPT_COMMAND", "AUTOVENV_SESSION", "DYLD_INSERT_LIBRARIES")),
    ],
)
def test_what_is_cut_or_forged_is_ignored_as_a_whole(text):
    environ = {"PATH": "/p/bin:/usr/bin", "HOME": "/h", "VALUE": "kept"}
    assert undo(environ | {"AUTOVENV_UNDO": text}) == environ


@given(st.text(st.sampled_from("PSU1\x1e\x1f/pAb"), max_size=30))
def test_no_data_can_break_it(text):
    after = undo({"PATH": "/p/bin", "HOME": "/h", "AUTOVENV_UNDO": text})
    assert "AUTOVENV_UNDO" not in after
    assert {"PATH", "HOME"} <= after.keys()


# --- Beside the real shells --------------------------------------------------

DUMP = "env -0"
PROMPT = {"bash": "__autovenv_first; __autovenv_last", "zsh": "__autovenv_first; __autovenv_last", "fish": "__autovenv_first"}


def variables(printed):
    """What counts of `env -0`; SHLVL, PWD and the like are the shell's own business."""
    pairs = dict(os.fsdecode(line).split("=", 1) for line in printed.split(b"\0") if b"=" in line)
    return {name: text for name, text in pairs.items() if name.startswith(("VALUE_", "VIRTUAL_ENV", "PYTHONHOME")) or name == "PATH"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_it_does_what_the_shell_itself_does(home, shell):
    program = shutil.which(shell)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{shell} is not on PATH")
        pytest.skip(f"no {shell} on PATH")
    root = f"{home}/proj"
    os.mkdir(root)
    pin = f"{root}/.python-version"
    open(pin, "w").close()
    os.utime(pin, ns=(10**18, 10**18))
    plan = Plan(root, ACTIVE, set=NEW, unset=("PYTHONHOME",), path=(f"{root}/bin",), inputs=(Input("unchanged", pin, 10**18),))
    publish(plan, shell, state_directory(os.environ), time.time_ns())
    quote = (fish if shell == "fish" else posix).quote
    for name in ("hook", "inside", "outside"):
        open(f"{home}/{name}", "wb").close()
    with open(f"{home}/hook", "w", encoding="utf-8") as file:
        file.write(hook(shell, os.environ))
    script = (
        f". {quote(home + '/hook')}\ncd {quote(root)}\n{PROMPT[shell]}\n{DUMP} >{quote(home + '/inside')}\n"
        f"cd ..\n{PROMPT[shell]}\n{DUMP} >{quote(home + '/outside')}\n"
    )
    with open(f"{home}/script", "w", encoding="utf-8") as file:
        file.write(script)
    options = {"bash": ["--noprofile", "--norc", "-i"], "zsh": ["-f", "-i"], "fish": ["-N", "-i"]}[shell]
    environ = BEFORE | {"HOME": home, "TERM": "dumb", "PYTHONHOME": "/x", "LC_ALL": "C.UTF-8"}
    subprocess.run(
        [program, *options, f"{home}/script"],
        env=environ,
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    with open(f"{home}/inside", "rb") as file:
        printed = file.read()
    exported = dict(os.fsdecode(line).split("=", 1) for line in printed.split(b"\0") if b"=" in line)
    assert exported["VIRTUAL_ENV"] == "/p/.venv", "the shell entered"
    assert exported["PATH"] == f"{root}/bin:/usr/bin:/bin"
    assert root_of(exported) == root
    with open(f"{home}/outside", "rb") as file:
        left = variables(file.read())
    undone = undo(exported)
    assert {name: text for name, text in undone.items() if name in left or name in dict(NEW)} == left
    assert left == {name: text for name, text in environ.items() if name.startswith("VALUE_") or name in {"PATH", "PYTHONHOME"}}
