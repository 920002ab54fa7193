"""Consent by content: which files of a configuration may take effect.

A file is approved as (place, sha256): the place is its name in the real directory that holds it. Where that name is a link, what it
leads to is part of the approval, too. The place counts because a file acts on the directory that it lies in: a stranger's link to a
file that was approved elsewhere must not run it among the stranger's files.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from autovenv.trust.source import Source


def place_of(source: Source) -> str:
    """Return the absolute path of source by which it is approved: the directory's links followed, its own name kept."""
    if source.real == source.path:
        return source.path
    return os.path.join(os.path.realpath(os.path.dirname(source.path)), os.path.basename(source.path))


def entries(sources: Iterable[Source]) -> tuple[tuple[str, str], ...]:
    """Return what a record holds about sources: (path, sha256 in hex), each once, in order."""
    found = [(path, source.digest) for source in sources for path in (place_of(source), source.real)]
    return tuple(dict.fromkeys(found))
