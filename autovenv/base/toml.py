"""TOML in bounded time, and what is wrong with it: files are read before anybody approved them."""

from __future__ import annotations

from autovenv.base.escape import visible
from autovenv.base.plain_toml import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# tomllib goes through the names of a header again for each name below it, and through those of a dotted key for each of them: its steps
# are at most the dots of the line that has most, times all dots and lines. So many take two seconds; what people write takes a tenth.
_STEPS = 1 << 23
_BOM = b"\xef\xbb\xbf"


class BrokenTomlError(ValueError):
    """A text is no TOML. `line` counts from 1, 0 where it is not known."""

    def __init__(self, message: str, line: int = 0) -> None:
        """`message` goes behind the path and the line."""
        super().__init__(message)
        self.message = message
        self.line = line

    def where(self, path: str) -> str:
        """Return path:line, or path alone where no line is known."""
        return f"{path}:{self.line}" if self.line else path


def loads(content: bytes) -> dict[str, Any]:
    """Return the data of a TOML file's content, a BOM left out. Raises BrokenTomlError, whatever is wrong with it."""
    try:
        text = content.removeprefix(_BOM).decode()
    except UnicodeDecodeError as problem:
        raise BrokenTomlError("not UTF-8: TOML has to be", problem.object.count(b"\n", 0, problem.start) + 1) from None
    data = plain(text)
    if data is not None:
        return data
    import tomllib

    dots = [line.count(".") for line in text.split("\n")]
    try:
        if max(dots) * (sum(dots) + len(dots)) > _STEPS:
            raise RecursionError
        return tomllib.loads(text)
    except RecursionError:
        raise BrokenTomlError("nested too deeply for TOML: simplify it") from None
    except ValueError as problem:  # TOMLDecodeError is one; a number of 5,000 digits is another
        # "… (at line 3, column 5)" or "(at end of document)": the number is an attribute only from Python 3.14 on.
        message, _, place = str(problem).rpartition(" (at ")
        number = place.removeprefix("line ").partition(",")[0]
        line = int(number) if number.isdigit() else text.count("\n") + 1 if message else 0
        raise BrokenTomlError(f"broken TOML: {visible(' '.join((message or str(problem)).split()))}", line) from None
