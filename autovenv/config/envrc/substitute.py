"""`$(…)`: the few commands that are computed without a process."""

from __future__ import annotations

from autovenv.config.envrc.forms import lookup
from autovenv.config.envrc.forms.activation import located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.syntax import Substitution
    from autovenv.config.envrc.words import Expander

_COMMANDS = ("pwd", "direnv_layout_dir", "expand_path", "poetry")


def substitute(expander: Expander, part: Substitution) -> tuple[str, int]:
    """Return what a command prints, without newlines at its end, and its exit status. Raises BashNeededError for any other command."""
    scope, place = expander.scope, expander.place(part.line)
    name = part.words[0].literal() if part.words else ""
    if name not in _COMMANDS:
        raise place.needs_bash(f"`{name}` in $(…)" if name else "this kind of $(…)")
    arguments = expander.arguments(part.words[1:])
    if name == "pwd" and not arguments:
        text = scope.directory
    elif name == "direnv_layout_dir" and not arguments:
        text = lookup.layout_dir(scope)
    elif name == "expand_path" and 1 <= len(arguments) <= 2:
        text = lookup.expand_path(scope, *arguments)
    elif name == "poetry" and arguments in (["env", "info", "--path"], ["env", "info", "-p"]):
        text = located(scope, name, place)
        return text, int(not text)
    else:
        raise place.needs_bash(f"this kind of `{name}`")
    return text.rstrip("\n"), 0
