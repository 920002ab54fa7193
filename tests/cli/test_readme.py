"""README's table of commands: all that it names are there with their options, and all that are there are named."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tests.commands import TOP, run, surroundings, write

TEXT = (Path(TOP) / "README.md").read_text(encoding="utf-8").replace(r"\|", "¦")
# A row's first cell has commands in code, of which a second one goes without the program's name. Its second cell has options in parentheses.
ROWS = [
    ([code.removeprefix("autovenv ") for code in re.findall(r"`(.+?)`", commands)], re.findall(r"\(`(--[\w-]+)`", does))
    for commands, does in re.findall(r"^\| (`autovenv .*?`) \| (.*?) \|$", TEXT, re.MULTILINE)
]


def helped(home, *command):
    done = run([*command, "--help"], home, home, COLUMNS="500")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_table_has_each_command_and_no_other(home):
    there = re.findall(r"^  (\w+)  ", helped(home).partition("Commands:\n")[2], re.MULTILINE)
    told = {code.split()[0] for codes, _ in ROWS for code in codes if not code.startswith("--")}
    assert told == set(there)


def test_each_option_of_the_table_is_there(home):
    told = {}
    for codes, options in ROWS:
        for code in codes:
            command = "" if code.startswith("--") else code.split()[0]
            told.setdefault(command, set()).update(options, re.findall(r"--\w[\w-]*", code))
    assert told["allow"] == {"--once", "--import-direnv"}
    assert {
        command: missing
        for command, options in told.items()
        if options and (missing := options - set(re.findall(r"--\w[\w-]*", helped(home, *command.split()))))
    } == {}


def test_each_form_of_the_table_is_there(home):
    forms = [(code.split()[0], form) for codes, _ in ROWS for code in codes if "¦" in code for form in code.split()[1].split("¦")]
    assert len(forms) == 20
    for name in ("systemctl", "launchctl"):  # what `daemon install` calls: the tests leave the machine's own alone
        os.chmod(write(os.path.join(home, "tools", name), "#!/bin/sh\n"), 0o755)
    extra = {"PATH": os.path.join(home, "tools") + os.pathsep + surroundings(home)["PATH"], "AUTOVENV_DAEMON": "1"}
    try:
        refused = {" ".join(form): done.stderr for form in forms if (done := run(list(form), home, home, **extra)).returncode}
    finally:
        run(["daemon", "stop"], home, home, **extra)
    assert refused == {}
