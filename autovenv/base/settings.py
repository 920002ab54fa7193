"""The user's configuration: config.toml in the user's configuration directory."""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.files import read_small
from autovenv.base.parents import place_below
from autovenv.base.paths import config_directory
from autovenv.base.value import replace, value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    T = TypeVar("T")

_LIMIT = 1 << 20  # bytes
BACKENDS = ("uv", "virtualenv", "venv")
DOWNLOADS = ("never", "ask", "always")
OWN_PLACE = "AUTOVENV_VENV_PATH"
DAEMON = "AUTOVENV_DAEMON"
_NO = ("0", "false", "no", "off")


def _below(entry: str, what: str) -> str:
    """Return a path below the project: never the project itself, nor what is above it. Raises AutovenvError, naming `what`."""
    place = place_below(entry)
    if not place:
        raise AutovenvError(f"{what} is a path below the project")
    return place


def _backend(entry: str, what: str) -> str:
    if entry not in BACKENDS:
        raise AutovenvError(f"{what} is one of {', '.join(BACKENDS)}")
    return entry


def _creates(entry: bool | str, what: str) -> bool | str:
    if not isinstance(entry, bool) and entry != "all":
        raise AutovenvError(f'{what} must be true, false or "all"')
    return entry


def _downloads(entry: str, what: str) -> str:
    if entry not in DOWNLOADS:
        raise AutovenvError(f"{what} is one of {', '.join(DOWNLOADS)}")
    return entry


def _expanded(entry: tuple[str, ...], _what: str) -> tuple[str, ...]:
    return tuple(os.path.expanduser(one) for one in entry)


ROWS: dict[str, Row] = {}
"""The settings of config.toml, by name, in the order of Settings."""


class Row:
    """One setting: what README says of it, its default, and the check of a value that has the default's type."""

    def __init__(self, default: Any, sentence: str, check: Callable[[Any, str], Any] | None, example: Any) -> None:
        """`check` gets a value and where it stands, and returns what is kept. Raises AutovenvError. `example` stands in README."""
        self.default = default
        self.sentence = sentence
        self.check = check
        self.example = example

    def __set_name__(self, owner: type, name: str) -> None:
        """Be the row of that name, and leave the default in the class, where `value` looks for it."""
        ROWS[name] = self
        setattr(owner, name, self.default)


def _row(default: T, sentence: str, check: Callable[[Any, str], Any] | None = None, example: T | None = None) -> T:
    row: Any = Row(default, sentence, check, default if example is None else example)
    given: T = row  # until the class is made
    return given


@value
class Settings:
    """The user's configuration, or its defaults. A setting is a row here; README has it with its sentence."""

    path: str  # of config.toml, which need not exist
    mtime_ns: int = -1  # of config.toml; -1: there is none
    trusted_paths: tuple[str, ...] = _row((), "your own source tree: no consent needed below it", _expanded, ("~/work",))
    auto_create: bool | str = _row(
        True, 'a pinned project gets its environment without being asked; "all": every project that a tool manages', _creates
    )
    auto_sync: bool = _row(True, "an allowed project gets the packages of a lock that changed, behind the prompt; false: one line says so")
    backend: str = _row("uv", '"uv", "virtualenv" or "venv"', _backend)
    venv_path: str = _row(".venv", "AUTOVENV_VENV_PATH comes first: one environment a machine where a home is shared", _below)
    load_dotenv: bool = _row(False, "read a .env where there is no .envrc")
    quiet: bool = _row(False, "errors are never muted")
    ceiling: tuple[str, ...] = _row((), "never look in these directories, nor above them; GIT_CEILING_DIRECTORIES counts, too", _expanded)
    python_downloads: str = _row(
        "ask",
        'a Python that is missing: "never" shows the command; "ask": uv fetches it at `allow` and `sync`; "always": the same as yet',
        _downloads,
    )
    daemon: bool = _row(True, "a background process keeps plans up to date; AUTOVENV_DAEMON=0 turns it off")
    own_place: str = ""  # of environments below a project, on this machine: AUTOVENV_VENV_PATH, which comes before what a project says


def settings_path(environ: Mapping[str, str]) -> str:
    """Return where config.toml is, or would be."""
    return os.path.join(config_directory(environ), "config.toml")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the user's settings. Raises AutovenvError, naming the file or variable, for what can't be read or is not known."""
    settings = _read(settings_path(environ))
    if environ.get(DAEMON, "").lower() in _NO:
        settings = replace(settings, daemon=False)
    place = environ.get(OWN_PLACE, "")
    return replace(settings, own_place=_below(place, OWN_PLACE)) if place else settings


def _read(path: str) -> Settings:
    try:
        mtime_ns = os.stat(path).st_mtime_ns
    except (FileNotFoundError, PermissionError):
        return Settings(path)  # it is not there, or lies in a home that this user may not even search: HOME=/root in a container
    except OSError as problem:
        raise AutovenvError(f"can't read {path}: {problem}") from problem
    try:
        content = read_small(path, _LIMIT)
    except FileNotFoundError:
        return Settings(path)
    except OSError as problem:
        raise AutovenvError(f"can't read {path}: {problem}") from problem
    from autovenv.base.toml import BrokenTomlError, loads

    try:
        given = loads(content)
    except BrokenTomlError as problem:
        raise AutovenvError(f"{problem.where(path)}: {problem.message}") from problem
    checked: dict[str, Any] = {key: _checked(path, key, entry) for key, entry in given.items()}
    return Settings(path, mtime_ns, **checked)


def _checked(path: str, key: str, entry: object) -> object:
    row = ROWS.get(key)
    if row is None:
        import difflib

        near = difflib.get_close_matches(key, ROWS, 1)
        advice = f"did you mean {near[0]}?" if near else f"known are {', '.join(ROWS)}"
        raise AutovenvError(f"{path}: no setting is called {key!r}; {advice}")
    if isinstance(row.default, tuple):
        if not isinstance(entry, list) or not all(isinstance(one, str) for one in entry):
            raise AutovenvError(f"{path}: {key} must be a list of strings")
        entry = tuple(entry)
    elif type(entry) is not type(row.default) and not (isinstance(row.default, bool) and row.check):
        raise AutovenvError(f"{path}: {key} must be {'true or false' if isinstance(row.default, bool) else 'a string'}")
    return row.check(entry, f"{path}: {key}") if row.check else entry
