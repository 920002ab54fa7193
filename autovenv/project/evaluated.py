"""The result of evaluating a project's configuration (.envrc, .env, autovenv.toml), the same for each evaluator."""

from __future__ import annotations

from autovenv.base.errors import FAILED, AutovenvError
from autovenv.base.value import value
from autovenv.plan.plan import Input, Reason


@value
class Layout:
    """The environment that a configuration asks for."""

    # "python", "virtualenv", "path" (named by its path), "uv", "pyenv", "poetry", "pipenv", "pdm", "hatch", "conda", "pixi",
    # "virtualenvwrapper"
    kind: str
    where: str = ""  # file:line
    version: str = ""  # the Python that is asked for as it was written: "3.11", "python3.11", "/usr/bin/python3.11"; "" for any
    program: str = ""  # where there is no version: the program on PATH that the line names, "python" or "python3"
    name: str = ""  # of an environment that has one (conda, virtualenvwrapper)
    path: str = ""  # absolute; where the environment is, or is to be made
    create: bool = True  # it is made where it is missing
    led: bool = False  # a file of the project's says where it is, which is not one of those that are approved
    install: tuple[tuple[str, ...], ...] = ()  # whole lines that install into it: ("uv", "sync"), ("pip", "install", "-r", "dev.txt")


@value
class Missing:
    """An environment that a file asks for, which is not there and which autovenv does not make."""

    line: str  # file:line, what is missing, and what makes it
    path: str = ""  # absolute; "" for the environment of a layout, which nothing else takes the place of


@value
class Source:
    """A file that took part, as it was read."""

    path: str  # absolute, as it was named; links not followed
    real: str  # links followed
    digest: str  # sha256 of the content, in hex
    kind: str  # "envrc", "source", "dotenv", "toml", "require" (only its content counts: require_allowed)


@value
class Evaluated:
    """Data: what to change in an environment, and what that was computed from. An evaluation that failed raises instead."""

    evaluator: str = "declarative"  # or "bash", "toml"
    set: tuple[tuple[str, str], ...] = ()  # variables that get another value than they have outside, sorted by name; never PATH
    unset: tuple[str, ...] = ()  # variables that are there outside and shall not be, sorted
    front: tuple[str, ...] = ()  # directories for the front of PATH, first one first
    back: tuple[str, ...] = ()  # directories for the end of PATH
    gone: tuple[str, ...] = ()  # entries that PATH has outside and shall not have
    venv_path: str = ""  # where the project keeps its environment (autovenv.toml), relative to its root
    layout: Layout | None = None  # its VIRTUAL_ENV is not in `set`, its bin directory not in `front`
    ahead: int = 0  # how many entries of `front` come before that bin directory
    missing: Missing | None = None  # where there is no layout: the environment that the file asked for
    muted: bool = False  # the file throws away what is said about the missing one
    sources: tuple[Source, ...] = ()
    inputs: tuple[Input, ...] = ()  # beside the sources' own: files that are watched, files whose absence mattered
    needs: tuple[tuple[str, str | None], ...] = ()  # variables from outside that took part, with their values (None: it was not set)
    messages: tuple[str, ...] = ()  # lines for the user's terminal, in order (log_status, echo, warnings); not escaped
    reasons: tuple[Reason, ...] = ()


class EvaluationError(AutovenvError):
    """A configuration that can't be evaluated: nothing of it is applied. The message begins with file:line."""

    def __init__(self, where: str, message: str, code: int = FAILED) -> None:
        """`where` is file:line."""
        super().__init__(f"{where}: {message}", code)
        self.where = where


class AbsentError(EvaluationError):
    """An environment that a line asks for is not there, and not for autovenv to make: the line fails, and the file goes on."""


class BashNeededError(EvaluationError):
    """The declarative evaluator does not know a form: bash shall read the whole file. The message says which form, on which line."""


class WithheldError(EvaluationError):
    """A file that takes part is not approved. Nothing of it was looked at but its content's hash."""

    def __init__(self, where: str, source: Source) -> None:
        """`where` is the line that wants the file, or "" for the first one."""
        super().__init__(where or source.path, f"{source.path} is not approved: `autovenv allow`")
        self.source = source
