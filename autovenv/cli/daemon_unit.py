"""Install and remove the unit that starts the daemon at each login."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence

from autovenv.base.errors import FAILED, AutovenvError, say
from autovenv.base.files import remove_file, write_atomic
from autovenv.base.paths import state_directory
from autovenv.daemon.files import daemon_files, holder
from autovenv.daemon.start import command
from autovenv.daemon.units import Unit, unit


def add(state: str, environ: Mapping[str, str]) -> None:
    """Write the unit, then enable and start it. Raises AutovenvError, and SystemExit where a command failed, which is told."""
    wanted = unit(command(state), environ)
    try:
        os.makedirs(os.path.dirname(wanted.path), exist_ok=True)
        write_atomic(wanted.path, wanted.text.encode("utf-8", "surrogateescape"), 0o644)
    except OSError as problem:
        raise AutovenvError(f"can't write {wanted.path}: {problem.strerror}") from problem
    print(f"wrote {wanted.path}")
    if not _run_all(wanted.enable, environ):
        raise SystemExit(FAILED)


def take_away(environ: Mapping[str, str], *, dry_run: bool = False) -> None:
    """Disable and remove the unit, if there is one. Raises AutovenvError."""
    there = unit((), environ)
    if not os.path.lexists(there.path):
        return
    if dry_run:
        print(f"would remove {there.path}")
        return
    try:
        _remove(there, environ)
    except OSError as problem:
        raise AutovenvError(f"can't remove {there.path}: {problem.strerror}") from problem
    print(f"removed {there.path}")


def end_for_good(environ: Mapping[str, str], *, dry_run: bool = False) -> None:
    """Remove the unit and stop the daemon, before the program itself is removed. Raises AutovenvError."""
    take_away(environ, dry_run=dry_run)
    try:
        place = daemon_files(state_directory(environ))
    except AutovenvError:
        return  # no home directory: no daemon
    process, _ = holder(place)
    if process and dry_run:
        print(f"would stop the daemon (process {process})")
    elif process:
        from autovenv.daemon.control import end

        end(place)


def _remove(there: Unit, environ: Mapping[str, str]) -> None:
    first, *rest = there.disable
    _run_all((first,), environ)
    remove_file(there.path)
    _run_all(rest, environ)


def _run_all(commands: Sequence[Sequence[str]], environ: Mapping[str, str]) -> bool:
    """Run commands up to the first one that fails, and say which that is; return whether all were run."""
    for words in commands:
        program = shutil.which(words[0], path=environ.get("PATH"))
        if program is None:
            say(f"there is no {words[0]} on PATH: `{shlex.join(words)}` was not run")
            return False
        done = subprocess.run([program, *words[1:]], env=dict(environ), stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode:
            why = os.fsdecode(done.stderr).strip().partition("\n")[0]
            say(f"`{shlex.join(words)}` failed{f': {why}' if why else ''}")
            return False
    return True
