"""The one gate through which files of a project's configuration are read: approved content only, and each noted as an input."""

from __future__ import annotations

import os

from autovenv.base.digest import digest
from autovenv.base.errors import EvaluationError
from autovenv.base.files import TooLargeError
from autovenv.config.result import WithheldError
from autovenv.plan.inputs import Input, read_watched, watched
from autovenv.trust.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 1 << 20  # bytes
_DEPTH = 32  # files that read each other
_MOST = 1000  # readings: of files that each read the next one twice there would be no end


class Sources:
    """What was read during one evaluation. What it hands out is what was approved: content is hashed as it was read, not read again."""

    def __init__(self, approves: Callable[[Source], bool]) -> None:
        """`approves` tells whether the content of a source may take effect; it is asked before anybody sees the content."""
        self._approves = approves
        self.sources: list[Source] = []
        self.inputs: list[Input] = []
        self.needs: set[str] = set()  # names of variables that took part, also in what failed since
        self._open: list[str] = []
        self._count = 0
        self._real: dict[str, str] = {}

    def read(self, path: str, kind: str, where: str = "") -> bytes:
        """Return the content of path, an absolute path.

        `where` is the file:line that wants it. Raises WithheldError for what is not approved, and EvaluationError for what is not
        a regular file of at most LIMIT bytes without NUL. The file is an input, also where this raises.
        """
        self._count += 1
        if self._count > _MOST:
            raise EvaluationError(where or path, f"more than {_MOST} files are read")
        real = self._real[path] = os.path.realpath(path)
        if real != path:
            # A link on the way that is turned to another file of the same time.
            self.inputs.append(Input("same", path, target=real))
        try:
            # By its real name: that is the file that is asked about, whatever a link on the way leads to meanwhile.
            content, given = read_watched(real, LIMIT)
        except TooLargeError:
            self.inputs.append(watched(path))
            raise _error(path, where, f"is larger than {LIMIT >> 20} MiB") from None
        except OSError as problem:
            self.inputs.append(watched(path))
            reason = "not a regular file" if os.path.exists(path) and not os.path.isfile(path) else problem.strerror
            raise _error(path, where, f"can't be read: {reason}") from None
        self.inputs.append(given)
        source = Source(path, real, digest(content), kind)
        if not self._approves(source):
            raise WithheldError(where, source)
        if source not in self.sources:
            self.sources.append(source)
        if b"\0" in content and kind != "require":
            raise _error(path, where, "holds a NUL byte: it is no text")
        return content

    def watch(self, path: str) -> None:
        """Note path as an input, whether it is there or not."""
        self.inputs.append(watched(path))

    def enter(self, path: str, where: str) -> None:
        """Note that path, which was read, is being evaluated. Raises EvaluationError where it is already, or files are nested too deep."""
        real = self._real.get(path) or os.path.realpath(path)
        if real in self._open or len(self._open) >= _DEPTH:
            raise EvaluationError(where, f"{path} reads itself" if real in self._open else f"more than {_DEPTH} files read each other")
        self._open.append(real)

    def leave(self) -> None:
        """Note that the file that was entered last is done."""
        self._open.pop()


def _error(path: str, where: str, what: str) -> EvaluationError:
    """Return the error that a file has, told on the line that wants it; one that nobody else names is named once."""
    named = where.rpartition(":")[0] == path or where in ("", path)
    return EvaluationError(where or path, f"it {what}" if named else f"{path} {what}")
