"""`allow` and `sync` as people mostly type them, without typer: it takes longer to import than uv takes to install."""

from __future__ import annotations

from importlib import import_module

from autovenv.base.errors import DONE, INTERRUPTED, AutovenvError, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from autovenv.cli.parameters import Parameter

COMMANDS = ("allow", "sync")  # each a function of its module, with its PARAMETERS


def run(arguments: Sequence[str]) -> int | None:
    """Run the command and return its exit code; None where there is more on the line than a directory and switches."""
    if arguments[:1] == [] or arguments[0] not in COMMANDS:
        return None
    module = import_module(f"autovenv.cli.{arguments[0]}")
    given = read(arguments[1:], module.PARAMETERS[arguments[0]])
    if given is None:
        return None
    try:
        getattr(module, arguments[0])(**given)
    except AutovenvError as problem:
        say(problem.message)
        return problem.code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    return DONE


def read(words: Sequence[str], parameters: Mapping[str, Parameter]) -> dict[str, str | bool] | None:
    """Return what the words give each parameter; None where typer has to read them: an option with a value, help, a mistake."""
    given: dict[str, str | bool] = {}
    for word in words:
        if word.startswith("-"):
            name = next((name for name, one in parameters.items() if word in one.names and not one.metavar), "")
            if not name:
                return None
            given[name] = True
        elif "directory" in given:
            return None
        else:
            given["directory"] = word
    return given
