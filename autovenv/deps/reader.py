"""Requirements files and those that they name, read within bounds: a shell waits for it before anybody approved them."""

from __future__ import annotations

import os

from autovenv.base.files import TooLargeError, read_small
from autovenv.base.parents import is_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 16  # requirements files that name each other
_MOST_FILES = 64
_MOST_BYTES = 4 << 20  # in all files
_MOST_LINES = 20_000  # in all files; continued lines are one
_MOST_WORDS = 64  # of a line; hashes may follow
_MOST_NAMED = 1000  # paths that they name
_LONGEST = 4096  # bytes of a path
_MOST_PARTS = 64  # of a path: each costs a look
_BOM = b"\xef\xbb\xbf"


class Reader:
    """Reads files, each once, until there were too many of them: then it is `spent`, and finds no more."""

    def __init__(self, within: str = "") -> None:
        """`within` is the directory that no file may lead out of, "" where its user has consented to follow them anywhere."""
        self._within = within
        self._real = os.path.realpath(within) if within else ""
        self._bytes = _MOST_BYTES
        self._left = _MOST_LINES
        self._named = _MOST_NAMED
        self._lines: dict[str, list[list[str]]] = {}
        self.spent = False

    def follows(self, path: str) -> bool:
        """Tell whether a path that a file names may be looked at. The text decides first: a look at a Windows share sends a password."""
        self.spent = self.spent or not self._named
        if self.spent or "\0" in path or len(path) > _LONGEST or path.count(os.sep) > _MOST_PARTS:
            return False
        self._named -= 1
        return not self._within or (is_below(path, self._within) and is_below(os.path.realpath(path), self._real))

    def text(self, path: str) -> str:
        """Return the text of a file, "" where it can't be read."""
        if self.spent:
            return ""
        try:
            content = read_small(path, self._bytes)
        except TooLargeError:
            self.spent = True
            return ""
        except OSError:
            return ""
        self._bytes -= len(content)
        return content.removeprefix(_BOM).decode("utf-8", "surrogateescape")

    def lines(self, path: str) -> list[list[str]]:
        """Return the words of each line of a requirements file."""
        if path not in self._lines:
            if len(self._lines) == _MOST_FILES:
                self.spent = True
                return []
            found = self._lines[path] = []
            for words in _lines(self.text(path)):
                if not self._left:
                    self.spent = True
                    break
                self._left -= 1
                found.append(words[:_MOST_WORDS])
        return self._lines[path]


def _lines(text: str) -> Iterator[list[str]]:
    """Yield the words of each line, continued lines as one, comments and empty lines left out."""
    for line in text.replace("\\\r\n", " ").replace("\\\n", " ").splitlines():
        words = line.partition(" #")[0].split() if not line.lstrip().startswith("#") else []
        if words:
            yield words
