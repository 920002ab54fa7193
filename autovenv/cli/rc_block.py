"""The marked block in a file that a shell reads when it starts: put in, replaced in place, taken out byte for byte."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys

from autovenv.base.errors import AutovenvError
from autovenv.base.files import read_small, remove_file, remove_if_empty
from autovenv.base.parents import upward

OPENING = b"# >>> autovenv >>>"
CLOSING = b"# <<< autovenv <<<"

# What taking the block out has to know is written into it: a file carries its own memory, wherever it is copied to.
_JOINED = b"# (the line above had no newline at its end)"
_MADE = b"# (autovenv made this file, and %d directories for it)"
_MADE_FOUND = re.compile(re.escape(_MADE).replace(b"%d", rb"(\d{1,3})"))

_LAST_LINE = re.compile(rb"^(?![ \t]*#)[^\n]*\bble-attach\b", re.MULTILINE)

_LIMIT = 16 * 2**20  # bytes; what is larger is no rc file
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # how Windows PowerShell's editors may begin a profile


class ByHandError(AutovenvError):
    """The file is left alone, and the message says why: it is read-only, no text of ours fits into it, or its block is torn."""


def put(content: bytes, line: bytes, made_directories: int | None = None) -> bytes:
    """Return content with one block that holds line: replaced where it stands, else appended. A second time changes nothing.

    It is put in front of a line that has to be the last one: what is registered behind ble.sh's `ble-attach` is not called.

    `made_directories` is given for a file that is not there yet: how many directories have to be made for it.
    Raises ByHandError if content holds part of a block, or is UTF-16.
    """
    if content.startswith(_UTF_16):
        raise ByHandError("it is UTF-16")
    found = _blocks(content)
    if not found:
        attach = _LAST_LINE.search(content)
        if attach:
            return content[: attach.start()] + _block(line, False, made_directories) + content[attach.start() :]
        joined = bool(content) and not content.endswith(b"\n")
        return content + (b"\n" if joined else b"") + _block(line, joined, made_directories)
    for start, end in reversed(found[1:]):
        content = content[:start] + content[end:]
    start, end = found[0]
    old = content[start:end]
    return content[:start] + _block(line, _JOINED in old, _made(old)) + content[end:]


def take_out(content: bytes) -> tuple[bytes, int | None]:
    """Return content without its block, and how many directories were made for the file; None if the file was there before.

    `take_out(put(content, line))` is content, to the byte. Raises ByHandError if content holds part of a block.
    """
    made = None
    for start, end in reversed(_blocks(content)):
        old, before, after = content[start:end], content[:start], content[end:]
        made = _made(old)
        # With lines below the block, that newline has come to stand between two lines: it is the user's now.
        content = before[:-1] if _JOINED in old and not after else before + after
    return content, made


def _block(line: bytes, joined: bool, made_directories: int | None) -> bytes:
    notes = [_JOINED] if joined else []
    if made_directories is not None:
        notes.append(_MADE % made_directories)
    return b"\n".join([OPENING, *notes, line, CLOSING, b""])


def _made(block: bytes) -> int | None:
    found = _MADE_FOUND.search(block)
    return int(found[1]) if found else None


def _blocks(content: bytes) -> list[tuple[int, int]]:
    """Return where each block begins and ends, the newline at its end included."""
    blocks = []
    opened = -1
    end = 0
    for line in content.split(b"\n"):
        start, end = end, min(end + len(line) + 1, len(content))
        mark = line.strip()
        if mark == OPENING and opened >= 0:
            break
        if mark == OPENING:
            opened = start
        elif mark == CLOSING and opened >= 0:
            blocks.append((opened, end))
            opened = -1
    if opened >= 0:
        raise ByHandError(f"it has `{OPENING.decode()}` without `{CLOSING.decode()}`")
    return blocks


def write_block(path: str, line: bytes, *, dry_run: bool = False, directory_mode: int = 0o700) -> bool:
    """Put the block into the file, which is made if missing, through links; return whether that changes it. Raises ByHandError.

    `directory_mode` is that of directories that have to be made for it: the XDG specification's, without another.
    """
    try:
        target = os.path.realpath(path)
        before = _content(target)
        missing = _missing_directories(target)
        after = put(before or b"", line, len(missing) if before is None else None)
        if after == before:
            return False
        _refuse_read_only(target, before)
        if not dry_run:
            for directory in missing:
                os.mkdir(directory, directory_mode)
            _write(target, after)
    except OSError as problem:
        raise ByHandError((problem.strerror or str(problem)).lower()) from problem
    return True


def remove_block(path: str, *, dry_run: bool = False) -> bool:
    """Take the block out of the file, if it has one; return whether it had. Raises ByHandError.

    A file that was made for the block goes, with the directories made for it, if nothing else came into them.
    """
    try:
        target = os.path.realpath(path)
        before = _content(target)
        if before is None:
            return False
        after, made = take_out(before)
        if after == before:
            return False
        _refuse_read_only(target, before)
        if dry_run:
            return True
        if after or made is None:
            _write(target, after)
        else:
            remove_file(target)
            _remove_empty(os.path.dirname(target), made)
    except OSError as problem:
        raise ByHandError((problem.strerror or str(problem)).lower()) from problem
    return True


def _content(target: str) -> bytes | None:
    try:
        return read_small(target, _LIMIT)
    except FileNotFoundError:
        return None


def _missing_directories(target: str) -> list[str]:
    """Return the directories that have to be made for target, outermost first."""
    return [directory for directory in upward(os.path.dirname(target)) if not os.path.lexists(directory)][::-1]


def _remove_empty(directory: str, count: int) -> None:
    for here in [*upward(directory)][:count]:
        if not remove_if_empty(here):
            return  # somebody else's file is in it


def _refuse_read_only(target: str, before: bytes | None) -> None:
    if before is None:
        return
    # The mode counts for root, too, whom nothing else would stop: who took the write bits away wants the file as it is (nix, chezmoi).
    if not os.stat(target).st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(target, os.W_OK):
        raise ByHandError("it is read-only")


def _write(target: str, content: bytes) -> None:
    """Write the file whole or not at all; mode, owner and extended attributes stay. Raises OSError."""
    try:
        found = os.stat(target)
    except FileNotFoundError:
        found = None
    if found and found.st_nlink > 1:
        # Another name of the same file (a dotfiles manager's) must see the change: a new file would cut the two apart.
        with open(target, "r+b") as same:
            same.write(content)
            same.truncate()
        return
    beside = f"{target}.{os.urandom(4).hex()}.autovenv"
    try:
        with open(beside, "xb") as new:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
        if found:
            shutil.copystat(target, beside)
            if sys.platform != "win32" and (found.st_uid, found.st_gid) != (os.geteuid(), os.stat(beside).st_gid):
                os.chown(beside, found.st_uid, found.st_gid)
            os.utime(beside)
        os.replace(beside, target)
    except BaseException:
        remove_file(beside)
        raise
