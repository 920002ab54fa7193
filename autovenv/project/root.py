"""The root of a project, and the top of its repository. Paths are those of the shell: text, links not resolved."""

from __future__ import annotations

import os

from autovenv.base.parents import is_below, same_directory, upward
from autovenv.base.paths import home_directory
from autovenv.base.repository import is_top, repository_of
from autovenv.base.toml_scan import has_table, lines_of
from autovenv.project.marks import CONFIGURATION, DOTENV, PYPROJECT, PYTHON_MARKS
from autovenv.project.recognition import TABLES, is_locked, signs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

GIT_CEILINGS = "GIT_CEILING_DIRECTORIES"
_TABLES = (b"[tool.autovenv",)
_PROJECT_TABLES = (b"[project", *(table for table, _ in TABLES))  # others ([tool.black]) stand in repositories of any kind


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


def find_root(
    directory: str, ceilings: tuple[str, ...] = (), *, dotenv: bool = False, home: str = "", named: Callable[[str], bool] | None = None
) -> str:
    """Return the root of the project that directory belongs to, "" if there is none below every ceiling.

    It is the nearest directory with a strong mark. Where there is none, weak marks make one: of several the outermost in the repository
    (docs/requirements.txt belongs to the setup.py above it), and none in `home`. A directory that `named` knows, since its user decided
    about it by name, is one with weak marks alone. `dotenv`: a lone .env is a strong mark (the setting load_dotenv).
    """
    weak, beyond = "", False
    for here in upward(directory, ceilings):
        # The configuration of a directory around a repository gives variables; it is no project that the repository is a part of.
        if is_python_root(here) or (is_configured(here, dotenv=dotenv) and not (weak and beyond)):
            return here
        if not (weak and beyond) and not (home and same_directory(here, home)) and signs(here):
            if named is not None and named(here):
                return here
            weak = here
        beyond = beyond or is_top(here)
    return weak


def is_root(directory: str, *, dotenv: bool = False) -> bool:
    """Tell whether directory has a strong mark. `dotenv` as in find_root."""
    return is_python_root(directory) or is_configured(directory, dotenv=dotenv)


def is_python_project(directory: str, ceilings: tuple[str, ...] = (), home: str = "") -> bool:
    """Tell whether directory, a root by whatever mark, is a Python project of its own: by weak marks only where none is around."""
    return is_python_root(directory) or (bool(signs(directory)) and not _is_part(directory, ceilings, home))


def _is_part(directory: str, ceilings: tuple[str, ...], home: str) -> bool:
    beyond = is_top(directory)
    for here in [*upward(directory, ceilings)][1:]:
        if is_python_root(here) or (not beyond and not (home and same_directory(here, home)) and signs(here)):
            return True
        beyond = beyond or is_top(here)
    return False


def is_python_root(directory: str) -> bool:
    """Tell whether directory has a strong mark of a Python project, or is a repository of one."""
    return has_python_mark(directory) or is_locked(directory) or is_python_repository(directory)


def has_python_mark(directory: str) -> bool:
    """Tell whether directory has a file that names its Python, or an environment."""
    return any(os.path.lexists(os.path.join(directory, mark)) for mark in PYTHON_MARKS)


def is_python_repository(directory: str) -> bool:
    """Tell whether directory holds `.git` and a pyproject.toml of a project: what is pinned in directories above is not meant for it."""
    return is_top(directory) and has_table(lines_of(os.path.join(directory, PYPROJECT)), _PROJECT_TABLES)


def is_configured(directory: str, *, dotenv: bool = False) -> bool:
    """Tell whether directory has a configuration of its own."""
    names = (*CONFIGURATION, DOTENV) if dotenv else CONFIGURATION
    return any(os.path.lexists(os.path.join(directory, name)) for name in names) or configures(os.path.join(directory, PYPROJECT))


def configures(pyproject: str) -> bool:
    """Tell whether a pyproject.toml has a table [tool.autovenv] or one below it, written so at the beginning of a line."""
    return has_table(lines_of(pyproject), _TABLES)


def repository_top(root: str, home: str, ceilings: tuple[str, ...] = ()) -> str:
    """Return the top of the repository that root lies in, as far as it counts for pins; "" if there is none.

    The search ends below `home` and below every ceiling: a repository of dotfiles does not make a home directory one project.
    """
    return repository_of(root, home_stops(home, ceilings))


def leads_out(path: str, home: str) -> str:
    """Return where a link at path leads to, if that is out of its repository, and of its directory where there is none; else "".

    A clone may have brought the link, and it may lead to any file of the user's: nothing is written there.
    """
    real, directory = os.path.realpath(path), os.path.dirname(path)
    top = os.path.realpath(repository_top(directory, home) or directory)
    return "" if is_below(real, top) else real


def home_stops(home: str, ceilings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the directories at which a search for a repository ends: the home directory under both of its names, and the ceilings."""
    return (home, os.path.realpath(home), *ceilings) if home else ceilings
