"""Where a project's root is, and the top of the repository it lies in. Paths are taken as the shell has them: text, links not resolved."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MARKERS: tuple[str, ...] = (".python-version", ".python-versions", ".tool-versions", ".venv")


def _plain(path: str) -> str:
    return path.rstrip("/") or "/" if os.sep == "/" else os.path.normpath(path)


def same_directory(one: str, other: str) -> bool:
    """Return whether two absolute paths name the same directory, judged by their text (and the platform's rule for case)."""
    return os.path.normcase(_plain(one)) == os.path.normcase(_plain(other))


def upward(directory: str, stops: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield directory (absolute) and each one above it, up to but not including the first that is one of `stops`."""
    here = _plain(directory)
    while os.path.isabs(here) and not any(stop and same_directory(here, stop) for stop in stops):
        yield here
        above = os.path.dirname(here)
        if above == here:
            return
        here = above


def find_root(directory: str, ceilings: tuple[str, ...] = ()) -> str:
    """Return the nearest directory at or above `directory` that holds a marker, "" if there is none below every ceiling."""
    for here in upward(directory, ceilings):
        for marker in MARKERS:
            if os.path.lexists(os.path.join(here, marker)):
                return here
    return ""


def repository_top(root: str, home: str, ceilings: tuple[str, ...] = ()) -> str:
    """Return the nearest directory at or above root that holds `.git` (a file in worktrees and submodules), "" if there is none.

    The search ends below `home` and below every ceiling: a repository of dotfiles does not make a home directory one project.
    """
    for here in upward(root, home_stops(home, ceilings)):
        if os.path.lexists(os.path.join(here, ".git")):
            return here
    return ""


def home_stops(home: str, ceilings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the directories at which a search for a repository ends: the home directory under both of its names, and the ceilings."""
    return (home, os.path.realpath(home), *ceilings) if home else ceilings
