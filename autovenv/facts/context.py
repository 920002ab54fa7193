"""The circumstances shared by one call: the environment from outside, the settings, the state directory."""

from __future__ import annotations

from autovenv.base.settings import Settings
from autovenv.base.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


@value
class Context:
    """What every look at a directory is given."""

    environ: Mapping[str, str]  # as it is outside of any project
    settings: Settings
    broken: str  # why the settings can't be read, or ""
    state: str  # the state directory
    session: str  # of the shell, or ""
    home: str
    ends: tuple[str, ...]  # directories at which a walk up ends: project.root.walk_ends
    set_up: bool = False  # the user asks for the environment by a command
