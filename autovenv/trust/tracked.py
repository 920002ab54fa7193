"""The test whether git's index has a path below a directory. The index is read as gitformat-index(5) describes it.

git is never run: a repository's own config can name programs that git would then start (core.fsmonitor, for one).
Whatever can't be told counts as tracked, because an environment that is tracked is code by the repository's author.
"""

from __future__ import annotations

import os
import sys

from autovenv.base.files import read_small
from autovenv.base.repository import git_directory, git_mark

LARGEST = 256 * 1024 * 1024
_FOLDS_CASE = sys.platform in ("darwin", "win32")
_NAME_MASK = 0x0FFF
_EXTENDED = 0x4000
_SURE = 4  # entries whose lengths all fit: the hash has the size that was assumed
_ENTRY = 40  # bytes of an entry before the hash: times, inode, mode, owner, size


def index_path(repository: str) -> str:
    """Return the index of the working tree at repository. It need not exist."""
    try:
        return os.path.join(git_directory(repository), "index")
    except OSError:
        return git_mark(repository)  # what can't be read is what is watched


def tracked_below(path: str, repository: str, *, folds_case: bool = _FOLDS_CASE) -> bool:
    """Tell whether the index of repository has an entry for path, or for anything below it.

    `folds_case`: names that differ in case only are one file here.
    """
    below = os.path.relpath(os.path.realpath(path), os.path.realpath(repository))
    plain = os.path.relpath(os.path.abspath(path), os.path.abspath(repository))
    names = {os.fsencode(one).replace(os.sep.encode(), b"/") for one in (below, plain) if one.split(os.sep)[0] not in ("..", ".")}
    if "." in (below, plain):
        return True
    if not names:
        return False
    index = index_path(repository)
    if index == git_mark(repository):
        return True
    for file in (index, *_shared(os.path.dirname(index))):
        try:
            content = read_small(file, LARGEST)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            return True
        if any(_holds(content, name, folds_case) for name in names):
            return True
    return False


def _shared(directory: str) -> list[str]:
    """Return the files of a split index: where there is one, most names stand there."""
    try:
        return [os.path.join(directory, name) for name in os.listdir(directory) if name.startswith("sharedindex.")]
    except OSError:
        return []


def _holds(content: bytes, name: bytes, folds_case: bool) -> bool:
    if len(content) < 12 or content[:4] != b"DIRC":
        return True
    version = int.from_bytes(content[4:8], "big")
    if folds_case:
        name = name.lower()
    if version == 4:
        return _holds_compressed(content, name, folds_case)
    if version not in (2, 3):
        return True
    searched = content.lower() if folds_case else content
    # A sparse index has one entry, "directory/", for all below a directory that is not checked out.
    above = (name[: at + 1] for at, byte in enumerate(name) if byte == ord("/"))
    return _has_entry(content, searched, name, (b"/", b"\0")) or any(_has_entry(content, searched, one, (b"\0",)) for one in above)


def _has_entry(content: bytes, searched: bytes, wanted: bytes, ends: tuple[bytes, ...]) -> bool:
    """Tell whether an entry's name is, or begins with, what is wanted, one of `ends` behind it.

    Searching for the bytes is 20 times as fast as going from entry to entry; that they begin a name is told by its length before it.
    """
    at = searched.find(wanted, 12)
    while at >= 0:
        behind = at + len(wanted)
        if content[behind : behind + 1] in ends and _begins_a_name(content, at):
            return True
        at = searched.find(wanted, at + 1)
    return False


def _begins_a_name(content: bytes, at: int) -> bool:
    length = min(content.find(b"\0", at) - at, _NAME_MASK)
    # An extended entry (version 3) has two more bytes of flags in between.
    flags, earlier = int.from_bytes(content[at - 2 : at], "big"), int.from_bytes(content[at - 4 : at - 2], "big")
    return flags & _NAME_MASK == length or (earlier & _EXTENDED != 0 and earlier & _NAME_MASK == length)


def _holds_compressed(content: bytes, name: bytes, folds_case: bool) -> bool:
    """Read version 4, where a name is told by how much of the one before it stays. The hash is SHA-1's or SHA-256's: only one fits."""
    for hash_size in (20, 32):
        try:
            return _walk_compressed(content, name, hash_size, folds_case)
        except ValueError:
            continue
    return True


def _walk_compressed(content: bytes, wanted: bytes, hash_size: int, folds_case: bool) -> bool:
    """Tell it for entries with hashes of this size. Raises ValueError if they are not.

    A repository of 100 000 files is looked at while a prompt waits: only names that share the first bytes of what is wanted are built.
    """
    entries = int.from_bytes(content[8:12], "big")
    inside = wanted + b"/"
    fixed = _ENTRY + hash_size
    end = 11
    length = 0  # of the last name
    past = False
    known = b""  # its beginning, up to and with the first byte that differs from what is wanted
    try:
        for number in range(entries):
            at = end + 1 + fixed
            flags = content[at] << 8 | content[at + 1]
            at += 4 if flags & _EXTENDED else 2
            drop = content[at]
            at += 1
            if drop & 0x80:
                drop, at = _variable_integer(content, at - 1)
            end = content.find(b"\0", at)
            kept = length - drop
            length = kept + end - at
            if end < 0 or kept < 0 or flags & _NAME_MASK != min(length, _NAME_MASK):
                raise ValueError
            if kept >= len(known) and known and not inside.startswith(known):
                if past and number > _SURE:
                    return False
                continue  # it differs where the last one did
            name = known[:kept] + content[at:end]
            seen = name.lower() if folds_case else name
            if seen == wanted or seen.startswith(inside) or (seen.endswith(b"/") and inside.startswith(seen)):
                return True
            known = _differing(seen, inside)
            past = known > inside and not folds_case  # git keeps entries sorted by name: no other will match
    except IndexError:
        raise ValueError from None
    if end + 1 > len(content) - hash_size:
        raise ValueError
    return False


def _differing(name: bytes, wanted: bytes) -> bytes:
    """Return the beginning of name, up to and with the first byte that differs from wanted; all of it if none does."""
    for common, (one, other) in enumerate(zip(name, wanted, strict=False), start=1):
        if one != other:
            return name[:common]
    return name


def _variable_integer(content: bytes, at: int) -> tuple[int, int]:
    """Return git's variable-length integer (as for OFS_DELTA in pack files) and where it ends. Raises ValueError at the end of content."""
    try:
        byte = content[at]
        number = byte & 0x7F
        while byte & 0x80:
            at += 1
            byte = content[at]
            number = ((number + 1) << 7) | (byte & 0x7F)
    except IndexError:
        raise ValueError from None
    return number, at + 1
