"""Arguments and options of commands that do without typer, declared once for both who read them: typer and cli/plain.py."""

from __future__ import annotations

from autovenv.base.value import value


@value
class Parameter:
    """An option; an argument, if it has no names."""

    help: str
    names: tuple[str, ...] = ()
    metavar: str = ""


DIRECTORY = Parameter("The directory; the current one without.")
AS_JSON = Parameter("For programs.", ("--json",))
