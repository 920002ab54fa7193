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
    if not os.path.isabs(directory):
        return
    here = _plain(directory)
    while not any(stop and same_directory(here, stop) for stop in stops):
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


def place_below(text: str) -> str:
    """Return the path below a directory that text names, in its shortest spelling; "" for the directory itself and what may lead out of it.

    A `..` may, wherever it stands: what is before it can be a link.
    """
    place = os.path.normpath(text)
    drive, rest = os.path.splitdrive(place)
    outside = drive or rest.startswith(os.sep) or place == os.curdir or os.pardir in text.replace(os.sep, "/").split("/")
    return "" if outside or not text.strip() or "\0" in text else place
