"""The user's directories, as platformdirs has them, computed without its import (the lean path). A test holds the two together."""

from __future__ import annotations

import os
import sys

from autovenv.base.errors import AutovenvError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


NOWHERE = "\\\\.\\nul" if os.name == "nt" else "/dev/null"
"""The home directory of who has none: an absolute path below which nothing can be. A relative one would be the project's own."""


def home_directory(environ: Mapping[str, str]) -> str:
    """Return the user's home directory, NOWHERE if none is known. A HOME that is relative is none."""
    home = environ.get("USERPROFILE", "") if sys.platform == "win32" else environ.get("HOME", "") or _home_of_record()
    return home if os.path.isabs(home) else NOWHERE


def workon_home(environ: Mapping[str, str]) -> str:
    """Return virtualenvwrapper's directory of named environments: WORKON_HOME, relative to the home directory, else ~/.virtualenvs."""
    given = environ.get("WORKON_HOME", "") or ".virtualenvs"
    return os.path.join(home_directory(environ), given.removeprefix("~/") if given != "~" else "")


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
    """Return the directory of stored plans, consent and ownership records. It need not exist. Raises AutovenvError without a home.

    In a hooked shell it is the hook's, whatever XDG_STATE_HOME is by now: two places would never agree.
    """
    given = environ.get("AUTOVENV_STATE", "")
    if os.path.isabs(given):
        return given
    if home_directory(environ) == NOWHERE and not os.path.isabs(environ.get("XDG_STATE_HOME", "").strip()):
        raise AutovenvError("no home directory is known, so there is no place to keep anything: set HOME to an absolute path")
    if sys.platform == "win32":
        return _windows(environ)
    if sys.platform == "darwin" and not environ.get("XDG_STATE_HOME"):
        return _apple(environ)
    return _xdg(environ, "XDG_STATE_HOME", ".local", "state")


def temporary_directory(environ: Mapping[str, str]) -> str:
    """Return a directory of this user's for what need not outlive a restart. It need not exist; only private_directory may make it."""
    given = (environ.get(name, "") for name in ("XDG_RUNTIME_DIR", "TMPDIR", "TEMP"))
    above = next((one for one in given if os.path.isabs(one) and os.path.isdir(one)), "/tmp")  # noqa: S108 - made and checked as the user's own
    if sys.platform == "win32":
        return os.path.join(above, "autovenv")
    return os.path.join(above, f"autovenv-{os.geteuid()}")


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
