"""The marks of tools in a directory: what makes it a Python project, and whose. Of two marks the first one decides.

Each is asked for at every start of the helper, so what belongs to a tool of env/kinds is written here, and a test compares the two.
"""

from __future__ import annotations

import os

from autovenv.base.toml_scan import has_table, lines_of, string_at
from autovenv.base.value import value
from autovenv.plan import facts
from autovenv.project.marks import CONFIGURATION, ENVIRONMENT_FILES, PIPFILE, PIXI, PYLOCK, PYPROJECT, PYTHON_MARKS, REQUIREMENTS, SETUP

PLAIN = facts.PLAIN

LOCKS = (
    ("uv.lock", "uv"),
    ("poetry.lock", "poetry"),
    ("pdm.lock", "pdm"),
    ("Pipfile.lock", "pipenv"),
    (PIPFILE, "pipenv"),
    ("pixi.lock", "pixi"),
    (PIXI, "pixi"),
    (PYLOCK, PLAIN),
)
"""Strong marks: each ends the project around it. In this order, since a project that changed its tool keeps old tables, not an old lock."""

TABLES = (
    (b"[tool.uv", "uv"),
    (b"[tool.poetry", "poetry"),
    (b"[tool.pdm", "pdm"),
    (b"[tool.pixi", "pixi"),
    (b"[tool.rye", "rye"),
    (b"[tool.hatch", "hatch"),
)
"""Tables of pyproject.toml, or what lies below one of them, which say how a project's packages are managed."""

_ENVIRONMENTS_OF_HATCH = b"[tool.hatch.envs"  # its other tables are those of a build backend, which any tool installs
SETTINGS = (("poetry.toml", "poetry"), (".pdm-python", "pdm"), ("hatch.toml", "hatch"))
_BACKENDS = ((b"poetry.core", "poetry"), (b"poetry.masonry", "poetry"))
_SECTIONS_OF_SETUP = (b"[metadata", b"[options")
_LAST = ("conda", "hatch")  # beside another tool's mark theirs decides nothing


@value
class Sign:
    """A mark of a tool's project."""

    tool: str  # a kind of env/kinds, or PLAIN
    mark: str  # as people know it: "uv.lock", "[tool.poetry] in pyproject.toml"
    strong: bool  # it ends the project around it, whatever else is there


def signs(directory: str) -> tuple[Sign, ...]:
    """Return the marks of tools in directory, the deciding one first; none where it is no Python project of its own."""
    found = [Sign(_maker(directory) if name == PYLOCK else tool, name, True) for name, tool in LOCKS if _is_in(name, directory)]
    lines = lines_of(os.path.join(directory, PYPROJECT))
    for table, tool in TABLES:
        wanted = _ENVIRONMENTS_OF_HATCH if tool == "hatch" else table
        if has_table(lines, (wanted,)):
            found.append(Sign(tool, f"{wanted.decode()}] in {PYPROJECT}", False))
    for line in lines:
        if line.startswith(b"build-backend"):
            found += [Sign(tool, f"the build backend in {PYPROJECT}", False) for backend, tool in _BACKENDS if backend in line]
    found += [Sign(tool, name, False) for name, tool in SETTINGS if _is_in(name, directory)]
    found += [Sign("conda", name, False) for name in ENVIRONMENT_FILES if _is_in(name, directory)]
    found += [Sign(PLAIN, name, False) for name in REQUIREMENTS if _is_in(name, directory)]
    if has_table(lines, (b"[project", b"[build-system")):
        found.append(Sign(PLAIN, PYPROJECT, False))
    found += [Sign(PLAIN, name, False) for name in SETUP if _is_in(name, directory) and _sets_up(os.path.join(directory, name))]
    of_others = [sign for sign in found if sign.tool not in {*_LAST, PLAIN}]
    last = [sign for sign in found if sign.tool in _LAST]
    plain = [sign for sign in found if sign.tool == PLAIN and sign.strong]
    return (*of_others, *plain, *last, *(sign for sign in found if sign.tool == PLAIN and not sign.strong))


def is_locked(directory: str) -> bool:
    """Tell whether directory has a strong mark of a tool."""
    return any(_is_in(name, directory) for name, _ in LOCKS)


def strong_marks(directory: str) -> tuple[str, ...]:
    """Return the paths of the marks that directory has and that make it a project, whatever is around it, as far as one file tells."""
    names = (*PYTHON_MARKS, *CONFIGURATION, *(name for name, _ in LOCKS), PYPROJECT)
    return tuple(path for path in (os.path.join(directory, name) for name in names) if os.path.lexists(path))


def _is_in(name: str, directory: str) -> bool:
    return os.path.isfile(os.path.join(directory, name))


def _sets_up(path: str) -> bool:
    """Tell whether a setup.py, or a setup.cfg that says more than how its linters are set, is one of a project."""
    return not path.endswith(".cfg") or has_table(lines_of(path), _SECTIONS_OF_SETUP)


def _maker(directory: str) -> str:
    """Return the tool that wrote pylock.toml (PEP 751), as far as it keeps environments of its own."""
    name = string_at(os.path.join(directory, PYLOCK), b"created-by")
    return name if name in {tool for _, tool in LOCKS} else PLAIN
