"""A directory and those above it: the walk upwards, and which path lies below which. Text alone, but for is_inside."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _plain(path: str) -> str:
    return path.rstrip("/") or "/" if os.sep == "/" else os.path.normpath(path)


def same_directory(one: str, other: str) -> bool:
    """Tell whether two absolute paths name the same directory, judged by their text (and the platform's rule for case)."""
    return os.path.normcase(_plain(one)) == os.path.normcase(_plain(other))


def upward(directory: str, stops: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield directory and each one above it, up to but not including the first that is one of `stops`; nothing for a relative path."""
    here = _plain(directory)
    while os.path.isabs(here) and not any(stop and same_directory(here, stop) for stop in stops):
        yield here
        above = os.path.dirname(here)
        if above == here:
            return
        here = above


def nearest(name: str, directory: str) -> str:
    """Return the path of the nearest entry called name that is there, links followed, in directory or above it; "" if there is none."""
    return next(filter(os.path.exists, (os.path.join(here, name) for here in upward(directory))), "")


def is_below(path: str, directory: str) -> bool:
    """Tell whether path is directory or lies below it: by component, as both are written."""
    return (path.rstrip(os.sep) + os.sep).startswith(directory.rstrip(os.sep) + os.sep)


def is_inside(path: str, directory: str) -> bool:
    """Tell whether path is directory or lies below it, as both are written or with all links followed. No directory: False."""
    return bool(directory) and (is_below(path, directory) or is_below(os.path.realpath(path), os.path.realpath(directory)))
