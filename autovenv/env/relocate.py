"""The last steps before a new environment is moved into place: final paths in its scripts, autovenv's id, marks for git and backups."""

from __future__ import annotations

import os
import stat
import time

from autovenv.base.files import read_small
from autovenv.base.machine import kind_of_machine
from autovenv.env import paths, pyvenv

_LARGEST_SCRIPT = 256 * 1024
_SETTLED_NS = 50_000_000  # older than a tick of any clock that counts nanoseconds
_LAUNCHER = '@"%~dp0python.exe" -m pip %*\r\n'

# The signature is given by https://bford.info/cachedir/.
_CACHE_TAG = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n# A virtual environment: it can be made again, so that no backup need hold it.\n"
)


def finish(built: str, suffix: str, identity: str, prompt: str) -> None:
    """Make the environment at `built` ready to be moved to the path that is `built` without `suffix`. Raises OSError.

    Dropping the suffix is all it takes: whatever stands before it, in whichever quotes, is right already.
    """
    token = os.fsencode(suffix)
    directory = paths.bin_directory(built)
    for name in os.listdir(directory):
        _settle_script(os.path.join(directory, name), token)
    _write(os.path.join(built, ".gitignore"), b"*\n")
    _write(os.path.join(built, "CACHEDIR.TAG"), _CACHE_TAG)
    configuration = paths.configuration_path(built)
    content = read_small(configuration, pyvenv.LARGEST).replace(token, b"")
    raw = "" if any(character < " " or character == "\x7f" for character in prompt) else prompt
    _write(configuration, pyvenv.edited(content, {"prompt": raw, pyvenv.IDENTITY: identity, pyvenv.MACHINE: kind_of_machine()}))
    # Whoever reads it next shall not take it for a file that may change again within its tick; who writes it gives it a later time.
    settled = time.time_ns() - _SETTLED_NS
    os.utime(configuration, ns=(settled, settled))


def _settle_script(path: str, token: bytes) -> None:
    seen = os.lstat(path)
    if not stat.S_ISREG(seen.st_mode) or seen.st_size > _LARGEST_SCRIPT:
        return
    content = read_small(path, _LARGEST_SCRIPT)
    if token not in content:
        return
    if b"\0" not in content:
        _write(path, content.replace(token, b""))
        return
    # A launcher of Windows holds the path at an offset of its own format. The only one here is pip's, and that is easily said otherwise.
    os.unlink(path)
    name, extension = os.path.splitext(path)
    if extension == ".exe" and os.path.basename(name).startswith("pip"):
        _write(name + ".cmd", _LAUNCHER.encode())


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)
