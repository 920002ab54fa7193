"""The files that an install reads: as long as none of them changes, it has nothing new to do."""

from __future__ import annotations

import os

from autovenv.base.digest import digest
from autovenv.base.files import read_small
from autovenv.base.parents import nearest
from autovenv.deps.pip import of_pip
from autovenv.deps.reader import DEEPEST, Reader
from autovenv.env.kinds import installing, tool_of

_LARGEST = 16 << 20  # bytes
_MOST = 256  # paths: each may be looked at by every prompt
_METADATA = ("pyproject.toml", "setup.py", "setup.cfg")
_WITH_FILE = ("-r", "--requirement", "--requirements", "-c", "--constraint", "--constraints")
_WITH_PROJECT = ("-e", "--editable")


def read_by(commands: tuple[tuple[str, ...], ...], root: str, reader: Reader | None = None) -> tuple[str, ...]:
    """Return the absolute paths of the files that say what `commands` install in the directory `root`, there or not.

    `reader` bounds what is followed; without, its user has consented to follow it anywhere.
    """
    reader = reader or Reader()
    found: dict[str, None] = {}
    for command in commands:
        if arguments := of_pip(command):
            if command[:3] == ("uv", "pip", "sync"):  # its words are files
                arguments = tuple(word if word.startswith("-") else f"--requirement={word}" for word in arguments)
            _from_words(list(arguments), root, found, reader, 0)
            continue
        tool = tool_of(command[0]) if command else None
        for name in tool.reads if tool is not None and (tool.installs or tool.sync) else ():
            found[_nearest(root, name)] = None
    return tuple(found)


def state_of(paths: tuple[str, ...]) -> dict[str, str]:
    """Return for each path the digest of its content; "" where there is none, size and time of what is too large to be read."""
    found = {}
    for path in paths:
        try:
            found[path] = digest(read_small(path, _LARGEST))
        except OSError:
            try:
                seen = os.stat(path)
                found[path] = f"{seen.st_size}-{seen.st_mtime_ns}"
            except OSError:
                found[path] = ""
    return found


def same_but_locks(before: dict[str, str], after: dict[str, str]) -> bool:
    """Tell whether no file changed but those that tools write themselves while they install."""
    locks = tuple(tool.lock for tool in installing())
    return all(after.get(path) == found for path, found in before.items() if os.path.basename(path) not in locks)


def _nearest(root: str, name: str) -> str:
    """Return the file of that name in root or the nearest directory above: a workspace has one lock; else root's, which is not there."""
    return nearest(name, root) or os.path.join(root, name)


def _from_words(words: list[str], directory: str, found: dict[str, None], reader: Reader, depth: int) -> None:
    following = iter(words)
    for word in following:
        if len(found) >= _MOST:
            return
        option, equals, given = word.partition("=")
        if word[:2] in ("-r", "-c", "-e") and len(word) > 2 and word[1] != "-":
            option, equals, given = word[:2], "=", word[2:]
        if option in (*_WITH_FILE, *_WITH_PROJECT) and not equals:
            given = next(following, "")
        if option in _WITH_FILE:
            if "://" not in given:
                _requirements(os.path.normpath(os.path.join(directory, given)), found, reader, depth)
        elif option in _WITH_PROJECT or not word.startswith("-"):
            _local(given if option in _WITH_PROJECT else _url(word) or word, directory, found, reader)


def _requirements(path: str, found: dict[str, None], reader: Reader, depth: int) -> None:
    if path in found or depth > DEEPEST or not reader.follows(path):
        return
    found[path] = None
    if path.endswith(".toml"):
        return  # pyproject.toml or pylock.toml
    for words in reader.lines(path):
        # Behind the first word of a requirement come its conditions and hashes, which name no files.
        named = words if words[0].startswith("-") else [_url(" ".join(words)) or words[0]]
        _from_words(named, os.path.dirname(path), found, reader, depth + 1)


def _url(requirement: str) -> str:
    """Return the URL of a requirement `name[extras] @ URL` (PEP 508), whatever follows it; "" for any other text."""
    name, _, behind = requirement.partition("@")
    plain = name.partition("[")[0].strip()
    return next(iter(behind.split()), "") if plain and all(letter.isalnum() or letter in "._-" for letter in plain) else ""


def _local(word: str, directory: str, found: dict[str, None], reader: Reader) -> None:
    """Note what a requirement that is a path reads: a wheel, or a project's metadata."""
    if word.startswith("file:"):
        from urllib.parse import unquote

        word = unquote(word.partition("#")[0].removeprefix("file:").removeprefix("//"))
    path = os.path.normpath(os.path.join(directory, word.partition("[")[0]))
    if path in found or not reader.follows(path):
        return
    if os.path.isfile(path):
        found[path] = None
    elif os.path.isdir(path) and (word.startswith(".") or os.sep in word):
        found.update(dict.fromkeys(os.path.join(path, name) for name in _METADATA))
