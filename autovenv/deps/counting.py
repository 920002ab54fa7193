"""The number of packages that a file asks for, counted by a scan: for a line for people, and for a bar."""

from __future__ import annotations

import os

from autovenv.deps.reader import DEEPEST, Reader
from autovenv.deps.scan import text_of


def packages_of(paths: tuple[str, ...], reader: Reader) -> int:
    """Return how many packages locks or requirements files name; 0 where that isn't known: a file is too large, or there are too many."""
    count = sum(_of_file(path, reader) for path in paths)
    return 0 if reader.spent else count


def _of_file(path: str, reader: Reader) -> int:
    name = os.path.basename(path)
    if name == "Pipfile.lock":
        return _of_pipfile(reader.text(path))
    if name.endswith((".yml", ".yaml")):
        return _of_environment(reader.text(path))
    if name in ("uv.lock", "poetry.lock", "pdm.lock") or name.startswith("pylock."):
        text = f"\n{text_of(path)}"
        # uv, poetry and pdm; PEP 751. A project that is no package is in uv's lock, and is not installed.
        return text.count("\n[[package]]") + text.count("\n[[packages]]") - text.count("\nsource = { virtual =")
    return _of_requirements(path, reader, set(), 0) if name.endswith((".txt", ".lock")) and name != "pixi.lock" else 0


def _of_pipfile(text: str) -> int:
    """Count the objects in "default" and "develop", as pipenv indents them."""
    count, section = 0, ""
    for line in text.splitlines():
        if line.startswith('    "'):
            section = line.split('"')[1]
        elif line.startswith('        "') and section in ("default", "develop"):
            count += line.rstrip().endswith("{")
    return count


def _of_environment(text: str) -> int:
    count, inside = 0, False
    for line in text.splitlines():
        bare = line.strip()
        if bare and not line.startswith((" ", "-", "#")):
            inside = line.startswith("dependencies:")
        elif inside and bare.startswith("- ") and bare != "- pip:":
            count += 1
    return count


def _of_requirements(path: str, reader: Reader, seen: set[str], depth: int) -> int:
    """Count the requirements of a file and of those that it names, each once."""
    if path in seen:
        return 0
    if depth > DEEPEST:
        reader.spent = True
        return 0
    seen.add(path)
    count = 0
    for words in reader.lines(path):
        option, _, given = words[0].partition("=")
        if option.startswith("-r") and len(option) > 2:
            option, given = "-r", option[2:]
        if option in ("-r", "--requirement", "--requirements"):
            given = given or next(iter(words[1:]), "")
            named = os.path.normpath(os.path.join(os.path.dirname(path), given))
            count += _of_requirements(named, reader, seen, depth + 1) if "://" not in given and reader.follows(named) else 0
        else:
            count += not option.startswith("-") or option in ("-e", "--editable")
    return count
