"""Where things are kept: platformdirs' directories, computed without importing it (the lean path); a test holds the two together."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def home_directory(environ: Mapping[str, str]) -> str:
    """Return the user's home directory, or "" where none is known."""
    if sys.platform == "win32":
        return environ.get("USERPROFILE", "")
    return environ.get("HOME", "") or _home_of_record()


def _home_of_record() -> str:
    if sys.platform == "win32":
        return ""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return ""


def _xdg(environ: Mapping[str, str], name: str, *below_home: str) -> str:
    # The XDG specification: a relative path is to be ignored. platformdirs takes it; a shell's `cd` would then move our state.
    given = environ.get(name, "").strip()
    base = given if os.path.isabs(given) else os.path.join(home_directory(environ), *below_home)
    return os.path.join(base, "autovenv")


def _apple(environ: Mapping[str, str]) -> str:
    return os.path.join(home_directory(environ), "Library", "Application Support", "autovenv")


def _windows(environ: Mapping[str, str]) -> str:
    local = environ.get("LOCALAPPDATA") or os.path.join(home_directory(environ), "AppData", "Local")
    return os.path.join(local, "autovenv")


def state_directory(environ: Mapping[str, str]) -> str:
    """Return the directory of stored plans, consent and ownership records. It need not exist."""
    if sys.platform == "win32":
        return _windows(environ)
    if sys.platform == "darwin" and not environ.get("XDG_STATE_HOME"):
        return _apple(environ)
    return _xdg(environ, "XDG_STATE_HOME", ".local", "state")


def data_directory(environ: Mapping[str, str]) -> str:
    """Return the directory of the installed program and its hook files. It need not exist."""
    if sys.platform == "win32":
        return _windows(environ)
    if sys.platform == "darwin" and not environ.get("XDG_DATA_HOME"):
        return _apple(environ)
    return _xdg(environ, "XDG_DATA_HOME", ".local", "share")


def config_directory(environ: Mapping[str, str]) -> str:
    """Return the directory of the user's config.toml. It need not exist."""
    if sys.platform == "win32":
        return _windows(environ)
    if sys.platform == "darwin" and not environ.get("XDG_CONFIG_HOME"):
        return _apple(environ)
    return _xdg(environ, "XDG_CONFIG_HOME", ".config")
