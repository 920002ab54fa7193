"""The program as install.sh lays it out below a prefix: where it is, where its hook files are, and how all of it goes again.

Standard library only: install.sh runs `main` from its source tree.

    <prefix>/env-<id>/           a virtual environment with autovenv in it; the one before it stays until the next upgrade
    <prefix>/current             link to one of them, swapped in one step; hooks name only what is below it
    <prefix>/hooks/              one static file a shell, and which rc files were written
    <prefix>/made-directories    what was not there before, for removal
    <prefix>/system              it is for every user: blocks in the system's rc files, the link in /usr/local/bin
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from autovenv.base.errors import DONE, FAILED, NOT_TRUSTED, AutovenvError
from autovenv.base.files import names_in, read_small, remove_if_empty, remove_tree, write_atomic
from autovenv.base.paths import config_directory, data_directory, home_directory, state_directory
from autovenv.cli.daemon_unit import end_for_good
from autovenv.cli.rc_files import SHELLS, named_shells, set_up, take_down
from autovenv.cli.system import unfit
from autovenv.hook.script import SYSTEM_LINK, is_system, listed

_LIMIT = 2**16  # bytes


def prefix_in_use() -> str | None:
    """Return the prefix that this very program runs from, or None if install.sh did not install it (pipx, uv tool, a checkout)."""
    prefix, name = os.path.split(sys.prefix)
    ours = (name == "current" or name.startswith("env-")) and os.path.islink(os.path.join(prefix, "current"))
    return prefix if ours else None


def hooks_directory(environ: Mapping[str, str]) -> str:
    """Return the directory of the hook files."""
    return os.path.join(prefix_in_use() or data_directory(environ), "hooks")


def write_hooks(hooks: str, shells: Sequence[str]) -> None:
    """Write the hook file of each shell as this program prints it. Raises AutovenvError, OSError."""
    os.makedirs(hooks, 0o700, exist_ok=True)
    for shell in shells:
        printed = subprocess.run([sys.executable, "-I", "-m", "autovenv", "hook", shell], capture_output=True, check=False)
        if printed.returncode != 0 or not printed.stdout:
            raise AutovenvError(f"`autovenv hook {shell}` failed: {os.fsdecode(printed.stderr).strip()}")
        write_atomic(os.path.join(hooks, SHELLS[shell]), printed.stdout, 0o644)


def remove_hooks(hooks: str) -> None:
    """Remove what write_hooks made. Raises OSError."""
    remove_tree(hooks)
    remove_if_empty(os.path.dirname(hooks))


def link_path(environ: Mapping[str, str]) -> str:
    """Return where the link on PATH is."""
    return os.path.join(home_directory(environ), ".local", "bin", "autovenv")


def remove_system(prefix: str, environ: Mapping[str, str], *, dry_run: bool = False) -> int:
    """Take the blocks out of the system's rc files, then remove the link and the program, and return the exit code.

    What each user has below a home directory stays. Raises AutovenvError without root's rights, or if it is not there for every user.
    """
    if sys.platform != "win32" and os.geteuid() != 0 and not dry_run:
        raise AutovenvError("it is installed for every user: only root removes it", NOT_TRUSTED)
    if not is_system(prefix) and os.path.lexists(os.path.join(prefix, "current")):
        raise AutovenvError(f"the autovenv below {prefix} is one user's own: leave --system out", NOT_TRUSTED)
    left = take_down(tuple(SHELLS), os.path.join(prefix, "hooks"), environ, dry_run=dry_run, system=True)
    _remove([*_link(SYSTEM_LINK, prefix), *_programs(prefix)], [*_made_directories(prefix), prefix], dry_run=dry_run)
    print("kept what each user has: stored plans and consent (~/.local/state/autovenv), and the environments (.venv) of projects")
    return left


def remove_program(prefix: str, environ: Mapping[str, str], *, purge: bool = False, dry_run: bool = False) -> int:
    """Take the blocks out of every rc file, then remove the link, the program and, with `purge`, its state. Return the exit code.

    Only what is autovenv's goes: anything else below the prefix stays, and so do the user's config.toml and the projects' environments.
    Raises AutovenvError for a system installation.
    """
    refuse_system(prefix)
    left = take_down(tuple(SHELLS), os.path.join(prefix, "hooks"), environ, dry_run=dry_run)
    end_for_good(environ, dry_run=dry_run)
    doomed = [*_link(link_path(environ), prefix), *_programs(prefix)]
    state, config = state_directory(environ), os.path.join(config_directory(environ), "config.toml")
    kept = [config] if os.path.exists(config) else []
    remains = [os.path.join(state, name) for name in names_in(state)]
    remains = [path for path in remains if path not in doomed and path != config]
    if purge:
        doomed += remains
    elif remains:
        kept.append(f"{state} (stored plans and consent; `--purge` removes it)")
    _remove(doomed, [*_made_directories(prefix), prefix, *([state, os.path.dirname(state)] if purge else [])], dry_run=dry_run)
    for path in kept:
        print(f"kept {path}")
    print("kept the environments (.venv) of your projects")
    return left


def refuse_system(prefix: str) -> None:
    """Raise AutovenvError if what is below prefix is every user's."""
    if is_system(prefix):
        raise AutovenvError("it is installed for every user: `autovenv uninstall --system`, as root, removes it", NOT_TRUSTED)


def _link(link: str, prefix: str) -> list[str]:
    ours = os.path.islink(link) and os.readlink(link) == os.path.join(prefix, "current", "bin", "autovenv")
    return [link] if ours else []


def _programs(prefix: str) -> list[str]:
    return [os.path.join(prefix, name) for name in names_in(prefix) if _is_ours(name)]


def _is_ours(name: str) -> bool:
    return name.startswith(("env-", ".new-")) or name in {"current", "hooks", "made-directories", "pythons", "system", ".lock"}


def _remove(doomed: Sequence[str], directories: Sequence[str], *, dry_run: bool) -> None:
    """Remove what is doomed, and then those of the directories that are empty."""
    for path in doomed:
        print(f"{'would remove' if dry_run else 'removed'} {path}")
        if not dry_run:
            remove_tree(path)
    for directory in sorted(dict.fromkeys(directories), key=len, reverse=True):
        if not dry_run:
            remove_if_empty(directory)


def _made_directories(prefix: str) -> list[str]:
    try:
        return os.fsdecode(read_small(os.path.join(prefix, "made-directories"), _LIMIT)).splitlines()
    except OSError:
        return []


def _check(prefix: str) -> int:
    """Return whether the prefix, and the Python that runs this, can serve every user; say why not."""
    for path in (prefix, sys.executable, os.__file__):
        problem = unfit(path)
        if problem:
            print(f"autovenv: {problem}", file=sys.stderr)
            return FAILED
    return DONE


def main(arguments: Sequence[str]) -> int:
    """Do what install.sh asks for, and return the exit code."""
    parser = argparse.ArgumentParser(prog="install.sh")
    parser.add_argument("work", choices=["install", "uninstall", "check"])
    parser.add_argument("prefix")
    parser.add_argument("--shell", action="append", default=[])
    parser.add_argument("--no-modify-rc", action="store_true")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--purge", action="store_true")
    parser.add_argument("--system", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        shells = named_shells(asked.shell, os.environ)
        if asked.work == "check":
            return _check(asked.prefix)
        if asked.work == "uninstall" and asked.system:
            return remove_system(asked.prefix, os.environ, dry_run=asked.dry_run)
        if asked.work == "uninstall":
            return remove_program(asked.prefix, os.environ, purge=asked.purge, dry_run=asked.dry_run)
        if not shells:
            print(f"autovenv: none of {listed('and')} is on PATH; `--shell` names one", file=sys.stderr)
            return NOT_TRUSTED
        hooks = os.path.join(asked.prefix, "hooks")
        return set_up(shells, hooks, os.environ, dry_run=asked.dry_run, modify=not asked.no_modify_rc, system=asked.system)
    except (AutovenvError, OSError) as problem:
        print(f"autovenv: {problem}", file=sys.stderr)
        return problem.code if isinstance(problem, AutovenvError) else FAILED
