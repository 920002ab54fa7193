"""log_status, log_error, echo: lines for the user's terminal."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Place, Scope


def log(scope: Scope, arguments: tuple[str, ...], _place: Place) -> int:
    """log_status m…, log_error m…: a line. An empty DIRENV_LOG_FORMAT silences it, as in direnv."""
    if scope.get("DIRENV_LOG_FORMAT") != "":
        scope.say(" ".join(arguments))
    return 0


def echo(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Echo with -n and -E as bash takes them. What it prints goes to the terminal, never into the environment."""
    while arguments and len(arguments[0]) > 1 and arguments[0][0] == "-" and set(arguments[0][1:]) <= set("neE"):
        if "e" in arguments[0]:
            raise place.needs_bash(f"`echo {arguments[0]}`")
        arguments = arguments[1:]
    for line in " ".join(arguments).split("\n"):
        scope.say(line)
    return 0
