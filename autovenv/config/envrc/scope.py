"""The state of an evaluation: variables, the directory of the file, its requests."""

from __future__ import annotations

import os

from autovenv.base.errors import EvaluationError
from autovenv.base.value import replace, value
from autovenv.config.difference import path_difference
from autovenv.config.gate import Sources
from autovenv.config.result import BashNeededError
from autovenv.env.layout import AbsentError, Layout
from autovenv.env.paths import bin_directory
from autovenv.plan.facts import Missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    # Evaluates the content of a file in the scope, as `source` does: (content, path) -> exit status.
    Runner = Callable[[bytes, str], int]
    # Finds the environment of a layout: where it is, or is to be made. Raises AbsentError where its tool has yet to make it.
    Locator = Callable[[Layout, "Scope"], Layout]


_LONGEST = 1 << 20  # characters of one variable: `A=$A$A` doubles with each line


@value
class Place:
    """A position in a file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    def needs_bash(self, form: str) -> BashNeededError:
        """Return the error for what only bash understands."""
        return BashNeededError(str(self), f"{form} needs bash")


class Scope:
    """The state of one evaluation. Forms (commands) work on it; nothing outside of it changes."""

    def __init__(self, directory: str, outside: Mapping[str, str], sources: Sources, locate: Locator) -> None:
        """`directory` is where the root's file lies (bash's working directory while it runs), `outside` the environment before it."""
        self.directory = directory
        self.outside = outside
        self.sources = sources
        self.locate = locate
        self.variables = {name: text for name, text in outside.items() if name not in {"PWD", "OLDPWD"}}
        self.exported = set(self.variables)
        self.all_exported = False  # set -a
        self.assign("PWD", directory)
        self.exported.add("PWD")
        self.strict = False  # after strict_env: an unset variable is an error, and so is a command that fails
        self.status = 0  # $?
        self.needs: dict[str, str | None] = {}
        self.messages: list[str] = []
        self.layout: Layout | None = None
        self.missing: Missing | None = None  # the first environment that was asked for and is not there
        self.made: dict[str, Layout] = {}  # by path: environments that lines create; one takes effect where it is activated
        self.installs: list[tuple[str, ...]] = []  # lines that install, for whatever environment the file ends with
        self.run: Runner = _nothing_runs  # set by the evaluator

    def get(self, name: str) -> str | None:
        """Return a variable's value, None if it is not set. What comes from outside becomes one of the plan's needs."""
        text = self.variables.get(name)
        if name not in {"PATH", "HOME", "PWD"} and text == self.outside.get(name):
            self.need(name)
        return text

    def need(self, name: str) -> None:
        """Note that the result depends on a variable from outside."""
        self.needs.setdefault(name, self.outside.get(name))
        self.sources.needs.add(name)

    def assign(self, name: str, text: str, place: Place | None = None) -> None:
        """Set a variable; an exported one stays exported, a new one is local to the file unless `set -a` holds.

        `place` is the line that sets it. Raises EvaluationError for a text without bounds.
        """
        if len(text) > _LONGEST:
            raise EvaluationError(str(place or self.directory), f"{name} would be longer than {_LONGEST >> 20} MiB")
        self.variables[name] = text
        if self.all_exported:
            self.exported.add(name)

    def export(self, name: str) -> None:
        """Hand a variable down, as soon as it has a value."""
        if self.variables.get(name) == self.outside.get(name):
            self.need(name)  # the very value that it has outside: in another shell it may have to be set
        self.exported.add(name)

    def unset(self, name: str) -> None:
        """Forget a variable."""
        self.need(name)
        self.variables.pop(name, None)
        self.exported.discard(name)

    def result(self) -> dict[str, str]:
        """Return the environment after the file."""
        return {name: text for name, text in self.variables.items() if name in self.exported}

    def activate(self, layout: Layout) -> int:
        """Make an environment the project's: where it is gets known at once, since later lines may use $VIRTUAL_ENV.

        Return the exit status of the line: 1 where its tool has yet to make the environment.
        """
        try:
            found = self.locate(layout, self)
        except AbsentError as absent:
            return self.lack(absent.message)
        if self.layout is not None and self.layout.path == found.path:
            found = replace(found, install=self.layout.install + found.install)
        self.layout = found
        self.assign("VIRTUAL_ENV", found.path)
        self.export("VIRTUAL_ENV")
        # On PATH for the lines that follow, and before or behind what they add. The planner puts it there.
        entries, entry = self.variables.get("PATH", "").split(os.pathsep), bin_directory(found.path)
        if entry not in path_difference(self.outside.get("PATH", "").split(os.pathsep), entries)[0]:
            self.assign("PATH", os.pathsep.join((entry, *filter(None, entries))))
        return 0

    def lack(self, line: str, path: str = "") -> int:
        """Note an environment that is asked for and not there, as in Missing, and return the exit status of the line that asks."""
        self.say(line)
        self.missing = self.missing or Missing(line, path)
        return 1

    def say(self, line: str) -> None:
        """Note a line for the user's terminal."""
        self.messages.append(line)


def _nothing_runs(_content: bytes, path: str) -> int:
    raise EvaluationError(path, "it can't be evaluated here")
