"""Showing what is to be approved: the file, or what changed in it since it was approved last, and what deserves a second look.

What is recorded is the hash of the bytes that were shown: each file is read once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from autovenv.base.digest import digest
from autovenv.base.errors import AutovenvError
from autovenv.base.escape import visible
from autovenv.base.files import read_small
from autovenv.base.value import replace
from autovenv.trust.source import Source

LIMIT = 1 << 20  # bytes
_MANY = 200  # lines; more are shown, too, and it is said that they were many
_INDENT = 16
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def row(name: str, text: str) -> None:
    """Print one line of the table that `allow` shows."""
    print(f"  {visible(name):<12}  {visible(text)}")


class Review:
    """The files that one command showed."""

    def __init__(self, root: str, earlier: Callable[[Source], bytes | None]) -> None:
        """`root` is the project's directory; `earlier` returns the content of a source that was approved last, if it is known."""
        self._root = root
        self._earlier = earlier
        self.shown: list[Source] = []
        self.contents: list[bytes] = []

    def show(self, source: Source) -> None:
        """Show source as it is now, and remember it with the hash of what was shown. Raises AutovenvError if it can't be read."""
        try:
            content = read_small(source.real, LIMIT)
        except OSError as problem:
            raise AutovenvError(f"{source.path} can't be read: {problem.strerror}") from problem
        self.shown.append(replace(source, digest=digest(content)))
        self.contents.append(content)
        self._print(source, content)
        from autovenv.cli.dangers import dangers  # with its patterns, 10 ms

        found = dangers(_text(content), source.kind)
        for one in found:
            row("careful", f"{self.name(source)}, {one}")

    def has_shown(self, source: Source) -> bool:
        """Tell whether this very content of source was shown."""
        return any((one.path, one.real, one.digest) == (source.path, source.real, source.digest) for one in self.shown)

    def name(self, source: Source) -> str:
        """Return how the project's user knows source: relative to the project; where it leads, too, if it is a link."""
        inside = self._root.rstrip(os.sep) + os.sep
        name = source.path.removeprefix(inside)
        beyond = os.path.join(os.path.realpath(os.path.dirname(source.path)), os.path.basename(source.path))
        return name if source.real == beyond else f"{name} -> {source.real}"

    def _print(self, source: Source, content: bytes) -> None:
        from autovenv.cli.changes import changes  # with difflib, 5 ms

        earlier = self._earlier(source)
        changed = [] if earlier is None else list(changes(_text(earlier), _text(content)))
        if changed:
            self._block(source, ["changed since it was approved:", *changed], changed=True)
            return
        if source.kind == "require" and (b"\0" in content or content.count(b"\n") > _MANY):
            self._block(source, [f"{len(content)} bytes, sha256 {digest(content)}: only that they are the same counts (require_allowed)"])
            return
        lines = _lines(_text(content))
        self._block(source, lines or ["(empty)"])
        if len(lines) > _MANY:
            row("careful", f"{self.name(source)} has {len(lines)} lines: all are above, and all would be approved")

    def _block(self, source: Source, lines: list[str], *, changed: bool = False) -> None:
        name = visible(self.name(source))
        pieces: list[tuple[str, str]] = []
        if len(name) > _INDENT - 4:
            pieces += [(f"  {name}", "bold"), ("\n", "")]
            name = ""
        for number, line in enumerate(lines):
            text = visible(line.expandtabs(4))
            head = f"  {name:<12}  " if number == 0 else " " * _INDENT
            style = _STYLES.get(line[:1], "") if changed and number else ""
            pieces += [(head if text else head.rstrip(" "), ""), (text, style), ("\n", "")]
        _write(pieces)


def _write(pieces: Sequence[tuple[str, str]]) -> None:
    """Print texts, each with a style of rich's, which only a terminal shows. Nothing in a text is markup, and no line is wrapped."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        print("".join(text for text, _ in pieces), end="")
        return
    from rich.console import Console  # 20 ms
    from rich.segment import Segment, Segments
    from rich.style import Style

    Console().print(Segments([Segment(text, Style.parse(style)) for text, style in pieces]), soft_wrap=True)


def _text(content: bytes) -> str:
    """Return content as text; bytes that are no UTF-8 stay apart, and are shown as escapes."""
    return content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")


def _lines(text: str) -> list[str]:
    lines = text.removesuffix("\n").split("\n") if text else []
    # A file of Windows' making has a \r in each line; a single one in another file would be shown.
    return [line[:-1] for line in lines] if lines and all(line.endswith("\r") for line in lines) else lines
