"""The root of a project, and the top of its repository. Paths are those of the shell: text, links not resolved."""

from __future__ import annotations

import os

from autovenv.base.files import read_small
from autovenv.base.parents import same_directory, upward
from autovenv.base.paths import home_directory
from autovenv.base.repository import is_top, repository_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PYTHON_MARKERS: tuple[str, ...] = (".python-version", ".python-versions", ".tool-versions", ".venv")
CONFIGURATION: tuple[str, ...] = (".envrc", "autovenv.toml")
# Where a hook stops to look. These last two make a project only in some cases: see is_root.
MARKERS: tuple[str, ...] = (*PYTHON_MARKERS, *CONFIGURATION, "pyproject.toml", ".env")
GIT_CEILINGS = "GIT_CEILING_DIRECTORIES"
_TABLE = b"[tool.autovenv"
# Tables that say how a project's packages are managed; others ([tool.black]) stand in repositories of any kind.
_PROJECT_TABLES = (b"[project", *(b"[tool." + name for name in (b"uv", b"poetry", b"pdm", b"hatch", b"pixi")))
_LIMIT = 1 << 20  # bytes


def walk_ends(directory: str, ceilings: tuple[str, ...], environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the directories at which a walk up from directory ends, and which are not looked in: as the hooks have it.

    They are the user's ceilings, those of git (GIT_CEILING_DIRECTORIES), and, from the home directory or below it, what is above it:
    what stands in /home is not this user's project.
    """
    of_git = (one for one in environ.get(GIT_CEILINGS, "").split(os.pathsep) if os.path.isabs(one))
    home = home_directory(environ)
    at_home = bool(home) and any(same_directory(here, home) for here in upward(directory)) and not same_directory(home, "/")
    return (*ceilings, *of_git, *([*upward(home)][1:2] if at_home else ()))


def above(directory: str, ceilings: tuple[str, ...], environ: Mapping[str, str]) -> str:
    """Return the directory above, "" where a walk up from directory ends."""
    _, *further = [*upward(directory, walk_ends(directory, ceilings, environ)), "", ""]
    return further[0]


def find_root(directory: str, ceilings: tuple[str, ...] = (), *, dotenv: bool = False) -> str:
    """Return the nearest root at or above `directory`, "" if there is none below every ceiling. `dotenv` as in is_root."""
    return next((here for here in upward(directory, ceilings) if is_root(here, dotenv=dotenv)), "")


def is_root(directory: str, *, dotenv: bool = False) -> bool:
    """Tell whether directory is the root of a project. `dotenv`: a lone .env makes one (the setting load_dotenv)."""
    return is_python_root(directory) or is_configured(directory, dotenv=dotenv)


def is_python_root(directory: str) -> bool:
    """Tell whether directory has a mark of a Python project, or is a repository of one."""
    return has_python_mark(directory) or is_python_repository(directory)


def has_python_mark(directory: str) -> bool:
    """Tell whether directory has a file that names its Python, or an environment."""
    return any(os.path.lexists(os.path.join(directory, marker)) for marker in PYTHON_MARKERS)


def is_python_repository(directory: str) -> bool:
    """Tell whether directory holds `.git` and a pyproject.toml of a project: what is pinned in directories above is not meant for it."""
    return is_top(directory) and _has_line(os.path.join(directory, "pyproject.toml"), _PROJECT_TABLES)


def is_configured(directory: str, *, dotenv: bool = False) -> bool:
    """Tell whether directory has a configuration of its own."""
    names = (*CONFIGURATION, ".env") if dotenv else CONFIGURATION
    return any(os.path.lexists(os.path.join(directory, name)) for name in names) or has_table(os.path.join(directory, "pyproject.toml"))


def has_table(path: str) -> bool:
    """Tell whether a pyproject.toml has a table [tool.autovenv] or one below it, written so at the beginning of a line.

    tomllib takes 16 ms to import: what else TOML lets one write is not seen, and that it is no valid TOML is found out by who reads it.
    """
    return _has_line(path, (_TABLE,))


def _has_line(path: str, tables: tuple[bytes, ...]) -> bool:
    try:
        content = read_small(path, _LIMIT)
    except OSError:
        return False
    wanted = [table for table in tables if table in content]
    lines = map(bytes.lstrip, content.splitlines() if wanted else ())
    return any(line.startswith(table) and line[len(table) :].lstrip()[:1] in b"]." for line in lines for table in wanted)


def repository_top(root: str, home: str, ceilings: tuple[str, ...] = ()) -> str:
    """Return the top of the repository that root lies in, as far as it counts for pins; "" if there is none.

    The search ends below `home` and below every ceiling: a repository of dotfiles does not make a home directory one project.
    """
    return repository_of(root, home_stops(home, ceilings))


def home_stops(home: str, ceilings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the directories at which a search for a repository ends: the home directory under both of its names, and the ceilings."""
    return (home, os.path.realpath(home), *ceilings) if home else ceilings
