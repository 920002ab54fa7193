"""The environment that a configuration asks for, as `layout` of an .envrc names it."""

from __future__ import annotations

from autovenv.base.errors import EvaluationError
from autovenv.base.value import value


@value
class Layout:
    """The environment that a configuration asks for."""

    kind: str  # a word that env/kinds has a tool for; "path" is one that is named by its path
    where: str = ""  # file:line
    version: str = ""  # the Python that is asked for as it was written: "3.11", "python3.11", "/usr/bin/python3.11"; "" for any
    program: str = ""  # where there is no version: the program on PATH that the line names, "python" or "python3"
    name: str = ""  # of an environment that has one (conda, virtualenvwrapper)
    path: str = ""  # absolute; where the environment is, or is to be made
    create: bool = True  # it is made where it is missing
    led: bool = False  # a file of the project's says where it is, which is not one of those that are approved
    install: tuple[tuple[str, ...], ...] = ()  # whole lines that install into it: ("uv", "sync"), ("pip", "install", "-r", "dev.txt")


class AbsentError(EvaluationError):
    """An environment that a line asks for is not there, and not for autovenv to make: the line fails, and the file goes on."""
