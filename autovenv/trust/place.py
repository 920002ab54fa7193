"""The test whether a project's place is its user's alone. What others can change there takes effect only after consent."""

from __future__ import annotations

import os
import sys

from autovenv.base.mounts import keeps_modes
from autovenv.base.value import value


@value
class Exposure:
    """Who else may change what lies in a directory, in words, and the command that ends that ("" where none does, or no one may)."""

    who: str = ""
    cure: str = ""


def exposure(directory: str) -> Exposure:
    """Return who may change directory beside its user. Root may change everything, and counts as no one. Windows isn't asked."""
    if sys.platform == "win32":
        return Exposure()
    try:
        found = os.stat(directory)
    except OSError:
        return Exposure()
    if found.st_uid not in {0, os.geteuid()}:
        return Exposure(f"belongs to another user ({_name(found.st_uid)})")
    if found.st_mode & 0o002:
        # On a disk of Windows', or a shared folder, every file shows so.
        return Exposure("lies where everybody may write", "chmod o-w" if keeps_modes(directory) else "")
    return Exposure()


def _name(number: int) -> str:
    if sys.platform == "win32":
        return str(number)
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
