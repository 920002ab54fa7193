"""What `allow` is to show: the files that take part, found out by evaluating as far as they are approved."""

from __future__ import annotations

from autovenv.base.value import value
from autovenv.hook.gather import gather
from autovenv.project.evaluated import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@value
class Participants:
    """Files that took part, and the one that the evaluation stopped at, since it is not approved yet."""

    sources: tuple[Source, ...] = ()
    withheld: Source | None = None
    error: str = ""  # one line: why the files can't be evaluated


def participants(
    root: str, environ: Mapping[str, str], approves: Callable[[Source], bool], say: Callable[[str], None] | None = None
) -> Participants:
    """Return which files of root take part, as far as `approves` lets the evaluation go. Raises AutovenvError."""
    found = gather(root, environ, root=root, approves=approves, say=say).configuration
    if found is None:
        return Participants()
    return Participants(found.sources, found.withheld, found.configured.error)
