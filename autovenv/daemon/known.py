"""The file `known` beside a project's stored plan: what the daemon needs to plan the project again as a shell's helper last did.

It has the variables that planning itself reads, and those that tools read to find a project's environment. It has no variable that a file
of the project asked for. Of the shell's whole environment it has a digest only: the daemon installs, and replaces environments,
only if its own variables have the same digest.
"""

from __future__ import annotations

import marshal
import os

from autovenv.base.files import read_small, remove_file, write_atomic
from autovenv.base.value import value
from autovenv.plan.inputs import Input
from autovenv.plan.store import FOLDER, folder, plans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from autovenv.config.configuration import Configuration
    from autovenv.plan.plan import Plan

NAMES = (
    "APPDATA",
    "ASDF_DATA_DIR",
    "AUTOVENV_DIRENV",
    "AUTOVENV_PYTHON",
    "AUTOVENV_STATE",
    "AUTOVENV_VENV_PATH",
    "CONDA_DEFAULT_ENV",
    "CONDA_EXE",
    "CONDA_PREFIX",
    "CONDA_SHLVL",
    "DIRENV_CONFIG",
    "DIRENV_DIR",
    "GIT_CEILING_DIRECTORIES",
    "HOME",
    "HOMEBREW_PREFIX",
    "LOCALAPPDATA",
    "MAMBA_EXE",
    "MISE_DATA_DIR",
    "PATH",
    "PYENV_ROOT",
    "PYENV_VERSION",
    "TMPDIR",
    "USERPROFILE",
    "UV_CACHE_DIR",
    "UV_PYTHON_INSTALL_DIR",
    "VIRTUAL_ENV",
    "VIRTUAL_ENV_PROMPT",
    "WORKON_HOME",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_STATE_HOME",
)
"""Variables that planning reads. Variables that tools read to find a project's environment are among a plan's `needs`."""

_OF_A_SHELL = ("AUTOVENV_OFF", "AUTOVENV_ONCE", "AUTOVENV_SESSION")
_OF_A_TERMINAL = frozenset((
    "_", "COLORFGBG", "COLORTERM", "COLUMNS", "DESKTOP_STARTUP_ID", "GPG_TTY", "HISTFILE", "INVOCATION_ID", "JOURNAL_STREAM", "LANG",
    "LC_ALL", "LC_CTYPE", "LINES", "LOGNAME", "LS_COLORS", "NVIM", "OLDPWD", "PROMPT_COMMAND", "PS1", "PSModulePath", "PWD",
    "SHELL", "SHELL_SESSION_ID", "SHLVL", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "STY", "SYSTEMD_EXEC_PID", "TERM", "TILIX_ID", "USER",
    "WINDOW", "WINDOWID", "XDG_ACTIVATION_TOKEN", "XDG_SESSION_ID",
))  # fmt: skip
_TERMINAL_PREFIXES = (
    "ALACRITTY_", "ATUIN_", "AUTOVENV_", "GHOSTTY_", "GIO_LAUNCHED_", "GNOME_TERMINAL_", "ITERM_", "KITTY_", "KONSOLE_", "MEMORY_PRESSURE_",
    "P9K_", "POWERSHELL_", "STARSHIP_", "TERMINATOR_", "TERM_", "TMUX", "VSCODE_", "VTE_", "WEZTERM_", "WT_", "ZELLIJ", "_P9K_",
)  # fmt: skip
_NAME = "known"
_FORMAT = "known 2"
_LARGEST = 1 << 20  # bytes


@value
class Known:
    """A project as a helper last planned it."""

    root: str
    used_ns: int  # the time of that, in nanoseconds since the epoch
    variables: tuple[tuple[str, str | None], ...]  # None: the variable was not set
    surroundings: str  # digest_of the shell's variables
    inputs: tuple[Input, ...]


def keep(plan: Plan, environ: Mapping[str, str], state: str, surroundings: str = "", used_ns: int | None = None) -> None:
    """Store what plan was computed from. If that can't be written, nothing is stored and nothing is raised.

    `surroundings` is the digest of the shell's variables, if they are not `environ`. `used_ns` is the time at which a shell's helper last
    planned the project, if that is not now.
    """
    names = dict.fromkeys((*NAMES, *(name for name, _ in plan.needs)))
    variables = tuple((name, environ.get(name)) for name in names if name not in _OF_A_SHELL)
    inputs = tuple((one.kind, one.path, one.mtime_ns, one.target, one.racy) for one in plan.inputs)
    try:
        content = marshal.dumps((_FORMAT, plan.root, variables, surroundings or digest_of(environ), inputs))
        write_atomic(_path(plan.root, state), content, mtime_ns=used_ns)
    except (OSError, ValueError):
        return


def can_be_planned(plan: Plan, configuration: Configuration | None) -> bool:
    """Tell whether the daemon can compute a plan: it needs no bash, reads only variables in NAMES, and is for more than one visit."""
    if plan.fleeting:
        return False
    if configuration is None:
        return True
    # What bash has to read was read just now, or has yet to be.
    if configuration.ran or configuration.configured.unknown or (configuration.layout is not None and configuration.layout.install):
        return False
    return all(name in NAMES for name, _ in configuration.configured.needs)


def forget(root: str, state: str) -> None:
    """Remove the file: the daemon then leaves the project to its shells."""
    try:
        remove_file(_path(root, state))
    except OSError:
        return


def read(root: str, state: str) -> Known | None:
    """Return what is known of a project, or None if this version can read no such file."""
    return _read(_path(root, state))


def all_known(state: str) -> Iterator[tuple[str, int]]:
    """Yield the root of each known project, and the time at which a helper last planned it (nanoseconds since the epoch)."""
    top = plans(state)
    for place, directories, _ in os.walk(top):
        if FOLDER in directories:
            directories.remove(FOLDER)
            try:
                yield place.removeprefix(top) or "/", os.stat(os.path.join(place, FOLDER, _NAME)).st_mtime_ns
            except OSError:
                continue


def digest_of(environ: Mapping[str, str]) -> str:
    """Return a digest of all variables but those of one terminal or session."""
    from autovenv.base.digest import digest

    given = [
        f"{name}={text}" for name, text in sorted(environ.items()) if not (name in _OF_A_TERMINAL or name.startswith(_TERMINAL_PREFIXES))
    ]
    return digest("\0".join(given).encode("utf-8", "surrogateescape"))


def _path(root: str, state: str) -> str:
    return os.path.join(folder(state, root), _NAME)


def _read(path: str) -> Known | None:
    try:
        used_ns = os.stat(path).st_mtime_ns
        form, root, variables, surroundings, inputs = marshal.loads(read_small(path, _LARGEST))  # noqa: S302 - in the user's own directory
        if form != _FORMAT:
            return None
        return Known(root, used_ns, variables, surroundings, tuple(Input(*fields) for fields in inputs))
    except (OSError, ValueError, TypeError, EOFError):
        return None
