"""What changes in directories, as watchfiles tells it: not recursively, and each look takes a few milliseconds.

Facts about watchfiles 1.3 that shape this: paths are fixed when a watch is made, and must exist; one name that is not UTF-8 makes every
later call fail, for all directories; a queue that overflowed is not told of; its settings come from WATCHFILES_* unless each is given;
it sleeps in steps, and reports when two steps brought the same.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from typing import Any

_STEP_MS = 2  # a look sleeps for so long, twice if it finds something
_DEBOUNCE_MS = 20
_TRIES = 5
_NO_INSTANCE = "os error 24"  # EMFILE
_NO_WATCH = "MaxFilesWatch"  # ENOSPC
_MANY = 4096  # events in one look: the queue of 16,384 may have overflowed before it was read


class FullError(Exception):
    """The system lets this user watch no more directories."""


class Watcher:
    """A watch over a set of directories."""

    def __init__(self) -> None:
        """There is nothing to watch yet."""
        self.directories: frozenset[str] = frozenset()
        self.refused: frozenset[str] = frozenset()  # of these nothing is heard: a name in them is not UTF-8
        self.closed: frozenset[str] = frozenset()  # nor of these: they can't be read (/home, where many people have one)
        self.trouble = ""  # why nothing is heard at all
        self._looks: Generator[set[tuple[Any, str]]] | None = None
        self._found: set[tuple[Any, str]] = set()  # by the first look, which begins the watch

    def watch(self, directories: Iterable[str]) -> None:
        """Watch these directories, and no others. Of what happened just before nothing is heard: whoever calls looks at everything once.

        Raises FullError where they are too many.
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
                continue  # one went in between
            except OSError as problem:
                self.close()
                if _NO_WATCH in str(problem):
                    raise FullError("inotify's watches (fs.inotify.max_user_watches) are used up") from problem
                self.trouble = f"watchfiles: {problem}"
                return
            except Exception as problem:  # noqa: BLE001 - watchfiles' own, a RuntimeError: no inotify instance, or an odd name already
                self._doubt(problem, there)
                if _NO_INSTANCE in str(problem):
                    return
                asked = there - self.refused  # where the name is gone already, all of them once more
            else:
                self.directories = there
                self.trouble = ""
                return
        self.close()
        self.trouble = self.trouble or "directories come and go"

    def look(self) -> frozenset[str] | None:
        """Return the paths of which something was heard since the last look; None where some of it may not have been heard."""
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
        """Note why watchfiles failed, and in which directories a name is one that makes it fail."""
        self.close()
        self.refused |= frozenset(filter(_has_odd_name, directories))
        out = _NO_INSTANCE in str(problem)
        self.trouble = "inotify's instances (fs.inotify.max_user_instances) are used up" if out else f"watchfiles: {type(problem).__name__}"


def _begin(directories: frozenset[str]) -> Generator[set[tuple[Any, str]]]:
    from watchfiles import watch

    return watch(
        *sorted(directories),
        watch_filter=None,  # the default hides .venv
        debounce=_DEBOUNCE_MS,
        step=_STEP_MS,
        rust_timeout=1,
        yield_on_timeout=True,
        debug=False,
        raise_interrupt=True,
        force_polling=False,
        poll_delay_ms=300,
        recursive=False,
        ignore_permission_denied=False,  # True would hide that watches are used up, too
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
