"""Abilities of the file system below a directory."""

from __future__ import annotations

import os
import sys

from autovenv.base.parents import is_below, upward

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Mount = tuple[str, str, str]  # where, type, options

# They show one mode for all files, whatever is set: Windows' own, and folders that a host shares with a virtual machine.
_MODELESS = frozenset(
    ("9p", "cifs", "drvfs", "exfat", "fuse.vmhgfs-fuse", "fuseblk", "msdos", "ntfs", "ntfs3", "prl_fs", "smb3", "vboxsf", "vfat", "vmhgfs")
)
_SHARED = frozenset(("9p", "afs", "autofs", "beegfs", "ceph", "cifs", "drvfs", "lustre", "prl_fs", "vboxsf", "virtiofs", "vmhgfs"))
_SHARED_BEGIN = ("nfs", "smb", "fuse.ssh", "fuse.rclone", "fuse.gluster", "fuse.vmhgfs")
_TABLE = "/proc/self/mountinfo"


def keeps_modes(path: str, table: str = _TABLE) -> bool:
    """Tell whether `chmod` has an effect at path, whose links are followed. Where the system doesn't tell, it is taken to have.

    `table` is proc(5)'s mountinfo: id, parent, device, root, mount point, options, … - type, source, the file system's options.
    """
    kind, options = kind_of(path, mounts(table))
    # WSL keeps modes on a disk of Windows' where it is mounted so.
    return kind not in _MODELESS or "metadata" in options.replace(";", ",").split(",")


def mounts(table: str = _TABLE) -> tuple[Mount, ...]:
    """Return what is mounted where, in the order in which that was done; nothing where the system doesn't tell."""
    try:
        with open(table, encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().splitlines()
    except OSError:
        return ()
    found = []
    for line in lines:
        front, _, behind = line.partition(" - ")
        kind, _, options = behind.split(" ", 2)
        found.append((_unescaped(front.split(" ")[4]), kind, options))
    return tuple(found)


def kind_of(path: str, table: tuple[Mount, ...]) -> tuple[str, str]:
    """Return the type of the file system that path lies on, links followed, and its options; two empty texts where that is not known."""
    real = os.path.realpath(path)
    longest, kind, options = "", "", ""
    for place, its_kind, its_options in table:
        if is_below(real, place) and len(place) >= len(longest):
            longest, kind, options = place, its_kind, its_options
    return kind, options


def shares(table: str = _TABLE) -> tuple[str, ...]:
    """Return where something is mounted that others may change without this machine hearing of it: a share, a host's folder."""
    last = {place: kind for place, kind, _ in mounts(table)}  # what was mounted over an autofs may be a disk
    return tuple(place for place, kind in last.items() if kind in _SHARED or kind.startswith(_SHARED_BEGIN))


def is_shared(path: str, found: Iterable[str]) -> bool:
    """Tell whether path lies on one of these shares, as it is written or with its links followed.

    As it is written comes first: a link on a share that is dead can't be followed, and who tries waits.
    """
    places = tuple(found)
    return any(is_below(path, place) for place in places) or (bool(places) and any(is_below(os.path.realpath(path), one) for one in places))


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
