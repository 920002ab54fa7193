"""log_status, log_error, echo, and commands that only print: lines for the user's terminal."""

from __future__ import annotations

from autovenv.config.envrc.forms import lookup
from autovenv.config.result import BashNeededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Place, Scope

_ESCAPES = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}


def log(scope: Scope, arguments: tuple[str, ...], _place: Place) -> int:
    """log_status m…, log_error m…: a line. An empty DIRENV_LOG_FORMAT silences it, as in direnv."""
    if scope.get("DIRENV_LOG_FORMAT") != "":
        scope.say(" ".join(arguments))
    return 0


def echo(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """Echo with -n, -e, -E as bash takes them. What it prints goes to the terminal, never into the environment."""
    escapes = False
    while arguments and len(arguments[0]) > 1 and arguments[0][0] == "-" and set(arguments[0][1:]) <= set("neE"):
        for letter in arguments[0][1:]:
            escapes = escapes if letter == "n" else letter == "e"
        arguments = arguments[1:]
    text = " ".join(arguments)
    for line in (_unescaped(text, place) if escapes else text).split("\n"):
        scope.say(line)
    return 0


def print_layout_dir(scope: Scope, _arguments: tuple[str, ...], _place: Place) -> int:
    """direnv_layout_dir, not in a substitution."""
    scope.say(lookup.layout_dir(scope))
    return 0


def print_expanded(scope: Scope, arguments: tuple[str, ...], _place: Place) -> int:
    """expand_path p [start], not in a substitution."""
    scope.say(lookup.expand_path(scope, *(arguments or ("",))[:2]))
    return 0


def print_found(scope: Scope, arguments: tuple[str, ...], _place: Place) -> int:
    """find_up name, not in a substitution: 1 where there is none."""
    found = lookup.find_up(scope, arguments[0]) if arguments else ""
    if found:
        scope.say(found)
    return 0 if found else 1


def _unescaped(text: str, place: Place) -> str:
    head, *rest = text.split("\\")
    made = [head]
    after_backslash = False
    for part in rest:
        if after_backslash:
            made.append(part)
            after_backslash = False
        elif not part:
            made.append("\\")
            after_backslash = True
        elif part[0] in _ESCAPES:
            made.append(_ESCAPES[part[0]] + part[1:])
        elif part[0] in "c0xuU":
            raise BashNeededError(str(place), f"echo -e with \\{part[0]} needs bash")
        else:
            made.append("\\" + part)
    return "".join(made)
