"""The keys of `[tool.autovenv]` and what each of them takes. autovenv.schema.json beside this module says the same."""

from __future__ import annotations

from autovenv.base.escape import quoted
from autovenv.base.parents import place_below
from autovenv.base.settings import ROWS
from autovenv.base.variables import is_exported, is_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class RefusedError(Exception):
    """An entry that is refused; the message says why. `name` is the variable of `env` that it is about, or ""."""

    def __init__(self, message: str, name: str = "") -> None:
        """`message` goes behind file and line."""
        super().__init__(message)
        self.name = name


def checked(key: str, entry: object) -> object:
    """Return an entry of the table as Declared has it. Raises RefusedError."""
    check = _CHECKS.get(key)
    if check is not None:
        return check(key, entry)
    if key in ROWS:
        raise RefusedError(f"{key} is the user's to set, in config.toml: a project can't")
    import difflib

    near = difflib.get_close_matches(key, _CHECKS, 1)
    advice = f"did you mean {near[0]}?" if near else f"known are {', '.join(_CHECKS)}"
    raise RefusedError(f"no key is called {quoted(key)}; {advice}")


def _text(key: str, entry: object) -> str:
    if not isinstance(entry, str):
        raise RefusedError(f"{key} must be a string")
    if not entry.strip() or "\0" in entry:
        raise RefusedError(f"{key} {'holds a NUL character' if entry.strip() else 'is empty'}")
    return entry


def _texts(key: str, entry: object) -> tuple[str, ...]:
    if not isinstance(entry, list) or not all(isinstance(one, str) for one in entry):
        raise RefusedError(f"{key} must be a list of strings")
    return tuple(_text(key, one) for one in entry)


def _files(key: str, entry: object) -> tuple[str, ...]:
    if isinstance(entry, bool):
        return (".env",) if entry else ()
    if not isinstance(entry, str | list):
        raise RefusedError(f"{key} must be true, a string or a list of strings")
    return _texts(key, [entry] if isinstance(entry, str) else entry)


def _names(key: str, entry: object) -> tuple[str, ...]:
    for name in _texts(key, entry):
        if not is_name(name):
            raise RefusedError(f"{key}: {quoted(name)} is not a valid variable name")
        if key == "unset" and not is_exported(name):
            raise RefusedError(f"{key}: {name} is the shell's own: it can't be unset here")
    return _texts(key, entry)


def _variables(key: str, entry: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(entry, dict):
        raise RefusedError(f"{key} takes a table of variables and texts")
    for name, text in entry.items():
        if not is_name(name):
            raise RefusedError(f"{key}: {quoted(name)} is not a valid variable name", name)
        if name == "VIRTUAL_ENV":
            raise RefusedError(f"{key}.{name}: the environment is chosen with layout and venv_path", name)
        if name != "PATH" and not is_exported(name):
            raise RefusedError(f"{key}.{name} is the shell's own: it can't be set here", name)
        if not isinstance(text, str):
            number = isinstance(text, int | float) and not isinstance(text, bool)
            raise RefusedError(f"{key}.{name} must be a string" + (f': "{text}"' if number else ""), name)
        if "\0" in text:
            raise RefusedError(f"{key}.{name} holds a NUL character", name)
    return tuple(entry.items())


def _flag(key: str, entry: object) -> bool:
    if not isinstance(entry, bool):
        raise RefusedError(f"{key} must be true or false")
    return entry


def _command(key: str, entry: object) -> bool | tuple[str, ...]:
    if isinstance(entry, bool):
        return entry
    if not isinstance(entry, str):
        raise RefusedError(f"{key} must be true, false or a command line")
    if len(entry) > _LONGEST_COMMAND:  # shlex takes 20 seconds for a word of a megabyte, before anybody approved it
        raise RefusedError(f"{key} is longer than {_LONGEST_COMMAND >> 10} KiB: put it into a script")
    import shlex

    try:
        words = tuple(shlex.split(_text(key, entry)))
    except ValueError:
        raise RefusedError(f"{key}: a quotation is not closed") from None
    if not words[0]:
        raise RefusedError(f"{key} names no program")
    operator = next((word for word in words if word in _OPERATORS), "")
    if operator:
        raise RefusedError(f"{key} is run without a shell, which {operator} is for: put it into a script, or a target of make")
    return words


def _below(key: str, entry: object) -> str:
    place = place_below(_text(key, entry))
    if not place:
        raise RefusedError(f"{key} is a path below the project")
    return place


_LONGEST_COMMAND = 4 << 10  # characters
_OPERATORS = ("&&", "||", "|", ";", "&")

_CHECKS: dict[str, Callable[[str, object], object]] = {
    "env": _variables,
    "path": _texts,
    "dotenv": _files,
    "dotenv_if_exists": _files,
    "layout": _text,
    "watch": _texts,
    "required": _names,
    "unset": _names,
    "inherit": _flag,
    "venv_path": _below,
    "sync": _command,
}
