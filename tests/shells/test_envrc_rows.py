"""Lines of envrc.md and dotenv.md in each real shell: what a child process sees inside, and afterwards what it saw before.

A shell is handed a plan, not a file: one row for each kind of effect shows what it does with it. What each other row comes to is compared in
tests/envrc, by both evaluators; --long plays all of them here, too.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass

import pytest

from autovenv.plan.variables import changed_path
from tests.envrc.row import GONE, Place
from tests.envrc.rows import ROWS

# The shell's own, and what its hook keeps.
_OWN = frozenset({"PWD", "OLDPWD", "SHLVL", "_", "COLUMNS", "LINES"})
_INSTALLERS = ("poetry", "pipenv")  # uv comes with autovenv
_OF_EACH_KIND = {
    ("Two evaluators", "a function"),
    ("Two evaluators", "what is said goes to the terminal"),
    ("A file is read as a whole before anything of it is applied", "an error in a file that is sourced"),
    ("export, assignment, unset", "several on a line"),
    ("export, assignment, unset", "an empty value is not an unset one"),
    ("export, assignment, unset", "the value that it has already"),
    ("Values survive byte for byte", "newlines"),
    ("Values survive byte for byte", "a backspace and other control characters"),
    ("Values survive byte for byte", "signs of all shells"),
    ("Values survive byte for byte", "bytes that are no UTF-8"),
    ("Values survive byte for byte", "a long value"),
    ("Values survive byte for byte", "lists whose empty entries count"),
    ("A project directory called $test, or with a space", "a directory with quotes"),
    ("A project directory called $test, or with a space", "a directory with a newline"),
    ("PATH", "both ends"),
    ("PATH", "PATH as a whole"),
    ("PATH", "PATH_rm of one"),
    ("layout", "layout python and entries of PATH around it"),
    ("layout", "PYTHONHOME is nothing for an environment"),
    ("layout", "layout conda NAME"),
    ("uv sync, pip install -r F, … as whole lines", "uv sync"),
    (".env: keys", "a.b is skipped with a warning"),
}
_SEEN: dict[str, dict[int, Visit]] = {}  # by shell: one goes through all rows, and its tests are told by row


@dataclass(frozen=True)
class Visit:
    """What a shell came to in a row's project."""

    place: Place
    before: dict[str, str]
    inside: dict[str, str]
    after: dict[str, str]
    printed: str

    def wanted(self):
        """The environment inside, as the row has it."""
        row, place = self.place.row, self.place
        changes = {name: place.filled(text) for name, text in row.set.items()}
        environment = place.filled(row.environment)
        if environment and "CONDA_PREFIX" not in changes:
            changes |= {"VIRTUAL_ENV": environment, "VIRTUAL_ENV_PROMPT": row.project}
        entries = self.before["PATH"].split(":")
        parts = (place.all_filled(part) for part in (row.front, row.back, row.gone))
        changes["PATH"] = row.path or ":".join(changed_path(entries, *parts))
        return {name: text for name, text in {**self.before, **changes}.items() if name not in row.unset}


class Tour:
    """A shell that goes into the rows' projects and out again."""

    def __init__(self, stage, rows):
        self.stage = stage
        self.places = {number: Place(ROWS[number][1], f"{stage.home}/rows/{number}", stage.home) for number in rows}
        tools = f"{os.path.dirname(stage.home)}/tools"
        for name in _INSTALLERS:
            _script(f"{tools}/{name}")
        stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~"]\n')
        self.path = ":".join((tools, *GONE, "/usr/local/bin", "/usr/bin", "/bin"))
        self.terminal = stage.open(extra={"PATH": self.path})

    def visits(self):
        """Go into each project, look around, and go out again."""
        found, leaving = {}, []
        for number, place in self.places.items():
            entering, after = self._lines(place)
            self._run(f"{number}.in", [*leaving, *entering, self._note(f"{number}.before"), f"cd {self.stage.quote(place.path)}"])
            found[number] = place, "\n".join(self.terminal.lines())
            self._run(f"{number}.out", [self._note(f"{number}.inside"), f"cd {self.stage.quote(self.stage.home)}"])
            leaving = [self._note(f"{number}.after"), *after]
        self._run("end", leaving)
        return {
            number: Visit(place, *(self._seen(f"{number}.{when}") for when in ("before", "inside", "after")), printed)
            for number, (place, printed) in found.items()
        }

    def _lines(self, place):
        """What gives the shell the variables that the row wants outside, and what takes them away again."""
        say, quote = self.stage.dialect, self.stage.quote
        given = {name: place.filled(text) for name, text in place.row.outside.items()}
        if "PATH" in given:
            given["PATH"] = f"{os.path.dirname(self.stage.home)}/tools:{given['PATH']}"
        return [say.assign.format(name=name, value=quote(text)) for name, text in given.items()], [
            say.assign.format(name=name, value=quote(self.path)) if name == "PATH" else say.unassign.format(name=name) for name in given
        ]

    def _run(self, name, lines):
        """Have the shell read lines of its own language: what they hold need not pass through a terminal."""
        path = f"{self.stage.home}/{name}" + (".ps1" if self.stage.dialect.name == "pwsh" else "")
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.writelines(f"{line}\n" for line in lines)
        self.terminal.wipe()
        self.terminal.type(f". {self.stage.quote(path)}")

    def _note(self, name):
        return f"env -0 > {self.stage.quote(f'{self.stage.home}/{name}')}"

    def _seen(self, name):
        """The environment that a child process wrote down, but for the shell's own variables."""
        with open(f"{self.stage.home}/{name}", "rb") as file:
            pairs = (os.fsdecode(entry).partition("=") for entry in file.read().split(b"\0") if entry)
        return {key: text for key, _, text in pairs if key not in _OWN and not key.startswith(("AUTOVENV_", "__autovenv"))}


def _script(path):
    with open(path, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\n")
    os.chmod(path, 0o755)


@pytest.fixture
def visit(request, number, dialect, stage):
    """What the shell came to in the row's project: it has gone through all rows that are asked for when the first one is."""
    row = ROWS[number][1]
    reason = row.not_in.get("*") or row.not_in.get(dialect.name)
    if reason:
        pytest.skip(reason)
    for program in row.needs:
        if not shutil.which(program):
            pytest.skip(f"needs {program}")
    if dialect.name not in _SEEN:
        asked = [item.callspec.params for item in request.session.items if item.originalname == request.node.originalname]
        numbers = sorted(one["number"] for one in asked if one["dialect"] == dialect.name)
        _SEEN[dialect.name] = Tour(stage, numbers).visits()
    return _SEEN[dialect.name][number]


def row_of(number):
    """A parameter: the row of that number, always played or with --long alone."""
    line, row = ROWS[number]
    marks = () if (line, row.name) in _OF_EACH_KIND else pytest.mark.long
    return pytest.param(number, id=f"{line}: {row.name}", marks=marks)


def test_the_rows_that_are_always_played_are_there_and_show_each_effect():
    always = [row for line, row in ROWS if (line, row.name) in _OF_EACH_KIND]
    assert len(always) == len(_OF_EACH_KIND)
    effects = ("outside", "set", "unset", "front", "back", "gone", "path", "environment", "installs", "says", "error", "bash", "not_in")
    assert [effect for effect in effects if not any(getattr(row, effect) for row in always)] == []


@pytest.mark.parametrize("number", [row_of(number) for number in range(len(ROWS))])
def test_a_child_process_sees_what_the_line_says_and_nothing_of_it_afterwards(visit):
    row = visit.place.row
    assert changes(visit.before, visit.inside) == changes(visit.before, visit.wanted())
    assert changes(visit.before, visit.after) == {}
    assert not [line for line in visit.place.all_filled(row.says) if line not in visit.printed], visit.printed
    if row.error:
        assert f"{visit.place.path}/{row.error}: " in visit.printed
    for line in row.installs:
        assert f"{line}: done in " in visit.printed


def changes(before, after):
    """What differs, as a person would tell it."""
    names = {name for name in (*before, *after) if before.get(name) != after.get(name)}
    return {name: after.get(name, "(unset)") for name in sorted(names)}
