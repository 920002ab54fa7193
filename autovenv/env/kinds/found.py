"""The environment that a layout asks for, as far as it is known before one is created."""

from __future__ import annotations

from autovenv.base.value import value
from autovenv.plan.inputs import Input


@value
class Found:
    """Where the environment is, or is to be."""

    path: str = ""  # absolute; "" if it can't be told before the tool has made it
    exists: bool = False  # something is there; whether it is whole, env/environment.py judges
    make: bool = False  # autovenv makes it there, with its own backends, when it is missing
    tool: tuple[str, ...] = ()  # the command that a user would type to make it, where autovenv doesn't
    why: str = ""  # one line: how the place was found
    inputs: tuple[Input, ...] = ()
    needs: tuple[tuple[str, str | None], ...] = ()  # variables that took part, with their values (None: it was not set)
    led: bool = False  # a file of the project's says where it is
    error: str = ""  # one line without its place: why there is no answer
    pattern: str = ""  # where it is to be made, "{version}" for the X.Y of its interpreter, while path is not known
    own_place: str = ""  # the tool's own directory of environments, as its user or its default says; "" where the project has a say in it
    levels: int = 1  # how many names below own_place the environment is
    default: bool = False  # it is the `.venv` beside the project's file, in whose place the user's setting puts another one
    workspace: str = ""  # the root of the workspace that shares it, where the project is a member
