"""How many packages a file asks for, by a scan: for a line for people, and for a bar."""

from __future__ import annotations

import os

from autovenv.deps.files import requirement_lines
from autovenv.deps.scan import text_of

_PACKAGE = ("[[package]]", "[[packages]]")  # uv, poetry, pdm; PEP 751


def packages_of(path: str) -> int:
    """Return how many packages a lock or a requirements file names; 0 where that isn't known."""
    name = os.path.basename(path)
    if name == "Pipfile.lock":
        return _of_pipfile(text_of(path))
    if name.endswith((".yml", ".yaml")):
        return _of_environment(text_of(path))
    if name in ("uv.lock", "poetry.lock", "pdm.lock") or name.startswith("pylock."):
        lines = text_of(path).splitlines()
        # A project that is no package is in uv's lock, and is not installed.
        return sum(line.strip() in _PACKAGE for line in lines) - sum(line.startswith("source = { virtual =") for line in lines)
    return _of_requirements(path, set()) if name.endswith((".txt", ".lock")) and name != "pixi.lock" else 0


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


def _of_requirements(path: str, seen: set[str]) -> int:
    """Count the requirements of a file and of those that it names, each once."""
    if path in seen:
        return 0
    seen.add(path)
    count = 0
    for words in requirement_lines(text_of(path)):
        option, _, given = words[0].partition("=")
        if option.startswith("-r") and len(option) > 2:
            option, given = "-r", option[2:]
        if option in ("-r", "--requirement", "--requirements"):
            given = given or next(iter(words[1:]), "")
            count += 0 if "://" in given else _of_requirements(os.path.normpath(os.path.join(os.path.dirname(path), given)), seen)
        else:
            count += not option.startswith("-") or option in ("-e", "--editable")
    return count
