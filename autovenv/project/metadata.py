"""The Python that pyproject.toml, setup.cfg and Pipfile name. Each reader takes a file's text and returns (specifier or "", line or 0)."""

from __future__ import annotations

from autovenv.base.errors import AutovenvError
from autovenv.base.escape import quoted, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class BrokenError(AutovenvError):
    """The file can't be understood. `line` counts from 1, 0 where it is not known."""

    def __init__(self, message: str, line: int = 0) -> None:
        """`message` goes behind the path and the line."""
        super().__init__(message)
        self.line = line


def _toml(text: str) -> dict[str, Any]:
    from autovenv.base.toml import BrokenTomlError, loads

    try:
        return loads(text.encode("utf-8", "surrogateescape"))
    except BrokenTomlError as problem:
        raise BrokenError(problem.message, problem.line) from None


def _table(data: Any, *names: str) -> dict[str, Any]:
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def line_of(text: str, section: str, key: str) -> int:
    """Return the line (from 1) of `key` in `[section]`, or of the first line that begins with key, or 0."""
    inside, first = False, 0
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("["):
            inside = bare.partition("#")[0].strip() == f"[{section}]"
        elif bare.lstrip("\"'").startswith(key):
            if inside:
                return number
            first = first or number
    return first


def _one_line(specifier: str) -> str:
    return " ".join(specifier.split())


def _project(text: str) -> tuple[str, int]:
    given = _table(_toml(text), "project").get("requires-python", "")
    line = line_of(text, "project", "requires-python")
    if not isinstance(given, str):
        raise BrokenError('requires-python is not a string: write it like ">=3.12"', line)
    return _one_line(given), line


def _poetry(text: str) -> tuple[str, int]:
    given = _table(_toml(text), "tool", "poetry", "dependencies").get("python", "")
    line = line_of(text, "tool.poetry.dependencies", "python")
    several = given if isinstance(given, list) else [given]
    constraints = [one.get("version", "") if isinstance(one, dict) else one for one in several]
    if not all(isinstance(one, str) for one in constraints):
        raise BrokenError('python is not a version constraint: write it like "^3.12"', line)
    alternatives = [poetry_specifier(one, line) for one in constraints if one.strip()]
    return ("" if "" in alternatives else " || ".join(alternatives)), line


def poetry_specifier(constraint: str, line: int = 0) -> str:
    """Return Poetry's constraint as PEP 440 with `||` kept between alternatives; "" for one that lets everything through.

    `^3.11` is >=3.11,<4.0; `~3.11` is >=3.11,<3.12; a bare version is that very one. Raises BrokenError.
    """
    alternatives = []
    for alternative in _one_line(constraint).replace("||", "|").split("|"):
        clauses: list[str] = []
        words = alternative.replace(",", " ").split()
        while words:
            word = words.pop(0)
            if not word.strip("^~<>=!") and words:
                word += words.pop(0)  # `>= 3.11`
            clauses.extend(_poetry_clause(word, line))
        if not clauses:
            return ""
        alternatives.append(",".join(clauses))
    return " || ".join(alternatives)


def _poetry_clause(word: str, line: int) -> list[str]:
    if word == "*":
        return []
    if word[0] == "^" or (word[0] == "~" and word[1:2] != "="):
        number = word[1:]
        parts = number.split(".")
        if not all(part.isdecimal() and len(part) < 5 for part in parts):
            raise BrokenError(f"{quoted(word)} is no version constraint of Poetry: write it like ^3.12", line)
        release = [int(part) for part in parts]
        first = next((at for at, part in enumerate(release) if part), len(release) - 1)
        step = first if word[0] == "^" else min(1, len(release) - 1)
        upper = [*release[:step], release[step] + 1]
        return [f">={number}", f"<{'.'.join(map(str, upper if len(upper) > 1 else [*upper, 0]))}"]
    if word[0].isdigit():
        return [f"=={word}"]
    return [word.replace("=", "==", 1) if word[0] == "=" and word[1:2] != "=" else word]


def _setup(text: str) -> tuple[str, int]:
    import configparser

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.MissingSectionHeaderError as problem:
        raise BrokenError("broken: a line before the first [section]", problem.lineno) from None
    except configparser.ParsingError as problem:
        line = problem.errors[0][0] if problem.errors else 0
        raise BrokenError("broken: this is neither a [section] nor name = value", line) from None
    except configparser.Error as problem:
        raise BrokenError(f"broken: {visible(str(problem))}") from None
    given = parser.get("options", "python_requires", fallback="")
    return _one_line(given), line_of(text, "options", "python_requires")


def _pipenv(text: str) -> tuple[str, int]:
    table = _table(_toml(text), "requires")
    for key, ending in (("python_full_version", ""), ("python_version", ".*")):
        given = table.get(key, "")
        line = line_of(text, "requires", key)
        if not isinstance(given, str):
            raise BrokenError(f'{key} is not a string: write it like "3.12"', line)
        given = given.strip()
        if given and given != "*":
            return (given if given[0] in "<>=!~" else f"=={given.removesuffix('.*')}{ending}"), line
    return "", 0


READERS: dict[str, Callable[[str], tuple[str, int]]] = {"project": _project, "setup": _setup, "poetry": _poetry, "pipenv": _pipenv}
