"""Watch directories with watchfiles, without their subdirectories. Each look takes a few milliseconds.

Facts about watchfiles 1.3 that this module depends on:

- The paths are fixed when a watch begins, and must exist.
- One name that is not UTF-8 makes every later call fail, for all directories.
- It does not report that its queue overflowed.
- It reads its settings from WATCHFILES_*, unless each is given as an argument.
- It sleeps in steps, and reports once two steps brought the same.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from typing import Any

_STEP_MS = 2  # a look sleeps this long, and twice this long if it finds something
_DEBOUNCE_MS = 20
_TRIES = 5
_NO_INSTANCE = "os error 24"  # EMFILE
_NO_WATCH = "MaxFilesWatch"  # ENOSPC
_MANY = 4096  # events in one look: the queue (16,384) may have overflowed before it was read


class FullError(Exception):
    """The system lets this user watch no more directories."""


class Watcher:
    """A watch over a set of directories."""

    def __init__(self) -> None:
        """Watch nothing yet."""
        self.directories: frozenset[str] = frozenset()
        self.refused: frozenset[str] = frozenset()  # not watched: a name in them is not UTF-8
        self.closed: frozenset[str] = frozenset()  # not watched: they can't be read (often /home, if many people share a machine)
        self.trouble = ""  # why nothing is watched at all
        self._looks: Generator[set[tuple[Any, str]]] | None = None
        self._found: set[tuple[Any, str]] = set()  # found by the first look, which begins the watch

    def watch(self, directories: Iterable[str]) -> None:
        """Watch these directories and no others. Earlier changes are not reported: the caller has to check everything once.

        Raises FullError if they are too many.
        """
        self.close()
        self.refused = frozenset(filter(_has_odd_name, self.refused))
        self.trouble = ""
        asked = frozenset(directories) - self.refused
        for _ in range(_TRIES):
            self.closed = frozenset(one for one in asked if os.path.isdir(one) and not os.access(one, os.R_OK))
            there = frozenset(filter(os.path.isdir, asked)) - self.closed
            self._looks = _begin(there) if there else None
            try:
                if self._looks is not None:
                    self._found = next(self._looks)
            except (FileNotFoundError, PermissionError):
                continue  # a directory was removed meanwhile
            except OSError as problem:
                self.close()
                if _NO_WATCH in str(problem):
                    raise FullError("inotify's watches (fs.inotify.max_user_watches) are used up") from problem
                self.trouble = f"watchfiles: {problem}"
                return
            except Exception as problem:  # noqa: BLE001 - a RuntimeError of watchfiles: no inotify instance, or a name that is not UTF-8
                self._doubt(problem, there)
                if _NO_INSTANCE in str(problem):
                    return
                asked = there - self.refused  # if the name is gone already, this tries all of them again
            else:
                self.directories = there
                self.trouble = ""
                return
        self.close()
        self.trouble = self.trouble or "watched directories come and go"

    def look(self) -> frozenset[str] | None:
        """Return the paths that changed since the last look, or None if some changes may have been missed."""
        if self._looks is None:
            return frozenset()
        try:
            found = self._found | next(self._looks)
        except Exception as problem:  # noqa: BLE001 - as above
            self._doubt(problem, self.directories)
            return None
        self._found = set()
        return None if len(found) >= _MANY else frozenset(path for _, path in found)

    def close(self) -> None:
        """Watch nothing."""
        looks, self._looks = self._looks, None
        if looks is not None:
            looks.close()
        self._found = set()
        self.directories = frozenset()

    def _doubt(self, problem: Exception, directories: frozenset[str]) -> None:
        """Note why watchfiles failed, and which directories have a name that is not UTF-8."""
        self.close()
        self.refused |= frozenset(filter(_has_odd_name, directories))
        out = _NO_INSTANCE in str(problem)
        self.trouble = "inotify's instances (fs.inotify.max_user_instances) are used up" if out else f"watchfiles: {type(problem).__name__}"


def _begin(directories: frozenset[str]) -> Generator[set[tuple[Any, str]]]:
    from watchfiles import watch

    return watch(
        *sorted(directories),
        watch_filter=None,  # the default filter hides .venv
        debounce=_DEBOUNCE_MS,
        step=_STEP_MS,
        rust_timeout=1,
        yield_on_timeout=True,
        debug=False,
        raise_interrupt=True,
        force_polling=False,
        poll_delay_ms=300,
        recursive=False,
        ignore_permission_denied=False,  # True would also hide that watches are used up
    )


def _has_odd_name(directory: str) -> bool:
    """Tell whether a name in directory is not UTF-8."""
    try:
        names = os.listdir(os.fsencode(directory))
    except OSError:
        return False
    for name in names:
        try:
            name.decode()
        except UnicodeDecodeError:
            return True
    return False
