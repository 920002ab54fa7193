"""Somebody whom an installation for every user has to serve: without rights, and with an empty home."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from autovenv.base.paths import home_directory

_DOTNET = "/tmp/.dotnet"  # noqa: S108 - of PowerShell's locks, wherever TMPDIR is
_NOBODY = 65534  # where the user database does not tell
_OF_ROOT = ("HOME", "USER", "LOGNAME", "SHELL", "MAIL", "TMPDIR", "XDG_", "SUDO_", "AUTOVENV_")


class CannotBecomeError(Exception):
    """No other user can be had; the message says why."""


@contextmanager
def a_stranger(environ: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Make this process that user's, for good, and yield the environment of a login; the home directory goes at the end.

    Raises CannotBecomeError: not as root, not in a container that has no other user.
    """
    if sys.platform == "win32":
        raise CannotBecomeError("Windows has no such users")
    root = home_directory(environ)
    user, group = _nobody()
    try:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    except OSError as problem:
        raise CannotBecomeError((problem.strerror or str(problem)).lower()) from problem
    os.umask(0o022)
    others = os.path.lexists(_DOTNET)
    home = tempfile.mkdtemp(prefix="autovenv-home-", dir="/tmp")  # TMPDIR may be root's own
    # Below it, too, is what shells leave for themselves where temporary files are.
    tempfile.tempdir = os.path.join(home, "tmp")
    os.mkdir(tempfile.tempdir)
    os.chdir(home)
    try:
        # zsh asks who has no rc file what to put into one; fish makes completions of all manual pages at its first start.
        with open(os.path.join(home, ".zshrc"), "wb"):
            pass
        os.makedirs(os.path.join(home, ".local", "share", "fish", "generated_completions"))
        yield {
            **{name: text for name, text in environ.items() if not name.startswith(_OF_ROOT) and not _is_below(text, root)},
            "HOME": home,
            "TMPDIR": tempfile.tempdir,
            "USER": "nobody",
            "LOGNAME": "nobody",
        }
    finally:
        os.chdir("/")
        shutil.rmtree(home, ignore_errors=True)
        if not others:
            shutil.rmtree(_DOTNET, ignore_errors=True)


def _nobody() -> tuple[int, int]:
    if sys.platform == "win32":
        return _NOBODY, _NOBODY
    import pwd

    found = next((one for one in pwd.getpwall() if one.pw_name == "nobody"), None)
    return (found.pw_uid, found.pw_gid) if found else (_NOBODY, _NOBODY)


def _is_below(text: str, directory: str) -> bool:
    return directory != "/" and (text == directory or text.startswith(f"{directory}/"))
