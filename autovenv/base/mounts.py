"""Abilities of the file system below a directory."""

from __future__ import annotations

import os
import sys

from autovenv.base.parents import is_below, upward

# They show one mode for all files, whatever is set: Windows' own, and folders that a host shares with a virtual machine.
_MODELESS = frozenset(
    ("9p", "cifs", "drvfs", "exfat", "fuse.vmhgfs-fuse", "fuseblk", "msdos", "ntfs", "ntfs3", "prl_fs", "smb3", "vboxsf", "vfat", "vmhgfs")
)
_TABLE = "/proc/self/mountinfo"


def keeps_modes(path: str, table: str = _TABLE) -> bool:
    """Tell whether `chmod` has an effect at path, whose links are followed. Where the system doesn't tell, it is taken to have.

    `table` is proc(5)'s mountinfo: id, parent, device, root, mount point, options, … - type, source, the file system's options.
    """
    try:
        with open(table, encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().splitlines()
    except OSError:
        return True
    real = os.path.realpath(path)
    longest, kind, options = "", "", ""
    for line in lines:
        front, _, behind = line.partition(" - ")
        place = _unescaped(front.split(" ")[4])
        if is_below(real, place) and len(place) >= len(longest):
            longest, (kind, _, options) = place, behind.split(" ", 2)
    # WSL keeps modes on a disk of Windows' where it is mounted so.
    return kind not in _MODELESS or "metadata" in options.replace(";", ",").split(",")


def runs_programs(path: str) -> bool:
    """Tell whether programs may be run from where path is, or from the nearest directory above that exists: it is not mounted noexec."""
    noexec = getattr(os, "ST_NOEXEC", 0)  # of Linux alone
    if sys.platform == "win32" or not noexec:
        return True
    for here in upward(path):
        try:
            return not os.statvfs(here).f_flag & noexec
        except OSError:
            continue
    return True


def _unescaped(text: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text
