"""The user's directories, as platformdirs has them, computed without its import (the lean path). A test holds the two together."""

from __future__ import annotations

import os
import stat
import sys

from autovenv.base.errors import AutovenvError
from autovenv.base.files import TEMPORARY, refuse_planted
from autovenv.base.parents import upward

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


NOWHERE = "\\\\.\\nul" if os.name == "nt" else "/dev/null"
"""The home directory of who has none: an absolute path below which nothing can be. A relative one would be the project's own."""


def home_directory(environ: Mapping[str, str]) -> str:
    """Return the user's home directory, NOWHERE if none is known. A HOME that is relative is none."""
    home = environ.get("USERPROFILE", "") if sys.platform == "win32" else environ.get("HOME", "") or _home_of_record()
    return home if os.path.isabs(home) else NOWHERE


def directory_from(environ: Mapping[str, str], variable: str, *below_home: str) -> str:
    """Return the directory that variable names, else the one below the home directory. A relative path names none (XDG's rule)."""
    given = environ.get(variable, "").strip()
    return given if os.path.isabs(given) else os.path.join(home_directory(environ), *below_home)


def pyenv_root(environ: Mapping[str, str]) -> str:
    """Return pyenv's directory: PYENV_ROOT, else ~/.pyenv. It need not exist."""
    return directory_from(environ, "PYENV_ROOT", ".pyenv")


def workon_home(environ: Mapping[str, str]) -> str:
    """Return virtualenvwrapper's directory of named environments: WORKON_HOME, relative to the home directory, else ~/.virtualenvs."""
    given = environ.get("WORKON_HOME", "") or ".virtualenvs"
    below = given[2:] if given == "~" or given[:2] in {"~/", "~" + os.sep} else given
    return os.path.join(home_directory(environ), below)


def _home_of_record() -> str:
    if sys.platform == "win32":
        return ""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return ""


def _xdg(environ: Mapping[str, str], name: str, *below_home: str) -> str:
    # platformdirs takes a relative path; a shell's `cd` would then move our state.
    return os.path.join(directory_from(environ, name, *below_home), "autovenv")


def _apple(environ: Mapping[str, str]) -> str:
    return os.path.join(home_directory(environ), "Library", "Application Support", "autovenv")


def _windows(environ: Mapping[str, str]) -> str:
    local = environ.get("LOCALAPPDATA") or os.path.join(home_directory(environ), "AppData", "Local")
    return os.path.join(local, "autovenv")


def state_directory(environ: Mapping[str, str]) -> str:
    """Return the directory of stored plans, consent and ownership records. It need not exist.

    In a hooked shell it is the hook's, whatever XDG_STATE_HOME is by now: two places would never agree. Where the user's own can't be
    written, nor made, it is the temporary one, as in the hooks. Raises AutovenvError without a home, or if that one is somebody else's.
    """
    given = environ.get("AUTOVENV_STATE", "")
    state = given if is_temporary(given) else lasting_state_directory(environ)
    if not os.path.isabs(given) and not can_be_made(state):
        state = temporary_directory(environ)
    return refuse_planted(state) if is_temporary(state) else state


def lasting_state_directory(environ: Mapping[str, str]) -> str:
    """Return the same, whether it can be written or not: what a hook begins with. Raises AutovenvError without a home."""
    given = "" if is_temporary(environ.get("AUTOVENV_STATE", "")) else environ.get("AUTOVENV_STATE", "")
    homeless = home_directory(environ) == NOWHERE and not os.path.isabs(environ.get("XDG_STATE_HOME", "").strip())
    # The hook of a system installation knew no home, either.
    if given.startswith(NOWHERE) or (homeless and not os.path.isabs(given)):
        raise AutovenvError("no home directory is known, so there is no place to keep anything: set HOME to an absolute path")
    if os.path.isabs(given):
        return given
    if sys.platform == "win32":
        return _windows(environ)
    if sys.platform == "darwin" and not environ.get("XDG_STATE_HOME"):
        return _apple(environ)
    return _xdg(environ, "XDG_STATE_HOME", ".local", "state")


def state_below_home() -> str:
    """Return where the state directory is below a home directory, for the hook of a system installation: `~`, and the rest."""
    return "~/Library/Application Support/autovenv" if sys.platform == "darwin" else "~/.local/state/autovenv"


def temporary_directory(environ: Mapping[str, str]) -> str:
    """Return a directory of this user's for what need not outlive a restart. It need not exist; only private_directory may make it."""
    if sys.platform == "win32":
        given = environ.get("TEMP", "")
        return os.path.join(given if os.path.isdir(given) else home_directory(environ), "autovenv")
    given = next(filter(_is_for_temporary_files, (environ.get("XDG_RUNTIME_DIR", ""), environ.get("TMPDIR", ""))), "/tmp")  # noqa: S108
    return os.path.join(given, f"{TEMPORARY}{os.geteuid()}")


def is_temporary(state: str) -> bool:
    """Return whether it is a temporary directory that serves as the state directory, this user's or another's."""
    return os.path.isabs(state) and os.path.basename(state).startswith(TEMPORARY)


def _is_for_temporary_files(directory: str) -> bool:
    """Nobody else may put another one in the place of a directory in it."""
    if sys.platform == "win32" or not (os.path.isabs(directory) and os.access(directory, os.W_OK)):
        return False
    found = os.stat(directory)
    return stat.S_ISDIR(found.st_mode) and (found.st_uid == os.geteuid() or bool(found.st_mode & stat.S_ISVTX))


def can_be_made(path: str) -> bool:
    """Return whether the nearest directory to path that exists can be written. A file in the way is another matter."""
    if sys.platform == "win32":
        return True  # a drive may not be there at all
    there = next(filter(os.path.exists, upward(path)), "")
    return not os.path.isdir(there) or os.access(there, os.W_OK)


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
