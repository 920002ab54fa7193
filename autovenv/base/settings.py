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
    from collections.abc import Mapping
    from typing import Any

_LIMIT = 1 << 20  # bytes
BACKENDS = ("uv", "virtualenv", "venv")


@value
class Settings:
    """The user's configuration, or its defaults."""

    path: str  # of config.toml, which need not exist
    mtime_ns: int = -1  # of config.toml; -1: there is none
    trusted_paths: tuple[str, ...] = ()  # by path component; what lies below needs no consent
    auto_create: bool = True  # a pinned project gets its environment without being asked
    backend: str = "uv"
    venv_path: str = ".venv"
    load_dotenv: bool = False  # a .env is read where there is no .envrc
    quiet: bool = False  # news is muted; errors never are
    ceiling: tuple[str, ...] = ()  # never look above these directories
    own_place: str = ""  # of environments below a project, on this machine: AUTOVENV_VENV_PATH, which comes before what a project says


OWN_PLACE = "AUTOVENV_VENV_PATH"
_NO_KEYS = frozenset(("path", "mtime_ns", "own_place"))


def settings_path(environ: Mapping[str, str]) -> str:
    """Return where config.toml is, or would be."""
    return os.path.join(config_directory(environ), "config.toml")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the user's settings. Raises AutovenvError, naming the file or variable, for what can't be read or is not known."""
    settings = _read(settings_path(environ))
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
    names = [name for name in Settings.__annotations__ if name not in _NO_KEYS]
    if key not in names:
        import difflib

        near = difflib.get_close_matches(key, names, 1)
        advice = f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"
        raise AutovenvError(f"{path}: no setting is called {key!r}; {advice}")
    wanted = getattr(Settings, key)
    if isinstance(wanted, tuple):
        if not isinstance(entry, list) or not all(isinstance(one, str) for one in entry):
            raise AutovenvError(f"{path}: {key} must be a list of strings")
        return tuple(os.path.expanduser(one) for one in entry)
    if type(entry) is not type(wanted):
        raise AutovenvError(f"{path}: {key} must be {'true or false' if isinstance(wanted, bool) else 'a string'}")
    if key == "backend" and entry not in BACKENDS:
        raise AutovenvError(f"{path}: backend is one of {', '.join(BACKENDS)}")
    return _below(str(entry), f"{path}: venv_path") if key == "venv_path" else entry


def _below(entry: str, what: str) -> str:
    """Return a path below the project: never the project itself, nor what is above it. Raises AutovenvError, naming `what`."""
    place = place_below(entry)
    if not place:
        raise AutovenvError(f"{what} is a path below the project")
    return place
