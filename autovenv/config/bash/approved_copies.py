"""Private copies of what was approved: bash runs these and never the files themselves, which may change under it."""

from __future__ import annotations

import os

from autovenv.base.errors import EvaluationError
from autovenv.base.files import private_directory
from autovenv.base.paths import state_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = b"BASH_SOURCE"
_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


class Snapshots:
    """A directory of its own for one evaluation, readable by its user alone, and which file each copy in it stands for."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Make the directory, below TMPDIR or else below the state directory. Raises OSError."""
        self.directory = _private(environ)
        self._real: dict[bytes, bytes] = {}  # copy -> file, both as bytes of a path
        self.texts: list[bytes] = []

    def add(self, content: bytes, path: str) -> str:
        """Return a copy of content, which is that of the file at path (absolute)."""
        number = len(self._real) + 1
        copy = f"{self.directory}/{number:06}"
        name = f"__autovenv_file_{number}"
        text = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        self.texts.append(text)
        text = own_source(text, name.encode())
        # On the first line, before it: line numbers stay what they are.
        text = name.encode() + b"=(" + _quoted(os.fsencode(path)) + b"); " + text if name.encode() in text else text
        with open(copy, "xb") as file:
            file.write(text)
        self._real[os.fsencode(copy)] = os.fsencode(path)
        return copy

    def translated(self, text: bytes) -> bytes:
        """Return text with each copy's path replaced by that of the file which it stands for."""
        if self.prefix not in text:
            return text
        for copy, real in self._real.items():
            text = text.replace(copy, real)
        return text

    def where(self, position: str) -> str:
        """Return text, a position in a copy or a message, with the names of files."""
        return os.fsdecode(self.translated(os.fsencode(position)))

    @property
    def prefix(self) -> bytes:
        """What the path of each copy begins with."""
        return os.fsencode(self.directory) + b"/"

    def remove(self) -> None:
        """Remove the directory. What can't be removed stays."""
        try:
            for name in os.listdir(self.directory):
                os.unlink(os.path.join(self.directory, name))
            os.rmdir(self.directory)
        except OSError:
            import shutil

            shutil.rmtree(self.directory, ignore_errors=True)


def own_source(text: bytes, name: bytes) -> bytes:
    """Return text with `name` for `$BASH_SOURCE` and `${BASH_SOURCE…`: bash would tell the copy's path, and lets nobody set it."""
    parts = text.split(_NAME)
    made = parts[0]
    for part in parts[1:]:
        before = made.rstrip(b"#!")
        expanded = made.endswith(b"$") or before.endswith(b"${")
        made += (name if expanded and (not part or part[0] not in _WORD) else _NAME) + part
    return made


def _private(environ: Mapping[str, str]) -> str:
    temporary = environ.get("TMPDIR") or "/tmp"  # noqa: S108 - what is made there has a name that nobody knows, and mode 0700
    problem: OSError | None = None
    state = state_directory(environ)
    for parent in (temporary, state):
        path = os.path.join(parent, f"autovenv-{os.urandom(8).hex()}")
        try:
            if os.path.isabs(parent):
                if parent == state:
                    private_directory(state)
                os.makedirs(parent, exist_ok=True)
                os.mkdir(path, 0o700)
                return path
        except OSError as failed:
            problem = failed
    raise EvaluationError(temporary, f"no directory can be made there: {problem.strerror if problem else 'not an absolute path'}")


def _quoted(path: bytes) -> bytes:
    # On one line, whatever it is called.
    return b"'" + path.replace(b"'", b"'\\''").replace(b"\n", b"'$'\\n''") + b"'"
