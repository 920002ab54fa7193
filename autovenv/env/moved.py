"""The directory that an environment was created for. Its scripts name it: moved or copied, they fail or run another project's Python."""

from __future__ import annotations

import os

from autovenv.base.files import read_small
from autovenv.env import paths

_LARGEST = 64 * 1024


def made_elsewhere(directory: str, expected: tuple[str, ...]) -> str:
    """Return the directory that bin/activate or bin/pip name; "" if it is one of `expected`, absolute paths, or if they don't say."""
    for script, find in ((paths.activate_path(directory), _in_activate), (paths.pip_path(directory), _in_script)):
        try:
            text = os.fsdecode(read_small(script, _LARGEST))
        except OSError:
            continue
        # Older venvs write the path unquoted: one that holds a quote can't be read back, but it can be recognised.
        if any(_says(text, path) for path in expected):
            continue
        named = find(text)
        if named and not any(_same(named, path) for path in expected):
            return named
    return ""


def _same(named: str, path: str) -> bool:
    if named == path:
        return True
    try:
        return os.path.samefile(named, path)
    except OSError:
        # A place that is to be, while the environment is built beside it, has no file to compare.
        return os.path.realpath(named) == path


def _says(text: str, path: str) -> bool:
    """Tell whether text holds path as a whole word: neither a longer path that ends in it nor one that begins with it."""
    at = text.find(path)
    while at >= 0:
        end = at + len(path)
        if text[at - 1 : at] in "='\"! \t" and text[end : end + 1] in "/\\'\"\r\n":
            return True
        at = text.find(path, at + 1)
    return False


def _in_activate(text: str) -> str:
    for line in text.splitlines():
        name, _, value = line.strip().removeprefix("export ").partition("=")
        named = _unquoted(value) if name == "VIRTUAL_ENV" else ""
        if os.path.isabs(named):
            return named
    return ""


def _in_script(text: str) -> str:
    """Read `#!/x/bin/python`, or the `'''exec' "/x/bin/python" "$0" "$@"` below `#!/bin/sh` of paths that the kernel would not take."""
    lines = text.splitlines()[:2]
    if not lines or not lines[0].startswith("#!"):
        return ""
    interpreter = lines[0][2:].strip()
    if interpreter == "/bin/sh":
        _, found, rest = [*lines, ""][1].partition("'''exec' ")
        interpreter = _unquoted(rest.removesuffix(' "$0" "$@"')) if found else ""
    directory, name = os.path.split(interpreter)
    if not os.path.isabs(interpreter) or not name.startswith(("python", "pypy", "graalpy")) or os.path.basename(directory) != "bin":
        return ""
    return os.path.dirname(directory)


def _unquoted(word: str) -> str:
    """Return the value of one word of a POSIX shell; "" where it would expand something or has more than one word."""
    value, quote, index = "", "", 0
    while index < len(word):
        character = word[index]
        index += 1
        if quote == "'":
            if character == "'":
                quote = ""
            else:
                value += character
        elif character == "\\" and index < len(word) and (not quote or word[index] in '$`"\\'):
            value += word[index]
            index += 1
        elif character in "$`" or (not quote and character in " \t;&|<>()*?#"):
            return ""
        elif character == quote:
            quote = ""
        elif character in "'\"" and not quote:
            quote = character
        else:
            value += character
    return "" if quote else value
