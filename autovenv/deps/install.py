"""Run the installs that a configuration's lines ask for, into the project's environment, when what they read has changed."""

from __future__ import annotations

import os
import time

from autovenv.base.digest import digest
from autovenv.base.errors import AutovenvError
from autovenv.base.escape import visible
from autovenv.base.files import private_directory, read_small, remove_file, write_atomic
from autovenv.base.locks import Lock
from autovenv.deps import files, programs
from autovenv.env import conda, paths, process
from autovenv.env.backends.command import last_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PATIENCE_SECONDS = 600.0  # while another shell installs the same
_SLOW_SECONDS = 2.0
_LARGEST = 64 * 1024  # bytes of pyvenv.cfg
_LARGEST_LOG = 4 << 20  # bytes


def is_due(commands: tuple[tuple[str, ...], ...], environment: str, root: str, state: str) -> bool:
    """Tell whether `commands` have something to do: what they read differs from what it was when they last succeeded."""
    return bool(commands) and _recorded(_record(environment, root, state)) != _key(
        commands, environment, files.state_of(_read(commands, root))
    )


def install(  # noqa: PLR0917
    commands: tuple[tuple[str, ...], ...], environment: str, root: str, environ: Mapping[str, str], state: str, say: Callable[[str], None]
) -> str:
    """Run `commands` in the directory root, in order, such that they install into environment.

    Returns one line that says what was done in how many seconds, "" where nothing was to be done. `say` hears what is waited for after
    two seconds. Raises AutovenvError with one line that names the log; what the commands before it installed stays, and nothing is
    recorded. environ is that of the shell; nothing of it makes an install go elsewhere.
    """
    if not is_due(commands, environment, root, state):
        return ""
    record = _record(environment, root, state)
    private_directory(state)
    private_directory(os.path.dirname(record))
    name = os.path.basename(record)
    log = os.path.join(private_directory(os.path.join(state, "log")), f"install-{name}.log")
    with Lock(os.path.join(private_directory(os.path.join(state, "locks")), f"install-{name}"), _PATIENCE_SECONDS):
        # Another shell may have done it meanwhile.
        before = files.state_of(_read(commands, root))
        if _recorded(record) == _key(commands, environment, before):
            return ""
        remove_file(log)
        remove_file(record)
        started = time.monotonic()
        given = programs.environ_for(environment, environ)
        for command in commands:
            line = programs.translated(command, environment, root, given)
            with _Patience(f"waiting for {programs.typed(command)} (log: {log})", say):
                code = _run(line, given, log, root)
            if code:
                why = _said(log) or f"it ended with {code}"
                raise AutovenvError(f"{programs.typed(command)} failed: {why} (log: {log})")
        after = files.state_of(_read(commands, root))
        # A lock that the program wrote is part of what it did; another file that was edited meanwhile has to be installed from again.
        locks = files.locks()
        if all(after.get(path) == found for path, found in before.items() if os.path.basename(path) not in locks):
            write_atomic(record, _key(commands, environment, after).encode())
    return f"{', '.join(programs.typed(command) for command in commands)}: done in {time.monotonic() - started:.1f} s"


def forget(environment: str, root: str, state: str) -> None:
    """Drop the record of what was installed: the environment is to be removed."""
    remove_file(_record(environment, root, state))


class _Patience:
    """`with` this, `say` hears `line` if what is inside takes longer than two seconds."""

    def __init__(self, line: str, say: Callable[[str], None]) -> None:
        from threading import Timer

        self._timer = Timer(_SLOW_SECONDS, say, (line,))
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _run(line: tuple[str, ...], environ: Mapping[str, str], log: str, root: str) -> int:
    try:
        return process.run(line, environ, log, root)
    except OSError as problem:
        raise AutovenvError(f"can't run {line[0]}: {problem.strerror}") from problem


def _said(log: str) -> str:
    """Return what the log says went wrong: the last line that speaks of an error (pdm says more behind it), else the last words."""
    try:
        lines = [line.strip() for line in read_small(log, _LARGEST_LOG).decode(errors="replace").splitlines()]
    except OSError:
        return ""
    errors = [line for line in lines if "error" in line.lower()]
    if not errors or any(line.startswith("error:") for line in lines):
        return last_words(log)
    return visible(errors[-1])[:300]


def _read(commands: tuple[tuple[str, ...], ...], root: str) -> tuple[str, ...]:
    return files.read_by(commands, root)


def _record(environment: str, root: str, state: str) -> str:
    place = f"{os.path.realpath(environment)}\0{os.path.realpath(root)}"
    return os.path.join(state, "deps", digest(os.fsencode(place))[:32])


def _recorded(path: str) -> str:
    try:
        return os.fsdecode(read_small(path, _LARGEST))
    except OSError:
        return ""


def _key(commands: tuple[tuple[str, ...], ...], environment: str, found: dict[str, str]) -> str:
    """Return the digest of all that decides whether an install is up to date."""
    lines = [*("\0".join(command) for command in commands), "", _identity(environment), *(f"{path}\0{one}" for path, one in found.items())]
    return digest(os.fsencode("\n".join(lines)))


def _identity(environment: str) -> str:
    """Return what is another for an environment that was recreated: pyvenv.cfg holds autovenv's id, or whose it is."""
    for path in (paths.configuration_path(environment), os.path.join(conda.metadata_directory(environment), "history")):
        try:
            return f"{os.stat(path).st_ino} {digest(read_small(path, _LARGEST))}" if path.endswith(".cfg") else str(os.stat(path).st_ino)
        except OSError:
            continue
    return ""
