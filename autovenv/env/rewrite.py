"""The paths that an environment's files hold: put right where the environment was renamed or copied."""

from __future__ import annotations

import os
import stat

from autovenv.base.files import read_small, write_atomic
from autovenv.env import paths, pyvenv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    _Form = Callable[[bytes], bytes]
    Pair = tuple[bytes, bytes]  # a path as it stands in a file, and what is to stand there

_LARGEST = 1 << 20  # bytes of a file that holds paths; what is larger is no script
_KERNEL = 127  # bytes of a first line that every kernel takes
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_NAME = frozenset(_LETTERS + b"_-.+@")  # what a longer name goes on with
_URL = frozenset(_LETTERS + b"_-.~/")  # what a URL holds as it is (RFC 3986)
_PLAIN = frozenset(_LETTERS + b"_-.+@/,%=:")  # what needs no quotes in any shell


def is_plain(path: str) -> bool:
    """Tell whether path may stand in place of another one in any script, quoted or not."""
    return _PLAIN.issuperset(os.fsencode(path))


def rewrite(environment: str, old: str, library: Sequence[str]) -> None:
    """Say `environment` wherever the environment's files say `old`, the directory that it was made for. Both are absolute.

    Scripts, pyvenv.cfg, links, and what installs of the project itself left in `library` (site-packages): they name the project around
    the environment, too. Activate files are rewritten where the new path is plain. A file is written whole or not at all, so a rewriting
    that was cut off is done again. Raises OSError.
    """
    pairs = [(os.fsencode(old), os.fsencode(environment))]
    above, here = os.path.dirname(old), os.path.dirname(environment)
    if os.path.basename(old) == os.path.basename(environment) and above != "/":
        pairs.append((os.fsencode(above), os.fsencode(here)))
    for directory in library:
        for path, form in _of_installs(directory):
            _rewrite_file(path, [(form(one), form(other)) for one, other in pairs])
    _rewrite_file(paths.configuration_path(environment), pairs[:1])
    # These last: it is by them that the next reader tells where the environment was made.
    scripts = paths.bin_directory(environment)
    for name in sorted(os.listdir(scripts), key=lambda name: name in {"activate", "pip"}):
        path = os.path.join(scripts, name)
        if os.path.islink(path):
            _retarget(path, old, environment)
        else:
            _rewrite_file(path, pairs if is_plain(environment) else (), begins=pairs[0])


def rename(environment: str, old: str, new: str, *, scripts: bool) -> None:
    """Say `new` in pyvenv.cfg where it says that a prompt is to show `old`; with `scripts`, in the activate files, too. Raises OSError."""
    configuration = paths.configuration_path(environment)
    content = read_small(configuration, pyvenv.LARGEST)
    if pyvenv.prompt(pyvenv.parse(content)) != old:
        return  # somebody's own
    write_atomic(configuration, pyvenv.edited(content, {"prompt": new}), 0o644)
    directory = paths.bin_directory(environment)
    for name in os.listdir(directory) if scripts else ():
        path = os.path.join(directory, name)
        if name.lower().partition(".")[0] in {"activate", "activate_this"} and not os.path.islink(path):
            lines = read_small(path, _LARGEST).split(b"\n")
            said = b"\n".join(_renamed(line, os.fsencode(old), os.fsencode(new)) for line in lines)
            write_atomic(path, said, stat.S_IMODE(os.stat(path).st_mode))


def _renamed(line: bytes, old: bytes, new: bytes) -> bytes:
    if b"PROMPT" not in line.upper():
        return line
    for before, behind in ((b'"', b'"'), (b"'", b"'"), (b"=", b'"')):
        line = line.replace(before + old + behind, before + new + behind)
    return line


def _of_installs(library: str) -> Iterator[tuple[str, _Form]]:
    """Give the files that editable installs leave in site-packages, and how each writes a path (pip, setuptools, uv)."""
    try:
        names = os.listdir(library)
    except OSError:
        return
    for name in names:
        path = os.path.join(library, name)
        if name.endswith((".pth", ".egg-link")):
            yield path, bytes
        elif name.startswith("__editable__") and name.endswith(".py"):
            yield path, _in_python
        elif name.endswith(".dist-info"):
            yield os.path.join(path, "direct_url.json"), _in_url


def _in_python(path: bytes) -> bytes:
    return path.replace(b"\\", b"\\\\").replace(b"'", b"\\'").replace(b'"', b'\\"')


def _in_url(path: bytes) -> bytes:
    return b"".join(bytes([one]) if one in _URL else b"%%%02X" % one for one in path)


def _rewrite_file(path: str, pairs: Sequence[Pair], *, begins: Pair | None = None) -> None:
    """Replace the paths in a file; with `begins`, a script, in the line that names its interpreter, too."""
    try:
        seen = os.lstat(path)
        if not stat.S_ISREG(seen.st_mode) or seen.st_size > _LARGEST:
            return
        before = read_small(path, _LARGEST)
    except (FileNotFoundError, NotADirectoryError):
        return
    if b"\0" in before:
        return  # a program
    after = _interpreted(before, *begins) if begins else before
    for old, new in pairs:
        after = _replaced(after, old, new)
    if after != before:
        write_atomic(path, after, stat.S_IMODE(seen.st_mode))


def _interpreted(content: bytes, old: bytes, new: bytes) -> bytes:
    """Return a script with its interpreter below `new` instead of `old`.

    A path that the kernel would not take is written as pip writes it: the first line is /bin/sh, the next one runs the interpreter.
    """
    lines = content.split(b"\n", 3)
    if len(lines) < 2 or not lines[0].startswith(b"#!"):
        return content
    of_shell = lines[0] == b"#!/bin/sh" and lines[1].startswith(b"'''exec' ") and len(lines) == 4
    at = (lines[1] if of_shell else lines[0]).find(old + b"/")
    if at < 0:
        return content
    below = (lines[1] if of_shell else lines[0])[at + len(old) :]
    below = below.partition(b'"')[0] if of_shell else below
    rest = lines[3] if of_shell else content.partition(b"\n")[2]
    interpreter = new + below.rstrip(b"' ")
    if is_plain(os.fsdecode(interpreter)) and len(interpreter) + 2 <= _KERNEL:
        return b"#!" + interpreter + b"\n" + rest
    quoted = b"".join(b"\\" + bytes([one]) if one in b'"$`\\' else bytes([one]) for one in interpreter)
    return b"#!/bin/sh\n'''exec' \"" + quoted + b'" "$0" "$@"\n\' \'\'\'\n' + rest


def _replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    """Return content with each path that is old, or lies below it, put below new: neither a longer name nor the end of another path."""
    pieces, at = [], 0
    while (found := content.find(old, at)) >= 0:
        end = found + len(old)
        before, behind = content[max(found - 1, 0) : found], content[end : end + 1]
        whole = (not before or before[0] not in _NAME) and (not behind or behind[0] not in _NAME)
        pieces += [content[at:found], new if whole else old]
        at = end
    return b"".join([*pieces, content[at:]])


def _retarget(link: str, old: str, new: str) -> None:
    target = os.readlink(link)
    if target.startswith(old + os.sep):
        relink(link, new + target[len(old) :])


def relink(link: str, target: str) -> None:
    """Make link lead to target, in one step. Raises OSError."""
    beside = f"{link}.{os.urandom(4).hex()}.new"
    os.symlink(target, beside)
    os.replace(beside, link)
