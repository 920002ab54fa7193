"""What is known about a tool that keeps environments, beside where it keeps them: the row of env/kinds that others read."""

from __future__ import annotations

from autovenv.base.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def as_written(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return an install as it was written: the tool obeys its lock by itself."""
    return words


@value
class Tool:
    """A tool. Its module, `env/kinds/NAME.py`, has it as TOOL, and all that follows from it is found in that folder."""

    name: str  # of the module, of the program, and behind `layout`
    others: tuple[str, ...] = ()  # further words for it behind `layout`
    active: str = ""  # the variable that `layout` sets, as the tool's own shell does
    makes_alone: bool = False  # it takes no environment but those of its own making
    names_python: bool = False  # the project's own file names the Python
    table: str = ""  # of pyproject.toml, which makes a repository a Python project also without [project]: see project/root.py
    project: str = "pyproject.toml"  # the file that says what is installed
    lock: str = ""  # the file that says of which version, which the tool writes
    settings: str = ""  # the file of the project's that says where from
    installs: tuple[str, ...] = ()  # its commands that install into the environment, and do nothing else
    as_locked: Callable[[tuple[str, ...]], tuple[str, ...]] = as_written  # such a command, where there is a lock: it writes no new one
    sync: tuple[str, ...] = ()  # the words that install what the lock says, or the project's own file where the tool has no lock
    installs_first: bool = False  # ... where they do something else: the tool installs first what is missing
    sync_before: tuple[str, ...] = ()  # the same for releases that do not know these words
    creates: tuple[str, ...] = ()  # the words that make its environment and fill it, where `sync` does not
    interpreter: str = ""  # the variable that gives it the interpreter of an environment that it makes
    get: str = ""  # the command that installs the tool
    removal: str = ""  # the command that removes an environment of its making: {path} and {name} are the environment's
    misleading: tuple[str, ...] = ()  # variables by which it would install elsewhere
    dot_venv: bool = False  # it has a rule about a `.venv` beside its project's file: whether that one counts is its own word
    workspace: bool = False  # members of a workspace share one environment, also those that have no mark of the tool's
    if_installed: bool = False  # its mark decides only where it is installed: projects bring one for those who have the tool
    quiet: tuple[tuple[str, str], ...] = ()  # variables by which it asks nobody, and prints for a log

    @property
    def reads(self) -> tuple[str, ...]:
        """The files that decide what it installs, by name: each in the project, or the nearest directory above."""
        return tuple(filter(None, (self.project, self.lock, self.settings)))
